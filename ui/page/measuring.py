"""The evals view: the suites, running one, and what the last runs found. Reports are files in the library's folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr  # Gradio reads the handlers' annotations, so the name has to be there

from .comparing import MOST_BYTES, compare_runs, is_comparison
from .comparison import render_choices, render_comparing
from .downloads import EVALS_FOLDER
from .eval_reports import RunFile, render_runs, render_step, render_suites
from .events import explain
from .fields import text_in
from .following import Done, follow_work
from .shelves import render_refusal

if TYPE_CHECKING:
    from evals import EvalProgress, Report

__all__ = ["Measuring", "read_runs"]

_MOST_RUNS = 20


class Measuring:
    """The handlers of the evals view."""

    def __init__(self, home: Path) -> None:
        self._folder = home / EVALS_FOLDER

    def show(self) -> tuple[str, str]:
        """The suites with the last runs, and the runs to choose from for a comparison, as HTML."""
        from evals import all_suites

        suites = [(suite.name, suite.summary, suite.needs) for suite in all_suites()]
        runs = read_runs(self._folder)
        return render_suites(suites, _runnable(suites)) + render_runs(runs), render_choices(runs)

    def compare(self, event: gr.EventData) -> Iterator[str]:
        """Compare two kept runs of one suite; yields what to show of it."""
        suite, before, after = (text_in(event, name) for name in ("suite", "before", "after"))
        if suite is None or before is None or after is None:
            yield render_refusal("The page sent something that is no choice of two runs. Reload it and try again.")
            return
        yield render_comparing()
        try:
            yield compare_runs(self._folder, suite, before, after)
        except Exception as err:
            yield render_refusal(explain(err))

    def run(self, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Run a suite and keep its report; yields progress, list, choices."""
        from evals import all_suites

        name = text_in(event, "suite") or ""
        if name not in _runnable([(suite.name, suite.summary, suite.needs) for suite in all_suites()]):
            yield (
                render_refusal("This suite needs data of its own: newsdesk evals run NAME --data DIR."),
                gr.skip(),
                gr.skip(),
            )
            return
        yield render_step(None), gr.skip(), gr.skip()

        def work(tell: Callable[[EvalProgress], None]) -> Report:
            return self._run(name, tell)

        try:
            for step in follow_work(work):
                if not isinstance(step, Done):
                    yield render_step(step), gr.skip(), gr.skip()
        except Exception as err:
            yield render_refusal(explain(err)), *self.show()
            return
        yield "", *self.show()

    def _run(self, name: str, tell: Callable[[EvalProgress], None]) -> Report:
        from evals import RunRequest, all_suites, run_suite
        from evals.pages.writing import render_page

        report = run_suite(name, RunRequest(progress=tell))
        self._folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        file = self._folder / f"{now:%Y%m%dT%H%M%S%fZ}-{name}.json"
        document = json.dumps(report.to_json(), ensure_ascii=False, indent=1)
        file.write_text(document + "\n", encoding="utf-8")
        summaries = {suite.name: suite.summary for suite in all_suites()}
        page = render_page([report], summaries=summaries, written=now)
        file.with_suffix(".html").write_text(page, encoding="utf-8")
        return report


def _runnable(suites: Sequence[tuple[str, str, str]]) -> list[str]:
    """The suites that need no outside data, at least for a part of them."""
    return [name for name, _, needs in suites if needs.startswith("nothing")]


def read_runs(folder: Path) -> list[RunFile]:
    """The reports in a folder, newest first; a file that is no report is passed over."""
    if not folder.is_dir():
        return []
    runs: list[RunFile] = []
    dated = [(path.stat().st_mtime, path) for path in folder.iterdir() if path.is_file() and not path.is_symlink()]
    for modified, path in sorted(dated, reverse=True):
        when = datetime.fromtimestamp(modified, UTC)
        page = path.with_suffix(".html")
        if path.suffix == ".json" and path.stat().st_size <= MOST_BYTES:
            runs += _read_reports(path, when, page.name if page.is_file() else None)
        elif path.suffix == ".html" and not is_comparison(path) and not path.with_suffix(".json").exists():
            runs.append(RunFile(name=path.stem, when=when, page=path.name))
        if len(runs) >= _MOST_RUNS:
            break
    return runs[:_MOST_RUNS]


def _read_reports(path: Path, when: datetime, page: str | None) -> list[RunFile]:
    try:
        document = json.loads(path.read_bytes())
        reports = document.get("reports", [document])
        return [
            RunFile(
                name=str(report["suite"]),
                when=when,
                page=page,
                file=path.name,
                model=str((report.get("provenance") or {}).get("model") or ""),
                state=str(report["state"]),
                cases=len(report.get("records", ())),
                scores=tuple(report["scores"]),
                failures=tuple(
                    (str(record["case"]["question"]), str(record["outcome"]))
                    for record in report.get("records", ())
                    if str(record.get("outcome", "")).startswith("wrong")
                ),
            )
            for report in reports
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return []
