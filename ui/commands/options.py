"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from ..dates import parse_date
from ..settings import Session

__all__ = ["JsonOption", "ModelOption", "PublisherOption", "SinceOption", "UntilOption"]


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
    typer.Option(help="Who answers: quotes (the default), or a chat model as provider:name.", show_default=False),
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
