"""ALCE's recall and precision, by hand and by a plain reading of the paper's own program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, Citation, Sentence
from assistant.verdicts.scripted import ScriptedJudge
from evals.judges import WordJudge
from evals.measures.citing import score_citations, supports_by
from tests.evals.asking import answer_with


def supports_if(*enough: frozenset[int]) -> Callable[[Sequence[int]], bool]:
    """Any of these sets of citations, and whatever holds one, supports the sentence."""
    return lambda markers: any(group <= frozenset(markers) for group in enough)


def alce(cited: Sequence[int], known: frozenset[int], supports: Callable[[Sequence[int]], bool]) -> tuple[int, int]:
    """(supported, precise citations) as the paper's program counts them for one sentence."""
    if not cited or any(marker not in known for marker in cited):
        return 0, 0
    joint = int(supports(cited))
    if not joint or len(cited) == 1:
        return joint, joint
    precise = 0
    for marker in cited:
        if supports([marker]):
            precise += 1
        else:
            subset = [other for other in cited if other != marker]
            precise += int(not supports(subset))
    return joint, precise


@pytest.mark.parametrize(
    ("cited", "enough", "is_supported", "precise"),
    [
        ((1,), ({1},), True, (True,)),
        ((1,), (), False, (False,)),
        ((), ({1},), False, ()),
        ((1, 2), ({1},), True, (True, False)),  # the second is idle
        ((1, 2), ({1, 2},), True, (True, True)),  # each is needed
        ((1, 2), ({1}, {2}), True, (True, True)),  # each is enough
        ((1, 2, 3), ({1, 2},), True, (True, True, False)),
        ((1, 9), ({1},), False, (False, False)),  # there is no 9
        ((0,), ({0},), False, (False,)),
        ((1, 1), ({1},), True, (True,)),  # said twice, counted once
    ],
)
def test_sentences_by_hand(
    cited: tuple[int, ...], enough: tuple[set[int], ...], is_supported: bool, precise: tuple[bool, ...]
) -> None:
    found = score_citations(cited, frozenset({1, 2, 3}), supports_if(*map(frozenset, enough)))
    assert (found.is_supported, found.precise) == (is_supported, precise)


@given(
    st.lists(st.integers(1, 5), unique=True, max_size=4),
    st.frozensets(st.integers(1, 5)),
    st.lists(st.frozensets(st.integers(1, 5), min_size=1), max_size=3),
)
def test_any_sentence_is_scored_as_the_papers_program_scores_it(
    cited: list[int], known: frozenset[int], enough: list[frozenset[int]]
) -> None:
    supports = supports_if(*enough)
    found = score_citations(cited, known, supports)
    assert (int(found.is_supported), sum(found.precise)) == alce(cited, known, supports)
    assert len(found.precise) == len(cited)


def answer_citing(text: str, *quotes: str) -> Answer:
    citations = tuple(
        Citation(marker=n, document_id="d", version="v", start=0, end=len(q), quote=q, title="t")
        for n, q in enumerate(quotes, start=1)
    )
    sentence = Sentence(text=text, verdict="supported", support=1.0, citations=tuple(range(1, len(quotes) + 1)))
    return replace(answer_with(text), sentences=(sentence,), citations=citations)


def test_the_judge_reads_the_quotes_that_are_cited_each_set_once() -> None:
    judge = ScriptedJudge()
    answer = answer_citing("Both.", "One half.", "The other half.")
    supports = supports_by(judge, "Both.", answer)
    assert supports([1, 2]) and supports([2, 1])
    ((sentence, spans),) = judge.asked
    assert (sentence, [span.text for span in spans]) == ("Both.", ["One half.", "The other half."])


def test_words_that_are_not_in_the_quote_are_not_supported() -> None:
    answer = answer_citing("CECOT can hold 80,000 people.", "CECOT can hold 40,000 people.")
    assert not supports_by(WordJudge(), answer.sentences[0].text, answer)([1])
    assert supports_by(WordJudge(), "CECOT can hold 40,000 people", answer)([1])
