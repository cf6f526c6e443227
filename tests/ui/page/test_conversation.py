from __future__ import annotations

from assistant.answers import AnswerEvent, WithheldSentence
from tests.ui.answers import answered, citation, sentence
from ui.page.conversation import Turn, history_of, spans_cited_in


def test_a_turn_grows_with_each_event_and_ends_with_the_answer() -> None:
    withheld = WithheldSentence(text="No.", verdict="unsupported", support=0.0, why="nothing says so")
    turn = Turn(question="How many?").after(AnswerEvent(kind="retrieved", passages=8))
    assert (turn.state, turn.passages) == ("working", 8)
    turn = turn.after(AnswerEvent(kind="sentence", sentence=sentence(), citations=(citation(),)))
    turn = turn.after(AnswerEvent(kind="withheld", withheld=withheld))
    assert (len(turn.sentences), len(turn.citations), turn.withheld) == (1, 1, (withheld,))
    turn = turn.after(AnswerEvent(kind="answer", answer=answered()))
    assert (turn.state, turn.answer, turn.withheld) == ("answered", answered(), ())


def test_an_event_that_brings_nothing_changes_nothing() -> None:
    turn = Turn(question="How many?")
    assert turn.after(AnswerEvent(kind="sentence")) == turn


def test_only_a_turn_under_way_can_be_stopped() -> None:
    turn = Turn(question="How many?")
    done = turn.after(AnswerEvent(kind="answer", answer=answered()))
    assert turn.stopped().state == "stopped"
    assert done.stopped() == done


def test_the_history_holds_answered_turns_only_and_the_last_dozen() -> None:
    done = Turn(question="Q").after(AnswerEvent(kind="answer", answer=answered()))
    assert history_of([done, Turn(question="?").stopped(), Turn(question="!").failed("x")]) == [
        {"role": "user", "content": "Q"},
        {"role": "assistant", "content": "It can hold 40,000 people. [1]"},
    ]
    assert len(history_of([done] * 20)) == 24


def test_the_spans_of_one_version_are_listed_once_in_order() -> None:
    turns = [
        Turn(question="a", citations=(citation(start=50, end=60), citation(2, start=5, end=9))),
        Turn(question="b", citations=(citation(start=5, end=9), citation(2, version="other"))),
    ]
    assert spans_cited_in(turns, "0123456789abcdef", "abcdef012345") == [(5, 9), (50, 60)]
