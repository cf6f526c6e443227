"""The runner: asks the cases of a suite, keeps every answer, and says what the scores depend on."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .gold import GoldFinder
from .metrics import holds_accepted
from .progress import EvalProgress, ProgressCallback
from .report import Outcome, Record, Report, Retrieved
from .report_files import parse_record
from .run_folder import RunFolder, hash_code, hash_json
from .systems import AssistantSystem, System, open_assistant

if TYPE_CHECKING:
    from assistant import Answer, Assistant, AssistantSettings
    from assistant.verdicts.records import Judge
    from vectorstore import Embedder, Store

    from .cases import Case
    from .datasets import Material

__all__ = [
    "RunRequest",
    "ask_cases",
    "default_cache",
    "default_runs",
    "describe_run",
    "examine_cases",
    "judge_outcome",
    "run_suite",
]

_READ = 10  # passages kept for a case that is asked
_RANKED = 50  # passages searched for documents to rank
_SHOWN = 5  # of these, passages kept


def default_cache() -> Path:
    """The platform's cache folder for what suites prepare; nothing is created."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("newsdesk", appauthor=False)) / "evals"


def default_runs() -> Path:
    """Where the records of runs are kept, so that a run that was stopped goes on; nothing is created."""
    return default_cache() / "runs"


@dataclass(frozen=True, kw_only=True)
class RunRequest:
    """What a suite is run with.

    Attributes:
        data: the folder that holds the folders of the public data sets.
        cache: where prepared libraries are kept between runs; None for the platform's cache folder.
        limit_articles: read this many articles only, for a small run; None for all.
        limit: ask this many cases of each data set, spread evenly; None for all.
        datasets: run on these data sets of the suite only; all when empty.
        embedder: the embedding model; None for the default one.
        model: who answers, as `newsdesk ask --model` names it; None for the default one.
        settings: the assistant's settings; None for those of the environment.
        open_system: opens what is asked; the assistant, unless another is given.
        judge: tells whether cited words support a sentence; None for the assistant's own judge.
        runs: where records are kept between runs; None to keep none.
        cases: a file of a person's own cases, asked of the library in `home`.
        home: a person's own library; None for the platform's data folder.
        built_in_home: the library of the built-in reports, kept between suites; None to make it anew.
        seed: the seed of the intervals.
    """

    data: Path | None = None
    cache: Path | None = None
    limit_articles: int | None = None
    limit: int | None = None
    datasets: tuple[str, ...] = ()
    embedder: Embedder | None = None
    model: str | None = None
    settings: AssistantSettings | None = None
    open_system: Callable[[Store, RunRequest], System] = open_assistant
    judge: Judge | None = None
    runs: Path | None = None
    cases: Path | None = None
    home: Path | None = None
    built_in_home: Path | None = None
    seed: int = 0
    progress: ProgressCallback | None = None


def run_suite(name: str, request: RunRequest) -> Report:
    """Run a suite by name.

    Returns:
        Its report; `not run` when what it needs is missing.

    Raises:
        UnknownSuiteError: there is none of this name.
        EvalsError, IngestError, StoreError: what is there cannot be read or prepared.
    """
    from .suites import find_suite

    began = time.perf_counter()
    report = find_suite(name).run(request)
    return replace(report, seconds=time.perf_counter() - began)


def ask_cases(
    assistant: Assistant, cases: Sequence[Case], progress: ProgressCallback | None = None
) -> Iterator[Record]:
    """Ask each case in order, with its history; the quotes are checked against the stored documents."""
    system = AssistantSystem(assistant)
    finder = GoldFinder(assistant.store)
    for done, case in enumerate(cases, start=1):
        yield _ask(system, finder, case)
        if progress is not None:
            progress(EvalProgress(step="Asking", noun="question", done=done, total=len(cases)))


def examine_cases(
    system: System, material: Material, cases: Sequence[Case], request: RunRequest, dataset: str = ""
) -> list[Record]:
    """Ask each case and keep its passages; what a run folder already holds is taken from there.

    Returns:
        The records in the order of the cases, each as it is after a way through JSON, so that a record is the same
        whether it was made now or read.
    """
    provenance = describe_run(system.store, request, system)
    depends = {name: value for name, value in provenance.items() if name != "seed"}
    folder = None if request.runs is None else RunFolder(request.runs, depends)
    finder = GoldFinder(system.store)
    records = []
    for done, case in enumerate(cases, start=1):
        key = hash_json({"case": case.to_json(), "dataset": dataset, "asks": material.asks})
        kept = None if folder is None else folder.find(key)
        if kept is None:
            record = _ask(system, finder, case) if material.asks else _rank(system, finder, case)
            kept = replace(record, dataset=dataset).to_json()
            if folder is not None:
                folder.append(key, kept)
        records.append(parse_record(kept))
        if request.progress is not None:
            step = "Asking" if material.asks else "Ranking"
            step = f"{step} {dataset}".strip()
            request.progress(EvalProgress(step=step, noun="question", done=done, total=len(cases)))
    return records


def judge_outcome(case: Case, answer: Answer) -> Outcome:
    """What became of a case. A refusal is an outcome of its own, neither right nor wrong as an answer."""
    if not case.answerable:
        return "rightly refused" if answer.abstained else "wrongly answered"
    if answer.abstained:
        return "wrongly refused"
    is_right = holds_accepted([sentence.text for sentence in answer.sentences], case.accepted, case.accepted_all)
    if is_right is None:
        return "not scored"
    return "right" if is_right else "wrong"


def describe_run(store: Store, request: RunRequest, system: System | None = None) -> dict[str, str | int | None]:
    """What the scores depend on: the same values give the same scores."""
    from importlib.metadata import version

    manifest = store.manifest
    asked: Mapping[str, Any] = {} if system is None else {"system": system.name, **system.settings}
    return {
        "newsdesk": version("newsdesk"),
        "code": hash_code(),
        "python": platform.python_version(),
        "model": request.model or "quotes",
        "embedder": None if manifest is None else manifest.embedder,
        "splitter": None if manifest is None else manifest.splitter,
        "corpus": _hash_corpus(store.content_keys().values()),
        "seed": request.seed,
        **asked,
    }


def _ask(system: System, finder: GoldFinder, case: Case) -> Record:
    chosen = finder.search_filter(case)
    answer = system.ask(case.question, history=[turn.to_message() for turn in case.history], filter=chosen)
    hits = system.rank(answer.standalone_question, _READ, chosen)
    return Record(
        case=case,
        answer=answer,
        outcome=judge_outcome(case, answer),
        quotes_exact=tuple(_check_quotes(system.store, answer)),
        retrieved=tuple(Retrieved.of(hit) for hit in hits),
    )


def _rank(system: System, finder: GoldFinder, case: Case) -> Record:
    hits = system.rank(case.question, _RANKED, finder.search_filter(case))
    ranked = dict.fromkeys(document_id for hit in hits for document_id in (hit.passage.document_id, *hit.copies))
    shown = tuple(Retrieved.of(hit) for hit in hits[:_SHOWN])
    return Record(case=case, ranked=tuple(ranked), retrieved=shown)


def _check_quotes(store: Store, answer: Answer) -> Iterator[bool]:
    for citation in answer.citations:
        document = store.document(citation.document_id, citation.version)
        yield document.text[citation.start : citation.end] == citation.quote


def _hash_corpus(keys: Iterable[tuple[str, str | None, str]]) -> str:
    """One hash for the texts of a library, whatever the order they came in."""
    return hash_json(sorted(f"{document_id} {version}" for document_id, _, version in keys))
