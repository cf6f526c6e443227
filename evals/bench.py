"""The benchmark of speed: ingest against the bare embedding model, warm questions, ingesting anew what is unchanged.

Everything happens in temporary libraries on one machine in one run, so that the ratios hold where the figures differ.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .bench_corpus import BenchCorpus, write_corpus
from .bench_documents import open_supply, questions_of
from .bench_timing import StepTeller, Stopwatch, Took, describe_machine, peak_memory_mb
from .metrics import percentile
from .progress import ProgressCallback

if TYPE_CHECKING:
    from assistant import Assistant
    from vectorstore import Embedder, Store

__all__ = ["BenchReport", "BenchRequest", "run_bench"]

_WARMING = 10


@dataclass(frozen=True, kw_only=True)
class BenchRequest:
    """How much is measured.

    Attributes:
        data: the folder of the public data sets; None takes the built-in reports and copies of them.
        embedder: the embedding model; None takes the default one.
    """

    passages: int = 1000
    questions: int = 200
    data: Path | None = None
    embedder: Embedder | None = None
    progress: ProgressCallback | None = None


@dataclass(frozen=True, kw_only=True)
class BenchReport:
    """What was measured, in the units that the names say."""

    passages: int
    documents: int
    questions: int
    origin: str
    """What was stored."""
    store_passages_per_s: float
    """Passages a second through `Store.writer`: embedded, in both indexes, committed."""
    bare_passages_per_s: float
    """The same passages' texts a second through the model's `encode` alone, half of them before and half after."""
    store_share_of_bare: float
    store_share_of_bare_by_cpu: float
    """The same share by processor time, which other work on the machine disturbs less."""
    files_passages_per_s: float
    """Passages a second from text files: read, normalised, split, stored."""
    unchanged_share: float
    """Time that ingesting the same files again takes, as a share of the first time."""
    ask_p50_ms: float
    ask_p95_ms: float
    peak_memory_mb: float | None
    """The largest resident memory of this process; None where the platform does not tell."""
    embedder: str
    cores: int
    load_before: float | None
    """How many processes wanted a core in the minute before; above 0, other work slowed this run."""
    python: str

    def to_json(self) -> dict[str, Any]:
        """The document that `newsdesk bench --json` prints."""
        return {name: round(value, 6) if isinstance(value, float) else value for name, value in asdict(self).items()}


def run_bench(request: BenchRequest) -> BenchReport:
    """Measure in temporary libraries; takes a minute or two with the default model on two cores.

    Raises:
        BenchTooLargeError, DataMissingError, DatasetError: there is not enough to store.
        IngestError, StoreError: the temporary libraries cannot be written.
    """
    from assistant import Assistant
    from vectorstore import Store, StoreSettings

    machine = describe_machine()
    supply = open_supply(request.data)
    corpus = supply.take(request.passages)
    questions = questions_of(request.data, _WARMING + request.questions)
    tell = StepTeller(request.progress)
    with (
        tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder,
        Store.open(Path(folder) / "store", settings=StoreSettings.of_folder(), embedder=request.embedder) as store,
    ):
        embedder = store.embedder
        embedder.embed(corpus.texts[:2])
        half = len(corpus.texts) // 2
        bare = _time_bare(embedder, corpus.texts[:half], tell)
        stored = _time_store(store, corpus, tell)
        bare += _time_bare(embedder, corpus.texts[half:], tell)
        asked_ms = _time_questions(Assistant(store), questions, tell)
        first_s, again_s, read = _time_files(Path(folder), corpus, embedder, tell)
        name = embedder.name
    passages = len(corpus.texts)
    return BenchReport(
        passages=passages,
        documents=len(corpus.documents),
        questions=len(asked_ms),
        origin=supply.origin,
        store_passages_per_s=passages / stored.wall_s,
        bare_passages_per_s=passages / bare.wall_s,
        store_share_of_bare=bare.wall_s / stored.wall_s,
        store_share_of_bare_by_cpu=bare.cpu_s / stored.cpu_s,
        files_passages_per_s=read / first_s,
        unchanged_share=again_s / first_s,
        ask_p50_ms=percentile(asked_ms, 0.5) or 0.0,
        ask_p95_ms=percentile(asked_ms, 0.95) or 0.0,
        peak_memory_mb=peak_memory_mb(),
        embedder=name,
        cores=machine.cores,
        load_before=machine.load_before,
        python=machine.python,
    )


def _time_bare(embedder: Embedder, texts: Sequence[str], tell: StepTeller) -> Took:
    add = tell.start("The bare model", "passage", len(texts))
    watch = Stopwatch()
    embedder.embed(texts)
    took = watch.read()
    add(len(texts))
    return took


def _time_store(store: Store, corpus: BenchCorpus, tell: StepTeller) -> Took:
    add = tell.start("Storing", "passage", len(corpus.texts))
    watch = Stopwatch()
    with store.writer() as writer:
        writer.put(corpus.documents, lambda _, passages: add(passages))
    return watch.read()


def _time_questions(assistant: Assistant, questions: Sequence[str], tell: StepTeller) -> list[float]:
    """Milliseconds of each question but the first few, which only warm what loads at first use."""
    add = tell.start("Asking", "question", len(questions))
    took: list[float] = []
    for question in questions:
        began = time.perf_counter()
        assistant.ask(question)
        took.append((time.perf_counter() - began) * 1000)
        add(1)
    return took[_WARMING:] or took


def _time_files(folder: Path, corpus: BenchCorpus, embedder: Embedder, tell: StepTeller) -> tuple[float, float, int]:
    """Seconds of the first and of the second ingest of the same files, and the passages of the first."""
    from ingest import ingest_into
    from vectorstore import Store, StoreSettings

    files = write_corpus(corpus, folder / "files")
    add = tell.start("Reading files", "document", len(corpus.documents))
    told = 0

    def follow(documents: int) -> None:
        nonlocal told
        add(documents - told)
        told = documents

    with Store.open(folder / "from-files", settings=StoreSettings.of_folder(), embedder=embedder) as store:
        first = ingest_into(store, [files], progress=lambda at: follow(at.documents))
        again = ingest_into(store, [files])
    return first.seconds, again.seconds, first.passages
