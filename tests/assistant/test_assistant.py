from __future__ import annotations

import asyncio
import json
from datetime import date
from pathlib import Path

import pytest

from assistant import Answer, Assistant, AssistantError, AssistantSettings
from assistant.errors import EmptyQuestionError, QuestionTooLongError, UnknownModelError
from tests.assistant.library import QUESTION, TITLES
from vectorstore import HashingEmbedder, SearchFilter, Store, document_id_of

CONTRACT = {
    "question", "standalone_question", "status", "reason", "text", "model", "sentences", "withheld", "citations",
    "disagreements", "timings_ms", "nearest", "confidence", "independent_sources", "notice", "stripped_citations",
    "dropped_sentences", "prompt_hash",
}  # fmt: skip


def assert_exact(assistant: Assistant, answer: Answer) -> None:
    for citation in answer.citations:
        document = assistant.store.document(citation.document_id, citation.version)
        assert citation.quote == document.text[citation.start : citation.end]
        assert document.text[: citation.start].endswith(citation.before)
        assert document.text[citation.end :].startswith(citation.after)
    for near in answer.nearest:
        assert near.quote == assistant.store.document(near.document_id, near.version).text[near.start : near.end]


def test_a_question_is_answered_with_the_words_of_a_document(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)

    assert answer.status == "answered" and not answer.abstained and answer.reason is None
    first = answer.sentences[0]
    assert first.text == "The prison near Tecoluca can hold 40,000 people."
    assert first.direct == "40,000"
    assert first.attribution == "Daily, 16 March 2025"
    assert (first.verdict, first.support, first.citations) == ("supported", 1.0, (1,))
    assert "[1]" in answer.text and first.text in answer.text
    assert answer.citation(1).origins[0].publisher == "The Wire"
    assert answer.independent_sources >= 1
    assert_exact(assistant, answer)


def test_an_unknown_marker_has_no_citation(assistant: Assistant) -> None:
    with pytest.raises(KeyError):
        assistant.ask(QUESTION).citation(99)


def test_markers_count_from_one_and_every_sentence_has_its_citation(assistant: Assistant) -> None:
    answer = assistant.ask("What is known of the prison, the cells, the inmates and the cost?")

    markers = [citation.marker for citation in answer.citations]
    assert markers == list(range(1, len(markers) + 1))
    assert [sentence.citations for sentence in answer.sentences] == [(marker,) for marker in markers]
    assert all(s.text == answer.citation(s.citations[0]).quote for s in answer.sentences)
    assert_exact(assistant, answer)


def test_an_assistant_that_is_not_sure_abstains_with_the_nearest_passages(shy_assistant: Assistant) -> None:
    answer = shy_assistant.ask(QUESTION)

    assert answer.abstained and answer.sentences == () and answer.citations == ()
    assert answer.reason == answer.text and answer.reason
    assert 0 < len(answer.nearest) <= 3
    assert "40,000" in answer.nearest[0].quote
    assert_exact(shy_assistant, answer)


def test_an_empty_library_abstains(tmp_path: Path) -> None:
    with Assistant(Store.open(tmp_path, embedder=HashingEmbedder()), AssistantSettings(cutoff=0.0)) as assistant:
        answer = assistant.ask(QUESTION)

    assert answer.abstained and answer.nearest == () and answer.confidence == 0
    assert answer.reason == "Nothing in the library is about this question."


def test_a_stream_retrieves_then_says_sentences_then_answers(assistant: Assistant) -> None:
    events = list(assistant.stream(QUESTION))

    answer = events[-1].answer
    assert answer is not None
    assert [event.kind for event in events] == ["retrieved", *["sentence"] * len(answer.sentences), "answer"]
    assert events[0].passages > 0
    assert tuple(event.sentence for event in events[1:-1]) == answer.sentences
    assert tuple(citation for event in events for citation in event.citations) == answer.citations


def test_a_stream_of_an_abstention_has_no_sentence(shy_assistant: Assistant) -> None:
    events = list(shy_assistant.stream(QUESTION))

    assert [event.kind for event in events] == ["retrieved", "answer"]
    assert events[-1].answer is not None and events[-1].answer.abstained


def test_asking_in_every_way_gives_the_same_answer(assistant: Assistant) -> None:
    async def collect() -> list[str]:
        return [event.kind async for event in assistant.astream(QUESTION)]

    expected = assistant.ask(QUESTION)
    others = [
        asyncio.run(assistant.aask(QUESTION)),
        *assistant.batch([QUESTION, QUESTION]),
        assistant.as_runnable().invoke(QUESTION),
        assistant.as_runnable().invoke({"question": f"  {QUESTION}\n"}),
    ]

    assert all(
        (o.text, o.citations, o.confidence) == (expected.text, expected.citations, expected.confidence) for o in others
    )
    assert asyncio.run(collect()) == [event.kind for event in assistant.stream(QUESTION)]


