from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.citations import attribution_of, cite_span, long_date, nearest_of
from tests.assistant.library import whole_hit, write_document
from vectorstore import Reference

TEXTS = st.text(st.one_of(st.sampled_from("ab \n"), st.characters()), min_size=1, max_size=900)


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


@given(spans())
def test_a_quote_is_the_span_of_its_document(case: tuple[str, int, int]) -> None:
    text, start, end = case
    document = write_document("a", text)

    citation = cite_span(whole_hit(document), start, end, 7)

    assert citation.quote == document.text[citation.start : citation.end] == text[start:end]
    assert (citation.marker, citation.document_id, citation.version) == (7, document.document_id, document.version)
    near = nearest_of(whole_hit(document), start, end)
    assert near.quote == document.text[near.start : near.end]


@given(spans())
def test_the_words_around_a_quote_stay_within_its_paragraph(case: tuple[str, int, int]) -> None:
    text, start, end = case

    citation = cite_span(whole_hit(write_document("a", text)), start, end, 1)

    assert text[:start].endswith(citation.before) and text[end:].startswith(citation.after)
    assert "\n" not in citation.before + citation.after
    assert len(citation.before) <= 220 and len(citation.after) <= 220


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_words_around_a_quote_are_whole(before: int, after: int) -> None:
    text = f"{'word ' * before}QUOTE{' word' * after}"

    citation = cite_span(whole_hit(write_document("a", text)), 5 * before, 5 * before + 5, 1)

    assert set(citation.before.split()) | set(citation.after.split()) <= {"word"}
    assert bool(citation.before) == bool(before) and bool(citation.after) == bool(after)


@given(TEXTS, st.integers(-5, 1000), st.integers(-5, 1000))
def test_a_span_outside_the_document_is_refused(text: str, start: int, end: int) -> None:
    assume(not 0 <= start < end <= len(text))
    with pytest.raises(ValueError, match="outside document"):
        cite_span(whole_hit(write_document("a", text)), start, end, 1)


def test_origins_are_the_sources_marked_within_the_span_once_each() -> None:
    text = "One said so. Two said so. Three said so."
    positions = {"Alpha": 12, "Beta": 25, "Gamma": 40}
    references = tuple(
        Reference(position=position, number=number, publisher=name)
        for number, (name, position) in enumerate([*positions.items(), ("Beta", 24)])
    )
    hit = whole_hit(write_document("a", text, references=references))

    assert [origin.publisher for origin in cite_span(hit, 13, 25, 1).origins] == ["Beta"]
    assert [origin.publisher for origin in cite_span(hit, 0, 40, 1).origins] == ["Alpha", "Beta", "Gamma"]
    assert cite_span(hit, 0, 5, 1).origins == ()


def test_an_attribution_is_publisher_and_date_or_what_is_known_of_them() -> None:
    day = date(2026, 1, 20)

    assert attribution_of(write_document("a", "x", publisher="Daily", published=day)) == "Daily, 20 January 2026"
    assert attribution_of(write_document("a", "x", publisher="Daily")) == "Daily"
    assert attribution_of(write_document("a", "x", title="Leaflet")) == "Leaflet"
    assert long_date(date(1999, 12, 1)) == "1 December 1999"
