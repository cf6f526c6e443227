"""A model that gives one of two values: the reader sees the other one too, with who gives it and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from assistant import Answer, Assistant, AssistantSettings
from assistant.scripted import ScriptedChatModel
from tests.assistant.library import passages_of, write_document
from vectorstore import HashingEmbedder, Store

QUESTION = "How many inmates died in the prisons since the emergency began?"
TOLD = "Cristosal counted 261 inmates who died in the prisons since the emergency began."
OTHER = "Socorro counted 368 inmates who died in the prisons since the emergency began."
BESIDE = "The emergency began in March 2022."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("sides"), embedder=HashingEmbedder()) as opened:
        documents = [
            write_document(name, text, title=f"{name} reports", publisher=name, published=day)
            for name, text, day in (
                ("Cristosal", f"{TOLD} {BESIDE}", date(2024, 7, 10)),
                ("Socorro", OTHER, date(2025, 3, 1)),
            )
        ]
        with opened.writer() as writer:
            writer.put([(document, passages_of(document)) for document in documents])
        yield opened


def ask(store: Store, *drafted: str) -> Answer:
    chat = ScriptedChatModel(replies=(" ".join(drafted),))
    return Assistant(store, AssistantSettings(cutoff=0.0), model=chat).ask(QUESTION)


def test_the_other_value_stands_beside_the_one_that_the_model_gives(store: Store) -> None:
    answer = ask(store, TOLD)

    assert [sentence.text for sentence in answer.sentences] == [TOLD]
    [disagreement] = answer.disagreements
    sides = {(s.value, s.publisher, s.published, answer.citation(s.citation).quote) for s in disagreement.stances}
    assert sides == {
        ("261", "Cristosal", date(2024, 7, 10), TOLD),
        ("368", "Socorro", date(2025, 3, 1), OTHER),
    }
    assert [citation.marker for citation in answer.citations] == [1, 2]
    assert answer.independent_sources == 1


def test_a_model_that_gives_both_values_brings_no_further_citation(store: Store) -> None:
    answer = ask(store, TOLD, OTHER)

    [disagreement] = answer.disagreements
    assert {stance.citation for stance in disagreement.stances} == {1, 2} == {c.marker for c in answer.citations}


def test_a_model_that_gives_neither_value_is_left_alone(store: Store) -> None:
    untold = TOLD.replace("261 inmates", "inmates")
    answer = ask(store, untold)

    assert [sentence.text for sentence in answer.sentences] == [untold]
    assert answer.disagreements == ()
    assert len(answer.citations) == 1
