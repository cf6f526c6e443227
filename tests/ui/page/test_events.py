from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from tests.ui.answers import answered, citation
from tests.ui.library import CECOT
from tests.ui.page.parsing import parse
from tests.ui.page.scripted import ScriptedAssistant
from ui.page.archive import Archive
from ui.page.conversation import Talk, Turn
from ui.page.events import Desk
from ui.page.models import ModelChoice
from vectorstore import Conversations, PeopleFile, Store, StoreCorruptError, document_id_of, version_of

CECOT_ID = document_id_of("cecot.md")


@pytest.fixture
def conversations(tmp_path: Path) -> Conversations:
    return Conversations(PeopleFile(tmp_path))


@pytest.fixture
def desk(scripted: ScriptedAssistant, conversations: Conversations) -> Desk:
    return Desk(ModelChoice(scripted), Archive(conversations))  # type: ignore[arg-type]


def event(data: Any = None) -> gr.EventData:
    return gr.EventData(None, data)


def pressed(**changes: Any) -> gr.EventData:
    return event({"document": CECOT_ID, "version": version_of(CECOT), "start": 0, "end": 9} | changes)


def visitor(name: str = "one", user: str = "") -> Any:
    return SimpleNamespace(session_hash=name, username=user)


def asked(desk: Desk, typed: str | None, *filters: Any, talk: Talk | None = None, data: Any = None) -> list[Any]:
    return list(desk.ask(typed, talk or Talk(), None, *(filters or (None, None, None)), event(data), visitor()))


def test_a_typed_question_is_answered_and_the_box_is_emptied_once(desk: Desk) -> None:
    steps = asked(desk, " How many? ")
    assert steps[0][2] == ""
    assert all(step[2] != "" for step in steps[1:])
    assert [turn.state for turn in steps[-1][1].turns] == ["answered"]
    assert steps[-1][1].turns[0].question == "How many?"


def test_a_pressed_question_goes_before_a_typed_one_and_leaves_it_alone(desk: Desk) -> None:
    steps = asked(desk, "half typed", data={"question": "Pressed?"})
    assert steps[-1][1].turns[0].question == "Pressed?"
    assert all(step[2] != "" for step in steps)


@pytest.mark.parametrize("typed", [None, "", "  \n "])
def test_nothing_typed_is_noted(desk: Desk, typed: str | None) -> None:
    (step,) = asked(desk, typed)
    assert "Write a question first." in step[5]


def test_dates_the_wrong_way_round_are_noted(desk: Desk) -> None:
    (step,) = asked(desk, "How many?", None, "2025-02-01", "2025-01-01")
    assert "The first day is later than the last one" in step[5]


def test_a_turn_left_under_way_counts_as_stopped_when_the_next_is_asked(desk: Desk) -> None:
    steps = asked(desk, "How many?", talk=Talk(turns=(Turn(question="Before?"),)))
    assert [turn.state for turn in steps[-1][1].turns] == ["stopped", "answered"]


def test_a_second_question_waits_for_the_first_unless_that_is_stopped(desk: Desk) -> None:
    first = desk.ask("First?", Talk(), None, None, None, None, event(), visitor())
    shown = next(first)
    assert [turn.question for turn in shown[1].turns] == ["First?"]
    (ignored,) = asked(desk, "Second?")
    assert all(isinstance(part, dict) for part in ignored)
    assert len(list(desk.ask("Other?", Talk(), None, None, None, None, event(), visitor("two")))) > 1
    stopped = desk.stop(shown[1], visitor())
    assert stopped[1].turns[0].state == "stopped"
    assert len(asked(desk, "Second?", talk=stopped[1])) > 1
    first.close()
    assert len(asked(desk, "Third?")) > 1


def test_a_cited_span_opens_in_its_document(desk: Desk) -> None:
    assert parse(desk.open_source(Talk(), pressed(end=30), visitor())).text_in("mark", "shown") == CECOT[:30]


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        {},
        {"document": 1, "version": "x", "start": 0, "end": 1},
        {"document": "x", "version": "y", "start": "0", "end": 1},
        {"document": "x", "version": "y", "start": True, "end": 1},
        {"document": "x", "version": "y", "start": 0.5, "end": 1},
        {"document": ["x"], "version": "y", "start": 0, "end": 1},
    ],
)
def test_what_is_no_citation_opens_nothing(desk: Desk, data: Any) -> None:
    assert "something that is not a citation" in desk.open_source(Talk(), event(data), visitor())


