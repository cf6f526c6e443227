from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ingest.splitting import SplitSettings, split_document, splitter_name
from tests.ingest.samples import PROSE, SECOND
from vectorstore.records import Document, Heading

SMALL = SplitSettings(passage_words=20, least_words=5, most_characters=200)
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [PROSE, SECOND, "Short.", "No. 5 costs $3.5 million, or 1,000.25 a day", "x" * 450, "word " * 90]
        ),
        st.text(st.sampled_from("abc 12.,;:!?\"'()-–\n"), min_size=1, max_size=120),
    ),
    max_size=12,
)


def document_of(blocks: list[str], headings: list[bool]) -> Document:
    text = ""
    marks: list[Heading] = []
    for block, is_heading in zip(blocks, headings, strict=True):
        block = " ".join(block.split()) if is_heading else block.strip()
        if not block:
            continue
        if is_heading:
            marks.append(Heading(position=len(text), text=block, level=2))
        text += block + "\n\n"
    return Document(document_id="d", version="v", source="s", text=text.rstrip(), title="Title", headings=tuple(marks))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    blocks = draw(PIECES)
    headings = draw(st.lists(st.sampled_from([False, False, True]), min_size=len(blocks), max_size=len(blocks)))
    return document_of(blocks, headings)


@given(documents())
def test_passages_are_ordered_trimmed_and_do_not_overlap(document: Document) -> None:
    reached = 0
    for number, passage in enumerate(split_document(document, SMALL)):
        assert passage.ordinal == number
        assert reached <= passage.start < passage.end <= len(document.text)
        text = document.text[passage.start : passage.end]
        assert text == text.strip()
        reached = passage.end


@given(documents())
def test_every_visible_character_outside_headings_lies_in_exactly_one_passage(document: Document) -> None:
    text = document.text
    outside = list(text)
    for heading in document.headings:
        end = text.find("\n", heading.position)
        for at in range(heading.position, len(text) if end < 0 else end):
            outside[at] = " "
    covered = "".join(text[passage.start : passage.end] for passage in split_document(document, SMALL))

    assert "".join(covered.split()) == "".join("".join(outside).split())


@given(documents())
def test_no_border_lies_inside_a_word_or_number_that_fits_a_passage(document: Document) -> None:
    text = document.text
    words = [match.span() for match in re.finditer(r"\S+", text)]
    for passage in split_document(document, SMALL):
        for border in (passage.start, passage.end):
            around = next((span for span in words if span[0] < border < span[1]), None)
            if around is None:
                continue
            is_giant = around[1] - around[0] > SMALL.most_characters // 2
            is_between_marks = not text[border - 1].isalnum() or not text[border].isalnum()
            assert is_giant or is_between_marks, text[around[0] : around[1]]


@given(documents())
def test_no_passage_is_longer_than_allowed(document: Document) -> None:
    for passage in split_document(document, SMALL):
        assert passage.end - passage.start <= SMALL.most_characters


def test_a_heading_starts_a_passage_and_is_kept_beside_it() -> None:
    document = document_of([PROSE, "What it cost", SECOND], [False, True, False])

    passages = split_document(document)

    assert [passage.heading for passage in passages] == [None, "What it cost"]
    assert [document.text[p.start : p.end] for p in passages] == [PROSE, SECOND]


def test_passages_have_about_as_many_words_as_asked_for() -> None:
    document = document_of([" ".join([PROSE, SECOND])] * 12, [False] * 12)

    lengths = [len(document.text[p.start : p.end].split()) for p in split_document(document)]

    assert len(lengths) > 3
    assert all(80 <= length <= 140 for length in lengths[:-1])


def test_a_short_rest_joins_the_passage_before() -> None:
    document = document_of([" ".join([PROSE] * 3), "That is all."], [False, False])

    passages = split_document(document)

    assert document.text[passages[-1].start : passages[-1].end].endswith("That is all.")
    assert len(passages) == 1


def test_a_sentence_that_is_too_long_is_cut_at_a_clause() -> None:
    clause = "the ministry said that the prison holds many people"
    document = document_of(["; ".join([clause] * 60)], [False])

    for passage in split_document(document)[:-1]:
        assert document.text[passage.start : passage.end].endswith(";")


def test_a_document_of_one_heading_alone_gives_no_passage() -> None:
    assert split_document(document_of(["Only this"], [True])) == []


def test_the_splitter_is_named_by_what_shapes_passages() -> None:
    assert splitter_name(SplitSettings()) != splitter_name(SMALL)
