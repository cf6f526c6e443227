"""The judge of a run of a suite: loaded when it is first asked, its silences counted. Judges themselves: `judges.py`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import JudgeSilentError
from ..judges import default_judge

if TYPE_CHECKING:
    from assistant.verdicts.records import CheckedSpan, Judge, Judgement

__all__ = ["SuiteJudge"]


class SuiteJudge:
    """The given judge, or the assistant's own; most measures never ask it.

    `silences` counts the times that it gave no verdict that could be read; a report tells them among its counts.
    """

    def __init__(self, given: Judge | None) -> None:
        self._given = given
        self.silences = 0

    @cached_property
    def _judge(self) -> Judge:
        return self._given or default_judge()

    @property
    def counts(self) -> dict[str, int]:
        return {"verdicts that could not be read": self.silences} if self.silences else {}

    def judge(self, sentence: str, spans: Sequence[CheckedSpan]) -> Judgement:
        try:
            return self._judge.judge(sentence, spans)
        except JudgeSilentError:
            self.silences += 1
            raise
