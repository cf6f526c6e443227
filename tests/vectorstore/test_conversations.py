from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vectorstore import ConversationNotFoundError, Conversations, PeopleFile, StoreCorruptError


@pytest.fixture
def conversations(tmp_path: Path) -> Conversations:
    return Conversations(PeopleFile(tmp_path / "home"))


def add(
    conversations: Conversations, conversation_id: str, question: str = "How many?", answer: str = "40,000."
) -> int:
    return conversations.add_turn(
        "ann", conversation_id, question=question, answer=answer, record={"answer": answer, "citations": [1, 2]}
    )


def test_turns_come_back_in_order_as_they_were_put_in(conversations: Conversations) -> None:
    conversation_id = conversations.begin("ann", "How many?")
    assert [add(conversations, conversation_id, f"Question {n}?") for n in range(3)] == [1, 2, 3]
    turns = conversations.turns("ann", conversation_id)
    assert [turn.question for turn in turns] == ["Question 0?", "Question 1?", "Question 2?"]
    assert turns[0].record == {"answer": "40,000.", "citations": [1, 2]}


def test_they_are_there_again_when_the_file_is_opened_again(tmp_path: Path) -> None:
    conversation_id = Conversations(PeopleFile(tmp_path)).begin("", "Kept?")
    assert Conversations(PeopleFile(tmp_path)).title("", conversation_id) == "Kept?"


def test_the_one_that_was_changed_last_is_listed_first(conversations: Conversations) -> None:
    first, second = conversations.begin("ann", "First"), conversations.begin("ann", "Second")
    assert [item.conversation_id for item in conversations.list("ann")] == [second, first]
    add(conversations, first)
    assert [(item.title, item.turns) for item in conversations.list("ann")] == [("First", 1), ("Second", 0)]


def test_a_search_looks_through_titles_questions_and_answers_for_all_words(conversations: Conversations) -> None:
    first, second = conversations.begin("ann", "Prisons"), conversations.begin("ann", "100% of_it")
    add(conversations, first, "Where is Tecoluca?", "In San Vicente.")
    for words in ("prison", "tecoluca", "vicente", "san PRISONS"):
        assert [item.conversation_id for item in conversations.list("ann", words)] == [first], words
    assert conversations.list("ann", "tecoluca nothing") == []
    assert [item.conversation_id for item in conversations.list("ann", "0% f_i")] == [second]
    assert conversations.list("ann", "f%i") == []


def test_a_title_is_one_line_of_bounded_length(conversations: Conversations) -> None:
    conversation_id = conversations.begin("ann", "a\n b " * 200)
    title = conversations.title("ann", conversation_id)
    assert len(title) <= 120
    assert "\n" not in title
    conversations.rename("ann", conversation_id, " Prisons ")
    conversations.rename("ann", conversation_id, "  ")
    assert conversations.title("ann", conversation_id) == "Prisons"


def test_nothing_of_another_owner_can_be_reached(conversations: Conversations) -> None:
    conversation_id = conversations.begin("ann", "Secret")
    add(conversations, conversation_id)
    attempts = (
        lambda: conversations.turns("bob", conversation_id),
        lambda: conversations.title("", conversation_id),
        lambda: conversations.rename("bob", conversation_id, "Mine"),
        lambda: conversations.delete("bob", conversation_id),
        lambda: conversations.give_opinion("bob", conversation_id, 1, "down"),
        lambda: conversations.add_turn("bob", conversation_id, question="?", answer="", record={}),
    )
    for attempt in attempts:
        with pytest.raises(ConversationNotFoundError):
            attempt()
    assert conversations.list("bob") == []
    assert conversations.list("bob", "Secret") == []
    assert conversations.opinions("bob") == ()
    assert len(conversations.turns("ann", conversation_id)) == 1


def test_a_deleted_conversation_is_gone_with_all_that_hung_on_it(conversations: Conversations) -> None:
    conversation_id = conversations.begin("ann", "Gone")
    add(conversations, conversation_id)
    conversations.give_opinion("ann", conversation_id, 1, "up", "right")
    conversations.delete("ann", conversation_id)
    assert conversations.opinions("ann") == ()
    with pytest.raises(ConversationNotFoundError):
        conversations.turns("ann", conversation_id)


def test_an_opinion_is_kept_changed_and_taken_back(conversations: Conversations) -> None:
    conversation_id = conversations.begin("ann", "Opinions")
    add(conversations, conversation_id)
    add(conversations, conversation_id)
    conversations.give_opinion("ann", conversation_id, 2, "down", "It is 14,500.")
    assert [(t.ordinal, t.opinion, t.note) for t in conversations.opinions("ann")] == [(2, "down", "It is 14,500.")]
    conversations.give_opinion("ann", conversation_id, 2, "up")
    assert [(t.opinion, t.note) for t in conversations.turns("ann", conversation_id)] == [(None, ""), ("up", "")]
    conversations.give_opinion("ann", conversation_id, 2, None)
    conversations.give_opinion("ann", conversation_id, 99, "up")
    assert conversations.opinions("ann") == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(max_size=80), st.text(max_size=20))
def test_any_words_can_be_stored_and_searched(conversations: Conversations, text: str, words: str) -> None:
    encodable = text.encode("utf-8", "replace").decode("utf-8")
    conversation_id = conversations.begin("ann", "Title")
    add(conversations, conversation_id, encodable)
    assert conversations.turns("ann", conversation_id)[0].question == encodable
    conversations.list("ann", words.encode("utf-8", "replace").decode("utf-8"))


def test_many_threads_may_add_at_once(conversations: Conversations) -> None:
    conversation_id = conversations.begin("ann", "Busy")
    threads = [threading.Thread(target=add, args=(conversations, conversation_id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [turn.ordinal for turn in conversations.turns("ann", conversation_id)] == list(range(1, 9))


def test_a_file_of_a_newer_release_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(PeopleFile(tmp_path).path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreCorruptError, match="a newer release"):
        PeopleFile(tmp_path)


def test_a_damaged_file_is_named_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "people.sqlite3").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreCorruptError, match="move it away"):
        PeopleFile(tmp_path)
