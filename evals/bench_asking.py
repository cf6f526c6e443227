"""How fast a library answers, measured in a process of its own, so that its memory is that of answering alone.

    python -m evals.bench_asking REQUEST.json REPLY.json

Every pass opens the library anew with a model of its own: the vector of a question that was asked before is kept by the
embedder, and a retrieval with it would seem faster than it is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .bench_documents import questions_of
from .bench_timing import peak_memory_mb
from .errors import BenchProcessError

if TYPE_CHECKING:
    from vectorstore import Store

__all__ = ["RETRIEVED", "WARMING", "AskingTimes", "ask_library", "choose_questions", "count_warming", "measure_asking"]

RETRIEVED = 10
"""How many passages a retrieval gives."""
WARMING = 10
"""How many questions come first, only to warm what loads at first use; they are not counted."""


@dataclass(frozen=True, kw_only=True)
class AskingTimes:
    """Milliseconds of each question that was counted, and how many of them were answered."""

    retrieve_ms: Sequence[float]
    ask_ms: Sequence[float]
    answered: int
    peak_memory_mb: float | None


def measure_asking(home: Path, questions: Sequence[str]) -> AskingTimes:
    """Ask a library in a process of its own: first each question's passages, then each question's answer.

    Raises:
        BenchProcessError: the process failed; its last words are in the message.
    """
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
        request, reply = Path(folder) / "request.json", Path(folder) / "reply.json"
        request.write_text(json.dumps({"home": str(home), "questions": list(questions)}), encoding="utf-8")
        command = [sys.executable, "-m", "evals.bench_asking", str(request), str(reply)]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0 or not reply.is_file():
            said = done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"]
            raise BenchProcessError("the questions", said[-1][:300])
        return AskingTimes(**json.loads(reply.read_text(encoding="utf-8")))


def ask_library(home: Path, questions: Sequence[str]) -> AskingTimes:
    """The same in this process."""
    from assistant import Assistant
    from vectorstore import Store, StoreSettings

    with Store.open(home, settings=StoreSettings.of_folder()) as store:
        retrieve_ms = _time_retrieval(store, questions)
    answered, ask_ms = 0, []
    with Store.open(home, settings=StoreSettings.of_folder()) as store:
        assistant = Assistant(store)
        for number, question in enumerate(questions):
            began = time.perf_counter()
            answer = assistant.ask(question)
            took = (time.perf_counter() - began) * 1000
            if number >= count_warming(questions):
                ask_ms.append(took)
                answered += not answer.abstained
    return AskingTimes(retrieve_ms=retrieve_ms, ask_ms=ask_ms, answered=answered, peak_memory_mb=peak_memory_mb())


def _time_retrieval(store: Store, questions: Sequence[str]) -> list[float]:
    took: list[float] = []
    for question in questions:
        began = time.perf_counter()
        store.search(question, RETRIEVED)
        took.append((time.perf_counter() - began) * 1000)
    return took[count_warming(questions) :]


def choose_questions(data: Path | None, count: int) -> list[str]:
    """Questions of which `count` are counted, after those that only warm; fewer where there are not so many."""
    return questions_of(data, count + min(WARMING, count))


def count_warming(questions: Sequence[str]) -> int:
    """How many of these, the first ones, only warm."""
    return min(WARMING, len(questions) // 2)


def _main(request: Path, reply: Path) -> None:
    asked = json.loads(request.read_text(encoding="utf-8"))
    times = ask_library(Path(asked["home"]), asked["questions"])
    partial = reply.with_suffix(".partial")
    partial.write_text(json.dumps(asdict(times)), encoding="utf-8")
    os.replace(partial, reply)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
