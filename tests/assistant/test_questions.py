from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions import analyse_question, names_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people can CECOT hold?", "number"),
        ("How much did the deal cost?", "money"),
        ("What percentage of the men had no record?", "percent"),
        ("When did the flights land?", "date"),
        ("In what year was the law passed?", "date"),
        ("How long will they be held?", "duration"),
        ("How far is the prison from the capital?", "distance"),
        ("Who ordered the flights?", "person"),
        ("Where is the prison?", "place"),
        ("Which country took them in?", "place"),
        ("Why were they deported?", "reason"),
        ("What is the gang called?", "name"),
        ("Did the planes turn around?", "claim"),
    ],
)
def test_a_question_asks_for_a_kind_of_answer(question: str, kind: str) -> None:
    assert analyse_question(question).kind == kind


def test_the_word_that_opens_a_question_is_no_name() -> None:
    assert names_of("Where did Nayib Bukele meet Donald Trump?") == ["Nayib Bukele", "Donald Trump"]
    assert names_of("what is it?") == []


def test_names_come_once_each() -> None:
    assert names_of("Bukele and Trump and Bukele") == ["Bukele", "Trump"]


def test_what_is_counted_is_known_by_its_stem() -> None:
    assert set(analyse_question("How many flights took off?").counted) >= {"flight"}
    assert analyse_question("Who took off?").counted == ()


def test_stems_leave_the_question_words_out() -> None:
    assert analyse_question("How many people can the prison hold?").stems == ("peopl", "prison", "hold")


@given(st.text(max_size=200))
def test_any_text_can_be_analysed(text: str) -> None:
    question = analyse_question(text)

    assert question.text == text
    assert len(set(question.stems)) == len(question.stems)
    assert all(name in " ".join(text.split()) for name in question.names)
