from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.drafting import Draft, TextBuilder
from ingest.errors import SourceRejectedError
from ingest.normalising import MARK_END, MARK_START
from vectorstore.records import Reference


def mark(number: int) -> str:
    return f"{MARK_START}{number}{MARK_END}"


def sources(*numbers: int) -> dict[int, Reference]:
    return {number: Reference(position=0, number=number, publisher=f"Paper {number}") for number in numbers}


BLOCKS = st.lists(
    st.tuples(st.sampled_from(["paragraph", "heading"]), st.text(st.characters(codec="utf-8"), max_size=60)),
    max_size=12,
)


@given(BLOCKS)
def test_every_heading_stands_where_its_position_says(blocks: list[tuple[str, str]]) -> None:
    builder = TextBuilder()
    for kind, text in blocks:
        builder.add_heading(text, 2) if kind == "heading" else builder.add_paragraph(text)
    if not builder.blocks:
        with pytest.raises(SourceRejectedError):
            builder.finish()
        return
    draft = builder.finish()

    for heading in draft.headings:
        assert draft.text.startswith(heading.text, heading.position)
        assert heading.position == 0 or draft.text[heading.position - 1] == "\n"
    assert draft.text == draft.text.strip()


def test_a_mark_leaves_the_text_and_becomes_a_position_behind_its_sentence() -> None:
    builder = TextBuilder()
    builder.add_paragraph("Before.")
    builder.add_marked_paragraph(f"One.{mark(1)}{mark(2)} Two{mark(3)}. Three {mark(1)} goes on.")

    draft = builder.finish(sources=sources(1, 2, 3))

    assert draft.text == "Before.\n\nOne. Two. Three goes on."
    assert [(r.number, draft.text[: r.position].rsplit(" ", 1)[-1]) for r in draft.references] == [
        (1, "Before.\n\nOne."),
        (2, "Before.\n\nOne."),
        (3, "Two."),
        (1, "Three"),
    ]


def test_a_mark_before_the_first_word_points_at_the_start() -> None:
    builder = TextBuilder()
    builder.add_marked_paragraph(f"{mark(1)} Text.")

    draft = builder.finish(sources=sources(1))

    assert draft.text == "Text."
    assert draft.references[0].position == 0


def test_a_mark_without_a_source_is_counted() -> None:
    builder = TextBuilder()
    builder.add_marked_paragraph(f"Said so.{mark(9)}")

    draft = builder.finish(sources=sources(1))

    assert draft.references == ()
    assert draft.dropped == {"reference": 1}


def test_headings_without_any_paragraph_are_the_text_themselves() -> None:
    builder = TextBuilder()
    builder.add_heading("Only this", 1)

    draft = builder.finish()

    assert (draft.text, draft.headings) == ("Only this", ())


def test_what_is_too_long_for_a_heading_is_a_paragraph() -> None:
    builder = TextBuilder()
    builder.add_heading("word " * 100, 1)
    builder.add_paragraph("Text.")

    assert builder.finish().headings == ()


def test_the_title_falls_back_to_the_highest_heading() -> None:
    builder = TextBuilder()
    builder.add_heading("Section", 2)
    builder.add_heading("The report", 1)
    builder.add_paragraph("Text.")

    assert builder.finish().title == "The report"
    assert builder.finish(Draft(text="", title=" Given \n title ")).title == "Given title"


def test_a_text_of_hidden_characters_alone_is_refused_and_says_so() -> None:
    builder = TextBuilder()
    builder.add_paragraph("\u200b\u200b")

    with pytest.raises(SourceRejectedError, match="2 hidden characters"):
        builder.finish()
