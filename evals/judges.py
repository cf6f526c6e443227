"""Judges: who says whether cited words support a sentence. Deterministic by default; a chat model can be asked instead.

The assistant's own judge lives in `assistant.verdicts`; here are those that evals adds.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from .metrics import fold_words

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.verdicts.records import CheckedSpan, Judge, Judgement

__all__ = ["LanguageModelJudge", "ModelVerdict", "WordJudge", "default_judge", "parse_verdict", "read_prompt"]

_FENCE = re.compile(r"^```(?:json)?\s*\n(.*)\n```\s*$", re.DOTALL)


def default_judge() -> Judge:
    """The assistant's judge."""
    from assistant.verdicts import SupportJudge

    return SupportJudge()


class WordJudge:
    """Supports a sentence when enough of its words, and each of its figures, stand in the cited words.

    Blind to meaning; for tests and for machines without an entailment model.
    """

    def __init__(self, least: float = 0.9) -> None:
        self.least = least

    def judge(self, sentence: str, spans: Sequence[CheckedSpan]) -> Judgement:
        from assistant.verdicts.records import Judgement

        words = fold_words(sentence).split()
        held = frozenset(fold_words(" ".join(span.text for span in spans)).split())
        share = sum(word in held for word in words) / len(words) if words else 0.0
        figures = all(word in held for word in words if word.isdigit())
        if share >= self.least and figures:
            return Judgement(verdict="supported", support=share, why="")
        return Judgement(
            verdict="unsupported", support=min(share, 0.49), why="the cited words lack words of the sentence"
        )


@dataclass(frozen=True, kw_only=True)
class ModelVerdict:
    """What a chat model said of a sentence; `verdict` is None, which is not scored, when its reply could not be read."""

    verdict: str | None
    why: str


class LanguageModelJudge:
    """Asks a LangChain chat model whether cited words support a sentence.

        judge = LanguageModelJudge(init_chat_model("openai:gpt-4o-mini", temperature=0))
        judge.ask("The prison holds 40,000.", ["CECOT can hold 40,000 people."]).verdict

    Its verdicts are those of the model and may differ from run to run; the prompt's hash is `prompt_hash`.
    """

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model
        self._prompt = read_prompt()
        self.prompt_hash = hashlib.sha256(self._prompt.encode()).hexdigest()[:16]

    def ask(self, sentence: str, spans: Sequence[str]) -> ModelVerdict:
        """The model's verdict; None when it gave none that can be read. Nothing is guessed from a broken reply."""
        sources = "\n".join(json.dumps({"source": text}, ensure_ascii=False) for text in spans)
        task = f"{sources}\n{json.dumps({'sentence': sentence}, ensure_ascii=False)}"
        reply = self._model.invoke([("system", self._prompt), ("human", task)])
        return parse_verdict(str(reply.text))


def read_prompt() -> str:
    return (resources.files("evals") / "prompts" / "support.md").read_text(encoding="utf-8")


def parse_verdict(reply: str) -> ModelVerdict:
    """Read `{"verdict": "supported" | "unsupported" | "contradicted", "why": "..."}`, alone or in a code fence."""
    fenced = _FENCE.match(reply.strip())
    try:
        record = json.loads(fenced.group(1) if fenced else reply)
    except ValueError:
        return ModelVerdict(verdict=None, why="the reply is not JSON")
    if not isinstance(record, dict) or set(record) - {"verdict", "why"}:
        return ModelVerdict(verdict=None, why="the reply is no object of verdict and why")
    if record.get("verdict") not in ("supported", "unsupported", "contradicted"):
        return ModelVerdict(verdict=None, why="the reply holds no known verdict")
    return ModelVerdict(verdict=record["verdict"], why=str(record.get("why", "")))
