"""Say whether a report states a fact, and how many words it shares with another text.

Lives here: reading figures, names and rarer words out of plain text, and comparing them.
Not here: files, the report's front matter, question cases and the command line (see `briefings.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from math import ceil

__all__ = [
    "Demand",
    "Figure",
    "Lack",
    "Profile",
    "RunIndex",
    "Vocabulary",
    "Word",
    "find_best_match",
    "find_shared_runs",
    "normalise",
    "read_figures",
    "read_words",
    "stem",
]

NAMES_SHARE = 0.8
CONTENT_SHARE = 0.4
COMMON_STEM_SHARE = 0.05
SEED_WORDS = 5

_MONTHS = {
    name: n
    for n, name in enumerate(
        "January February March April May June July August September October November December".split(), start=1
    )
}
_SMALL = {
    name: n
    for n, name in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split(),
        start=1,
    )
}
_TENS = {
    name: 10 * n for n, name in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_MAGNITUDES = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "k": 10**3,
    "m": 10**6,
    "bn": 10**9,
}
_UNITS = {
    "%": "%",
    "percent": "%",
    "per cent": "%",
    "dollar": "$",
    "dollars": "$",
    "km": "km",
    "kilometres": "km",
    "kilometers": "km",
    "mile": "mi",
    "miles": "mi",
}
_NUMBER_WORD = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(list(_SMALL)[:9])}))?"
    rf"|{'|'.join(sorted(_SMALL, key=len, reverse=True))})"
)
_WORDED = re.compile(
    rf"\b(?P<head>{_NUMBER_WORD}|a(?= hundred))(?P<hundred> hundred(?: and (?P<rest>{_NUMBER_WORD}))?)?\b", re.I
)
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<dollar>(?:US)?\$\s?)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:st|nd|rd|th)?(?:(?P<short>m|bn|k)\b|[\s-](?P<long>thousand|million|billion|trillion)\b)?(?!\w)"
    r"(?:[\s-]?(?P<unit>%|per cent\b|percent\b|dollars?\b|km\b|kilomet(?:res|ers)\b|miles?\b))?",
    re.I,
)
_ALIASES = {
    "salvadoran": "salvador",
    "salvadorans": "salvador",
    "salvadorean": "salvador",
    "venezuelan": "venezuela",
    "venezuelans": "venezuela",
    "americans": "us",
    "colombian": "colombia",
    "honduran": "honduras",
    "mexican": "mexico",
    "mexicans": "mexico",
    "panamanian": "panama",
    "guatemalan": "guatemala",
    "rwandan": "rwanda",
    "ghanaian": "ghana",
    "african": "africa",
}
_TITLES = frozenset(
    "judge justice chief president vice senator secretary minister director attorney general commissioner high "
    "representative congressman congresswoman governor mayor spokesman spokeswoman mr mrs ms dr".split()
)
_FUNCTION = frozenset(
    "a about after against all also an and any are as at be because been before being between both but by can "
    "could did do does down during each for from had has have he her his how if in into is it its just like may "
    "might more most no nor not of off on only or other out over own per she should since so some such than that "
    "the their them then there these they this those through to too under until up upon v very was were what "
    "when where which while who whom whose why will with within without would s t".split()
)
_IRREGULAR = {
    "held": "hold",
    "sent": "send",
    "took": "take",
    "taken": "take",
    "gave": "give",
    "given": "give",
    "flown": "fly",
    "flew": "fly",
    "flights": "flight",
    "paid": "pay",
    "went": "go",
    "gone": "go",
    "goes": "go",
    "began": "begin",
    "begun": "begin",
    "made": "make",
    "found": "find",
    "left": "leave",
    "met": "meet",
    "built": "build",
    "kept": "keep",
    "won": "win",
    "died": "die",
    "dying": "die",
    "deaths": "death",
    "got": "get",
    "men": "man",
    "women": "woman",
    "children": "child",
    "wrote": "write",
    "written": "write",
    "spoke": "speak",
    "told": "tell",
    "lost": "lose",
    "led": "lead",
}
_SUFFIXES = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "edly",
    "ers",
    "ors",
    "ied",
    "ies",
    "ed",
    "er",
    "or",
    "es",
    "ly",
    "al",
    "s",
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number with its unit ("$", "%", "km", "mi" or ""), or a month (unit "month")."""

    value: Decimal
    unit: str = ""

    def __str__(self) -> str:
        if self.unit == "month":
            return list(_MONTHS)[int(self.value) - 1]
        if not self.unit and 1500 <= self.value <= 2100:
            return f"{self.value:f}"
        return f"{'$' if self.unit == '$' else ''}{self.value:,f}{self.unit if self.unit != '$' else ''}"


