"""What `newsdesk evals` does with reports: tables on the terminal, files, a comparison, a gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import WrongUseError
from ..wording import count

if TYPE_CHECKING:
    from evals.comparing import Comparison, Difference
    from evals.report import Report
    from evals.scores import Score

    from ..terminal import Paper

__all__ = ["Outputs", "print_comparison", "print_report", "render_html"]


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """Which files a run writes, and what it is held against."""

    json: Path | None = None
    junit: Path | None = None
    html: Path | None = None
    baseline: Path | None = None
    gate: Path | None = None

    def check(self) -> None:
        """Refuse what could not be written or read, before anything is asked.

        Raises:
            WrongUseError: a file's folder, or a file to read, is not there.
            GateFileError, ReportFileError: a file to read does not fit.
        """
        for name, path in (("json", self.json), ("junit", self.junit), ("html", self.html)):
            if path is not None and not path.absolute().parent.is_dir():
                raise WrongUseError(f"--{name} {path}: its folder is not there. Make it, or name another file.")
        for name, path in (("baseline", self.baseline), ("gate", self.gate)):
            if path is not None and not path.is_file():
                raise WrongUseError(f"--{name} {path} is not there. Name a file that is.")
        if self.gate is not None:
            from evals.gating import read_gate

            read_gate(self.gate)
        if self.baseline is not None:
            from evals.report_files import read_reports

            read_reports(self.baseline)

    def write(self, reports: Sequence[Report], paper: Paper) -> bool:
        """Write the files, print the comparison and the gate; whether every threshold was kept."""
        from evals.comparing import compare_reports
        from evals.gating import check_gate, read_gate
        from evals.report_files import read_reports, write_reports

        comparisons: list[Comparison] = []
        if self.baseline is not None:
            known = {report.suite: report for report in read_reports(self.baseline)}
            comparisons = [compare_reports(known[r.suite], r) for r in reports if r.suite in known]
            for comparison in comparisons:
                print_comparison(paper, comparison)
        results = [] if self.gate is None else check_gate(read_gate(self.gate), reports)
        if self.json is not None:
            write_reports(reports, self.json)
        if self.junit is not None:
            from evals.junit import to_junit

            self.junit.write_text(to_junit(reports, results), encoding="utf-8")
        if self.html is not None:
            self.html.write_text(render_html(reports, comparisons, results), encoding="utf-8")
        broken = [result for result in results if not result.is_kept]
        if self.gate is not None:
            words = f"{len(results) - len(broken)} of {count(len(results), 'threshold')} kept"
            paper.write(f"Gate: {words}", style="bold")
            for result in broken:
                paper.write(f"Broken: {result.account}", indent=2, style="red")
            if not results:
                paper.write(f"{self.gate} has no threshold for what was run.", indent=2, style="red")
                return False
        return not broken


def print_report(paper: Paper, report: Report) -> None:
    """One suite's scores as a table."""
    from ..terminal import print_rows

    if report.state == "not run":
        paper.write(f"{report.suite}: not run", style="bold")
        paper.write(f"{report.why}", indent=2)
        return
    paper.write(
        f"{report.suite}: {count(report.counts.get('cases', len(report.records)), 'case')} in {report.seconds:,.1f} s",
        style="bold",
    )
    names = {score.dataset for score in report.scores}
    headings = ("score", "value", "95% interval", "n")
    if len(names) > 1:
        print_rows(paper, ("data", *headings), [(score.dataset, *_row(score)) for score in report.scores])
    else:
        print_rows(paper, headings, [_row(score) for score in report.scores])
    others = [f"{name} {number:,}" for name, number in report.counts.items() if name != "cases"]
    paper.write(", ".join(others), style="dim")
    for line in report.not_run:
        paper.write(f"not run on {line}", style="dim")


def print_comparison(paper: Paper, comparison: Comparison) -> None:
    """What improved and what fell, as a table, and the cases behind it."""
    from ..terminal import print_rows

    paper.write(f"{comparison.suite}: {count(comparison.shared, 'case')} in both runs", style="bold")
    for warning in comparison.warnings:
        paper.write(warning, indent=2, style="yellow")
    print_rows(
        paper,
        ("score", "before", "now", "difference", "95% interval", "won", "lost", ""),
        [_difference_row(difference) for difference in comparison.differences],
    )
    for case in comparison.changed:
        paper.write(f"{case.change}: {case.id}, {case.before} → {case.after}: {case.question}", indent=2)


def render_html(reports: Sequence[Report], comparisons: Sequence[Comparison], results: Sequence[object]) -> str:
    from datetime import datetime
    from typing import Any, cast

    from evals.pages.writing import render_page
    from evals.suites import all_suites

    summaries = {suite.name: suite.summary for suite in all_suites()}
    return render_page(
        reports,
        comparisons=comparisons,
        gate=cast("Sequence[Any]", results),
        summaries=summaries,
        written=datetime.now(),
    )


def _row(score: Score) -> tuple[str, str, str, str]:
    name = score.name if score.better == "higher" else f"{score.name} (lower is better)"
    value = "not scored" if score.value is None else _say(score.value, score.unit)
    interval = (
        ""
        if score.low is None or score.high is None
        else f"{_bare(score.low, score.unit)} to {_bare(score.high, score.unit)}"
    )
    return name, value, interval, f"{score.n:,}"


def _difference_row(difference: Difference) -> tuple[str, ...]:
    unit, gap = difference.unit, difference.difference
    low, high = difference.low, difference.high
    return (
        f"{difference.dataset} {difference.name}".strip(),
        "not scored" if difference.before is None else _say(difference.before, unit),
        "not scored" if difference.after is None else _say(difference.after, unit),
        "" if gap is None else (f"{gap:+,.0f} {unit}" if unit else f"{gap:+.3f}"),
        "" if low is None or high is None else f"{low:+.3f} to {high:+.3f}",
        str(difference.wins),
        str(difference.losses),
        difference.change,
    )


def _say(value: float, unit: str) -> str:
    return f"{_bare(value, unit)} {unit}".strip()


def _bare(value: float, unit: str) -> str:
    return f"{value:,.0f}" if unit else f"{value:.3f}"
