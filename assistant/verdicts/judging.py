"""`SupportJudge`: the verdict on a sentence from exact checks, graded measurements and one calibrated combination."""

from __future__ import annotations

from collections.abc import Sequence

from ..weights import LogisticModel, load_weights
from .entailment import CrossEncoderEntailment
from .evidence import Evidence, gather_spans
from .measuring import measure_sentence
from .overlap import Rarity, guess_rarity
from .reading import clean_text, read_sentences, read_words
from .records import CheckedSpan, Finding, Judgement

__all__ = ["SupportJudge"]

_VERBATIM = 0.99
_NO_SPAN = "no source is cited for it"
_NO_WORDS = "it says nothing that could be checked"
_TOO_LITTLE = "the cited words say too little of it"


class SupportJudge:
    """Judges sentences by exact checks and a fitted combination of measurements.

        judge = SupportJudge()
        judge.judge("CECOT can hold 40,000 people.", [CheckedSpan(text=quote, context=passage)])

    A sentence that stands in a span word for word is supported. A finding of a precise check decides by itself; all
    else is weighed together, and what stays below the threshold is unsupported.
    """

    def __init__(
        self,
        *,
        rarity: Rarity = guess_rarity,
        model: LogisticModel | None = None,
        entailment: CrossEncoderEntailment | None = None,
    ) -> None:
        """Judge by these.

        Args:
            rarity: how rare stems are; the store's own is better than the guess from their form.
            model: the fitted combination; None for the packaged one.
            entailment: a cross-encoder whose rating is averaged with the support; None for none.
        """
        self._rarity = rarity
        self._model = model or load_weights("support")
        self._entailment = entailment

    @property
    def threshold(self) -> float:
        """The support below which a sentence is withheld."""
        return self._model.cutoff

    def judge(self, sentence: str, spans: Sequence[CheckedSpan]) -> Judgement:
        """Judge one sentence against all spans that it cites; with no span it is unsupported."""
        evidence = gather_spans(spans)
        cleaned = clean_text(sentence)
        if not evidence.texts:
            return Judgement(verdict="unsupported", support=0.0, why=_NO_SPAN)
        if not read_words(cleaned):
            return Judgement(verdict="unsupported", support=0.0, why=_NO_WORDS)
        if is_verbatim(cleaned, evidence):
            return Judgement(verdict="supported", support=_VERBATIM, why="")
        return self._weigh(cleaned, evidence)

    def _weigh(self, sentence: str, evidence: Evidence) -> Judgement:
        measured = measure_sentence(sentence, evidence, self._rarity)
        support = self._model.probability(measured.features)
        if self._entailment is not None:
            (entailed,) = self._entailment.rate([(evidence.text, sentence)])
            support = (support + entailed) / 2
        findings = tuple(found.finding for found in measured.flags)
        decisive = [found.finding for found in measured.flags if found.is_decisive]
        if decisive:
            worst = next((finding for finding in decisive if finding.verdict == "contradicted"), decisive[0])
            return self._withhold(worst, support, findings)
        if support >= self.threshold:
            return Judgement(verdict="supported", support=support, why="", findings=findings)
        doubt = findings[0] if findings else Finding(check="wording", verdict="unsupported", why=_TOO_LITTLE)
        return Judgement(verdict="unsupported", support=support, why=doubt.why, findings=findings)

    def _withhold(self, finding: Finding, support: float, findings: tuple[Finding, ...]) -> Judgement:
        """A verdict that a precise check decided; its support keeps its order and stays below the threshold."""
        return Judgement(
            verdict=finding.verdict, support=0.5 * self.threshold * support, why=finding.why, findings=findings
        )


def is_verbatim(sentence: str, evidence: Evidence) -> bool:
    """Whether a cleaned sentence is, word for word, one or more whole sentences of a span."""
    words = " ".join(word.folded for word in read_words(sentence))
    for text in evidence.texts:
        held = f" {' '.join(word.folded for word in read_words(text))} "
        if f" {words} " not in held:
            continue
        if held.strip() == words or _is_whole(words, text):
            return True
    return False


def _is_whole(words: str, text: str) -> bool:
    lines = [" ".join(word.folded for word in read_words(sentence)) for sentence in read_sentences(text)]
    for first in range(len(lines)):
        joined = ""
        for line in lines[first:]:
            joined = f"{joined} {line}".strip()
            if joined == words:
                return True
            if len(joined) > len(words):
                break
    return False
