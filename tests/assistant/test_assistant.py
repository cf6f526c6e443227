from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, AssistantSettings
from assistant.errors import EmptyQuestionError, QuestionTooLongError, UnknownModelError
from ingest import ingest_into
from vectorstore import HashingEmbedder, SearchFilter, Store

_KEYS = {
    "question", "standalone_question", "status", "reason", "text", "model", "sentences", "withheld", "citations",
    "disagreements", "nearest", "confidence", "independent_sources", "timings_ms",
}  # fmt: skip


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    prison = tmp_path / "prison.md"
    prison.write_text(
        "---\ntitle: The prison\npublisher: Desk\npublished: 2025-03-16\n---\n\n"
        "CECOT can hold 40,000 people, the government says. The prison opened in January 2023 in Tecoluca.\n",
        encoding="utf-8",
    )
    river = tmp_path / "river.md"
    river.write_text(
        "---\ntitle: The river\npublisher: Gazette\npublished: 2024-01-02\n---\n\nThe river Lempa rose by 3 metres.\n",
        encoding="utf-8",
    )
    store = Store.open(tmp_path / "home", embedder=HashingEmbedder())
    ingest_into(store, [prison, river])
    with Assistant(store, AssistantSettings(cutoff=0.0)) as opened:
        yield opened


def test_every_citation_is_the_very_words_of_its_document(assistant: Assistant) -> None:
    answer = assistant.ask("How many people can CECOT hold?")
    assert not answer.abstained
    assert answer.citations
    for citation in answer.citations:
        text = assistant.store.document(citation.document_id, citation.version).text
        assert citation.quote == text[citation.start : citation.end]


def test_the_direct_answer_is_found_in_the_best_sentence(assistant: Assistant) -> None:
    best = assistant.ask("How many people can CECOT hold?").sentences[0]
    assert best.direct == "40,000"
    assert best.attribution == "Desk, 16 March 2025"


def test_below_the_cutoff_it_abstains_and_offers_what_is_near(assistant: Assistant) -> None:
    strict = Assistant(assistant.store, AssistantSettings(cutoff=1.0))
    answer = strict.ask("How many people can CECOT hold?")
    assert answer.abstained
    assert answer.reason
    assert not answer.sentences
    assert answer.nearest[0].quote


def test_an_empty_library_abstains(tmp_path: Path) -> None:
    empty = Assistant(Store.open(tmp_path / "empty", embedder=HashingEmbedder()))
    answer = empty.ask("How many people can CECOT hold?")
    assert answer.abstained
    assert answer.nearest == ()


def test_the_json_has_the_keys_of_the_contract(assistant: Assistant) -> None:
    document = assistant.ask("How many people can CECOT hold?").to_json()
    assert set(document) == _KEYS
    assert document["citations"][0]["published"] == "2025-03-16"


def test_a_stream_ends_with_the_whole_answer(assistant: Assistant) -> None:
    events = list(assistant.stream("How many people can CECOT hold?"))
    assert events[0].kind == "retrieved"
    assert events[-1].kind == "answer"
    assert events[-1].answer is not None
    shown = [event.sentence for event in events if event.kind == "sentence"]
    assert tuple(shown) == events[-1].answer.sentences


def test_a_follow_up_takes_its_names_from_the_conversation(assistant: Assistant) -> None:
    history = [{"role": "user", "content": "How many people can CECOT hold?"}]
    assert "CECOT" in assistant.ask("And when did it open?", history=history).standalone_question


def test_a_filter_leaves_other_publishers_out(assistant: Assistant) -> None:
    answer = assistant.ask("How far did the river Lempa rise?", filter=SearchFilter(publishers=("Desk",)))
    assert {citation.publisher for citation in answer.citations} == {"Desk"}


def test_asking_in_other_ways_gives_the_same_sentences(assistant: Assistant) -> None:
    question = "How many people can CECOT hold?"
    wanted = assistant.ask(question).sentences
    assert asyncio.run(assistant.aask(question)).sentences == wanted
    assert [answer.sentences for answer in assistant.batch([question, question])] == [wanted, wanted]
    assert assistant.as_runnable().invoke(question).sentences == wanted


@pytest.mark.parametrize("question", ["", "   ", "?!"])
def test_a_question_without_words_is_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(EmptyQuestionError):
        assistant.ask(question)


def test_a_question_of_book_length_is_refused(assistant: Assistant) -> None:
    with pytest.raises(QuestionTooLongError, match="fewer words"):
        assistant.ask("why " * 1000)


def test_a_model_that_cannot_be_had_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="nowhere:none"):
        Assistant.open(tmp_path, model="nowhere:none")
