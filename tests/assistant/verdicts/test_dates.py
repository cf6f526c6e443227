from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verdicts.dates import read_clocks, read_dates
from assistant.verdicts.relative_dates import read_relative

TUESDAY = date(2025, 3, 18)


@pytest.mark.parametrize(
    ("text", "year", "month", "day"),
    [
        ("15 March 2025", 2025, 3, 15),
        ("March 15, 2025", 2025, 3, 15),
        ("the 15th of March", 2025, 3, 15),
        ("2025-03-15", 2025, 3, 15),
        ("Sunday, 16 March 2025", 2025, 3, 16),
        ("on Saturday", 2025, 3, 15),
        ("the March 2025 flights", 2025, 3, None),
        ("in May", 2024, 5, None),
        ("in 2023", 2023, None, None),
        ("yesterday", 2025, 3, 17),
        ("last month", 2025, 2, None),
        ("last year", 2024, None, None),
        ("three days ago", 2025, 3, 15),
    ],
)
def test_a_date_is_read_against_the_day_of_publication(
    text: str, year: int | None, month: int | None, day: int | None
) -> None:
    when = read_dates(text, TUESDAY)[0]
    assert (when.year, when.month, when.day) == (year, month, day)


def test_days_that_share_a_month_are_read_one_by_one() -> None:
    assert [(w.day, w.month) for w in read_dates("15 and 16 March 2025")] == [(15, 3), (16, 3)]


def test_days_in_a_row_are_one_period() -> None:
    (when,) = read_dates("24 to 27 March 2022")
    assert (when.day, when.last_day) == (24, 27)


def test_a_day_takes_the_year_of_the_next_date() -> None:
    assert [w.year for w in read_dates("from 6 May to 4 June 2025")] == [2025, 2025]


@pytest.mark.parametrize(
    "text", ["It may rain", "They march on", "11,000 people", "$2,025", "room 2025a", "2000 people"]
)
def test_other_words_and_numbers_are_no_dates(text: str) -> None:
    assert read_dates(text) == ()


def test_a_decade_is_no_year() -> None:
    (when,) = read_dates("in the 1980s")
    assert (when.decade, when.year) == (1980, None)


@pytest.mark.parametrize(("text", "minutes"), [("5:26 p.m.", 1046), ("1:12 a.m.", 72), ("12 a.m.", 0), ("17:26", 1046)])
def test_times_of_day_are_read_in_minutes(text: str, minutes: int) -> None:
    assert [clock.minutes for clock in read_clocks(text)] == [minutes]


def test_last_week_is_seven_days() -> None:
    days = [(d.month, d.day) for d in read_relative("last week", TUESDAY)]
    assert days == [(3, day) for day in range(10, 17)]


@given(st.dates(min_value=date(1600, 1, 1), max_value=date(2090, 1, 1)))
def test_both_ways_of_writing_a_date_are_read_alike(day: date) -> None:
    british, american = f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}"
    for text in (british, american):
        (when,) = read_dates(text)
        assert (when.year, when.month, when.day) == (day.year, day.month, day.day)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    read_dates(text, TUESDAY)
    read_clocks(text)
