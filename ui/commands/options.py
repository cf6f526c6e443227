"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import typer

from ..dates import parse_date
from ..settings import Session

__all__ = [
    "FallbackOption",
    "JsonOption",
    "ModelOption",
    "PolicyOption",
    "PublisherOption",
    "SinceOption",
    "UntilOption",
]


def _read_date(words: Any) -> date:
    try:
        return parse_date(str(words))
    except ValueError as err:
        raise typer.BadParameter(str(err)) from err


def _note_json(context: typer.Context, is_wanted: bool) -> bool:
    if is_wanted and isinstance(context.obj, Session):
        context.obj.is_json = True
    return is_wanted


JsonOption = Annotated[
    bool, typer.Option("--json", callback=_note_json, help="Print one JSON document instead of text for people.")
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        help="Who answers: quotes (the default), a chat model as provider:name, or a file as llamacpp:FILE.gguf.",
        show_default=False,
    ),
]
PolicyOption = Annotated[
    Literal["strict", "mark"] | None,
    typer.Option(
        help="What a chat model wrote without support is withheld (strict, the default) or shown marked (mark).",
        show_default=False,
    ),
]
FallbackOption = Annotated[
    Literal["quotes", "none"] | None,
    typer.Option(
        help="What is given when a chat model fails: quotes (the default), or none.",
        show_default=False,
    ),
]
PublisherOption = Annotated[
    list[str] | None,
    typer.Option(help="Answer from this publisher only; may be given several times.", show_default=False),
]
SinceOption = Annotated[
    date | None,
    typer.Option(parser=_read_date, metavar="YYYY-MM-DD", help="Only what was published on this day or later."),
]
UntilOption = Annotated[
    date | None,
    typer.Option(parser=_read_date, metavar="YYYY-MM-DD", help="Only what was published on this day or earlier."),
]