def test_a_batch_keeps_the_order_of_its_questions(assistant: Assistant) -> None:
    questions = [QUESTION, "Who opened the prison?", "How long does the cake bake?"]

    assert [answer.question for answer in assistant.batch(questions)] == questions
    assert assistant.batch([]) == []


def test_the_runnable_is_part_of_a_larger_chain(assistant: Assistant) -> None:
    from langchain_core.runnables import RunnableLambda

    chain = assistant.as_runnable() | RunnableLambda(lambda answer: answer.sentences[0].direct)

    assert chain.invoke(QUESTION) == "40,000"


def test_a_follow_up_is_completed_from_the_history(assistant: Assistant) -> None:
    first = "Where is the prison near Tecoluca?"
    history = [{"role": "user", "content": first}, {"role": "assistant", "content": "Near Tecoluca. [1]"}]

    answer = assistant.ask("How many people can it hold?", history=history)

    assert answer.question == "How many people can it hold?"
    assert "Tecoluca" in answer.standalone_question
    assert "40,000" in answer.text


@pytest.mark.parametrize(
    ("search_filter", "sources"),
    [
        (SearchFilter(publishers=("Weekly",)), {"opening"}),
        (SearchFilter(since=date(2025, 1, 1)), {"capacity"}),
        (SearchFilter(document_ids=(document_id_of("cooking"),)), {"cooking"}),
        (SearchFilter(publishers=("Nobody",)), set()),
    ],
)
def test_only_documents_that_pass_the_filter_are_cited(
    assistant: Assistant, search_filter: SearchFilter, sources: set[str]
) -> None:
    answer = assistant.ask(QUESTION, filter=search_filter)

    assert {citation.title for citation in answer.citations} == {TITLES[source] for source in sources}
    assert answer.abstained == (not sources)
    assert [a.citations for a in assistant.batch([QUESTION], filter=search_filter)] == [answer.citations]


@pytest.mark.parametrize("question", ["", "   ", "?!", "…", "\n", "😀"])
def test_a_question_without_words_is_refused_with_an_example(assistant: Assistant, question: str) -> None:
    with pytest.raises(EmptyQuestionError, match="Ask in words"):
        assistant.ask(question)
    with pytest.raises(EmptyQuestionError):
        next(iter(assistant.stream(question)))


def test_a_question_longer_than_the_limit_is_refused_with_the_limit(assistant: Assistant) -> None:
    with pytest.raises(QuestionTooLongError, match="2,000") as caught:
        assistant.ask("why " * 501)

    assert caught.value.characters == 2003
    assert isinstance(caught.value, AssistantError)
    assert assistant.ask("why " * 499)


@pytest.mark.parametrize("model", ["nothing:at-all", object()])
def test_an_unknown_model_is_refused_with_the_next_step(tmp_path: Path, model: object) -> None:
    with pytest.raises(UnknownModelError, match="--model quotes"):
        Assistant.open(tmp_path, model=model)  # type: ignore[arg-type]


@pytest.mark.parametrize("ask_with", ["assistant", "shy_assistant"])
def test_the_json_of_an_answer_has_the_keys_of_the_contract(ask_with: str, request: pytest.FixtureRequest) -> None:
    answer = request.getfixturevalue(ask_with).ask(QUESTION)

    document = json.loads(json.dumps(answer.to_json()))

    assert set(document) == CONTRACT
    assert set(document["timings_ms"]) == {"retrieve", "answer", "verify", "total"}
    assert 0 <= document["confidence"] <= 1
    for sentence in document["sentences"]:
        assert set(sentence) >= {"text", "verdict", "support", "citations"}
    for citation in document["citations"]:
        assert set(citation) >= {
            "marker", "document_id", "version", "title", "publisher", "url", "published", "start", "end", "quote",
        }  # fmt: skip
    if document["status"] == "answered":
        assert document["citations"][0]["published"] == "2025-03-16"


def test_timings_add_up(assistant: Assistant) -> None:
    timings = assistant.ask(QUESTION).timings_ms

    assert timings.total == pytest.approx(timings.retrieve + timings.answer)
    assert timings.retrieve >= 0 and timings.answer >= 0


def test_documents_that_arrive_later_are_found_at_once(tmp_path: Path) -> None:
    from tests.assistant.library import make_library, passages_of, write_document

    with Assistant(make_library(tmp_path), AssistantSettings(cutoff=0.0)) as assistant:
        assistant.ask(QUESTION)
        document = write_document("new", "The whale Willy weighs 4,000 kilograms.", title="Willy")
        with assistant.store.writer() as writer:
            writer.put([(document, passages_of(document))])

        assert "4,000" in assistant.ask("How much does the whale Willy weigh?").text