@dataclass(frozen=True, kw_only=True)
class Word:
    """A run of letters or digits as written; `is_initial` where it opens a sentence or a line."""

    text: str
    is_initial: bool

    @property
    def folded(self) -> str:
        """The word as it is compared: case-folded."""
        return self.text.casefold()


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What a paragraph must hold to state a fact."""

    figures: frozenset[Figure]
    names: frozenset[str]
    stems: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Lack:
    """What a paragraph lacks of a demand; `is_stated` when it lacks too little to matter."""

    figures: tuple[str, ...]
    names: tuple[str, ...]
    stems: tuple[str, ...]
    is_stated: bool

    @property
    def weight(self) -> float:
        """How far off the paragraph is: a figure or a name weighs as much as four words."""
        return len(self.figures) + len(self.names) + len(self.stems) / 4

    def __str__(self) -> str:
        kinds = {"figures": self.figures, "names": self.names, "words": self.stems}
        return "; ".join(f"{kind}: {', '.join(items)}" for kind, items in kinds.items() if items)


def normalise(text: str) -> str:
    """Fold accents, quotes, spaces, dotted initials and the two long names that reports abbreviate."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    folded = folded.replace("\u2019", "'").replace("\u2018", "'").replace("\u2013", "-").replace("\u2011", "-")
    folded = re.sub(r"[^\S\n]+", " ", folded)
    folded = re.sub(r"\b(?:[A-Z]\. ?){2,}", lambda m: m[0].replace(".", "").replace(" ", "") + " ", folded)
    folded = re.sub(r"\b([A-Z]{2,})-(\d)", r"\1\2", folded)
    return re.sub(r"\bUnited Nations\b", "UN", re.sub(r"\bUnited States\b", "US", folded))


def read_words(text: str) -> list[Word]:
    """Split text into words, in order, marking those that open a sentence or a line."""
    words: list[Word] = []
    end = 0
    for match in re.finditer(r"[^\W_]+", text):
        gap = text[end : match.start()]
        words.append(Word(text=match[0], is_initial=not words or bool(re.search(r"[.!?:]\W*\s|\n", gap))))
        end = match.end()
    return words


def read_figures(text: str) -> frozenset[Figure]:
    """Find every number (digits or words) and month of a normalised text."""
    digits = re.sub(r"\bdozen\b", "12", _WORDED.sub(_spell_digits, text), flags=re.I)
    found = {_read_figure(match) for match in _NUMBER.finditer(digits)}
    found |= {Figure(value=Decimal(_MONTHS[m]), unit="month") for m in re.findall(rf"\b({'|'.join(_MONTHS)})\b", text)}
    return frozenset(found)


def stem(word: str) -> str:
    """Cut a lower-case word to a crude stem, so that "deportation" and "deported" are one."""
    word = _IRREGULAR.get(word, word)
    for suffix in _SUFFIXES:
        if (
            word.endswith(suffix)
            and len(word) - len(suffix) >= 4 - (suffix in ("s", "ed", "es"))
            and not word.endswith("ss")
        ):
            word = word[: -len(suffix)]
            break
    if len(word) > 4 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] in "eyi" else word


def _spell_digits(match: re.Match[str]) -> str:
    value = _word_value(match["head"])
    if match["hundred"]:
        value = 100 * value + (_word_value(match["rest"]) if match["rest"] else 0)
    return str(value)