def test_an_unknown_version_says_so(desk: Desk) -> None:
    assert "has no version" in desk.open_source(Talk(), pressed(version="000000000000"), visitor())


def test_a_span_from_elsewhere_highlights_nothing_it_should_not(desk: Desk) -> None:
    assert 'class="shown"' not in desk.open_source(Talk(), pressed(start=10**9, end=10**9 + 5), visitor())


def test_a_document_that_was_removed_still_opens_with_a_badge(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "document_status", lambda self, document_id: ("removed", None))
    assert "Withdrawn" in desk.open_source(Talk(), pressed(), visitor())
    monkeypatch.setattr(Store, "document_status", lambda self, document_id: ("ready", "newer"))
    assert "Changed since" in desk.open_source(Talk(), pressed(), visitor())


def test_a_document_opens_at_its_beginning_where_no_span_is_named(desk: Desk) -> None:
    page = parse(desk.open_source(Talk(), pressed(start=0, end=0), visitor()))
    assert page.text_in("div") == CECOT
    assert page.text_in("mark") == ""


def test_an_answer_is_kept_and_opens_again_for_its_owner_only(desk: Desk, conversations: Conversations) -> None:
    talk = asked(desk, "How many?")[-1][1]
    assert (talk.conversation_id is not None, talk.turns[0].ordinal) == (True, 1)
    assert "How many?" in asked(desk, "And then?", talk=talk)[-1][6]
    shown, reopened, _, _ = desk.greet(talk.conversation_id, visitor())
    assert [turn.question for turn in reopened.turns] == ["How many?", "And then?"]
    assert shown["id"] == talk.conversation_id
    assert desk.greet(talk.conversation_id, visitor(user="ann"))[1] == Talk(owner="ann")
    assert desk.greet("no such id", visitor())[1] == Talk()


def test_a_stopped_answer_is_kept_with_what_had_come(desk: Desk) -> None:
    steps = desk.ask("How many?", Talk(), None, None, None, None, event(), visitor())
    next(steps), next(steps)
    talk = next(steps)[1]
    steps.close()
    stopped = desk.stop(talk, visitor())[1]
    reopened = desk.greet(stopped.conversation_id, visitor())[1]
    assert [(turn.state, len(turn.sentences)) for turn in reopened.turns] == [("stopped", 1)]


def test_an_erased_conversation_leaves_an_empty_one_where_it_was_open(desk: Desk) -> None:
    talk, other = asked(desk, "First?")[-1][1], asked(desk, "Second?")[-1][1]
    kept = desk.erase(talk, event({"conversation": other.conversation_id}), visitor())
    assert isinstance(kept[0], dict)
    assert "Second?" not in kept[2]
    assert desk.erase(talk, event({"conversation": talk.conversation_id}), visitor())[1] == Talk()


def test_a_model_that_the_page_does_not_offer_is_not_asked(desk: Desk, scripted: ScriptedAssistant) -> None:
    (step,) = list(desk.ask("How many?", Talk(), "llamacpp:/etc/passwd", None, None, None, event(), visitor()))
    assert "does not offer the model" in step[5]
    assert scripted.histories == []


def test_follow_ups_come_from_the_cited_document_and_are_answerable(desk: Desk, scripted: ScriptedAssistant) -> None:
    scripted.answerable = {"What is reported about who is held there?"}
    cited = citation(document_id=CECOT_ID, version=version_of(CECOT), heading=None)
    scripted.answers["How many?"] = answered("How many?", citations=(cited,))
    talk = asked(desk, "How many?")[-1][1]
    assert talk.turns[0].followups == ("What is reported about who is held there?",)


def test_a_library_that_cannot_be_read_says_so_where_the_greeting_stands(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Store) -> None:
        raise StoreCorruptError("The catalog", "it is damaged")

    monkeypatch.setattr(Store, "documents", fail)
    monkeypatch.setattr(Store, "publishers", fail)
    shown = desk.greet("", visitor())[0]
    assert "The catalog cannot be read: it is damaged." in shown["turns"][0]


def test_who_holds_the_key_of_anothers_session_gets_an_empty_conversation(desk: Desk) -> None:
    talk = asked(desk, "My secret?")[-1][1]
    steps = list(desk.ask("How many?", talk, None, None, None, None, event(), visitor(user="bob")))
    assert [turn.question for turn in steps[-1][1].turns] == ["How many?"]
    assert all("secret" not in str(step) for step in steps)
    assert desk.stop(talk, visitor(user="bob"))[1] == Talk(owner="bob")
