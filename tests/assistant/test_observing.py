from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from assistant import Assistant, AssistantSettings
from assistant.errors import EmptyQuestionError
from assistant.scripted import ScriptedChatModel
from tests.assistant.library import QUESTION, make_library
from tests.assistant.test_guarding import INVENTED, TRUE, citing
from tests.tracing import Recorder
from vectorstore import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with make_library(tmp_path_factory.mktemp("observed")) as opened:
        yield opened


def quoting(store: Store, **settings: object) -> Assistant:
    """Answers with the best sentence alone, so that no count depends on the ranker's weights."""
    return Assistant(store, AssistantSettings(**{"cutoff": 0.0, "most_quotes": 1, **settings}))  # type: ignore[arg-type]


def drafting(store: Store) -> Assistant:
    chat = ScriptedChatModel(replies=(citing("Inside the prison", TRUE, INVENTED),))
    return Assistant(store, AssistantSettings(cutoff=0.0, model_retries=0), model=chat)


def attributes_of(spans: Recorder, name: str) -> dict[str, object]:
    (span,) = spans.named(name)
    return dict(span.attributes or {})


def test_each_stage_of_an_answer_is_a_span_below_the_whole(store: Store, spans: Recorder) -> None:
    quoting(store).ask(QUESTION)

    (root,) = spans.named("answer")
    assert root.context is not None and root.parent is None
    stages = [span for span in spans.all() if span is not root]
    assert [span.name.removeprefix("newsdesk.") for span in stages] == ["understand", "retrieve", "rate", "draft"]
    assert {span.parent.span_id for span in stages if span.parent} == {root.context.span_id}
    assert attributes_of(spans, "answer") == {
        "newsdesk.model": "quotes", "newsdesk.status": "answered", "newsdesk.sentences": 1, "newsdesk.withheld": 0,
        "newsdesk.citations": 1, "newsdesk.disagreements": 0,
    }  # fmt: skip


def test_a_drafted_answer_has_a_span_for_the_draft_and_one_for_each_verdict(store: Store, spans: Recorder) -> None:
    events = list(drafting(store).stream(QUESTION))
    assert events[-1].answer is not None

    (draft,), verdicts, (root,) = spans.named("draft"), spans.named("verify"), spans.named("answer")
    assert root.context is not None
    assert [dict(span.attributes or {})["newsdesk.shown"] for span in verdicts] == [1, 0]
    assert {span.parent.span_id for span in (draft, *verdicts) if span.parent} == {root.context.span_id}
    assert str((draft.attributes or {})["newsdesk.model"]) == events[-1].answer.model


def test_no_word_of_a_question_or_answer_leaves_by_a_span(store: Store, spans: Recorder) -> None:
    drafting(store).ask(QUESTION)
    with pytest.raises(EmptyQuestionError):
        quoting(store).ask("???")

    told = spans.told()
    assert "newsdesk.verify" in told
    for word in ("Tecoluca", "prison", "40,000"):
        assert word not in told


def test_words_are_told_when_the_setting_asks_for_them(store: Store, spans: Recorder) -> None:
    answer = quoting(store, trace_text=True).ask(QUESTION)

    told = attributes_of(spans, "answer")
    assert (told["newsdesk.question"], told["newsdesk.text"]) == (QUESTION, answer.text)


def test_a_question_that_is_refused_ends_its_span_with_the_kind_of_error(store: Store, spans: Recorder) -> None:
    with pytest.raises(EmptyQuestionError):
        quoting(store).ask("???")

    assert attributes_of(spans, "answer")["error.type"] == "EmptyQuestionError"


def test_a_stream_that_no_one_follows_to_its_end_ends_its_span(store: Store, spans: Recorder) -> None:
    for taken in (1, 2):
        stream = quoting(store).stream(QUESTION)
        for _ in range(taken):
            next(stream)
        stream.close()  # type: ignore[attr-defined]

    assert len(spans.named("answer")) == 2


def test_rating_the_evidence_alone_ends_its_span(store: Store, spans: Recorder) -> None:
    quoting(store).assess(QUESTION)

    assert len(spans.named("answer")) == 1


@pytest.mark.parametrize("with_text", [False, True])
def test_an_answer_is_logged_with_counts_and_times(
    store: Store, caplog: pytest.LogCaptureFixture, with_text: bool
) -> None:
    with caplog.at_level(logging.INFO, logger="newsdesk.assistant"):
        quoting(store, trace_text=with_text).ask(QUESTION)

    (record,) = [each for each in caplog.records if each.name == "newsdesk.assistant"]
    fields = vars(record)
    assert (fields["status"], fields["citations"], fields["withheld"]) == ("answered", 1, 0)
    assert fields["total_ms"] >= fields["retrieve_ms"] >= 0
    assert (fields.get("question") == QUESTION) is with_text
