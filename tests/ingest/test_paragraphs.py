from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.paragraphs import join_wrapped_lines, split_paragraphs


def split(text: str) -> list[str]:
    return split_paragraphs(text, Counter())


def test_lines_that_were_broken_at_a_column_are_joined() -> None:
    text = (
        "The prison was opened in January of the year\n"
        "2023 and can hold forty thousand people, as\n"
        "the ministry said.\n\nA second paragraph."
    )

    assert split(text) == [
        "The prison was opened in January of the year 2023 and can hold forty thousand people, as the ministry said.",
        "A second paragraph.",
    ]


def test_long_lines_are_paragraphs_of_their_own() -> None:
    line = "The prison was opened in January 2023, the ministry said on a Sunday in the capital. " * 3

    assert split(f"{line}\n{line}\n") == [line, line]


def test_short_lines_that_end_sentences_are_not_joined() -> None:
    text = "It cost $5 and was paid for in full today.\nIt cost $6 and was paid for in full today.\nIt cost $7 today."

    assert len(split(text)) == 3


def test_the_lines_of_a_list_stay_together() -> None:
    assert split("- one item\n- two items\n- three items") == ["- one item\n- two items\n- three items"]


@pytest.mark.parametrize(
    "line",
    [
        "![]() |",
        "![a photo](http://x/y.png)",
        "0 Comments",
        "12 comments",
        "Leave a comment",
        "Advertisement",
        "ADVERTISEMENT - SCROLL TO CONTINUE",
        "Share this article",
        "Share on Facebook",
        "Follow us on Twitter",
        "Sign up for our newsletter",
        "-----",
        "* * *",
        "|",
        "All rights reserved.",
    ],
)
def test_furniture_of_a_page_is_left_out_and_counted(line: str) -> None:
    dropped: Counter[str] = Counter()

    assert split_paragraphs(f"Before.\n{line}\nAfter.", dropped) == ["Before.", "After."]
    assert dropped["boilerplate"] == 1


@pytest.mark.parametrize(
    "line", ["No comment was made.", "Comments by the minister drew anger.", "Share prices fell.", "Print media lost."]
)
def test_sentences_that_only_begin_alike_stay(line: str) -> None:
    assert split(line) == [line]


def test_the_lone_pipe_behind_a_line_goes_but_a_row_of_a_table_stays() -> None:
    assert split("A title |\n\na | b | c") == ["A title", "a | b | c"]


def test_a_hyphen_at_a_lines_end_is_kept_unless_the_document_writes_the_word_without() -> None:
    words = Counter(["well-known", "prison"])

    assert join_wrapped_lines(["a well-", "known pri-", "son"], words) == "a well-known prison"
    assert join_wrapped_lines(["the U.S.-", "Mexico border"], Counter()) == "the U.S.- Mexico border"
    assert join_wrapped_lines(["an exag-", "geration"]) == "an exag-geration"


@given(st.text(st.sampled_from("ab. -|!\n\r\t*1"), max_size=200))
def test_no_visible_character_is_lost_unless_it_is_counted(text: str) -> None:
    dropped: Counter[str] = Counter()
    kept = "".join(split_paragraphs(text, dropped))

    if not dropped and "|" not in text:
        assert "".join(kept.split()) == "".join(text.split())
