from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assembling import DraftSentence, SentenceAssembler, clean_sentence

CODES = ("k7f2", "m3q9")

_words = st.sampled_from(
    ["k7f2", "[k7f2]", " [m3q9]", "[z9z9]", "The prison ", "Gov. ", "Smith ", "left. ", "No. 5 ", "1. ", "- ", "\n", "“Yes.” ",
     "Mr. ", "40,000 ", "p.m. ", "what? ", "… ", "(", ")", "[1] "]
)  # fmt: skip
_texts = st.lists(st.one_of(_words, st.text(max_size=4)), max_size=25).map("".join)


def assemble(*chunks: str) -> list[DraftSentence]:
    assembler = SentenceAssembler(CODES)
    return [sentence for chunk in chunks for sentence in assembler.feed(chunk)] + assembler.finish()


def test_each_sentence_comes_with_its_codes() -> None:
    assert assemble("It holds 40,000 people [k7f2]. It opened in 2023. [m3q9] It cost a lot.") == [
        DraftSentence(text="It holds 40,000 people.", codes=("k7f2",)),
        DraftSentence(text="It opened in 2023.", codes=("m3q9",)),
        DraftSentence(text="It cost a lot."),
    ]


def test_a_sentence_is_given_out_once_the_next_word_has_come() -> None:
    assembler = SentenceAssembler(CODES)
    assert assembler.feed("Gov. Smith left. [k7") == []
    assert assembler.feed("f2] He") == []
    assert assembler.feed(" went") == [DraftSentence(text="Gov. Smith left.", codes=("k7f2",))]
    assert assembler.finish() == [DraftSentence(text="He went")]


def test_stripped_markers_are_counted_with_their_sentence() -> None:
    assert assemble("It holds people [q9q9, k7f2] [3].") == [
        DraftSentence(text="It holds people.", codes=("k7f2",), stripped=2)
    ]


def test_a_line_of_its_own_is_a_sentence_and_an_enumerator_is_none() -> None:
    found = [sentence.text for sentence in assemble("Here is the list:\n1. Women are held\n2. Men are held\n")]
    assert found == ["Here is the list:", "1. Women are held", "2. Men are held"]


def test_a_marker_that_opens_a_line_belongs_to_that_line() -> None:
    found = assemble("It holds men [k7f2].\n[m3q9] It opened in 2023. The end")
    assert [sentence.codes for sentence in found] == [("k7f2",), ("m3q9",), ()]


@given(text=_texts, cuts=st.lists(st.integers(0, 200), max_size=8))
def test_how_the_draft_is_cut_into_chunks_never_changes_the_sentences(text: str, cuts: list[int]) -> None:
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    chunks = [text[a:b] for a, b in pairwise(edges)]
    assert assemble(*chunks) == assemble(text) == assemble(*text)


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("**CECOT** holds `40,000`.", "CECOT holds 40,000."),
        ("- It opened in 2023.", "It opened in 2023."),
        ("2. It opened in 2023.", "It opened in 2023."),
        ("See [this page](http://evil.example/x).", "See this page."),
        ("![x](http://evil.example/track.png) It opened.", "It opened."),
        ("Read https://evil.example/a for more.", "Read for more."),
        ("Go to <a href='http://evil.example'>here</a>.", "Go to here."),
        ("It holds people ().", "It holds people."),
        ("According to the provided sources, it opened in 2023.", "It opened in 2023."),
        ("Answer: it opened.", "It opened."),
    ],
)
def test_markup_links_images_and_lead_ins_are_taken_out(written: str, clean: str) -> None:
    assert clean_sentence(written) == clean


def test_the_url_of_a_citation_stays() -> None:
    kept = ("https://example.org/cecot",)
    assert clean_sentence("See https://example.org/cecot now.", kept) == "See https://example.org/cecot now."
    assert clean_sentence("See [it](https://example.org/cecot).", kept) == "See it https://example.org/cecot."
