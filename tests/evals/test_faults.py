"""Faults that are planted turn the metrics red that are there to see them, and no others."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant, AssistantSettings
from assistant.scripted import ScriptedChatModel
from assistant.verdicts.scripted import ScriptedJudge
from evals.comparing import compare_reports
from evals.report import Report
from evals.runner import RunRequest, run_suite
from evals.systems import AssistantSystem, System
from tests.evals.village import NEWS, SETTINGS, request_for
from vectorstore import Hit, SearchFilter, Store

SUITES = ("retrieval", "answers", "citations", "abstention")
Opener = Callable[[Store, RunRequest], System]


class ShuffledStore:
    """A store that finds the same passages in another order."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def search(self, question: str, k: int = 10, filter: SearchFilter | None = None) -> list[Hit]:
        hits = self._store.search(question, k, filter)
        random.Random(question).shuffle(hits)
        return hits


class ChangedSystem(AssistantSystem):
    """An assistant whose answers are changed before anyone sees them."""

    def __init__(self, assistant: Assistant, change: Callable[[Answer], Answer]) -> None:
        super().__init__(assistant)
        self._change = change

    def ask(self, question: str, *, history: Sequence[Mapping[str, str]], filter: SearchFilter | None) -> Answer:
        return self._change(super().ask(question, history=history, filter=filter))


def cite_the_next(answer: Answer) -> Answer:
    moved = [replace(s, citations=tuple(marker + 1 for marker in s.citations)) for s in answer.sentences]
    return replace(answer, sentences=tuple(moved))


def truncate(answer: Answer) -> Answer:
    cut = [replace(s, text=" ".join(s.text.split()[:3]), direct=None) for s in answer.sentences]
    return replace(answer, sentences=tuple(cut), text=answer.text[:24])


def draft_true_and_false(prompt: str) -> str:
    """What a careless model writes: the sentence of the source that holds the answer, and it again with another figure."""
    asked = prompt.rpartition("Question: ")[2]
    sentence = next(sentence for _, sentence, question, _, _ in NEWS if asked.startswith(question)).rstrip(".")
    code = re.findall(r"<source \[(\w+)\]>", prompt[: prompt.index(sentence)])[-1]
    false = re.sub(r"\d+", lambda match: str(int(match.group()) + 77), sentence, count=1)
    return f"{sentence} [{code}]. {false} [{code}]."


def open_healthy(store: Store, request: RunRequest) -> System:
    return AssistantSystem(Assistant(store, SETTINGS))


def open_shuffled(store: Store, request: RunRequest) -> System:
    return AssistantSystem(Assistant(ShuffledStore(store), SETTINGS))  # type: ignore[arg-type]


def open_off_by_one(store: Store, request: RunRequest) -> System:
    return ChangedSystem(Assistant(store, SETTINGS), cite_the_next)


def open_never_abstaining(store: Store, request: RunRequest) -> System:
    return AssistantSystem(Assistant(store, AssistantSettings(cutoff=0.0)))


def open_truncating(store: Store, request: RunRequest) -> System:
    return ChangedSystem(Assistant(store, SETTINGS), truncate)


def open_drafting(store: Store, request: RunRequest) -> System:
    settings = SETTINGS.model_copy(update={"model_retries": 0})
    chat = ScriptedChatModel(replies=[draft_true_and_false])
    return AssistantSystem(Assistant(store, settings, model=chat))


def open_credulous(store: Store, request: RunRequest) -> System:
    settings = SETTINGS.model_copy(update={"model_retries": 0})
    chat = ScriptedChatModel(replies=[draft_true_and_false])
    return AssistantSystem(Assistant(store, settings, model=chat, judge=ScriptedJudge()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("village")
    request_for(folder)
    return folder


def run(folder: Path, opener: Opener) -> dict[str, Report]:
    request = request_for(folder, open_system=opener, runs=folder / "runs" / opener.__name__)
    return {suite: run_suite(suite, request) for suite in SUITES}


@pytest.fixture(scope="module")
def healthy(folder: Path) -> Iterator[dict[str, Report]]:
    yield run(folder, open_healthy)


def red(before: Mapping[str, Report], after: Mapping[str, Report]) -> set[str]:
    """The scores that fell beyond chance, as `suite: score`."""
    return {
        f"{suite}: {difference.name}"
        for suite in SUITES
        for difference in compare_reports(before[suite], after[suite]).differences
        if difference.change == "worse"
    }


def test_the_healthy_assistant_answers_and_refuses_as_it_should(healthy: dict[str, Report]) -> None:
    assert healthy["answers"].score("answered right").value == 1
    assert healthy["abstention"].score("abstention F1").value == 1
    assert healthy["citations"].score("citation recall").value == 1
    assert healthy["retrieval"].score("hit@1").value == 1
    assert red(healthy, healthy) == set()


def test_shuffled_passages_turn_retrieval_red(folder: Path, healthy: dict[str, Report]) -> None:
    assert red(healthy, run(folder, open_shuffled)) == {
        "retrieval: hit@1", "retrieval: MRR@10", "retrieval: nDCG@10", "retrieval: hit@5",
    }  # fmt: skip


def test_citations_that_are_off_by_one_turn_citations_red(folder: Path, healthy: dict[str, Report]) -> None:
    assert red(healthy, run(folder, open_off_by_one)) == {
        "citations: citation recall", "citations: citation precision", "citations: unknown markers",
        "citations: gold words cited", "citations: cites the gold",
    }  # fmt: skip


def test_verdicts_that_are_always_supported_turn_support_red(folder: Path) -> None:
    assert red(run(folder, open_drafting), run(folder, open_credulous)) == {
        "citations: citation recall", "citations: citation precision",
    }  # fmt: skip


def test_an_assistant_that_never_abstains_turns_abstention_red(folder: Path, healthy: dict[str, Report]) -> None:
    after = run(folder, open_never_abstaining)
    assert red(healthy, after) == {"abstention: abstention recall", "abstention: CRAG score"}
    assert after["abstention"].score("abstention F1").value == 0
    assert after["abstention"].score("abstention precision").value is None


def test_truncated_answers_turn_answers_red(folder: Path, healthy: dict[str, Report]) -> None:
    found = red(healthy, run(folder, open_truncating))
    assert found == {
        "answers: answered right", "answers: right when answered", "answers: exact match", "answers: token F1",
        "abstention: CRAG score",
    }  # fmt: skip
