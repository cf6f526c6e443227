"""The six kinds of minimal edits: each changes one thing of a sentence so that its passage no longer supports it.

They are made by pattern, without the readers of `assistant.verdicts`, so that the checks are not tested on themselves.
"""

# ruff: noqa: E501  (patterns read best in one piece)
from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from .edit_tables import ATTRIBUTED, BASE_FORMS, NAMES, UNIT_SWAPS
from .report_sentences import ReportSentence

__all__ = [
    "EditKind",
    "change_attribution",
    "change_date",
    "change_name",
    "change_negation",
    "change_number",
    "change_unit",
]

EditKind = Literal["number", "date", "name", "unit", "negation", "attribution"]

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(
    rf"\b(?:(\d{{1,2}}) )?({_MONTH})(?: (20\d\d|19\d\d))?\b|\b(?:in|since|until|of|by|from) (20\d\d|19\d\d|17\d\d)\b"
)
_NUMBER = re.compile(
    rf"(?<![\w.,:-])(\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)(?![\d:-]|[.,]\d| (?:{_MONTH})\b|(?:st|nd|rd|th) |\s?[ap]\.m\.)"
)
_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_NUMBER_WORDS)})\b", re.IGNORECASE)
_YEAR = re.compile(r"1[5-9]\d\d|20[0-3]\d")
_AUXILIARY = re.compile(r"\b(was|were|is|are|has|had|have|can|could|will|would|may|might|should|must)\b(?! not| no\b)")
_NEGATED = re.compile(r"\b(?:(was|were|is|are|has|had|have|can|could|will|would|may|did|does|do) not|neither|never) ")
_PAST = re.compile(r"(?<=[a-z)] )(" + "|".join(BASE_FORMS) + r")(?= (?!by\b))")
_ACCORDING = re.compile(
    r",? according to ((?:the |a |an |one |two )?[^,.;]{3,70}?)(?=[,.;]|$)|^According to ([^,]{3,70}), (?=\w)"
)
_SAID_THAT = re.compile(
    r"^([A-Z][^,;:]{3,80}?) (?:said|says|stated|declared|claimed|argued|announced|reported|estimated|noted)(?: in [^,;]{3,30}?)? that (?=\w)"
)
_SAID_LAST = re.compile(
    r", ([^,;.]{3,80}?) (?:said|says|stated|declared|claimed|argued|announced)(?: (?:in|on) [^,;.]{3,30})?\.$"
)
_HEDGE = re.compile(
    r"\b(?:allegedly|alleged|suspected|reportedly|apparently|possibly|probably) (?=[a-zA-Z])(?!of\b|by\b)"
)
_IMPERSONAL = re.compile(
    r"\b(?:article|report|account|timeline|fact-check|outlet|source|sources|reports|accounts|figures|data|study|survey|text|record|records|filing)\b"
)


def change_number(sentence: ReportSentence, random_source: random.Random) -> str | None:
    """Another value for one figure: a digit more or less, two digits turned round, or one that stands beside it."""
    text = sentence.text
    figures = [m for m in _NUMBER.finditer(text) if not _is_year(m, text)]
    words = [m for m in _NUMBER_WORD.finditer(text)]
    if not figures and not words:
        return None
    match = random_source.choice(figures or words)
    old = match.group(1)
    if match.re is _NUMBER_WORD:
        new = random_source.choice([word for word in _NUMBER_WORDS if word != old.lower()])
        return _put(text, match.span(1), new.capitalize() if old[0].isupper() else new)
    others = [m.group(1) for m in figures if m.group(1) != old]
    if others and random_source.random() < 0.25:
        return _put(text, match.span(1), random_source.choice(others))
    return _put(text, match.span(1), _another_number(old, random_source))


def change_date(sentence: ReportSentence, random_source: random.Random) -> str | None:
    """Another day, month or year in one date."""
    text = sentence.text
    matches = list(_DATE.finditer(text))
    if not matches:
        return None
    match = random_source.choice(matches)
    day, month, year, lone = match.groups()
    if lone:
        return _put(text, match.span(4), str(int(lone) + random_source.choice((-3, -2, -1, 1, 2))))
    parts = [part for part, value in (("day", day), ("month", month), ("year", year)) if value]
    part = random_source.choice(parts)
    if part == "day":
        new = random_source.choice([n for n in range(1, 29) if n != int(day) and f" {n} " not in text])
        return _put(text, match.span(1), str(new))
    if part == "month":
        return _put(text, match.span(2), random_source.choice([name for name in _MONTHS if name not in text]))
    return _put(text, match.span(3), str(int(year) + random_source.choice((-2, -1, 1))))


def change_name(sentence: ReportSentence, random_source: random.Random) -> str | None:
    """Another name of the same sort in place of one: half of the time one that the passage has."""
    places = list(_named(sentence.text))
    if not places:
        return None
    start, end, sort = random_source.choice(places)
    old = sentence.text[start:end]
    return _swap_name(sentence, (start, end), old, sort, random_source)


def change_unit(sentence: ReportSentence, random_source: random.Random) -> str | None:
    """Another unit or magnitude behind one figure."""
    found = [
        (match, new)
        for pattern, new in UNIT_SWAPS
        for match in re.finditer(rf"(?:\d|\b(?:{'|'.join(_NUMBER_WORDS)}))[ -]({pattern})\b", sentence.text)
    ]
    if not found:
        return None
    match, new = random_source.choice(found)
    return _put(sentence.text, match.span(1), random_source.choice(new))


