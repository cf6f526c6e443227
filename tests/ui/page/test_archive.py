from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from assistant.answers import AnswerEvent
from tests.ui.answers import answered
from ui.page.archive import Archive
from ui.page.conversation import Talk, Turn
from vectorstore import Conversations, PeopleFile


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(Conversations(PeopleFile(tmp_path)))


def event(**data: Any) -> gr.EventData:
    return gr.EventData(None, data)


def visitor(user: str = "ann") -> Any:
    return SimpleNamespace(username=user, session_hash="one")


def kept(archive: Archive, question: str = "How many?") -> Talk:
    turn = Turn(question=question).after(AnswerEvent(kind="answer", answer=answered(question)))
    return archive.keep("ann", Talk(owner="ann", turns=(turn,)))


def test_a_turn_is_kept_once_and_one_under_way_not_at_all(archive: Archive) -> None:
    talk = kept(archive)
    assert archive.keep("ann", talk) is talk
    working = Talk(turns=(Turn(question="Slow?"),))
    assert archive.keep("ann", working) is working


def test_a_conversation_reopens_as_it_was(archive: Archive) -> None:
    talk = kept(archive)
    shown, opened, listed = archive.reopen(Talk(), event(conversation=talk.conversation_id), visitor())
    assert opened == talk
    assert shown["id"] == talk.conversation_id
    assert 'aria-current="true"' in listed


@pytest.mark.filterwarnings("ignore:There is no such conversation")
@pytest.mark.parametrize("conversation", ["nothing", "", None, 7])
def test_one_that_is_gone_or_of_someone_else_leaves_what_is_open(archive: Archive, conversation: Any) -> None:
    talk = kept(archive)
    for key, user in ((conversation, "ann"), (talk.conversation_id, "bob")):
        shown, opened, _ = archive.reopen(talk, event(conversation=key), visitor(user))
        assert isinstance(shown, dict) and "turns" not in shown
        assert not isinstance(opened, Talk)
        archive.rename(talk, event(conversation=key, title="Mine"), visitor(user))
        archive.erase(user, str(key))
    assert "Mine" not in archive.listed("ann", None)
    assert archive.open("ann", talk.conversation_id or "") == talk


def test_an_opinion_is_shown_kept_and_taken_back(archive: Archive) -> None:
    talk = kept(archive)
    _, judged = archive.give_opinion(talk, event(turn=1, opinion="down", note="It is 14,500."), visitor())
    assert archive.open("ann", talk.conversation_id or "").turns[0].note == "It is 14,500."
    _, after = archive.give_opinion(judged, event(turn=1, opinion="", note="left"), visitor())
    assert (after.turns[0].opinion, after.turns[0].note) == (None, "")
    assert archive.open("ann", talk.conversation_id or "") == after


@pytest.mark.parametrize("data", [{}, {"turn": 9, "opinion": "up"}, {"turn": "1", "opinion": "up"}, {"turn": True}])
def test_an_opinion_on_what_is_not_there_changes_nothing(archive: Archive, data: dict[str, Any]) -> None:
    shown, talk = archive.give_opinion(kept(archive), event(**data), visitor())
    assert not isinstance(talk, Talk)
    assert "turns" not in shown
