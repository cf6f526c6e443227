"""The first fill: a library that nothing was ever put into starts with the reports that come with Newsdesk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .progress import ingest_bar
from .wording import count

if TYPE_CHECKING:
    from pathlib import Path

    from vectorstore import Store

    from .terminal import Paper

__all__ = ["fill_when_empty"]


def fill_when_empty(store: Store, paper: Paper) -> None:
    """Take in the built-in reports when nothing was ever stored in this library, saying so.

    Raises:
        StoreLockedError: another process is filling it.
    """
    if not store.is_empty():
        return
    from ingest import built_in_sources, ingest

    home: Path = store.home
    paper.write(
        f"The library at {home} is empty: taking in the reports that come with Newsdesk (only once).", style="dim"
    )
    with ingest_bar(paper, "Reading") as follow:
        report = ingest(home, built_in_sources(), progress=follow)
    paper.write(
        f"Took in {count(report.added + report.updated, 'report')} ({count(report.passages, 'passage')}) in "
        f"{report.seconds:.1f} s. Add your own with: newsdesk ingest PATH",
        style="dim",
    )
