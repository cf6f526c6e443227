"""The runner: asks the cases of a suite, keeps every answer, and says what the scores depend on."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .metrics import holds_accepted
from .progress import EvalProgress, ProgressCallback
from .report import Outcome, Record, Report

if TYPE_CHECKING:
    from assistant import Answer, Assistant
    from vectorstore import Embedder, Store

    from .cases import Case

__all__ = ["RunRequest", "ask_cases", "default_cache", "describe_run", "judge_outcome", "run_suite"]


def default_cache() -> Path:
    """The platform's cache folder for what suites prepare; nothing is created."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("newsdesk", appauthor=False)) / "evals"


@dataclass(frozen=True, kw_only=True)
class RunRequest:
    """What a suite is run with.

    Attributes:
        data: the folder that holds the folders of the public data sets.
        cache: where prepared libraries are kept between runs; None for the platform's cache folder.
        limit_articles: read this many articles only, for a small run; None for all.
        embedder: the embedding model; None for the default one.
    """

    data: Path | None = None
    cache: Path | None = None
    limit_articles: int | None = None
    embedder: Embedder | None = None
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
    for done, case in enumerate(cases, start=1):
        answer = assistant.ask(case.question, history=[turn.to_message() for turn in case.history])
        yield Record(
            case=case,
            answer=answer,
            outcome=judge_outcome(case, answer),
            quotes_exact=tuple(_check_quotes(assistant.store, answer)),
        )
        if progress is not None:
            progress(EvalProgress(step="Asking", noun="question", done=done, total=len(cases)))


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


def describe_run(store: Store, request: RunRequest) -> dict[str, str | int | None]:
    """What the scores depend on: the same values give the same scores."""
    from importlib.metadata import version

    manifest = store.manifest
    return {
        "newsdesk": version("newsdesk"),
        "python": platform.python_version(),
        "embedder": None if manifest is None else manifest.embedder,
        "splitter": None if manifest is None else manifest.splitter,
        "corpus": _hash_corpus(store.content_keys().values()),
        "seed": request.seed,
    }


def _check_quotes(store: Store, answer: Answer) -> Iterator[bool]:
    for citation in answer.citations:
        document = store.document(citation.document_id, citation.version)
        yield document.text[citation.start : citation.end] == citation.quote


def _hash_corpus(keys: Iterable[tuple[str, str | None, str]]) -> str:
    """One hash for the texts of a library, whatever the order they came in."""
    lines = sorted(f"{document_id} {version}" for document_id, _, version in keys)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
