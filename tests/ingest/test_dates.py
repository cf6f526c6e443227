from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import parse_date

DAY = date(2025, 3, 16)


@pytest.mark.parametrize(
    "value",
    [
        "2025-03-16",
        "2025/03/16",
        "2025/3/16",
        "20250316",
        "2025-03-16T10:00:00Z",
        "2025-03-16 23:59:59+02:00",
        "16 March 2025",
        "16th of March, 2025",
        "March 16, 2025",
        "Mar. 16 2025",
        "Sunday, March 16, 2025",
        "Sunday 16 March 2025, 10:15",
        "16/03/2025",
        "16.3.2025",
        "03/16/2025",
        "Sun, 16 Mar 2025 10:00:00 +0000",
        date(2025, 3, 16),
        datetime(2025, 3, 16, 12, tzinfo=UTC),
        1742083200,
        1742083200000,
    ],
)
def test_a_day_is_read_however_it_is_written(value: object) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize(
    "value",
    ["", "yesterday", "2025", "March 2025", "2025-13-01", "2025-02-30", "04/05/2025", "31 June 2025", None, True, [], 0,
     "0000-00-00", "9999-01-01", 1e30, float("nan"), "1" * 500, "2025-03-161"],
)  # fmt: skip
def test_what_is_no_day_or_could_be_two_gives_none(value: object) -> None:
    assert parse_date(value) is None


def test_two_readings_that_agree_are_one_day() -> None:
    assert parse_date("05/05/2025") == date(2025, 5, 5)


@given(st.dates(date(1500, 1, 1), date(2150, 1, 1)))
def test_every_day_survives_being_written_down(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day} {day.strftime('%B')} {day.year:04}") == day
    assert parse_date(f"{day.strftime('%b')} {day.day}, {day.year:04}") == day


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), date)
