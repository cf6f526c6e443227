"""The benchmark of distributed ingest: the same files by Ray's workers and by this process, in one run.

report = run_ray_bench(RayBenchRequest(passages=2000))
print(report.share_of_local)
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .bench_corpus import make_corpus, write_corpus
from .bench_timing import Machine, StepTeller, Stopwatch, describe_machine
from .progress import ProgressCallback

if TYPE_CHECKING:
    from ingest import IngestReport, IngestSettings
    from ingest.engines import Engine
    from vectorstore import Embedder

__all__ = ["RayBenchReport", "RayBenchRequest", "run_ray_bench"]


@dataclass(frozen=True, kw_only=True)
class RayBenchRequest:
    """How much is measured; `embedder` is the embedding model, None for the default one."""

    passages: int = 2000
    workers: int = 2
    address: str | None = None
    """A Ray cluster; None starts one on this machine."""
    embedder: Embedder | None = None
    progress: ProgressCallback | None = None


@dataclass(frozen=True, kw_only=True)
class RayBenchReport:
    """What was measured, in the units that the names say."""

    passages: int
    documents: int
    workers: int
    local_passages_per_s: float
    """From text files to the store in this process, half of the time measured before Ray and half after."""
    ray_passages_per_s: float
    """The same files by the workers, each of which had loaded its model."""
    share_of_local: float
    share_of_local_with_start: float
    """The same share with the time that the cluster and its workers took to start."""
    start_s: float
    embedder: str
    machine: Machine

    def to_json(self) -> dict[str, Any]:
        """The document that `newsdesk bench --ray --json` prints."""
        return {name: round(value, 6) if isinstance(value, float) else value for name, value in asdict(self).items()}


def run_ray_bench(request: RayBenchRequest) -> RayBenchReport:
    """Ingest the same files into three temporary libraries: here, by the workers, and here again.

    Raises:
        EngineError: Ray is not installed, or no worker can be had.
        StoreError: the temporary libraries cannot be written.
    """
    from ingest import IngestSettings
    from ingest.distributed import RayEngine
    from vectorstore import SentenceTransformerEmbedder

    machine = describe_machine()
    tell = StepTeller(request.progress)
    settings = IngestSettings(engine="ray", ray_address=request.address, ray_workers=request.workers)
    embedder = request.embedder or SentenceTransformerEmbedder()
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as name, RayEngine(settings, embedder.name) as engine:
        folder = Path(name)
        corpus = make_corpus(request.passages)
        files = write_corpus(corpus, folder / "files")
        embedder.embed(corpus.texts[:2])

        def ingest(step: str, by: Engine | None) -> IngestReport:
            add = _follow(tell.start(step, "document", len(corpus.documents)))
            return _ingest(folder / step, files, embedder, settings if by else IngestSettings(engine="local"), by, add)

        before = ingest("Here", None)
        watch = Stopwatch()
        engine.wait_until_ready()
        start_s = watch.read().wall_s
        spread = ingest("By Ray", engine)
        after = ingest("Here again", None)
    local_s = (before.seconds + after.seconds) / 2
    return RayBenchReport(
        passages=spread.passages,
        documents=spread.added,
        workers=request.workers,
        local_passages_per_s=before.passages / local_s,
        ray_passages_per_s=spread.passages / spread.seconds,
        share_of_local=local_s / spread.seconds,
        share_of_local_with_start=local_s / (spread.seconds + start_s),
        start_s=start_s,
        embedder=embedder.name,
        machine=machine,
    )


def _ingest(
    home: Path,
    files: Path,
    embedder: Embedder,
    settings: IngestSettings,
    engine: Engine | None,
    follow: Callable[[int], None],
) -> IngestReport:
    from ingest import ingest_into
    from vectorstore import Store

    with Store.open(home, embedder=embedder) as store:
        return ingest_into(store, [files], settings=settings, engine=engine, progress=lambda at: follow(at.documents))


def _follow(add: Callable[[int], None]) -> Callable[[int], None]:
    """What to call with how many are done in all."""
    told = 0

    def follow(documents: int) -> None:
        nonlocal told
        add(documents - told)
        told = documents

    return follow
