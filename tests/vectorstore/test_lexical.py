from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vectorstore.fts5 import add_passages, delete_passages, match_query
from vectorstore.lexical import STOP_WORDS

QUESTIONS = st.one_of(
    st.text(max_size=120),
    st.text(st.characters(), max_size=60),
    st.lists(
        st.sampled_from(
            ["NEAR", "AND", "OR", "NOT", "NEAR/2", '"', "'", "*", "^", "(", ")", ":", "-", "+", "title:", "{", "}", "_",
             "__", "²", "ß", "İ", "prison", "😀", "\ud800", "\x00", "\\", ";", "--", "%", "?1", "ﬁ", "٣"]
        ),
        max_size=25,
    ).map(" ".join),
)  # fmt: skip


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE passages_fts USING fts5 (title, body, content = '', "
        'tokenize = "porter unicode61 remove_diacritics 2")'
    )
    add_passages(connection, [(1, "Prisons", "The prison holds people."), (2, "NEAR", "Words AND words, or NOT.")])
    yield connection
    connection.close()


def found(index: sqlite3.Connection, question: str) -> list[int]:
    rows = index.execute("SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?", (match_query(question),))
    return sorted(row[0] for row in rows)


@given(QUESTIONS)
@example('"prison" OR (NEAR * ^')
@example("prison\ud83d people?")
@example("_")
@example("word " * 500)
@example("a1 " + " ".join(f"w{n}" for n in range(300)))
def test_no_question_breaks_the_query_language(index: sqlite3.Connection, question: str) -> None:
    assert match_query(question) is None or isinstance(found(index, question), list)


@given(QUESTIONS)
def test_a_word_of_the_passage_finds_it_whatever_stands_around(index: sqlite3.Connection, noise: str) -> None:
    short = " ".join(noise.split()[:20])

    assert 1 in found(index, f"{short} prison")


def test_operators_are_words() -> None:
    assert match_query("prison NEAR people") == '"prison" OR "near" OR "people"'


def test_stop_words_are_left_out_unless_nothing_else_is_left() -> None:
    assert match_query("Who is the president?") == '"president"'
    assert match_query("Who is it?") == '"who" OR "is" OR "it"'
    assert {"who", "is", "it"} <= STOP_WORDS


@pytest.mark.parametrize("question", ["", "  ", "?!", "\ud800", "😀"])
def test_a_question_without_words_has_no_query(question: str) -> None:
    assert match_query(question) is None


def test_a_deleted_passage_is_found_no_more(index: sqlite3.Connection) -> None:
    add_passages(index, [(3, "Whales", "A whale sings.")])
    assert found(index, "whale") == [3]

    delete_passages(index, [(3, "Whales", "A whale sings.")])
    assert found(index, "whale") == []
