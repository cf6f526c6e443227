from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.sentences import split_sentences

TEXTS = st.text(
    st.one_of(st.sampled_from("aB1 .!?\n\"'”’()[],;:-…\t"), st.characters(codec="utf-8", exclude_categories=["Cs"])),
    max_size=300,
)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@given(TEXTS)
def test_spans_are_ordered_trimmed_and_do_not_overlap(text: str) -> None:
    spans = split_sentences(text)

    reached = 0
    for start, end in spans:
        assert reached <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        reached = end


@given(TEXTS)
def test_every_visible_character_lies_in_exactly_one_sentence(text: str) -> None:
    spans = split_sentences(text)

    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


@given(TEXTS)
def test_no_sentence_goes_over_a_line_break(text: str) -> None:
    assert all("\n" not in text[start:end] for start, end in split_sentences(text))


@given(st.lists(st.sampled_from(["word", "U.S.", "3.5", "1,000.25", "No. 5", "Mr. Smith", "said."]), max_size=30))
def test_words_and_numbers_stay_whole(words: list[str]) -> None:
    text = " ".join(words)
    borders = {edge for span in split_sentences(text) for edge in span}

    assert all(edge in (0, len(text)) or text[edge - 1].isspace() or text[edge].isspace() for edge in borders)


@pytest.mark.parametrize(
    "text",
    [
        "He met the U.S. president in Washington.",
        "Mr. Smith of St. Louis spoke to Gov. Diaz.",
        "It is No. 5 of the list.",
        "The bill came to $3.5 million in all.",
        "J. K. Rowling wrote it.",
        "The meeting starts at 5 p.m. on Sunday.",
        '"We won," she said.',
    ],
)
def test_abbreviations_decimals_and_initials_do_not_end_a_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. He left.", ["It rained.", "He left."]),
        ('"We won." He left.', ['"We won."', "He left."]),
        ("Why? Because!", ["Why?", "Because!"]),
        ("A heading\nA sentence.", ["A heading", "A sentence."]),
        ("(It rained.) He left.", ["(It rained.)", "He left."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_tail_in_lower_case_belongs_to_the_sentence_before() -> None:
    assert sentences('"Stop!" he said.') == ['"Stop!" he said.']


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_text_without_words_has_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["! a", "?!", '."', "x"])
def test_a_very_long_line_takes_no_quadratic_time(piece: str) -> None:
    assert split_sentences(piece * 100_000)


def test_a_giant_word_is_a_sentence_of_its_own() -> None:
    assert sentences(f"It rained. {'X' * 600} He left.") == ["It rained.", "X" * 600, "He left."]
