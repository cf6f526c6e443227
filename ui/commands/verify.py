"""`newsdesk verify`: recheck the receipt of an answer against the library, offline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..settings import Session
from ..wording import count
from .options import JsonOption

if TYPE_CHECKING:
    from assistant.receipts import Recheck

    from ..terminal import Paper

__all__ = ["recheck_answer"]

_MOST_BYTES = 50_000_000


def recheck_answer(
    context: typer.Context,
    receipt: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A receipt, as `newsdesk ask --receipt FILE` writes one.", exists=True, dir_okay=False
        ),
    ],
    as_json: JsonOption = False,
) -> None:
    """Check that every quote of a receipt stands in the library, and that every verdict is the same again.

    Nothing is asked of any model or server. The exit status is 1 when something does not hold.
    """
    session: Session = context.obj
    from assistant.receipts import recheck_receipt
    from assistant.verdicts import SupportJudge
    from vectorstore import Store

    from ..terminal import Paper

    written = _read_json(receipt)
    with Store.open(session.folder()) as store:
        outcome = recheck_receipt(written, store, SupportJudge())
    if as_json:
        print(json.dumps(outcome.to_json(), ensure_ascii=False, indent=2))
    else:
        _print_outcome(Paper.output(), outcome)
    if not outcome.holds:
        raise typer.Exit(1)


def _read_json(file: Path) -> Any:
    from assistant.errors import ReceiptError

    if file.stat().st_size > _MOST_BYTES:
        raise ReceiptError(f"{file.name} is larger than any receipt")
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as err:
        raise ReceiptError(f"{file.name} is not JSON") from err


def _print_outcome(paper: Paper, outcome: Recheck) -> None:
    checked = ", ".join(
        (count(outcome.quotes, "quote"), count(outcome.passages, "passage"), count(outcome.verdicts, "verdict"))
    )
    if outcome.holds:
        paper.write(f"All of it holds: {checked} checked against the library.")
        return
    paper.write(f"Not all of it holds ({checked} checked):", style="bold")
    for problem in outcome.problems:
        paper.write(problem, indent=2)
