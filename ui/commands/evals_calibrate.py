"""`newsdesk evals calibrate`: what each cut-off costs and saves, and which one to take."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from .evals_options import CacheOption, CasesOption, DataOption, LimitOption, SeedOption, make_request
from .options import JsonOption

if TYPE_CHECKING:
    from evals.calibrating import Calibration, CutoffPoint

__all__ = ["calibrate"]

_COLUMNS = ("refuse below", "answered", "wrong of these", "rightly refused", "wrongly refused", "")


def calibrate(
    context: typer.Context,
    data: DataOption = None,
    cases: CasesOption = None,
    datasets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME", help="Ask this data set only; without it, the built-in cases."),
    ] = None,
    wrong_refusals: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="The share of answerable questions that may be refused.")
    ] = 0.08,
    limit: LimitOption = None,
    cache: CacheOption = None,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Show how refusing more lowers the risk of a wrong answer, and name the cut-off to take."""
    from assistant import AssistantSettings
    from assistant.weights import load_weights
    from evals.calibrating import calibrate_cutoff

    settings = AssistantSettings()
    fitted = load_weights("answerable" if settings.ranker == "none" else "answerable-ranked").cutoff
    now = fitted if settings.cutoff is None else settings.cutoff
    chosen = tuple(datasets or (() if cases else ("builtin",)))
    with make_request(
        context,
        data=data,
        cases=cases,
        model=None,
        datasets=chosen,
        limit=limit,
        cache=cache,
        is_fresh=False,
        seed=seed,
    ) as request:
        found = calibrate_cutoff(request, wrong_refusals=wrong_refusals, now=now)
    if isinstance(found, str):
        typer.echo(f"Not calibrated: {found}", err=True)
        raise typer.Exit(1)
    if as_json:
        print(json.dumps(found.to_json(), indent=2))
    else:
        _print_curve(found)


def _print_curve(found: Calibration) -> None:
    from ..terminal import Paper, print_rows

    paper = Paper.output()
    print_rows(paper, _COLUMNS, [_row(point, "") for point in found.points])
    paper.write()
    print_rows(paper, _COLUMNS, [_row(found.now, "now in force"), _row(found.chosen, "to take")])
    auc = "not scored" if found.auc is None else f"{found.auc:.3f}"
    paper.write()
    paper.write(
        f"{found.answerable} answerable and {found.unanswerable} unanswerable questions; area under the curve {auc}. "
        f"To take it: NEWSDESK_CUTOFF={found.chosen.cutoff:.4f}"
    )


def _row(point: CutoffPoint, note: str) -> tuple[str, ...]:
    shares = (point.coverage, point.risk, point.refused, point.wrongly_refused)
    return (f"{point.cutoff:.3f}", *("-" if share is None else f"{share:.3f}" for share in shares), note)
