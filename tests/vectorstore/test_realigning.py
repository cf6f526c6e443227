from __future__ import annotations

import unicodedata
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.vectorstore.library import write_document
from vectorstore import Heading, Passage, Reference
from vectorstore.realigning import realign

WORDS = st.lists(st.text("abcé.,0", min_size=1, max_size=6), min_size=1, max_size=12)
GAPS = st.lists(st.sampled_from([" ", "\n", "\t ", "\u00a0", "\n\n"]), min_size=12, max_size=12)


@given(WORDS, GAPS, GAPS, st.data())
def test_a_moved_passage_holds_the_same_words(
    words: list[str], gaps: list[str], others: list[str], data: st.DataObject
) -> None:
    ours, theirs = ("".join(w + g for w, g in zip(words, spaces, strict=False)) for spaces in (gaps, others))
    start = data.draw(st.integers(0, len(ours) - 1))
    end = data.draw(st.integers(start + 1, len(ours)))
    document, _ = write_document("a", ours)
    passage = Passage(document_id=document.document_id, version=document.version, ordinal=0, start=start, end=end)

    moved, passages = realign(document, [passage], theirs)

    assert moved.text == theirs
    held = "".join(theirs[p.start : p.end] for p in passages)
    assert "".join(held.split()) == "".join(ours[start:end].split())


def test_headings_and_references_move_with_the_words() -> None:
    document, passages = write_document("a", "A heading", "It  rained. He left.")
    document = replace(
        document,
        headings=(Heading(position=0, text="A heading"),),
        references=(Reference(position=document.text.index(" He"), number=1),),
    )

    moved, _ = realign(document, passages, "  A heading\n\nIt rained. He left.")

    assert moved.headings[0].position == 2
    assert moved.text[: moved.references[0].position].endswith("rained.")


def test_letters_composed_otherwise_leave_one_passage_of_the_whole_text() -> None:
    document, passages = write_document("a", "Le café est fermé.", "Il pleut.")
    stored = unicodedata.normalize("NFD", document.text)

    moved, spans = realign(document, passages, stored)

    assert moved.text == stored
    assert [(p.start, p.end) for p in spans] == [(0, len(stored))]


def test_the_same_text_stays_as_it_is() -> None:
    document, passages = write_document("a", "It rained.")

    assert realign(document, passages, document.text) == (document, list(passages))