def change_negation(sentence: ReportSentence, random_source: random.Random) -> str | None:
    """A `not` that is put in, or one that is taken out."""
    text = sentence.text
    negated = list(_NEGATED.finditer(text))
    if negated and random_source.random() < 0.7:
        match = random_source.choice(negated)
        if match.group(1) in ("did", "does", "do"):
            return None
        return text[: match.start()] + (f"{match.group(1)} " if match.group(1) else "") + text[match.end() :]
    auxiliaries = list(_AUXILIARY.finditer(text))
    pasts = [match for match in _PAST.finditer(text) if not _is_participle(text[: match.start()])]
    if not auxiliaries and not pasts:
        return None
    match = random_source.choice(auxiliaries[:2] + pasts[:1])
    if match.re is _AUXILIARY:
        return f"{text[: match.end()]} {random_source.choice(('not', 'not', 'never'))}{text[match.end() :]}"
    return f"{text[: match.start()]}did not {BASE_FORMS[match.group(1)]}{text[match.end() :]}"


def change_attribution(sentence: ReportSentence, random_source: random.Random) -> str | None:
    """Another speaker, or no speaker where the words are a person's or an organisation's; or a hedge taken out."""
    ways: list[Callable[[], str | None]] = [
        lambda: _swap_speaker(sentence, random_source),
        lambda: _drop_speaker(sentence.text),
        lambda: _drop_hedge(sentence.text, random_source),
    ]
    random_source.shuffle(ways)
    return next((edited for way in ways if (edited := way()) is not None), None)


def _drop_speaker(text: str) -> str | None:
    for pattern in (_ACCORDING, _SAID_LAST):
        match = pattern.search(text)
        source = next((group for group in match.groups() if group), "") if match else ""
        if match and not _IMPERSONAL.search(source) and len(text) - len(match.group()) > 40:
            if match.start() == 0:
                return _capitalised(text[match.end() :])
            rest = text[: match.start()] + text[match.end() :]
            return rest if rest.endswith(".") else f"{rest}."
    match = _SAID_THAT.search(text)
    if match and not _IMPERSONAL.search(match.group(1)):
        return _capitalised(text[match.end() :])
    return None


def _drop_hedge(text: str, random_source: random.Random) -> str | None:
    matches = list(_HEDGE.finditer(text))
    if not matches:
        return None
    match = random_source.choice(matches)
    return _capitalised(text[: match.start()] + text[match.end() :])


def _swap_speaker(sentence: ReportSentence, random_source: random.Random) -> str | None:
    text = sentence.text
    for pattern in ATTRIBUTED:
        for match in re.finditer(pattern, text):
            for start, end, sort in _named(text):
                if match.start(1) <= start and end <= match.end(1):
                    return _swap_name(sentence, (start, end), text[start:end], sort, random_source)
    return None


def _swap_name(
    sentence: ReportSentence, span: tuple[int, int], old: str, sort: Sequence[str], random_source: random.Random
) -> str:
    others = [name for name in sort if name != old and name not in old and old not in name]
    beside = [name for name in others if re.search(rf"\b{re.escape(name)}\b", sentence.passage)]
    chosen = random_source.choice(beside if beside and random_source.random() < 0.5 else others)
    return _put(sentence.text, span, chosen)


def _named(text: str) -> Iterator[tuple[int, int, Sequence[str]]]:
    taken: list[tuple[int, int]] = []
    for sort in NAMES:
        for name in sorted(sort, key=len, reverse=True):
            for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
                if not any(start < match.end() and match.start() < end for start, end in taken):
                    taken.append(match.span())
                    yield match.start(), match.end(), sort


def _another_number(old: str, random_source: random.Random) -> str:
    digits = old.replace(",", "")
    value = float(digits)
    for _ in range(20):
        way = random_source.choice(("turn", "shift", "factor", "digit"))
        if way == "turn" and len(digits.split(".")[0]) > 1:
            whole = list(digits)
            i = random_source.randrange(len(digits.split(".")[0]) - 1)
            whole[i], whole[i + 1] = whole[i + 1], whole[i]
            new = "".join(whole)
        elif way == "factor":
            new = f"{value * random_source.choice((2, 3, 10)):.15g}"
        elif way == "digit":
            i = random_source.randrange(len(digits))
            if digits[i] == ".":
                continue
            new = digits[:i] + random_source.choice("123456789") + digits[i + 1 :]
        else:
            new = f"{value + random_source.choice((-2, -1, 1, 2, 3)) * max(1, int(value // 20)):.15g}"
        if new != digits and not new.startswith(("0", "-")) and abs(float(new) - value) > 0.05 * value:
            return f"{int(new):,}" if "," in old and "." not in new else new
    return f"{value * 2:.15g}"


def _is_year(match: re.Match[str], text: str) -> bool:
    return bool(_YEAR.fullmatch(match.group(1))) and not re.match(
        r" (?:people|men|women|prisoners)", text[match.end() :]
    )


def _is_participle(before: str) -> bool:
    """Whether a form such as `named` stands behind `was` or `had`, or behind `by whom`."""
    return bool(re.search(r"\b(?:was|were|been|be|is|are|had|has|have|and|or|not)(?: \w+)? $", before))


def _put(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
