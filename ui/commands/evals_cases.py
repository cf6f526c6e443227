"""`newsdesk evals new`, `add` and `export`: cases drafted from a library, made from receipts, and records for other tools."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import WrongUseError
from ..wording import count

if TYPE_CHECKING:
    from evals.exporting import ExportFormat

__all__ = ["add_receipt", "draft_new", "export_run"]

_CASES = Path("cases.jsonl")


def draft_new(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file of cases to write.")] = _CASES,
    answerable: Annotated[int, typer.Option(min=0, help="How many that the library answers.")] = 20,
    unanswerable: Annotated[int, typer.Option(min=0, help="How many that it does not answer.")] = 10,
    seed: Annotated[int, typer.Option(help="Another seed gives other cases.")] = 0,
) -> None:
    """Draft cases from your own library, to put into better words before they are asked.

    Each draft asks for words that are blanked out of a sentence; those without an answer ask with a name that does not
    belong there, or of all documents but the one that has the answer.
    """
    from evals.drafting_cases import draft_cases
    from vectorstore import Store

    from ..terminal import Paper

    if file.exists():
        raise WrongUseError(f"{file} is there already and stays as it is. Name another file.")
    if not file.absolute().parent.is_dir():
        raise WrongUseError(f"{file}: its folder is not there. Make it, or name another file.")
    with Store.open(context.obj.folder()) as store:
        if store.is_empty():
            raise WrongUseError(
                "The library is empty, so that nothing can be asked of it. Fill it: newsdesk ingest PATH"
            )
        cases = draft_cases(store, answerable=answerable, unanswerable=unanswerable, seed=seed)
    file.write_text("".join(f"{json.dumps(c.to_json(), ensure_ascii=False)}\n" for c in cases), encoding="utf-8")
    Paper.output().write(
        f"Drafted {count(len(cases), 'case')} into {file}. Put the questions into your own words, drop those that make "
        f"no sense, and run: newsdesk evals run answers --cases {file}"
    )


def add_receipt(
    context: typer.Context,
    receipt: Annotated[
        Path,
        typer.Argument(metavar="RECEIPT.json", help="What `newsdesk ask --json` printed.", exists=True, dir_okay=False),
    ],
    cases: Annotated[Path, typer.Option(metavar="FILE", help="The file of cases to add to.", dir_okay=False)] = _CASES,
    accepted: Annotated[
        list[str] | None,
        typer.Option(help="What a right answer holds; several: any of them.", show_default=False),
    ] = None,
    is_unanswerable: Annotated[
        bool, typer.Option("--unanswerable", help="The library holds no answer: refusing is right.")
    ] = False,
    tags: Annotated[list[str] | None, typer.Option("--tag", help="A tag, such as thumbs-down.")] = None,
) -> None:
    """Turn a receipt into a case, so that every later run asks it again."""
    from evals.adding import append_case, case_from_receipt, read_receipt

    from ..terminal import Paper

    if is_unanswerable and accepted:
        raise WrongUseError("--unanswerable and --accepted exclude each other. Leave one away.")
    answer, history = read_receipt(receipt)
    is_answerable = False if is_unanswerable else (True if accepted else None)
    case = case_from_receipt(
        answer, history=history, accepted=accepted or (), is_answerable=is_answerable, tags=tags or ()
    )
    is_new = append_case(case, cases)
    what = "Added" if is_new else "There already:"
    Paper.output().write(f"{what} {case.id} in {cases}: {case.question}")


def export_run(
    context: typer.Context,
    run: Annotated[
        Path, typer.Argument(metavar="RUN.json", help="A run, written by --json.", exists=True, dir_okay=False)
    ],
    shape: Annotated[str, typer.Option("--format", metavar="ragas|deepeval", help="Whose data set to write.")],
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file to write (default: standard output).", dir_okay=False)
    ] = None,
) -> None:
    """Write the records of a run as a data set of RAGAS (JSON Lines) or DeepEval (JSON)."""
    from evals.exporting import export_records
    from evals.pages.writing import merge_records
    from evals.report_files import read_reports

    chosen: ExportFormat
    if shape == "ragas":
        chosen = "ragas"
    elif shape == "deepeval":
        chosen = "deepeval"
    else:
        raise WrongUseError(f"--format {shape}: it is ragas or deepeval.")
    text = export_records(merge_records(read_reports(run)), chosen)
    if output is None:
        print(text, end="")
    else:
        output.write_text(text, encoding="utf-8")
