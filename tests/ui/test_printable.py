from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.printable import make_printable


@given(st.text(alphabet=st.characters(codec=None, categories=None)))
def test_every_offset_stays_and_the_text_can_be_encoded(text: str) -> None:
    shown = make_printable(text)
    assert len(shown) == len(text)
    shown.encode("utf-8")


@pytest.mark.parametrize("bad", ["\x1b[2J", "\x07", "\x9b31m", "\r", "\u202e", "\u2066", "\ud800", "\x00"])
def test_control_sequences_and_direction_overrides_are_replaced(bad: str) -> None:
    assert bad[0] not in make_printable(f"a{bad}b")


def test_ordinary_text_stays_as_it_is() -> None:
    text = "Zürich, 北京, “quoted” – 👩‍👩‍👧\n\tnew line"
    assert make_printable(text) == text
