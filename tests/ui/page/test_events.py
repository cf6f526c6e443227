from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from tests.ui.library import CECOT
from tests.ui.page.parsing import parse
from tests.ui.page.scripted import ScriptedAssistant
from ui.page.conversation import Turn
from ui.page.events import Desk
from vectorstore import Store, document_id_of, version_of

CECOT_ID = document_id_of("cecot.md")


@pytest.fixture
def desk(scripted: ScriptedAssistant) -> Desk:
    return Desk(scripted)  # type: ignore[arg-type]


def event(data: Any = None) -> gr.EventData:
    return gr.EventData(None, data)


def pressed(**changes: Any) -> gr.EventData:
    return event({"document": CECOT_ID, "version": version_of(CECOT), "start": 0, "end": 9} | changes)


def visitor(name: str = "one") -> Any:
    return SimpleNamespace(session_hash=name)


def asked(desk: Desk, typed: str | None, *filters: Any, turns: tuple[Turn, ...] = (), data: Any = None) -> list[Any]:
    return list(desk.ask(typed, turns, *(filters or (None, None, None)), event(data), visitor()))


def test_a_typed_question_is_answered_and_the_box_is_emptied_once(desk: Desk) -> None:
    steps = asked(desk, " How many? ")
    assert steps[0][2] == ""
    assert all(step[2] != "" for step in steps[1:])
    assert [turn.state for turn in steps[-1][1]] == ["answered"]
    assert steps[-1][1][0].question == "How many?"


def test_a_pressed_question_goes_before_a_typed_one_and_leaves_it_alone(desk: Desk) -> None:
    steps = asked(desk, "half typed", data={"question": "Pressed?"})
    assert steps[-1][1][0].question == "Pressed?"
    assert all(step[2] != "" for step in steps)


@pytest.mark.parametrize("typed", [None, "", "  \n "])
def test_nothing_typed_is_noted(desk: Desk, typed: str | None) -> None:
    (step,) = asked(desk, typed)
    assert "Write a question first." in step[-1]


def test_dates_the_wrong_way_round_are_noted(desk: Desk) -> None:
    (step,) = asked(desk, "How many?", None, "2025-02-01", "2025-01-01")
    assert "The first day is later than the last one" in step[-1]


def test_a_turn_left_under_way_counts_as_stopped_when_the_next_is_asked(desk: Desk) -> None:
    steps = asked(desk, "How many?", turns=(Turn(question="Before?"),))
    assert [turn.state for turn in steps[-1][1]] == ["stopped", "answered"]


def test_a_second_question_waits_for_the_first_unless_that_is_stopped(desk: Desk) -> None:
    first = desk.ask("First?", (), None, None, None, event(), visitor())
    shown = next(first)
    assert [turn.question for turn in shown[1]] == ["First?"]
    (ignored,) = asked(desk, "Second?")
    assert all(isinstance(part, dict) for part in ignored)
    assert len(list(desk.ask("Other?", (), None, None, None, event(), visitor("two")))) > 1
    stopped = desk.stop(shown[1], visitor())
    assert stopped[1][0].state == "stopped"
    assert len(asked(desk, "Second?", turns=stopped[1])) > 1
    first.close()
    assert len(asked(desk, "Third?")) > 1


def test_a_cited_span_opens_in_its_document(desk: Desk) -> None:
    assert parse(desk.open_source((), pressed(end=30))).text_in("mark", "shown") == CECOT[:30]


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
    assert "something that is not a citation" in desk.open_source((), event(data))


def test_an_unknown_version_says_so(desk: Desk) -> None:
    assert "has no version" in desk.open_source((), pressed(version="000000000000"))


def test_a_span_from_elsewhere_highlights_nothing_it_should_not(desk: Desk) -> None:
    assert 'class="shown"' not in desk.open_source((), pressed(start=10**9, end=10**9 + 5))


def test_a_document_that_was_removed_still_opens_with_a_badge(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "document_status", lambda self, document_id: ("removed", None))
    assert "Withdrawn" in desk.open_source((), pressed())
    monkeypatch.setattr(Store, "document_status", lambda self, document_id: ("ready", "newer"))
    assert "Changed since" in desk.open_source((), pressed())