def _word_value(words: str) -> int:
    return sum(1 if part == "a" else _TENS.get(part, 0) or _SMALL[part] for part in re.split(r"[- ]", words.lower()))


def _read_figure(match: re.Match[str]) -> Figure:
    magnitude = _MAGNITUDES[(match["long"] or match["short"]).lower()] if match["long"] or match["short"] else 1
    value = Decimal(match["digits"].replace(",", "")) * magnitude
    unit = "$" if match["dollar"] else _UNITS[match["unit"].lower()] if match["unit"] else ""
    return Figure(value=value.normalize(), unit=unit)


def _content_stems(words: Iterable[Word], names: frozenset[str]) -> frozenset[str]:
    kept = (w.folded for w in words if w.text.isalpha() and len(w.text) > 2 and w.text not in _MONTHS)
    skipped = _FUNCTION | {"dollar", "dollars"} | _SMALL.keys() | _TENS.keys() | _MAGNITUDES.keys() | _TITLES
    return frozenset(stem(w) for w in kept if w not in skipped and _ALIASES.get(w, w) not in names)


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The figures, words and stems of a stretch of a report; profiles of neighbours add up."""

    figures: frozenset[Figure]
    words: frozenset[str]
    stems: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Profile:
        """Read the profile of a paragraph."""
        plain = normalise(text)
        words = read_words(plain)
        figures = read_figures(re.sub(r"\b[Bb]oth\b", "two", plain))
        folded = frozenset(_ALIASES.get(w.folded, w.folded) for w in words)
        return cls(figures=figures, words=folded, stems=_content_stems(words, frozenset()))

    def __add__(self, other: Profile) -> Profile:
        return Profile(
            figures=self.figures | other.figures, words=self.words | other.words, stems=self.stems | other.stems
        )

    @cached_property
    def _values(self) -> dict[tuple[Decimal, bool], set[str]]:
        values: dict[tuple[Decimal, bool], set[str]] = defaultdict(set)
        for figure in self.figures:
            values[figure.value, figure.unit == "month"].add(figure.unit)
        return values

    def has_figure(self, figure: Figure) -> bool:
        """Whether the value is here in its unit; a bare value passes where the unit stands by another figure."""
        units = self._values.get((figure.value, figure.unit == "month"), set())
        return bool(units) and (
            not figure.unit
            or figure.unit in units
            or ("" in units and any(f.unit == figure.unit for f in self.figures))
        )

    def measure_lack(self, demand: Demand) -> Lack:
        """Compare with a demand: every figure, 80% of the names and 40% of the rarer words must be here."""
        figures = tuple(sorted(str(f) for f in demand.figures if not self.has_figure(f)))
        names = tuple(sorted(demand.names - self.words))
        stems = tuple(sorted(demand.stems - self.stems))
        enough_names = len(demand.names) - len(names) >= ceil(NAMES_SHARE * len(demand.names))
        enough_stems = len(demand.stems) - len(stems) >= CONTENT_SHARE * len(demand.stems)
        return Lack(figures=figures, names=names, stems=stems, is_stated=not figures and enough_names and enough_stems)


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Which words are names and which are everyday, learnt from all the facts together."""

    names: frozenset[str]
    everyday: frozenset[str]
    common_stems: frozenset[str]

    @classmethod
    def learn(cls, statements: Sequence[str]) -> Vocabulary:
        """Learn from statements: a name is capitalised inside a sentence and never written small."""
        names, everyday, stems = set(), set(), Counter[str]()
        for statement in statements:
            words = read_words(normalise(statement))
            names |= {w.folded for w in words if w.text[0].isupper() and not w.is_initial}
            everyday |= {w.folded for w in words if w.text[0].islower()}
            stems.update(_content_stems(words, frozenset()))
        common = {s for s, count in stems.items() if count > max(3, COMMON_STEM_SHARE * len(statements))}
        return cls(names=frozenset(names), everyday=frozenset(everyday), common_stems=frozenset(common))

    def is_name(self, word: Word) -> bool:
        """Whether a capitalised word is a name rather than the first word of a sentence."""
        if not word.text[0].isupper() or word.text in _MONTHS or word.folded in _FUNCTION or word.folded in _SMALL:
            return False
        known = word.folded in self.names and word.folded not in self.everyday
        return not word.is_initial or known or (len(word.text) > 1 and word.text.isupper())

    def demand(self, statement: str) -> Demand:
        """Say what a paragraph must hold to state this fact."""
        plain = normalise(statement)
        words = read_words(plain)
        names = frozenset(
            _ALIASES.get(w.folded, w.folded) for w in words if self.is_name(w) and w.folded not in _TITLES
        )
        counted = re.sub(r"\b[Tt]he two\b|(?<!-)\b[Oo]ne\b(?! (?:hundred|thousand|million|billion))", " ", plain)
        return Demand(
            figures=read_figures(counted), names=names, stems=_content_stems(words, names) - self.common_stems
        )

    def count_shared_words(self, first: str, second: str) -> int:
        """Count the content stems, names and figures left out, that two texts share."""
        one, two = (read_words(normalise(text)) for text in (first, second))
        names = frozenset(_ALIASES.get(w.folded, w.folded) for w in [*one, *two] if self.is_name(w))
        return len(_content_stems(one, names) & _content_stems(two, names))

    def is_free(self, word: Word) -> bool:
        """Whether a word may be repeated: a name, a title, a figure or a function word."""
        folded = word.folded
        return (
            word.text[0].isdigit()
            or word.text in _MONTHS
            or self.is_name(word)
            or folded in _FUNCTION | _TITLES | _SMALL.keys() | _TENS.keys() | _MAGNITUDES.keys()
            or folded in {"dollars", "percent", "km", "miles", "us"}
        )


