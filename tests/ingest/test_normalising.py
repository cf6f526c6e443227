from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.normalising import (
    MARK_END,
    MARK_START,
    drop_private_use,
    normalise_block,
    normalise_line,
    normalise_marked_block,
)

ODD = st.sampled_from("\u200b\u200d\u00ad\u202e\ufeff\U000e0041\x00\x07\ue000\ud800\u2028\xa0\u0301e\r\n\t \ufe0f👍م")
TEXTS = st.text(st.one_of(ODD, st.characters()), max_size=200)


@given(TEXTS)
def test_a_second_pass_changes_nothing(text: str) -> None:
    once = normalise_block(text, Counter())

    assert normalise_block(once, Counter()) == once


@given(TEXTS)
def test_the_result_can_be_stored_and_holds_nothing_invisible(text: str) -> None:
    once = normalise_block(text, Counter())

    once.encode("utf-8")
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & set("\u200b\u00ad\u202e\ufeff\U000e0041\x00\x07\ue000\r\t\xa0\u2028")
    assert "  " not in once and "\n\n\n" not in once and once == once.strip()


@given(st.text(st.characters(categories=["L", "N", "P"]), max_size=100))
def test_letters_digits_and_punctuation_stay(text: str) -> None:
    ordinary = unicodedata.normalize("NFC", "".join(c for c in text if unicodedata.category(c) != "Lo"))

    assert normalise_block(ordinary, Counter()) == ordinary


def test_hidden_characters_are_counted_by_kind() -> None:
    dropped: Counter[str] = Counter()

    assert normalise_block("pri\u200bson\U000e0069\U000e0067 \x00\x07said", dropped) == "prison said"
    assert dropped == {"invisible": 3, "control": 2}


def test_bidirectional_controls_are_left_out() -> None:
    assert normalise_block("a\u202eb\u2066c\u200fd", Counter()) == "abcd"


def test_joiners_stay_where_a_script_or_an_emoji_needs_them() -> None:
    family, persian = "👨\u200d👩\u200d👧", "می\u200cخواهم"

    assert normalise_block(f"{family} {persian} a\u200db", Counter()) == f"{family} {persian} ab"


def test_odd_spaces_and_line_breaks_become_plain_ones() -> None:
    assert normalise_block("a\xa0b\u2009c\r\nd\u2028e\x0cf", Counter()) == "a b c\nd\ne\nf"


def test_composed_and_decomposed_letters_come_out_alike() -> None:
    assert normalise_block("cafe\u0301", Counter()) == normalise_block("café", Counter()) == "café"


def test_reference_marks_stay_only_where_a_reader_put_them() -> None:
    marked = f"Said so.{MARK_START}3{MARK_END}"

    assert normalise_marked_block(marked, Counter()) == marked
    assert normalise_block(marked, Counter()) == "Said so.3"
    assert drop_private_use(marked, Counter()) == "Said so.3"


@pytest.mark.parametrize(("text", "line"), [(None, ""), ("  a \n b\t", "a b"), ("\u200b", "")])
def test_a_line_is_one_line(text: str | None, line: str) -> None:
    assert normalise_line(text) == line
