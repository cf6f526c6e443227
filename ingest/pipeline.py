"""The run: what was found is read ahead and made into documents, which are stored; then it is told what became of all."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Literal, TypeAlias

from vectorstore.tracing import trace_stage

from .ahead import ReadAhead
from .engines import Engine, open_engine
from .errors import NothingToIngestError
from .known import KnownSources
from .outcomes import weigh_outcome
from .progress import ProgressCallback
from .reading import SourceReader
from .report import IngestReport
from .settings import IngestSettings
from .sources import find_sources
from .stores import DocumentStore
from .storing import StoringRun

__all__ = ["SyncMode", "ingest", "ingest_into"]

SyncMode: TypeAlias = Literal["report", "remove"]
Source: TypeAlias = "str | os.PathLike[str]"
_log = logging.getLogger("newsdesk.ingest")


def ingest(
    home: str | Path | None,
    sources: Iterable[Source],
    *,
    settings: IngestSettings | None = None,
    progress: ProgressCallback | None = None,
    sync: SyncMode = "report",
) -> IngestReport:
    """Take files, folders, addresses and built-in reports into the library in `home`.

        report = ingest("~/newsdesk", ["reports/", "https://example.org/story.html", *built_in_sources()])

    Unchanged sources are known by size and time, or by what the server says, and are not read. A changed source makes a
    new version. A source that cannot be read is named in the report, and the rest goes on. Ctrl-C leaves a sound
    library; the next run goes on from there.

    Args:
        home: the library's folder; None for the platform's data folder.
        settings: what is taken in and how; `IngestSettings(engine="ray")` has the workers of a Ray cluster read and embed.
        sync: what becomes of documents that are gone from the given folders and JSON Lines files: reported, or removed.

    Raises:
        NothingToIngestError: `sources` is empty.
        EngineError: the Ray cluster cannot be had, or none of its workers stays alive.
        StoreError: the library cannot be opened or written to.
    """
    from vectorstore import Store

    given = list(sources)
    if not given:
        raise NothingToIngestError
    with Store.open(home) as store:
        return ingest_into(store, given, settings=settings, progress=progress, sync=sync)


def ingest_into(
    store: DocumentStore,
    sources: Iterable[Source],
    *,
    settings: IngestSettings | None = None,
    progress: ProgressCallback | None = None,
    sync: SyncMode = "report",
    engine: Engine | None = None,
) -> IngestReport:
    """As `ingest`, into a store that is open already.

    Args:
        engine: makes the documents; None opens the one that `settings.engine` names, and closes it in the end.
    """
    given = list(sources)
    if not given:
        raise NothingToIngestError
    settings = settings or IngestSettings()
    with trace_stage("ingest", engine=settings.engine) as stage:
        report = _run(store, given, settings, progress, sync, engine)
        counts = {name: getattr(report, name) for name in ("added", "updated", "unchanged", "removed", "passages")}
        stage.note(**counts, rejected=len(report.rejected))
    _tell_log(report, counts)
    return report


def _run(
    store: DocumentStore,
    given: Sequence[Source],
    settings: IngestSettings,
    progress: ProgressCallback | None,
    sync: SyncMode,
    engine: Engine | None,
) -> IngestReport:
    began = time.perf_counter()
    found = find_sources(given)
    reader = SourceReader(found, KnownSources(store.content_keys(), store.collection_keys()), settings)
    run = StoringRun(store, settings, progress, reader.bytes_in_all)
    with nullcontext(engine) if engine is not None else open_engine(settings, store) as maker:
        made = maker.make(reader.outcomes(), reader.bytes_in_all)
        with ReadAhead(made, weigh=weigh_outcome, most_weight=settings.read_ahead_characters) as outcomes:
            run.write(outcomes)
    missing = reader.missing()
    if sync == "remove" and missing:
        run.remove(missing.values())
    return run.report(tuple(missing), found.hidden, time.perf_counter() - began)


def _tell_log(report: IngestReport, counts: Mapping[str, int]) -> None:
    for rejection in report.rejected:
        _log.info("source not taken in", extra={"source": rejection.source, "why": rejection.why})
    fields = {**counts, "rejected": len(report.rejected), "seconds": round(report.seconds, 3)}
    _log.info("ingest finished", extra=fields)
