"""All that is measured of a sentence against its spans: the graded measurements, and what each exact check found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .attribution import check_attribution
from .claims import split_claims
from .comparison import check_comparisons, check_opposites
from .date_check import check_dates
from .evidence import Evidence
from .figure_check import check_figures
from .flags import CHECKS, Flag
from .modality import check_modality
from .name_check import check_names
from .negation import check_negation
from .overlap import OVERLAPS, Rarity, guess_rarity, measure_overlap
from .quotations import check_quotations
from .voice import check_voice
from .wording import check_wording

__all__ = ["FEATURES", "Measured", "measure_sentence"]

_WEIGHED = tuple(check for check in CHECKS if check != "wording")
"""A hint about wording is for the reader: what it sees, the graded measurements see too."""

FEATURES = (*OVERLAPS, *(f"flag_{check}" for check in _WEIGHED))
"""What the calibrated combination weighs, by name; every value lies in [0, 1]."""

_WHOLE = (check_figures, check_dates, check_names, check_quotations, check_comparisons, check_wording)
_BY_CLAIM = (check_negation, check_opposites, check_voice)
_HALF = 0.5


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The measurements of a sentence and what the exact checks flagged."""

    features: Mapping[str, float]
    flags: tuple[Flag, ...]


def measure_sentence(sentence: str, evidence: Evidence, rarity: Rarity = guess_rarity) -> Measured:
    """Measure a cleaned sentence against the spans that it cites."""
    claims = split_claims(sentence)
    flags = [found for check in _WHOLE for found in check(sentence, evidence)]
    for claim in claims:
        flags += [found for check in _BY_CLAIM for found in check(claim, evidence)]
        flags += check_modality(claim, evidence, sentence)
    flags += check_attribution(sentence, evidence)
    counted = {
        f"flag_{check}": max((_weight(f) for f in flags if f.finding.check == check), default=0.0) for check in _WEIGHED
    }
    features = {**measure_overlap(sentence, evidence, rarity), **counted}
    return Measured(features=features, flags=tuple(dict.fromkeys(flags)))


def _weight(found: Flag) -> float:
    return 1.0 if found.is_decisive else _HALF
