"""Cases: questions with what is known of their answers, one a line of a JSON Lines file.

Lives here: the record, and reading it with errors that name line and field; `cases/schema.json` says the same as a JSON
Schema. Asking the questions lives in `runner.py`, scoring the answers in `metrics.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .errors import CaseFileError

__all__ = ["Case", "Gold", "PastTurn", "built_in_cases", "built_in_disagreements", "read_case", "read_cases"]

_FOLDER = Path(__file__).parent / "cases"
_ROLES = ("user", "assistant")
_REQUIRED = ("id", "question", "answerable")
_OPTIONAL = ("history", "accepted", "accepted_all", "reference", "gold", "within", "tags")


@dataclass(frozen=True, kw_only=True)
class PastTurn:
    """A turn of the conversation before the question; `role` is `user` or `assistant`."""

    role: str
    content: str

    def to_message(self) -> dict[str, str]:
        """The turn as `Assistant.ask` takes it."""
        return {"role": self.role, "content": self.content}


@dataclass(frozen=True, kw_only=True)
class Gold:
    """Words of a document that answer the question; `document` is the name that the cases' corpus gives it."""

    document: str
    quote: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """A question, and what is known of its answer.

    A right answer holds one string of `accepted` and one of each group of `accepted_all`, as far as these are given.
    `reference` is a whole answer to compare words with; `within` names the only documents that may be read.
    """

    id: str
    question: str
    answerable: bool
    history: tuple[PastTurn, ...] = ()
    accepted: tuple[str, ...] = ()
    accepted_all: tuple[tuple[str, ...], ...] = ()
    reference: str | None = None
    gold: tuple[Gold, ...] = ()
    within: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The case as a line of a file holds it, without what is empty; `read_cases` reads it back."""
        record = json.loads(json.dumps(asdict(self), ensure_ascii=False))
        return {name: value for name, value in record.items() if name in _REQUIRED or value}


def read_case(record: Mapping[str, Any], path: Path = Path("case"), line: int = 1) -> Case:
    """One case from its JSON object.

    Raises:
        CaseFileError: names the field that does not fit.
    """
    return _LineReader(path, line).read(json.dumps(record).encode())


def built_in_disagreements() -> list[Case]:
    """Questions on which the built-in reports name two figures, in order."""
    return read_cases(_FOLDER / "disagreements.jsonl")


def built_in_cases() -> list[Case]:
    """The cases on the reports that come with Newsdesk, in order."""
    return read_cases(_FOLDER / "builtin.jsonl")


def read_cases(path: Path) -> list[Case]:
    """Read a JSON Lines file of cases, keeping their order. Blank lines are passed over.

    Raises:
        CaseFileError: names the line and the field that do not fit, or an id that is used twice.
        OSError: the file cannot be opened.
    """
    cases: list[Case] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        case = _LineReader(path, number).read(line)
        if case.id in lines:
            raise CaseFileError(path, number, "id", f"{case.id!r} is the id of line {lines[case.id]} too")
        lines[case.id] = number
        cases.append(case)
    return cases


class _LineReader:
    """Reads one line; every refusal names it."""

    def __init__(self, path: Path, line: int) -> None:
        self._path = path
        self._line = line

    def read(self, line: bytes) -> Case:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as err:
            raise self._refusal(None, f"it is not JSON ({str(err)[:80]})") from err
        if not isinstance(record, dict):
            raise self._refusal(None, "it is not a JSON object")
        for name in _REQUIRED:
            if name not in record:
                raise self._refusal(name, "it is missing")
        for name in record:
            if name not in _REQUIRED + _OPTIONAL:
                raise self._refusal(name, "there is no such field")
        case = Case(
            id=self._string(record["id"], "id"),
            question=self._string(record["question"], "question"),
            answerable=self._boolean(record["answerable"], "answerable"),
            history=tuple(self._turn(item, f"history[{n}]") for n, item in self._items(record, "history")),
            accepted=self._strings(record.get("accepted", []), "accepted"),
            accepted_all=tuple(
                self._group(item, f"accepted_all[{n}]") for n, item in self._items(record, "accepted_all")
            ),
            reference=None if record.get("reference") is None else self._string(record["reference"], "reference"),
            gold=tuple(self._gold(item, f"gold[{n}]") for n, item in self._items(record, "gold")),
            within=self._strings(record.get("within", []), "within"),
            tags=self._strings(record.get("tags", []), "tags"),
        )
        if not case.answerable and (case.accepted or case.accepted_all):
            raise self._refusal("accepted", "an unanswerable case has no accepted answer")
        return case

    def _turn(self, item: Any, name: str) -> PastTurn:
        record = self._record(item, name, ("role", "content"))
        if record["role"] not in _ROLES:
            raise self._refusal(f"{name}.role", f"it must be {' or '.join(_ROLES)}")
        return PastTurn(role=record["role"], content=self._string(record["content"], f"{name}.content"))

    def _gold(self, item: Any, name: str) -> Gold:
        record = self._record(item, name, ("document", "quote"))
        return Gold(
            document=self._string(record["document"], f"{name}.document"),
            quote=self._string(record["quote"], f"{name}.quote"),
        )

    def _group(self, item: Any, name: str) -> tuple[str, ...]:
        group = self._strings(item, name)
        if not group:
            raise self._refusal(name, "the group is empty")
        return group

    def _record(self, item: Any, name: str, fields: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(item, dict) or set(item) != set(fields):
            raise self._refusal(name, f"it must be an object of {' and '.join(fields)}")
        return item

    def _items(self, record: Mapping[str, Any], name: str) -> list[tuple[int, Any]]:
        value = record.get(name, [])
        if not isinstance(value, list):
            raise self._refusal(name, "it must be a list")
        return list(enumerate(value))

    def _strings(self, value: Any, name: str) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self._refusal(name, "it must be a list of strings")
        return tuple(self._string(item, f"{name}[{n}]") for n, item in enumerate(value))

    def _string(self, value: Any, name: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self._refusal(name, "it must be a string that is not empty")
        return value

    def _boolean(self, value: Any, name: str) -> bool:
        if not isinstance(value, bool):
            raise self._refusal(name, "it must be true or false")
        return value

    def _refusal(self, name: str | None, why: str) -> CaseFileError:
        return CaseFileError(self._path, self._line, name, why)
