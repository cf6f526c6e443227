"""Numbers written in words: `two hundred and fifty`, `a dozen`, `half`, `tripled`."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["PARTS", "SMALL", "TIMES", "read_number_words"]

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_ONES += "seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

SMALL: dict[str, float] = {name: float(value) for value, name in enumerate(_ONES)}
SMALL |= {name: 10.0 * (index + 2) for index, name in enumerate(_TENS)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}

PARTS: dict[str, float] = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "quarters": 0.25, "thirds": 1 / 3}
"""Fractions; `third` and `quarter` only behind `a`, `one`, `two` or `three`."""

TIMES: dict[str, float] = {
    "double": 2.0,
    "doubled": 2.0,
    "doubles": 2.0,
    "doubling": 2.0,
    "twice": 2.0,
    "twofold": 2.0,
    "triple": 3.0,
    "tripled": 3.0,
    "triples": 3.0,
    "tripling": 3.0,
    "thrice": 3.0,
    "threefold": 3.0,
    "treble": 3.0,
    "trebled": 3.0,
    "quadruple": 4.0,
    "quadrupled": 4.0,
    "fourfold": 4.0,
    "quintupled": 5.0,
    "fivefold": 5.0,
    "tenfold": 10.0,
}


def read_number_words(words: Sequence[str]) -> tuple[float, int] | None:
    """Read the number that begins at the first of some lower-case words.

    Returns:
        Its value and how many words it takes; None when no number begins here.
    """
    if not words:
        return None
    if words[0] in TIMES:
        return TIMES[words[0]], 1
    part = _read_part(words)
    if part is not None:
        return part
    if words[0] in ("a", "an"):
        if len(words) > 1 and words[1] in _SCALES:
            return _read_scaled(words, 1)
        return None
    if words[0] not in SMALL:
        return None
    return _read_scaled(words, 0)


def _read_part(words: Sequence[str]) -> tuple[float, int] | None:
    if words[0] == "half":
        if len(words) > 2 and words[1] in ("a", "an") and words[2] in _SCALES:
            return 0.5 * _SCALES[words[2]], 3
        return 0.5, 1
    counts = {"a": 1.0, "one": 1.0, "two": 2.0, "three": 3.0}
    if len(words) > 1 and words[0] in counts and words[1] in PARTS:
        if words[1] == "half" and words[0] not in ("a", "one"):
            return None
        return counts[words[0]] * PARTS[words[1]], 2
    return None


def _read_scaled(words: Sequence[str], index: int) -> tuple[float, int]:
    total, group, used, is_open = 0.0, 0.0, index, False
    if index == 1:  # "a hundred", "a dozen"
        group, is_open = 1.0, True
    while used < len(words):
        word = words[used]
        if word in SMALL:
            value = SMALL[word]
            follows_ten = group % 100 >= 20 and group % 10 == 0 and 1 <= value <= 9
            if is_open and group % 100 != 0 and not follows_ten:
                break
            group += value
            is_open = True
        elif word in _SCALES and is_open:
            scale = _SCALES[word]
            if scale in (1e2, 12.0):
                group *= scale
            else:
                total += group * scale
                group = 0.0
        elif (
            word == "and"
            and used + 1 < len(words)
            and words[used + 1] in SMALL
            and group % 100 == 0
            and (group or total)
        ):
            pass
        else:
            break
        used += 1
    return total + group, used - index + (1 if index else 0)
