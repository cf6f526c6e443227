"""Turns as JSON records and back, so that a conversation can be kept and reopened as it was.

Built on the records' own fields: what a later release adds to an answer is kept, what an earlier one lacked takes its
default.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from .conversation import Turn

if TYPE_CHECKING:
    from vectorstore import StoredTurn

__all__ = ["record_turn", "restore_turn"]

_KEPT = ("state", "passages", "sentences", "citations", "withheld", "answer", "failure", "followups", "model")


def record_turn(turn: Turn) -> dict[str, Any]:
    """What is kept of a turn beside its question and the reader's opinion: only JSON types.

    Of an answered turn the answer alone, for its sentences and citations stand in it.
    """
    record = {name: _plain(getattr(turn, name)) for name in _KEPT}
    if turn.answer is not None:
        record |= {"sentences": [], "citations": [], "withheld": []}
    return record


def restore_turn(stored: StoredTurn) -> Turn:
    """The turn that was kept; a record that does not fit any more becomes a failed turn that says so."""
    try:
        turn: Turn = _restore(Turn, {**stored.record, "question": stored.question})
    except (AttributeError, KeyError, TypeError, ValueError):
        turn = Turn(question=stored.question).failed(
            "Another release wrote this answer, and it cannot be read. Ask again."
        )
    if turn.state == "working":
        turn = turn.stopped()
    if turn.answer is not None:
        answer = turn.answer
        turn = dataclasses.replace(
            turn, sentences=answer.sentences, citations=answer.citations, withheld=answer.withheld
        )
    return dataclasses.replace(turn, ordinal=stored.ordinal, opinion=stored.opinion, note=stored.note)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value


def _restore(kind: Any, value: Any) -> Any:
    """A value of this type from its JSON form; a name that the type does not know is passed over."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _restore(next(part for part in get_args(kind) if part is not type(None)), value)
    if origin is tuple:
        return tuple(_restore(get_args(kind)[0], item) for item in value)
    if origin is Literal:
        if value not in get_args(kind):
            raise ValueError(f"{value!r} is none of {get_args(kind)}")
        return value
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        types_of = _types_of(kind)
        known = {name: _restore(types_of[name], item) for name, item in value.items() if name in types_of}
        return kind(**known)
    if kind is date:
        return date.fromisoformat(value)
    if kind is float and isinstance(value, int | float):
        return float(value)
    if kind in (str, int, bool) and type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


@lru_cache(maxsize=64)
def _types_of(kind: Any) -> Mapping[str, Any]:
    from assistant import answers

    from . import conversation

    names = {**vars(answers), **vars(conversation)}  # some names are imported for type checkers only
    return get_type_hints(kind, globalns=names)