def find_best_match(demand: Demand, paragraphs: Sequence[Profile]) -> Lack:
    """Find the paragraph, or the two neighbours, of one report that lack least; single paragraphs are tried first.

    Raises:
        ValueError: there is no paragraph.
    """
    pairs = [one + two for one, two in pairwise(paragraphs)]
    lacks = [profile.measure_lack(demand) for profile in [*paragraphs, *pairs]]
    return min(lacks, key=lambda lack: (not lack.is_stated, lack.weight))


class RunIndex:
    """Word runs of many texts, to look up what a report shares with them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._words = {key: [w.folded for w in read_words(text)] for key, text in texts.items()}
        self._seeds: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
        for key, words in self._words.items():
            for at in range(len(words) - SEED_WORDS + 1):
                self._seeds[tuple(words[at : at + SEED_WORDS])].append((key, at))

    def longest_at(self, folded: Sequence[str], at: int) -> tuple[int, str]:
        """Measure the longest run that starts at this word, in words, and name the text that shares it."""
        best = (0, "")
        for key, start in self._seeds.get(tuple(folded[at : at + SEED_WORDS]), ()):
            other, length = self._words[key], SEED_WORDS
            while (
                at + length < len(folded)
                and start + length < len(other)
                and folded[at + length] == other[start + length]
            ):
                length += 1
            best = max(best, (length, key))
        return best


def find_shared_runs(body: str, index: RunIndex, vocabulary: Vocabulary) -> list[tuple[int, str, str]]:
    """List the word runs that a body shares with indexed texts, longest first.

    Returns:
        (length in words, key of the text, the run), for maximal runs of at least SEED_WORDS words; runs made up only of
        names, titles, figures and function words are left out.
    """
    words = read_words(body)
    folded = [w.folded for w in words]
    runs, covered = [], 0
    for at in range(len(folded) - SEED_WORDS + 1):
        length, key = index.longest_at(folded, at)
        if at + length <= covered:
            continue
        covered = at + length
        if not all(vocabulary.is_free(w) for w in words[at:covered]):
            runs.append((length, key, " ".join(w.text for w in words[at:covered])))
    return sorted(runs, reverse=True)
