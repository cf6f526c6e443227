"""The verdict on a sentence: whether the spans that it cites support it, and if not, what is wrong.

    from assistant.verdicts import CheckedSpan, SupportJudge

    SupportJudge().judge("CECOT can hold 40,000 people.", [CheckedSpan(text="...")])

Finding spans lives in `assistant.citations`; what becomes of a withheld sentence is for the drafting pipeline to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vectorstore.lazy import load_lazily

if TYPE_CHECKING:
    from .judging import SupportJudge
    from .records import CheckedSpan, Finding, Judge, Judgement
    from .scripted import ScriptedJudge

_MODULE_OF = {
    "CheckedSpan": "records",
    "Finding": "records",
    "Judge": "records",
    "Judgement": "records",
    "ScriptedJudge": "scripted",
    "SupportJudge": "judging",
}

__all__ = ["CheckedSpan", "Finding", "Judge", "Judgement", "ScriptedJudge", "SupportJudge"]

__getattr__ = load_lazily("assistant.verdicts", _MODULE_OF)
