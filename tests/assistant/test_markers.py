from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.markers import CitedCode, MarkerParser, StrippedMarker, join_pieces, make_codes, parse_markers

CODES = ("k7f2", "m3q9")
FIRST, SECOND = CitedCode(code="k7f2"), CitedCode(code="m3q9")

_words = st.sampled_from(
    ["k7f2", "M3Q9", "[k7f2]", "[k7f2, m3q9]", "(Source k7f2)", "【m3q9†L1】", "[z9z9]", "[1]", "(H5N1)", "[sic]", "[", "]",
     "(", "word", ". ", ", ", "\n", " ", "[[k7f2]]", "x" * 90, "1.5", "Gov. ", "“No.” "]
)  # fmt: skip
_texts = st.lists(st.one_of(_words, st.text(max_size=6)), max_size=25).map("".join)


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("It holds [k7f2].", ["It holds ", FIRST, "."]),
        ("It holds [k7f2, m3q9].", ["It holds ", FIRST, SECOND, "."]),
        ("It holds [Source k7f2].", ["It holds ", FIRST, "."]),
        ("It holds (k7f2).", ["It holds ", FIRST, "."]),
        ("It holds (source: K7F2 and m3q9).", ["It holds ", FIRST, SECOND, "."]),
        ("It holds 【k7f2】.", ["It holds ", FIRST, "."]),
        ("It holds 【k7f2†L1-L3】.", ["It holds ", FIRST, "."]),
        ("It holds [^k7f2].", ["It holds ", FIRST, "."]),
        ("It holds [k7f2][m3q9].", ["It holds ", FIRST, SECOND, "."]),
        ("It holds [source k7f2; source m3q9].", ["It holds ", FIRST, SECOND, "."]),
        ("It holds k7f2.", ["It holds ", FIRST, "."]),
        ("It holds [k7f2", ["It holds ", FIRST]),
    ],
)
def test_the_bracket_variants_of_weak_models_are_accepted(written: str, pieces: list[object]) -> None:
    assert parse_markers(written, CODES) == pieces


@pytest.mark.parametrize("written", ["[k7f3]", "[1]", "[Source 2]", "(source 2)", "[^4]", "[a1]"])
def test_an_unknown_marker_is_stripped_and_never_taken_for_a_near_one(written: str) -> None:
    before, marker = parse_markers(f"It holds {written}", CODES)
    assert before == "It holds " and isinstance(marker, StrippedMarker)


def test_a_known_code_beside_an_unknown_one_is_kept() -> None:
    assert parse_markers("[k7f2, z9z9]", CODES) == [FIRST, StrippedMarker(written="z9z9")]


@pytest.mark.parametrize(
    "written", ["bird flu (H5N1) spread", "he [sic] said", "in (2) cases", "[the president] left", "a ["]
)
def test_the_writers_own_brackets_stay(written: str) -> None:
    assert parse_markers(written, CODES) == [written]


def test_a_partial_marker_is_held_back_until_it_is_whole() -> None:
    parser = MarkerParser(CODES)
    assert parser.feed("It holds 40,000 [k7") == ["It holds 40,000 "]
    assert parser.feed("f2]") == [FIRST]
    assert parser.feed(" peo") == [" "]
    assert parser.finish() == ["peo"]


@given(text=_texts, cuts=st.lists(st.integers(0, 200), max_size=8))
def test_how_the_text_is_cut_into_chunks_never_changes_the_pieces(text: str, cuts: list[int]) -> None:
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    parser = MarkerParser(CODES)
    pieces = [piece for a, b in pairwise(edges) for piece in parser.feed(text[a:b])]
    assert join_pieces([*pieces, *parser.finish()]) == parse_markers(text, CODES)


@given(text=_texts)
def test_no_known_code_is_left_in_the_text(text: str) -> None:
    left = [piece for piece in parse_markers(text, CODES) if isinstance(piece, str)]
    assert not any(f"[{code}]" in piece for piece in left for code in CODES)


@given(count=st.integers(0, 30), texts=st.lists(st.text(max_size=30), max_size=4), seed=st.text(max_size=8))
def test_codes_are_distinct_seeded_and_occur_in_no_text(count: int, texts: list[str], seed: str) -> None:
    codes = make_codes(count, texts, seed)
    assert len(set(codes)) == count
    assert codes == make_codes(count, texts, seed)
    assert codes[:1] == make_codes(min(count, 1), texts, seed)
    assert not any(code in text.lower().split() for code in codes for text in texts)


def test_a_code_that_a_source_holds_is_never_used() -> None:
    code = make_codes(1, [], "seed")[0]
    assert make_codes(1, [f"Flu {code.upper()} spread"], "seed") != [code]
