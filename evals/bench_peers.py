"""The benchmark against peers: each in a process and an environment of its own, one after the other, in one run.

All get the same passages, the same weights, the same questions and the same number of threads. What each runs is in
`peers_bench/`; the environments are made by `make bench-peers`. A peer that is not there, or fails, is named with the
reason.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from .bench_asking import RETRIEVED, choose_questions, count_warming
from .bench_corpus import BenchCorpus
from .bench_documents import open_supply
from .bench_timing import Machine, StepTeller, describe_machine, usable_cores
from .metrics import percentile
from .progress import ProgressCallback

__all__ = ["PEERS", "PeerSystem", "PeersReport", "PeersRequest", "SystemTimes", "ratios_to", "run_peers"]

_SCRIPTS = Path(__file__).parent / "peers_bench"
_LONGEST_S = 3600
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS", "LANCE_CPU_THREADS")
_QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
}


@dataclass(frozen=True, kw_only=True)
class PeerSystem:
    """A system that is measured: its script, and its environment's folder, None for Newsdesk's own Python."""

    name: str
    module: str
    environment: str | None


PEERS = (
    PeerSystem(name="bare encode", module="bare_encode", environment=None),
    PeerSystem(name="newsdesk", module="newsdesk_store", environment=None),
    PeerSystem(name="langchain + chroma", module="langchain_chain", environment="langchain"),
    PeerSystem(name="llamaindex", module="llama_index_engine", environment="llamaindex"),
    PeerSystem(name="txtai", module="txtai_embeddings", environment="txtai"),
    PeerSystem(name="haiku.rag", module="haiku_rag_client", environment="haiku-rag"),
)
"""In the order in which they run."""


@dataclass(frozen=True, kw_only=True)
class PeersRequest:
    """How much is measured.

    Attributes:
        data: the folder of the public data sets; None takes the built-in reports and copies of them.
        folder: where `make bench-peers` made the environments.
        threads: for each system; None takes as many as there are cores.
        python: what runs the systems that have no environment.
    """

    passages: int = 1000
    questions: int = 200
    data: Path | None = None
    folder: Path = Path(".peers")
    threads: int | None = None
    python: Path = Path(sys.executable)
    systems: Sequence[PeerSystem] = PEERS
    progress: ProgressCallback | None = None


@dataclass(frozen=True, kw_only=True)
class SystemTimes:
    """What was measured of one system; `why` tells what kept it from being measured."""

    name: str
    state: Literal["measured", "not run"]
    why: str | None = None
    ingest_passages_per_s: float | None = None
    query_p50_ms: float | None = None
    query_p95_ms: float | None = None
    ask_p50_ms: float | None = None
    ask_p95_ms: float | None = None
    peak_memory_mb: float | None = None
    found: float | None = None
    """How many passages a query gave, on average."""
    versions: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class PeersReport:
    """One run of all systems."""

    systems: tuple[SystemTimes, ...]
    passages: int
    questions: int
    retrieved: int
    threads: int
    origin: str
    machine: Machine

    def to_json(self) -> dict[str, Any]:
        """The document that `newsdesk bench --peers --json` prints under `peers`."""
        return {
            "systems": [asdict(system) for system in self.systems],
            "newsdesk_over_peer": ratios_to(self.systems),
            "passages": self.passages,
            "questions": self.questions,
            "retrieved": self.retrieved,
            "threads": self.threads,
            "origin": self.origin,
            "machine": asdict(self.machine),
        }


def ratios_to(systems: Sequence[SystemTimes], subject: str = "newsdesk") -> dict[str, dict[str, float]]:
    """For each other system that was measured: the subject's ingest rate over its rate, the subject's times over its.

    Ahead is an ingest ratio above 1 and a query ratio below 1.
    """
    own = next((system for system in systems if system.name == subject and system.state == "measured"), None)
    if own is None:
        return {}
    ratios = {}
    for other in systems:
        if other.name == subject or other.state != "measured":
            continue
        pairs = {
            "ingest_rate": (own.ingest_passages_per_s, other.ingest_passages_per_s),
            "query_p50": (own.query_p50_ms, other.query_p50_ms),
            "query_p95": (own.query_p95_ms, other.query_p95_ms),
            "memory": (own.peak_memory_mb, other.peak_memory_mb),
        }
        ratios[other.name] = {name: mine / theirs for name, (mine, theirs) in pairs.items() if mine and theirs}
    return ratios


def run_peers(request: PeersRequest) -> PeersReport:
    """Measure each system in turn; interrupting it once some are measured ends it with those.

    Raises:
        BenchTooLargeError, DataMissingError, DatasetError: there is not enough to store.
        EmbedderError: the weights' package is not installed.
    """
    from vectorstore.embedders import default_model_folder

    machine = describe_machine()
    supply = open_supply(request.data)
    corpus = supply.take(request.passages)
    threads = request.threads or usable_cores()
    questions = choose_questions(request.data, request.questions)
    asked = {
        "model": str(default_model_folder()),
        "threads": threads,
        "passages": _as_rows(corpus),
        "questions": questions,
        "warming": count_warming(questions),
        "k": RETRIEVED,
    }
    tell = StepTeller(request.progress)
    measured: list[SystemTimes] = []
    try:
        for system in request.systems:
            add = tell.start(f"Measuring {system.name}", "system", 1)
            measured.append(_measure(system, asked, request))
            add(1)
    except KeyboardInterrupt:
        if not measured:
            raise
        for system in request.systems[len(measured) :]:
            measured.append(SystemTimes(name=system.name, state="not run", why="it was interrupted"))
    return PeersReport(
        systems=tuple(measured),
        passages=len(corpus.texts),
        questions=len(questions) - count_warming(questions),
        retrieved=RETRIEVED,
        threads=threads,
        origin=supply.origin,
        machine=machine,
    )


def _measure(system: PeerSystem, asked: Mapping[str, Any], request: PeersRequest) -> SystemTimes:
    python = request.python
    if system.environment is not None:
        python = request.folder / system.environment / "bin" / "python"
        if (why := _find_missing(request.folder, system.environment)) is not None:
            return SystemTimes(name=system.name, state="not run", why=why)
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        (place / "data").mkdir()
        wanted = {**asked, "module": system.module, "folder": str(place / "data")}
        (place / "request.json").write_text(json.dumps(wanted), encoding="utf-8")
        reply = place / "reply.json"
        command = [str(python.absolute()), str(_SCRIPTS / "measure.py"), str(place / "request.json"), str(reply)]
        try:
            done = subprocess.run(
                command,
                env=_environment(asked["threads"]),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                timeout=_LONGEST_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return SystemTimes(name=system.name, state="not run", why=f"it was not done after {_LONGEST_S:,} s")
        except OSError as err:
            return SystemTimes(name=system.name, state="not run", why=f"its Python cannot be started ({err})")
        if done.returncode != 0 or not reply.is_file():
            said = done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"]
            return SystemTimes(name=system.name, state="not run", why=f"it failed: {said[-1][:300]}")
        return _times_of(system.name, json.loads(reply.read_text(encoding="utf-8")), len(asked["passages"]))


def _times_of(name: str, reply: Mapping[str, Any], passages: int) -> SystemTimes:
    return SystemTimes(
        name=name,
        state="measured",
        ingest_passages_per_s=passages / reply["ingest_s"],
        query_p50_ms=percentile(reply["query_ms"], 0.5),
        query_p95_ms=percentile(reply["query_ms"], 0.95),
        ask_p50_ms=percentile(reply["ask_ms"], 0.5),
        ask_p95_ms=percentile(reply["ask_ms"], 0.95),
        peak_memory_mb=reply["peak_memory_mb"],
        found=reply["found"],
        versions=reply["versions"],
        notes=reply["notes"],
    )


def _find_missing(folder: Path, environment: str) -> str | None:
    """Why the environment cannot be used: it was never made, or making it failed; None when it is whole."""
    if (folder / environment / ".ready").is_file():
        return None
    failed = folder / f"{environment}.failed"
    if failed.is_file():
        return f"it could not be installed: {failed.read_text(encoding='utf-8', errors='replace').strip()[-300:]}"
    return f"it is not installed in {folder / environment}; install it with: make bench-peers"


def _environment(threads: int) -> dict[str, str]:
    """The environment of a system: the same threads for all, nothing looked up elsewhere, its own defaults else."""
    kept = {name: value for name, value in os.environ.items() if name not in ("TOKENIZERS_PARALLELISM", "PYTHONPATH")}
    return {**kept, **_QUIET, **dict.fromkeys(_THREADS, str(threads))}


def _as_rows(corpus: BenchCorpus) -> list[dict[str, str]]:
    return [
        {
            "id": f"{document.document_id}-{passage.ordinal}",
            "document": document.source,
            "title": document.title,
            "text": document.text[passage.start : passage.end],
        }
        for document, passages in corpus.documents
        for passage in passages
    ]
