from __future__ import annotations

import pytest
from hypothesis import given

from tests.ui.answers import texts
from tests.ui.page.parsing import parse
from ui.page.markup import escape, link_to
from ui.printable import make_printable


@given(texts)
def test_any_text_stays_text_between_tags_and_in_attributes(text: str) -> None:
    page = parse(f'<p title="{escape(text)}">{escape(text)}</p>')
    assert page.tags == [("p", {"title": make_printable(text)})]
    assert page.text == make_printable(text)


@pytest.mark.parametrize("url", ["https://example.org/a?b=1&c='2'", "http://localhost:8000/x"])
def test_a_web_address_becomes_a_link_that_tells_nothing(url: str) -> None:
    page = parse(link_to(url, "Original"))
    assert page.tags == [("a", {"href": url, "target": "_blank", "rel": "noopener noreferrer"})]


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org",
        "https://",
        "https://a b",
        "https://[",
        "https://x/\u202egpj.exe",
    ],
)
def test_anything_else_is_no_link(url: str | None) -> None:
    assert link_to(url, "Original") == ""
