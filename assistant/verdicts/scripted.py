"""`ScriptedJudge`: the fake judge for tests, which says what it was told to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..answers import Verdict
from .records import CheckedSpan, Judgement

__all__ = ["ScriptedJudge"]


class ScriptedJudge:
    """Judges by a script: the verdict of each sentence by its text, `default` for any other.

        judge = ScriptedJudge({"It can hold 80,000.": "contradicted"})

    Keeps what it was asked in `asked`. With no span a sentence is unsupported, whatever the script says.
    """

    def __init__(self, verdicts: Mapping[str, Verdict] | None = None, default: Verdict = "supported") -> None:
        self._verdicts = dict(verdicts or {})
        self._default = default
        self.asked: list[tuple[str, tuple[CheckedSpan, ...]]] = []

    def judge(self, sentence: str, spans: Sequence[CheckedSpan]) -> Judgement:
        """Judge as the script has it."""
        self.asked.append((sentence, tuple(spans)))
        if not spans:
            return Judgement(verdict="unsupported", support=0.0, why="no source is cited for it")
        verdict = self._verdicts.get(sentence, self._default)
        if verdict == "supported":
            return Judgement(verdict=verdict, support=1.0, why="")
        return Judgement(verdict=verdict, support=0.0, why=f"the script says {verdict}")
