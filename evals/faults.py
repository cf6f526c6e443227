"""Faults on purpose: rounds that harm a library in ten ways, and ask after each whether every document is still found.

    python -m evals.faults --rounds 200 --seed 7

A round passes when every document that the store acknowledged is there and found by its words and by its vector, or when
a message says what is wrong and `doctor --repair` brings everything back. What the processes do lives in `fault_works.py`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal, TypeAlias

from . import fault_works as works

__all__ = ["KINDS", "FaultRound", "run_rounds"]

Outcome: TypeAlias = Literal["sound", "healed", "repaired", "lost"]
"""`healed`: by itself, with a notice; `repaired`: by `doctor --repair`, after a message that something is wrong."""

_DOCUMENTS = 60
_LONGEST_S = 240
_PRELOAD = [
    "chromadb",
    "numpy",
    "vectorstore.store",
    "vectorstore.maintaining",
    "vectorstore.health",
    "evals.fault_works",
]


@dataclass(frozen=True, kw_only=True)
class FaultRound:
    """One round: what was done, what became of the library, and the words that tell of it."""

    number: int
    kind: str
    outcome: Outcome
    what: str
    documents: int
    messages: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(kw_only=True)
class _Round:
    """A copy of the library and what is expected of it."""

    home: Path
    scratch: Path
    chance: random.Random
    turn: int
    """How many rounds of this kind came before."""
    wanted: list[int] = field(default_factory=lambda: list(range(_DOCUMENTS)))
    gone: list[int] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.scratch / "log"

    @property
    def first_new(self) -> int:
        return 1000


class _Child:
    """A function in a process of its own, which may be killed."""

    def __init__(self, function: Callable[..., Any], *arguments: object) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        self._answer, told = context.Pipe(duplex=False)
        self._process = context.Process(target=_answer_with, args=(told, function, arguments), daemon=True)
        self._process.start()
        told.close()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()

    def is_running(self) -> bool:
        return self._process.is_alive()

    def wait(self) -> tuple[Any, str | None]:
        """(what the function returned, None), or (None, what went wrong)."""
        self._process.join(timeout=_LONGEST_S)
        if self._process.is_alive():
            self.kill()
            return None, f"it hung for more than {_LONGEST_S} s"
        if self._answer.poll():
            value, problem = self._answer.recv()
            return value, problem
        return None, f"the process crashed (status {self._process.exitcode})"


def _answer_with(told: Connection, function: Callable[..., Any], arguments: Sequence[object]) -> None:
    from vectorstore import StoreError

    try:
        told.send((function(*arguments), None))
    except StoreError as err:
        told.send((None, str(err)))
    except BaseException as err:
        told.send((None, f"unforeseen {type(err).__name__}: {err}"))


# The faults --------------------------------------------------------------------------------------------------------------


def _kill_ingest(run: _Round) -> str:
    child = _Child(works.write_documents, run.home, run.first_new, run.first_new + 400, run.log)
    wanted = run.chance.randrange(1, 12)
    while child.is_running() and len(works.acknowledged(run.log)) < wanted:
        time.sleep(0.002)
    delay = run.chance.uniform(0, 0.25)
    time.sleep(delay)
    child.kill()
    run.wanted += works.acknowledged(run.log)
    return f"killed {delay * 1000:.0f} ms after {wanted} documents"


def _kill_after_begin(run: _Round, child: _Child, longest_s: float) -> str:
    while child.is_running() and not run.log.exists():
        time.sleep(0.002)
    delay = run.chance.uniform(0, longest_s)
    deadline = time.monotonic() + delay
    while child.is_running() and time.monotonic() < deadline:
        time.sleep(0.002)
    was_running = child.is_running()
    child.kill()
    return f"killed after {delay * 1000:.0f} ms" if was_running else "ended before the kill"


def _kill_reindex(run: _Round) -> str:
    child = _Child(works.reindex_library, run.home, run.chance.choice(["hashing:32", "hashing:64"]), run.log)
    return _kill_after_begin(run, child, 1.5)


def _kill_purge(run: _Round) -> str:
    run.gone = sorted(run.chance.sample(run.wanted, 5))
    run.wanted = [number for number in run.wanted if number not in run.gone]
    return _kill_after_begin(run, _Child(works.purge_library, run.home, run.gone, run.log), 1.5)


def _kill_backup(run: _Round) -> str:
    file = run.scratch / "backup.tar.gz"
    what = _kill_after_begin(run, _Child(works.back_up_library, run.home, file, run.log), 0.6)
    if not file.exists():
        return f"{what}; no file"
    lost, problem = _Child(works.restore_and_find_lost, file, run.scratch / "restored", run.wanted).wait()
    run.lost += [f"restored: {words}" for words in (lost or [])] + ([f"restore: {problem}"] if problem else [])
    return f"{what}; the file was restored"


def _fill_disk(run: _Round) -> str:
    largest = max(file.stat().st_size for file in run.home.rglob("*") if file.is_file())
    limit = largest + run.chance.randrange(300_000)
    child = _Child(works.write_documents, run.home, run.first_new, run.first_new + 150, run.log, limit)
    refusal, problem = child.wait()
    run.wanted += works.acknowledged(run.log)
    told = refusal or problem
    if told:
        run.messages.append(told)
    return f"no file longer than {limit} bytes; {len(works.acknowledged(run.log))} documents came in"


def _flip_bit(run: _Round) -> str:
    files = sorted(file for file in run.home.rglob("*") if file.is_file() and file.stat().st_size)
    file = files[run.turn % len(files)]
    content = bytearray(file.read_bytes())
    place, bit = run.chance.randrange(len(content)), run.chance.randrange(8)
    content[place] ^= 1 << bit
    file.write_bytes(content)
    return f"bit {bit} of byte {place} of {len(content)} in {file.relative_to(run.home)}"


def _delete_index(run: _Round) -> str:
    doomed = run.home / "vectors"
    if run.chance.random() < 0.5:
        files = sorted(file for file in doomed.rglob("*") if file.is_file())
        file = run.chance.choice(files)
        file.unlink()
        return f"{file.relative_to(run.home)} deleted"
    shutil.rmtree(doomed)
    return "the folder of the vectors deleted"


def _write_twice(run: _Round) -> str:
    logs = [run.scratch / f"log{number}" for number in range(2)]
    children = [
        _Child(works.write_documents, run.home, run.first_new + 20 * place, run.first_new + 20 * (place + 1), log)
        for place, log in enumerate(logs)
    ]
    for child, log in zip(children, logs, strict=True):
        refusal, problem = child.wait()
        if refusal or problem:
            run.lost.append(f"a writer failed: {refusal or problem}")
        run.wanted += works.acknowledged(log)
    return "two writers at once"


def _read_meanwhile(run: _Round) -> str:
    reader = _Child(works.read_while, run.home, list(run.wanted), run.scratch / "over")
    writer = _Child(works.write_documents, run.home, run.first_new, run.first_new + 40, run.log)
    _, problem = writer.wait()
    (run.scratch / "over").touch()
    lost, trouble = reader.wait()
    run.wanted += works.acknowledged(run.log)
    run.lost += [*(lost or []), *(words for words in (problem, trouble) if words)]
    return "a reader while another process wrote"


def _set_clock_back(run: _Round) -> str:
    refusal, problem = _Child(works.write_with_old_clock, run.home, run.first_new, run.first_new + 12, run.log).wait()
    run.wanted += works.acknowledged(run.log)
    if refusal or problem or len(run.wanted) < _DOCUMENTS + 12:
        run.lost.append(f"the writer failed: {refusal or problem}")
    return "written by a clock of the year 2001"


KINDS: dict[str, Callable[[_Round], str]] = {
    "kill during ingest": _kill_ingest,
    "kill during reindex": _kill_reindex,
    "kill during purge": _kill_purge,
    "kill during backup": _kill_backup,
    "file-size limit": _fill_disk,
    "flipped bit": _flip_bit,
    "index deleted": _delete_index,
    "two writers": _write_twice,
    "reader during writes": _read_meanwhile,
    "clock set back": _set_clock_back,
}


# The rounds --------------------------------------------------------------------------------------------------------------


def run_rounds(
    rounds: int,
    seed: int,
    *,
    kinds: Sequence[str] = tuple(KINDS),
    first: int = 0,
    told: Callable[[FaultRound], None] | None = None,
) -> list[FaultRound]:
    """Run rounds, the kinds in turn; the same seed gives the same faults, though not the same moments of a kill."""
    done: list[FaultRound] = []
    with tempfile.TemporaryDirectory(prefix="newsdesk-faults-") as folder:
        template = Path(folder) / "template"
        _, problem = _Child(works.build_library, template, _DOCUMENTS).wait()
        if problem:
            raise RuntimeError(f"the library for the rounds could not be built: {problem}")
        for number in range(first, first + rounds):
            kind = kinds[number % len(kinds)]
            scratch = Path(folder) / f"round-{number}"
            scratch.mkdir()
            home = Path(shutil.copytree(template, scratch / "home"))
            chance = random.Random(f"{seed} {number}")
            run = _Round(home=home, scratch=scratch, chance=chance, turn=number // len(kinds))
            done.append(_play(run, kind, number))
            shutil.rmtree(scratch, ignore_errors=True)
            if told is not None:
                told(done[-1])
    return done


def _play(run: _Round, kind: str, number: int) -> FaultRound:
    notices = run.scratch / "notices"
    what = KINDS[kind](run)
    unrepairable = list(run.lost)  # what a reader or a restore missed is not made good afterwards
    lost, problem = _Child(works.find_lost, run.home, run.wanted, run.gone).wait()
    outcome: Outcome = "healed" if notices.exists() else "sound"
    left: list[str] = [*(lost or []), *([problem] if problem else [])]
    if left:
        outcome, left = _repair(run, left)
    if unrepairable or left:
        outcome = "lost"
    if notices.exists():
        run.messages += notices.read_text(encoding="utf-8").splitlines()
    return FaultRound(
        number=number,
        kind=kind,
        outcome=outcome,
        what=what,
        documents=len(run.wanted),
        messages=tuple(run.messages),
        lost=tuple([*unrepairable, *left][:5]),
    )


def _repair(run: _Round, found: list[str]) -> tuple[Outcome, list[str]]:
    """After something was missed: it counts as repaired if the doctor says so, and its repair brings everything back."""
    run.messages += found[:3]
    problems, trouble = _Child(works.diagnose, run.home).wait()
    if trouble or not problems:
        return "lost", [f"the doctor found nothing wrong ({trouble})", *found[:3]]
    run.messages += problems
    remaining, trouble = _Child(works.repair, run.home).wait()
    if trouble or remaining:
        return "lost", [f"the repair did not help: {trouble or remaining}"]
    lost, trouble = _Child(works.find_lost, run.home, run.wanted, run.gone).wait()
    left = [*(lost or []), *([trouble] if trouble else [])]
    return ("lost" if left else "repaired"), left


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.faults", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--first", type=int, default=0, help="the number of the first round, to play one again")
    parser.add_argument(
        "--kind", action="append", choices=list(KINDS), help="only this kind; may be given several times"
    )
    parser.add_argument("--json", type=Path, help="a file that every round is appended to, one JSON document a line")
    options = parser.parse_args(arguments)

    def tell(done: FaultRound) -> None:
        print(f"{done.number:4} {done.outcome:8} {done.kind}: {done.what}", flush=True)
        for words in done.lost if done.outcome == "lost" else ():
            print(f"     LOST: {words}", flush=True)
        if options.json:
            with open(options.json, "a", encoding="utf-8") as stream:
                stream.write(json.dumps(asdict(done), ensure_ascii=False) + "\n")

    done = run_rounds(options.rounds, options.seed, kinds=tuple(options.kind or KINDS), first=options.first, told=tell)
    for kind in dict.fromkeys(round_.kind for round_ in done):
        print(f"{kind}: {dict(Counter(round_.outcome for round_ in done if round_.kind == kind))}")
    print(f"{len(done)} rounds, seed {options.seed}: {dict(Counter(round_.outcome for round_ in done))}")
    return int(any(round_.outcome == "lost" for round_ in done))


if __name__ == "__main__":
    sys.exit(main())
