from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.answers import texts
from tests.ui.page.parsing import parse
from ui.page.source_pane import mark_spans, render_missing, render_source
from ui.printable import make_printable
from vectorstore import Document, Heading

Span = tuple[int, int]


def document(text: str, *headings: int, title: str = "Inside the prison") -> Document:
    return Document(
        document_id="0123456789abcdef",
        version="abcdef012345",
        source="cecot.md",
        text=text,
        title=title,
        publisher="Newsdesk briefing",
        authors=("A. Writer",),
        url="https://example.org/cecot",
        published=date(2026, 1, 20),
        headings=tuple(Heading(position=position, text="") for position in headings),
    )


@st.composite
def marked(draw: st.DrawFn) -> tuple[Document, Span, list[Span]]:
    text = draw(st.one_of(st.text(min_size=1, max_size=120), texts.filter(bool)))
    places = st.integers(0, len(text) - 1)

    def span() -> Span:
        start = draw(places)
        return start, draw(st.integers(start + 1, len(text)))

    shown = span()
    cited = [span() for _ in range(draw(st.integers(0, 4)))]
    return document(text, *draw(st.lists(places, max_size=3))), shown, sorted({*cited, shown})


@given(marked())
def test_exactly_the_shown_span_is_highlighted_and_no_character_is_lost(
    case: tuple[Document, Span, list[Span]],
) -> None:
    source, shown, cited = case
    page = parse(mark_spans(source, shown, cited))
    assert page.text == make_printable(source.text)
    assert page.text_in("mark", "shown") == make_printable(source.text)[shown[0] : shown[1]]
    covered = {place for start, end in cited for place in range(start, end)}
    assert page.text_in("mark") == "".join(c for i, c in enumerate(make_printable(source.text)) if i in covered)


@given(texts, texts)
def test_a_hostile_document_brings_no_tag_of_its_own(text: str, title: str) -> None:
    page = parse(render_source(document(text, title=title), (0, 1), []))
    assert {tag for tag, _ in page.tags} <= {"section", "header", "button", "h2", "p", "a", "div", "mark"}


@given(st.integers(-5, 50), st.integers(-5, 50))
def test_a_span_outside_the_text_highlights_nothing_that_is_not_there(start: int, end: int) -> None:
    page = parse(mark_spans(document("A short text."), (start, end), [(start, end)]))
    assert page.text == "A short text."


def test_the_pane_tells_title_publisher_date_author_and_where_the_original_is() -> None:
    page = parse(render_source(document("Text."), (0, 5), [(0, 5)]))
    assert page.text_in("h2") == "Inside the prison"
    assert "Newsdesk briefing · 20 January 2026 · A. Writer · Original" in page.text_in("header")
    assert "Cited passage" not in page.text


def test_headings_are_set_apart_and_still_part_of_the_text() -> None:
    page = parse(mark_spans(document("Title\nBody.", 0), (6, 11), []))
    assert page.text_in("span", "heading") == "Title"


def test_previous_and_next_go_round_the_cited_passages() -> None:
    page = parse(render_source(document("One. Two. Three."), (5, 9), [(0, 4), (5, 9), (10, 16)]))
    steps = [
        attributes["data-start"] for tag, attributes in page.tags if tag == "button" and "data-start" in attributes
    ]
    assert steps == ["0", "10"]
    assert "Cited passage 2 of 3" in page.text


def test_an_old_or_removed_version_wears_a_badge() -> None:
    assert "Changed since" in render_source(document("Text."), (0, 5), [], "changed")
    assert "Withdrawn" in render_source(document("Text."), (0, 5), [], "withdrawn")
    assert "badge" not in render_source(document("Text."), (0, 5), [])


def test_a_missing_source_says_why() -> None:
    assert parse(render_missing("No document <x>.")).text_in("div") == "No document <x>."
