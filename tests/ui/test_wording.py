from __future__ import annotations

from datetime import date

import pytest

from assistant.answers import Origin
from tests.ui.answers import answered, citation, sentence
from ui.wording import count, say_origins, say_place, say_tally


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 sources"), (1, "1 source"), (2, "2 sources"), (1000, "1,000 sources")]
)
def test_numbers_and_nouns_agree(number: int, words: str) -> None:
    assert count(number, "source") == words


def test_a_place_names_publisher_and_date_as_far_as_they_are_known() -> None:
    assert say_place("The Ledger", date(2025, 3, 16)) == "The Ledger · 16 March 2025"
    assert say_place(None, date(2025, 3, 16)) == "16 March 2025"
    assert say_place("The Ledger", None) == "The Ledger · undated"


def test_each_origin_is_named_once_by_the_best_name_it_has() -> None:
    origins = (
        Origin(publisher="A", title="x"),
        Origin(publisher="A", title="y"),
        Origin(title="T"),
        Origin(url="u"),
        Origin(),
    )
    assert say_origins(citation(origins=origins)) == "A; T; u"


def test_the_tally_counts_statements_and_independent_sources() -> None:
    assert say_tally(answered()) == "1 statement supported by 1 independent source."


def test_the_tally_tells_statements_that_do_not_stand_and_copies() -> None:
    answer = answered(
        sentences=(sentence(), sentence("A.", verdict="unsupported")),
        citations=(citation(copies=("x", "y")), citation(2, copies=("y",))),
        independent_sources=2,
    )
    assert say_tally(answer) == (
        "1 of 2 statements supported by 2 independent sources (2 further articles carry the same words)."
    )
