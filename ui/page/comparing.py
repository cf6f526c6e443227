"""Comparing two kept runs: the files are found and read, and the comparison is written beside them as a page.

A name that the browser sends is only ever looked up among the files that are there. The figures come from
`evals.comparing`; how they look on the page lives in `comparison.py`.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import RunsNotComparableError
from .comparison import render_comparison
from .eval_reports import RunFile

if TYPE_CHECKING:
    from evals import Report

__all__ = ["MOST_BYTES", "compare_runs", "is_comparison"]

MOST_BYTES = 200_000_000
_PREFIX = "comparison-"


def compare_runs(folder: Path, suite: str, before: str, after: str) -> str:
    """Compare the runs of a suite in two files of a folder, keep the comparison as a page, and show it.

    Raises:
        RunsNotComparableError: a file is not there, cannot be read or holds no such run, or both are the same.
        OSError: the page cannot be written.
    """
    from evals.comparing import compare_reports
    from evals.pages.writing import render_page
    from evals.suites import all_suites

    if before == after:
        raise RunsNotComparableError("The earlier and the later run are the same. Choose two different runs.")
    one, two = _find_run(folder, before), _find_run(folder, after)
    old, new = _read_run(one, suite), _read_run(two, suite)
    comparison = compare_reports(old, new)
    summaries = {known.name: known.summary for known in all_suites()}
    now = datetime.now(UTC)
    html = render_page([new], comparisons=[comparison], summaries=summaries, written=now)
    key = hashlib.sha256("\0".join((suite, before, after)).encode()).hexdigest()[:16]
    page = f"{_PREFIX}{key}.html"
    _write_page(folder / page, html)
    return render_comparison(comparison, _describe(one, old), _describe(two, new), page)


def is_comparison(path: Path) -> bool:
    """Whether a file is a comparison that was written here, and so no run."""
    return path.name.startswith(_PREFIX) and path.suffix == ".html"


def _find_run(folder: Path, name: str) -> Path:
    """The report file of this name in the folder itself: no link, nothing elsewhere, not beyond the largest size.

    Raises:
        RunsNotComparableError: there is none.
    """
    kept = folder.iterdir() if folder.is_dir() else ()
    path = next((path for path in kept if path.name == name and path.suffix == ".json"), None)
    if path is None or path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_BYTES:
        raise RunsNotComparableError("A chosen run is no longer there. Reload the page and choose another one.")
    return path


def _read_run(path: Path, suite: str) -> Report:
    from evals.errors import ReportFileError
    from evals.report_files import read_reports

    try:
        reports = read_reports(path)
    except (ReportFileError, OSError, RecursionError) as err:
        raise RunsNotComparableError(
            f"The run in {path.name} cannot be read: it was changed, cut off, or written by another version. "
            "Choose another run, or run the suite again."
        ) from err
    found = next((report for report in reports if report.suite == suite and report.state == "scored"), None)
    if found is None:
        raise RunsNotComparableError(
            f"{path.name} holds no run of the suite {suite[:80]}. Choose two runs of one suite."
        )
    return found


def _describe(path: Path, report: Report) -> RunFile:
    when = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    model = str(report.provenance.get("model") or "")
    return RunFile(name=report.suite, when=when, cases=len(report.records), model=model)


def _write_page(path: Path, html: str) -> None:
    """Write beside and move: whoever reads sees a whole page, and a link of this name is replaced, not followed."""
    beside = path.with_suffix(".part")
    beside.unlink(missing_ok=True)
    beside.write_text(html, encoding="utf-8")
    beside.replace(path)
