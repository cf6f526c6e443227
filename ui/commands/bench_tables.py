"""What `newsdesk bench` measured, as tables for a terminal. Nothing is measured here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..terminal import print_rows

if TYPE_CHECKING:
    from evals import BenchReport
    from evals.bench_growth import GrowthReport, SizeTimes
    from evals.bench_health import HealthTimes
    from evals.bench_peers import PeersReport, SystemTimes
    from evals.bench_timing import Machine

    from ..terminal import Paper

__all__ = ["print_growth", "print_peers", "print_speed"]

_RATIOS = {
    "retrieve_p95_at_largest_over_smallest": "retrieval, 95% within",
    "ask_p95_at_largest_over_smallest": "an answer, 95% within",
    "ingest_rate_at_largest_over_smallest": "ingest rate",
    "ingest_share_of_bare_at_largest_over_smallest": "ingest rate against the bare model's",
}


def print_speed(paper: Paper, report: BenchReport) -> None:
    """The figures of one library of one size."""
    rows = [
        ("ingest, through the store", f"{report.store_passages_per_s:,.1f} passages/s"),
        ("the bare embedding model", f"{report.bare_passages_per_s:,.1f} passages/s"),
        ("ingest against the bare model", f"{report.store_share_of_bare:.2f}"),
        ("the same, by processor time", f"{report.store_share_of_bare_by_cpu:.2f}"),
        ("ingest from files", f"{report.files_passages_per_s:,.1f} passages/s"),
        ("ingesting it again, unchanged", f"{report.unchanged_share:.2%} of the first time"),
        ("a warm question, half of them within", f"{report.ask_p50_ms:,.1f} ms"),
        ("a warm question, 95% within", f"{report.ask_p95_ms:,.1f} ms"),
    ]
    if report.peak_memory_mb is not None:
        rows.append(("peak memory", f"{report.peak_memory_mb:,.0f} MB"))
    print_rows(paper, ("measured", "result"), rows)
    paper.write(
        f"{report.passages:,} passages of {report.documents:,} documents ({report.origin}), "
        f"{report.questions:,} questions; {report.embedder} on {report.cores} cores{_say_load(report.load_before)}",
        style="dim",
    )


def print_growth(paper: Paper, report: GrowthReport) -> None:
    """A column for each size, the largest against the smallest, and the works on the whole library."""
    from evals.bench_growth import ratios_of

    sizes = report.sizes
    print_rows(paper, ("measured", *(f"{size.passages:,}" for size in sizes)), _size_rows(sizes))
    _print_ratios(paper, ratios_of(sizes))
    if report.health is not None:
        _print_health(paper, report.health)
    if not report.is_complete:
        paper.write("It was interrupted: larger sizes were not measured.", style="bold")
    asked = sizes[-1].questions
    for library in dict.fromkeys(size.library for size in sizes):
        at = ", ".join(f"{size.passages:,}" for size in sizes if size.library == library)
        paper.write(f"{at} passages: {library}", style="dim")
    paper.write(
        f"Stored were {report.origin}; {asked:,} questions at each size; rates over the last "
        f"{sizes[-1].window_passages:,} passages; {report.embedder} on {_say_machine(report.machine)}",
        style="dim",
    )


def print_peers(paper: Paper, report: PeersReport) -> None:
    """A line for each system, what Newsdesk is against it, and how each was set up."""
    from evals.bench_peers import ratios_to

    ratios = ratios_to(report.systems)
    headings = ("system", "ingest/s", "query p50 ms", "p95 ms", "memory MB", "newsdesk: ingest", "query p50")
    rows = [_peer_row(system, ratios.get(system.name, {})) for system in report.systems if system.state == "measured"]
    paper.write()
    print_rows(paper, headings, rows)
    for system in report.systems:
        if system.ask_p50_ms is not None and system.ask_p95_ms is not None:
            paper.write(
                f"{system.name}, a verified answer: half within {system.ask_p50_ms:,.1f} ms, "
                f"95% within {system.ask_p95_ms:,.1f} ms"
            )
    for system in report.systems:
        if system.why is not None:
            paper.write(f"{system.name} was not measured: {system.why}", style="bold")
    for system in report.systems:
        if system.notes:
            packages = ", ".join(f"{name} {version}" for name, version in system.versions.items())
            paper.write(f"{system.name} ({packages}): {'; '.join(system.notes)}", style="dim")
    paper.write(
        f"{report.passages:,} passages of {report.origin}; {report.questions:,} questions, {report.retrieved} passages "
        f"each; {report.threads} threads on {_say_machine(report.machine)}. Newsdesk is ahead where its ingest ratio is "
        "above 1 and its query ratio below 1.",
        style="dim",
    )


def _peer_row(system: SystemTimes, ratios: Mapping[str, float]) -> tuple[str, ...]:
    measured = (system.ingest_passages_per_s, system.query_p50_ms, system.query_p95_ms)
    return (
        system.name,
        *("" if value is None else f"{value:,.1f}" for value in measured),
        _say_mb(system.peak_memory_mb),
        *(f"{ratios[name]:.2f}" if name in ratios else "" for name in ("ingest_rate", "query_p50")),
    )


def _size_rows(sizes: Sequence[SizeTimes]) -> list[tuple[str, ...]]:
    return [
        ("ingest, passages/s", *(f"{size.ingest_passages_per_s:,.1f}" for size in sizes)),
        ("the bare model, passages/s", *(f"{size.bare_passages_per_s:,.1f}" for size in sizes)),
        ("ingest against the bare model", *(f"{size.ingest_share_of_bare:.2f}" for size in sizes)),
        ("retrieval, half within, ms", *(f"{size.retrieve_p50_ms:,.1f}" for size in sizes)),
        ("retrieval, 95% within, ms", *(f"{size.retrieve_p95_ms:,.1f}" for size in sizes)),
        ("an answer, half within, ms", *(f"{size.ask_p50_ms:,.1f}" for size in sizes)),
        ("an answer, 95% within, ms", *(f"{size.ask_p95_ms:,.1f}" for size in sizes)),
        ("answered", *(f"{size.answered:,} of {size.questions:,}" for size in sizes)),
        ("memory while asking, MB", *(_say_mb(size.asking_memory_mb) for size in sizes)),
        ("memory while storing, MB", *(_say_mb(size.ingest_memory_mb) for size in sizes)),
        ("on the disk, MB", *(_say_mb(size.disk_mb) for size in sizes)),
    ]


def _print_ratios(paper: Paper, ratios: Mapping[str, float | int]) -> None:
    if not ratios:
        return
    paper.write()
    between = f"{ratios['to_passages']:,} over {ratios['from_passages']:,}"
    print_rows(paper, ("against the smallest", between), [(said, f"{ratios[n]:.2f}") for n, said in _RATIOS.items()])


def _print_health(paper: Paper, health: HealthTimes) -> None:
    share = health.rebuild_share_of_bare
    rows = [
        ("the probe of the index", f"{health.probe_s:,.1f} s"),
        ("the whole check", f"{health.check_s:,.1f} s, {'sound' if health.is_sound else 'not sound'}"),
        ("rebuilding both indexes", f"{health.rebuild_s:,.1f} s, {health.rebuild_passages_per_s:,.0f} passages/s"),
        ("that rate against the bare model's", "not measured" if share is None else f"{share:.2f}"),
        ("mending itself without its vectors", f"{health.heal_s:,.1f} s"),
    ]
    paper.write()
    print_rows(paper, ("care", f"at {health.passages:,} passages"), rows)


def _say_machine(machine: Machine) -> str:
    return f"{machine.cores} cores of {machine.processor}{_say_load(machine.load_before)}"


def _say_load(load: float | None) -> str:
    return "" if load is None else f", load before the run {load:.1f}"


def _say_mb(megabytes: float | None) -> str:
    return "not told" if megabytes is None else f"{megabytes:,.0f}"
