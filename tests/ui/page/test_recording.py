from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given

from assistant.answers import Answer, AnswerEvent, Timings
from tests.ui.answers import abstained, answered, answers, citation, sentence
from ui.page.conversation import Turn
from ui.page.recording import record_turn, restore_turn
from vectorstore import StoredTurn


def kept(turn: Turn, **changes: Any) -> Turn:
    """The turn after it was written as JSON and read again."""
    record = json.loads(json.dumps(record_turn(turn)))
    return restore_turn(
        StoredTurn(conversation_id="c", ordinal=1, question=turn.question, record=record | changes, opinion="up")
    )


def of(answer: Answer) -> Turn:
    return Turn(question=answer.question).after(AnswerEvent(kind="answer", answer=answer))


@given(answers())
def test_any_answered_turn_comes_back_as_it_was(answer: Answer) -> None:
    turn = replace(of(answer), followups=("And then?",), model="quotes")
    assert kept(turn) == replace(turn, ordinal=1, opinion="up")


def test_dates_numbers_and_timings_come_back_with_their_types() -> None:
    turn = kept(of(answered(timings_ms=Timings(total=12.5), confidence=1)))
    assert turn.answer is not None
    assert turn.answer.citations[0].published == citation().published
    assert turn.answer.timings_ms.total == 12.5
    assert kept(of(abstained())).answer == abstained()


def test_a_stopped_turn_keeps_what_had_come() -> None:
    turn = Turn(question="Slow?").after(AnswerEvent(kind="sentence", sentence=sentence(), citations=(citation(),)))
    back = kept(turn.stopped())
    assert (back.state, back.sentences, back.citations) == ("stopped", (sentence(),), (citation(),))


def test_a_turn_that_was_still_under_way_comes_back_as_stopped() -> None:
    assert kept(Turn(question="Slow?")).state == "stopped"


def test_what_a_later_release_adds_is_passed_over_and_what_an_earlier_one_lacked_takes_its_default() -> None:
    turn = of(answered())
    record = record_turn(turn)
    assert kept(turn, mood="bright", answer={**record["answer"], "new": [1]}).answer == turn.answer
    older = {name: value for name, value in record["answer"].items() if name != "disagreements"}
    assert kept(turn, answer=older).answer == turn.answer


def test_a_record_that_does_not_fit_is_said_to_be_unreadable() -> None:
    for broken in ({"answer": {"question": "x"}}, {"answer": 7}, {"state": "happy"}, {"sentences": [{"text": 1}]}):
        back = kept(of(answered()), **broken)
        assert back.state == "failed", broken
        assert "cannot be read" in (back.failure or "")
