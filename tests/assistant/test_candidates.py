from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.candidates import candidate_spans, direct_span
from assistant.questions import AnswerKind, analyse_question

WORDS = st.lists(
    st.one_of(
        st.text(max_size=10),
        st.sampled_from(
            ["40,000", "$6 million", "16 March 2025", "Bukele", "12%", "because", "two", "years", ",", "."]
        ),
    ),
    max_size=20,
).map(" ".join)


def direct(question: str, sentence: str) -> str | None:
    span = direct_span(analyse_question(question), sentence)
    return None if span is None else sentence[span[0] : span[1]]


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("How many people can CECOT hold?", "CECOT can hold 40,000 people.", "40,000"),
        ("How much is paid for the prisoners?", "The US paid $6 million for the prisoners.", "$6 million"),
        ("What percentage had no record?", "Some 75% had no record.", "75%"),
        ("When did the flights land?", "The flights landed on 16 March 2025.", "16 March 2025"),
        ("How long was the sentence?", "The sentence was for 20 years.", "20 years"),
        ("How far away is the prison?", "The prison is 70 kilometres away.", "70 kilometres"),
        ("Who opened the prison?", "The prison was opened by Nayib Bukele.", "Nayib Bukele"),
        ("Where is the prison?", "The prison is in Tecoluca.", "Tecoluca"),
    ],
)
def test_the_words_that_answer_are_found(question: str, sentence: str, answer: str) -> None:
    found = direct(question, sentence)

    assert found is not None and answer in found
    assert len(found) <= len(answer) + len("about ")


def test_a_name_that_the_question_holds_already_is_no_answer() -> None:
    assert direct("Who met Nayib Bukele?", "Nayib Bukele met Donald Trump.") == "Donald Trump"


def test_a_sentence_without_a_candidate_has_no_direct_answer() -> None:
    assert direct("How many people can it hold?", "It is a large prison.") is None
    assert direct("Did it open?", "It opened in 2023.") is None


def test_the_number_of_what_is_counted_is_taken_before_a_nearer_one() -> None:
    sentence = "In 2023 the prison had 19 towers and held 40,000 people."

    assert direct("How many people were in the prison?", sentence) == "40,000"


@given(st.sampled_from(get_args(AnswerKind)), WORDS)
def test_candidates_are_trimmed_spans_in_the_sentence(kind: AnswerKind, sentence: str) -> None:
    for start, end in candidate_spans(kind, sentence):
        assert 0 <= start < end <= len(sentence)
        assert sentence[end - 1] not in " ,.;:"


@given(WORDS, WORDS)
def test_a_direct_answer_is_a_candidate_of_the_sentence(text: str, sentence: str) -> None:
    question = analyse_question(f"Who {text}")
    span = direct_span(question, sentence)

    assert span is None or span in set(candidate_spans(question.kind, sentence))
