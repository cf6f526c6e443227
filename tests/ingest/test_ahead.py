from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ahead import ReadAhead


@given(st.lists(st.integers(0, 50)), st.integers(0, 100))
def test_items_come_in_their_order_however_little_is_read_ahead(items: list[int], most: int) -> None:
    with ReadAhead(items, weigh=lambda item: item, most_weight=most) as ahead:
        assert list(ahead) == items


def test_an_error_comes_where_its_item_would_have_come() -> None:
    def make() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    with ReadAhead(make(), weigh=lambda _: 1, most_weight=10) as ahead:
        assert next(ahead) == 1
        with pytest.raises(ValueError, match="broken"):
            next(ahead)


def test_no_more_is_made_than_may_be_held() -> None:
    made: list[int] = []
    waits = threading.Event()

    def make() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            if number == 3:
                waits.set()
            yield number

    with ReadAhead(make(), weigh=lambda _: 9, most_weight=25) as ahead:
        assert waits.wait(5)
        assert next(ahead) == 0
        assert len(made) <= 5


def test_leaving_early_stops_the_maker() -> None:
    is_closed = threading.Event()

    def make() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            is_closed.set()

    ahead = ReadAhead(make(), weigh=lambda _: 1, most_weight=3)
    with ahead as items:
        next(items)
    ahead.join()

    assert is_closed.wait(5)
