from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verdicts.figures import read_figures
from assistant.verdicts.number_words import read_number_words


@pytest.mark.parametrize(
    ("text", "low", "high", "bound", "unit"),
    [
        ("$6m was paid", 6e6, 6e6, "exact", "US dollars"),
        ("6 million dollars", 6e6, 6e6, "exact", "US dollars"),
        ("$6,000,000", 6e6, 6e6, "exact", "US dollars"),
        ("$10-15 million", 1e7, 1.5e7, "exact", "US dollars"),
        ("65 to 70 people", 65, 70, "exact", None),
        ("between 10,000 and 20,000 prisoners", 1e4, 2e4, "exact", None),
        ("6 to 7 million", 6e6, 7e6, "exact", None),
        ("at least 261 men", 261, 261, "at least", None),
        ("14 or older", 14, 14, "at least", None),
        ("no more than 40,000 prisoners", 4e4, 4e4, "at most", None),
        ("no fewer than 22 percent", 22, 22, "at least", "percent"),
        ("as much as 60 years", 60, 60, "at most", "years"),
        ("over 58,000 arrests", 58000, 58000, "more than", None),
        ("exceeded 32,000", 32000, 32000, "more than", None),
        ("nearly 300 members", 300, 300, "nearly", None),
        ("about 20 minutes", 20, 20, "about", "minutes"),
        ("a dozen planes", 12, 12, "exact", None),
        ("half a million people", 5e5, 5e5, "exact", None),
        ("two hundred and fifty men", 250, 250, "exact", None),
        ("tripled within a year", 3, 3, "exact", "times"),
        ("three times as many", 3, 3, "exact", "times"),
        ("an 11-metre-high wall", 11, 11, "exact", "metres"),
        ("a 23-year-old man", 23, 23, "exact", "years of age"),
        ("14-week-olds", 14, 14, "exact", "weeks of age"),
        ("1.6 million square metres", 1.6e6, 1.6e6, "exact", "square metres"),
        ("5 percentage points", 5, 5, "exact", "percentage points"),
        ("90%", 90, 90, "exact", "percent"),
    ],
)
def test_a_figure_is_read_with_its_value_bound_and_unit(
    text: str, low: float, high: float, bound: str, unit: str | None
) -> None:
    figure = read_figures(text)[0]
    assert (figure.low, figure.high, figure.bound) == (low, high, bound)
    assert (figure.unit.name if figure.unit else None) == unit


@pytest.mark.parametrize(
    "text", ["15 March 2025", "at 5:26 p.m.", "in 2023", "the 1990s", "one of them", "no one came"]
)
def test_dates_times_and_pronouns_are_no_figures(text: str) -> None:
    assert read_figures(text) == ()


@pytest.mark.parametrize(("text", "is_label"), [("MS-13 leaders", True), ("flight 6143", True), ("By 5 votes", False)])
def test_a_number_that_is_part_of_a_name_is_a_label(text: str, is_label: bool) -> None:
    assert read_figures(text)[0].is_label is is_label


def test_a_figure_says_what_it_counts() -> None:
    figures = read_figures("Three planes carried 261 people, 238 of them Venezuelans and 23 Salvadorans")
    assert [figure.counted[0] for figure in figures] == ["plane", "peopl", "venezuelan", "salvadoran"]


def test_an_ordinal_is_told_from_a_count() -> None:
    assert read_figures("for the 25th time")[0].is_ordinal


@pytest.mark.parametrize("text", ["½ of it", "1.2.3.4", "9" * 40, "٣ men", "³ x"])
def test_odd_digits_do_no_harm(text: str) -> None:
    read_figures(text)


@given(st.integers(min_value=1, max_value=10**9))
def test_commas_do_not_change_a_value(value: int) -> None:
    text = f"They counted {value:,} votes"
    if not 1500 <= value <= 2099:
        assert [figure.low for figure in read_figures(text)] == [value]


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    for figure in read_figures(text):
        assert figure.low <= figure.high


@pytest.mark.parametrize(
    ("words", "value", "used"),
    [
        ("twenty three men", 23, 2),
        ("two hundred and fifty men", 250, 4),
        ("two thousand and five", 2005, 4),
        ("a hundred men", 100, 2),
        ("half a million", 5e5, 3),
        ("a third of them", 1 / 3, 2),
        ("two thirds", 2 / 3, 2),
        ("twice as many", 2, 1),
        ("five six", 5, 1),
        ("two million three hundred thousand", 2.3e6, 5),
    ],
)
def test_numbers_in_words_are_read(words: str, value: float, used: int) -> None:
    assert read_number_words(words.split()) == (pytest.approx(value), used)


@pytest.mark.parametrize("words", ["", "men", "a man", "and five"])
def test_other_words_are_no_numbers(words: str) -> None:
    assert read_number_words(words.split()) is None
