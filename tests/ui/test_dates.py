from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.dates import parse_date, say_date


@given(st.dates())
def test_a_day_written_in_iso_form_is_read_back(day: date) -> None:
    assert parse_date(f" {day.isoformat()} ") == day


@pytest.mark.parametrize(
    "words", ["16.3.2025", "2025-3-16", "2025-02-30", "20250316", "today", "", "2025-03-16T10:00", "２０２５-03-16"]
)
def test_any_other_form_is_refused_with_how_to_write_it(words: str) -> None:
    with pytest.raises(ValueError, match="write it as YYYY-MM-DD"):
        parse_date(words)


def test_a_day_is_said_in_words() -> None:
    assert say_date(date(2025, 3, 6)) == "6 March 2025"
