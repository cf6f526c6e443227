from __future__ import annotations

from datetime import date

from hypothesis import given

from tests.ui.answers import texts
from tests.ui.page.parsing import parse
from ui.page.greeting import choose_examples, render_greeting
from vectorstore import DocumentSummary


def summary(publisher: str | None, title: str = "Title") -> DocumentSummary:
    return DocumentSummary(
        document_id="0123456789abcdef",
        version="abcdef012345",
        title=title,
        publisher=publisher,
        url=None,
        published=date(2026, 1, 20),
        passages=3,
        source="x",
        status="ready",
    )


def test_an_empty_library_says_how_to_fill_it() -> None:
    assert "newsdesk ingest PATH" in render_greeting([])


def test_the_library_is_counted() -> None:
    assert "2 documents from 2 publishers, 6 passages." in render_greeting([summary("A"), summary("B")])
    assert "1 document, 3 passages." in render_greeting([summary("A")])


def test_examples_are_offered_only_where_the_built_in_reports_answer_them() -> None:
    assert "How many people can CECOT hold?" in choose_examples([summary("Newsdesk briefing")])
    assert choose_examples([summary("A")]) == ()


@given(texts)
def test_names_stay_text(name: str) -> None:
    page = parse(render_greeting([summary(name, name)]))
    assert {tag for tag, _ in page.tags} <= {"div", "h2", "p", "ul", "li", "button"}
