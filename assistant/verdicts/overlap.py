"""How much of a claim's wording the spans have, in graded measurements. Nothing here says what is wrong with it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

from .alignment import align
from .evidence import Evidence
from .reading import FUNCTION_WORDS, Word, content_of, read_words, stems_of
from .word_tables import senses_of

__all__ = ["OVERLAPS", "Rarity", "guess_rarity", "measure_overlap"]

Rarity = Callable[[Sequence[str]], Mapping[str, float]]
"""How rare each of some stems is, in any unit above 0."""

OVERLAPS = (
    "coverage",
    "like_coverage",
    "home_coverage",
    "pair_coverage",
    "near_pairs",
    "triples",
    "longest_run",
    "likeness",
    "least_covered",
    "names_covered",
    "few_uncovered",
    "few_broken_pairs",
    "few_broken_triples",
    "all_words",
    "all_pairs",
)

_WINDOW = 4


def guess_rarity(stems: Sequence[str]) -> dict[str, float]:
    """How rare stems are as far as their form tells: long ones and figures are rarer."""
    return {stem: 1.0 if stem[0].isdigit() else min(1.0, 0.25 + 0.09 * len(stem)) for stem in stems}


def measure_overlap(claim: str, evidence: Evidence, rarity: Rarity = guess_rarity) -> dict[str, float]:
    """Measure a cleaned sentence against the spans; every value lies in [0, 1]. Without content words all are 0."""
    words = content_of(read_words(claim))
    if not words or not evidence.sentences:
        return dict.fromkeys(OVERLAPS, 0.0)
    stems = [word.stem for word in words]
    weights = rarity(stems)
    total = sum(weights[stem] for stem in stems) or 1.0
    held = evidence.stems
    held_senses = frozenset(sense for stem in held for sense in senses_of(stem))

    def like(stem: str) -> float:
        return 1.0 if stem in held else 0.7 if senses_of(stem) & held_senses else 0.0

    homes = [
        sum(weights[stem] for stem in stems if stem in stems_of(sentence)) / total for sentence in evidence.sentences
    ]
    home = evidence.sentences[max(range(len(homes)), key=homes.__getitem__)]
    pairs = list(itertools.pairwise(stems))
    triples = list(zip(stems, stems[1:], stems[2:], strict=False))
    there = evidence.lines
    adjacent = {pair for line in there for pair in itertools.pairwise(line)}
    near = {
        (line[i], line[j])
        for line in there
        for i in range(len(line))
        for j in range(i + 1, min(len(line), i + _WINDOW))
    }
    near |= {(b, a) for a, b in near}
    runs = {triple for line in there for triple in zip(line, line[1:], line[2:], strict=False)}
    coverage = sum(weights[stem] for stem in stems if stem in held) / total
    capitals = [word for word in words if word.is_capitalised or word.text[0].isdigit()]
    return {
        "coverage": coverage,
        "like_coverage": sum(weights[stem] * like(stem) for stem in stems) / total,
        "home_coverage": max(homes),
        "pair_coverage": sum(pair in adjacent for pair in pairs) / len(pairs) if pairs else coverage,
        "near_pairs": sum(pair in near for pair in pairs) / len(pairs) if pairs else coverage,
        "triples": sum(triple in runs for triple in triples) / len(triples) if triples else coverage,
        "longest_run": _longest_run(read_words(claim), evidence),
        "likeness": align(claim, home).likeness,
        "least_covered": _least_covered(stems, held),
        "names_covered": sum(word.stem in held for word in capitals) / len(capitals) if capitals else coverage,
        **_measure_all_words(read_words(claim), evidence),
        "few_uncovered": 1 / (1 + sum(stem not in held for stem in stems)),
        "few_broken_pairs": 1 / (1 + sum(pair not in near for pair in pairs)),
        "few_broken_triples": 1 / (1 + sum(triple not in runs for triple in triples)),
    }


def _least_covered(stems: list[str], held: frozenset[str]) -> float:
    """The coverage of the worst five content words in a row: where a sentence goes astray, it does so in one place."""
    if len(stems) <= 5:
        return sum(stem in held for stem in stems) / len(stems)
    flags = [stem in held for stem in stems]
    return min(sum(flags[i : i + 5]) for i in range(len(flags) - 4)) / 5


def _measure_all_words(words: tuple[Word, ...], evidence: Evidence) -> dict[str, float]:
    """The same for words as they are, those of grammar too: `I` and `you` tell a chat from a report."""
    folded = [word.folded for word in words]
    pairs = list(itertools.pairwise(folded))
    held = evidence.folded_pairs
    return {
        "all_words": sum(word in evidence.folded for word in folded) / len(folded),
        "all_pairs": sum(pair in held for pair in pairs) / len(pairs) if pairs else 0.0,
    }


def _longest_run(words: tuple[Word, ...], evidence: Evidence) -> float:
    """The longest run of the claim's words that stands in a span, as a share of the claim; one that is all grammar is none."""
    texts = evidence.bare_texts
    folded = [word.folded for word in words]
    longest, start = 0, 0
    for end in range(1, len(folded) + 1):
        while start < end and not any(f" {' '.join(folded[start:end])} " in text for text in texts):
            start += 1
        run = folded[start:end]
        if len(run) > longest and any(word not in FUNCTION_WORDS for word in run):
            longest = len(run)
    return longest / len(folded) if folded else 0.0
