"""Times one system on the passages and questions of a request: `python measure.py REQUEST.json REPLY.json`.

Runs in the environment of the system that it times, so it needs the standard library alone. A request holds

    module      which file of this folder gives the system
    model       the folder of the embedding model's weights
    folder      an empty folder for the system's data
    threads     how many threads the model may use
    passages    a list of {"id", "document", "title", "text"}
    questions   a list of texts; the first `warming` of them only warm
    warming, k  whole numbers

and a reply `ingest_s`, `query_ms` and `ask_ms` (a list each), `found`, `peak_memory_mb`, `versions` and `notes`.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol


class Peer(Protocol):
    """A system with its model loaded; `notes` tell what the record has to say of how it was set up."""

    notes: Sequence[str]
    packages: Sequence[str]

    def ingest(self, passages: Sequence[dict[str, str]]) -> None:
        """Embed and index; afterwards they can be found, and are on the disk where the system keeps anything there."""
        ...

    def search(self, question: str, k: int) -> int:
        """Find the k best passages; returns how many came."""
        ...


def measure(request: dict[str, Any]) -> dict[str, Any]:
    """Open the system, let it ingest, and ask it every question once."""
    module = importlib.import_module(request["module"])
    peer: Peer = module.open_peer(request["model"], request["folder"])
    _hold_threads(request["threads"])
    began = time.perf_counter()
    peer.ingest(request["passages"])
    ingest_s = time.perf_counter() - began
    found: list[int] = []
    query_ms = _time_each(lambda question: found.append(peer.search(question, request["k"])), request)
    ask_ms: list[float] = []
    open_asker = getattr(peer, "open_asker", None)
    if open_asker is not None:
        ask_ms = _time_each(open_asker(), request)
    close = getattr(peer, "close", None)
    if close is not None:
        close()
    return {
        "ingest_s": ingest_s,
        "query_ms": query_ms,
        "ask_ms": ask_ms,
        "found": sum(found) / max(1, len(found)),
        "peak_memory_mb": _peak_memory_mb(),
        "versions": {name: _version_of(name) for name in peer.packages},
        "notes": list(peer.notes),
    }


def _time_each(ask: Callable[[str], Any], request: dict[str, Any]) -> list[float]:
    took = []
    for question in request["questions"]:
        began = time.perf_counter()
        ask(question)
        took.append((time.perf_counter() - began) * 1000)
    return took[request["warming"] :]


def _hold_threads(threads: int) -> None:
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(threads)


def _version_of(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not a package"


def _peak_memory_mb() -> float | None:
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def _main(request: Path, reply: Path) -> None:
    measured = measure(json.loads(request.read_text(encoding="utf-8")))
    partial = reply.with_suffix(".partial")
    partial.write_text(json.dumps(measured), encoding="utf-8")
    os.replace(partial, reply)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
