from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.followups import complete_question, leans_on_history


def turns(*contents: str) -> list[dict[str, str]]:
    return [{"role": ("user", "assistant")[n % 2], "content": content} for n, content in enumerate(contents)]


@pytest.mark.parametrize(
    "question",
    [
        "How many people does it hold?",
        "What about Guatemala?",
        "And when?",
        "Why did he say so?",
        "How many died there?",
    ],
)
def test_a_question_that_points_back_leans_on_the_history(question: str) -> None:
    assert leans_on_history(question)


@pytest.mark.parametrize(
    "question",
    ["How many people can CECOT hold?", "When was the Alien Enemies Act passed by Congress?", "Who is Nayib Bukele?"],
)
def test_a_question_with_names_of_its_own_stands_alone(question: str) -> None:
    assert not leans_on_history(question)
    assert complete_question(question, turns("What is Tren de Aragua?", "A gang.")) == question


def test_a_pronoun_takes_the_names_of_the_last_question() -> None:
    completed = complete_question("How many people can it hold?", turns("Where is CECOT?", "In Tecoluca. [1]"))

    assert completed.startswith("How many people can it hold") and "CECOT" in completed


def test_what_about_takes_the_frame_of_the_last_question() -> None:
    history = turns("How many people live in Honduras?", "Ten million. [1]")

    assert complete_question("What about Guatemala?", history) == "How many people live in Guatemala?"


def test_what_about_twice_keeps_the_frame_of_the_first_question() -> None:
    history = turns(
        "How many people live in Honduras?", "Ten million.", "And what about Guatemala?", "Seventeen million."
    )

    assert complete_question("What about Belize?", history) == "How many people live in Belize?"


def test_names_of_the_answer_are_taken_when_no_question_has_any() -> None:
    history = turns("what is the largest prison?", "CECOT is the largest. (Daily, 16 March 2025) [1]")

    assert "CECOT" in complete_question("How many people can it hold?", history)


@pytest.mark.parametrize(
    "history", [[], [{"role": "assistant", "content": "Hello."}], [{"role": "user", "content": " "}]]
)
def test_without_an_earlier_question_nothing_is_changed(history: list[dict[str, str]]) -> None:
    assert complete_question("What about it?", history) == "What about it?"


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_any_question_with_any_history_is_completed_to_some_question(question: str, contents: list[str]) -> None:
    completed = complete_question(question, turns(*contents))

    assert isinstance(completed, str)
    assert completed.strip() or not question.strip()
