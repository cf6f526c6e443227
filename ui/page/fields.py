"""What the page's scripts send along with an event, checked like any input: a field of the wrong kind is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["integer_in", "text_in"]

_LONGEST = 20_000


def text_in(event: gr.EventData, name: str) -> str | None:
    """A field that is text; None when it is missing or something else."""
    value = _field(event, name)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    return value.encode("utf-8", "replace").decode("utf-8")  # half of a surrogate pair could not be stored


def integer_in(event: gr.EventData, name: str) -> int | None:
    """A field that is a whole number; None when it is missing or something else."""
    value = _field(event, name)
    return value if type(value) is int else None


def _field(event: gr.EventData, name: str) -> Any:
    data = event._data
    return data.get(name) if isinstance(data, dict) else None
