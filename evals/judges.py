"""Judges: who says whether cited words support a sentence. Deterministic by default; a chat model can be asked instead.

The assistant's own judge lives in `assistant.verdicts`; here are those that evals adds. A chat model is opened and
called by the assistant.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import JudgeFailedError, JudgeSilentError, UnknownJudgeError
from .metrics import fold_words
from .run_folder import RunFolder, hash_json

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant import AssistantSettings
    from assistant.answers import Verdict
    from assistant.verdicts.records import CheckedSpan, Judge, Judgement

__all__ = [
    "DEFAULT_JUDGE",
    "ChatJudge",
    "LanguageModelJudge",
    "ModelVerdict",
    "WordJudge",
    "default_judge",
    "describe_judge",
    "open_judge",
    "parse_verdict",
    "read_prompt",
]

DEFAULT_JUDGE = "newsdesk"
"""What the assistant's own judge is called in reports."""

_FENCE = re.compile(r"^```(?:json)?\s*\n(.*)\n```\s*$", re.DOTALL)


def default_judge() -> Judge:
    """The assistant's judge."""
    from assistant.verdicts import SupportJudge

    return SupportJudge()


def open_judge(name: str, *, settings: AssistantSettings | None = None, runs: Path | None = None) -> ChatJudge:
    """A chat model as a judge, by the name that `newsdesk ask --model` takes.

    Args:
        settings: how it is called; None for those of the environment.
        runs: where its verdicts are kept between runs; None to keep none.

    Raises:
        UnknownJudgeError: no such chat model can be had.
    """
    from assistant import AssistantSettings
    from assistant.errors import UnknownModelError
    from assistant.models import open_chat_model

    settings = settings or AssistantSettings()
    try:
        opened = open_chat_model(name, settings)
    except UnknownModelError as err:
        raise UnknownJudgeError(name, err.why) from err
    return ChatJudge(LanguageModelJudge(opened.caller.chat, name=name, settings=settings), runs=runs)


def describe_judge(judge: Judge | None) -> dict[str, str]:
    """What the verdicts of a judge depend on, beside the code; None is the assistant's own judge."""
    if judge is None:
        return {"judge": DEFAULT_JUDGE}
    return judge.settings if isinstance(judge, ChatJudge) else {"judge": type(judge).__name__}


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

    verdict: Verdict | None
    why: str


class LanguageModelJudge:
    """Asks a LangChain chat model whether cited words support a sentence.

        judge = LanguageModelJudge(init_chat_model("openai:gpt-4o-mini", temperature=0))
        judge.ask("The prison holds 40,000.", [CheckedSpan(text="CECOT can hold 40,000 people.")]).verdict

    Its verdicts are those of the model and may differ from run to run; the prompt's hash is `prompt_hash`.

    Args:
        name: what it is called in reports; None for the model's own name.
        settings: how long it is waited for and how often it is tried again; None for those of the environment.
    """

    def __init__(
        self, model: BaseChatModel, *, name: str | None = None, settings: AssistantSettings | None = None
    ) -> None:
        from assistant import AssistantSettings
        from assistant.models import wrap_chat_model

        opened = wrap_chat_model(model, settings or AssistantSettings(), name)
        self.name = opened.name
        self.settings = settings or AssistantSettings()
        self._caller = opened.caller
        self._prompt = read_prompt()
        self.prompt_hash = hashlib.sha256(self._prompt.encode()).hexdigest()[:16]

    def ask(self, sentence: str, spans: Sequence[CheckedSpan]) -> ModelVerdict:
        """The model's verdict; None when it gave none that can be read. Nothing is guessed from a broken reply.

        Raises:
            JudgeFailedError: the model gave no reply at all.
        """
        from langchain_core.messages import HumanMessage, SystemMessage

        from assistant.errors import ModelFailedError

        try:
            reply = self._caller.ask([SystemMessage(self._prompt), HumanMessage(write_task(sentence, spans))])
        except ModelFailedError as err:
            raise JudgeFailedError(self.name, err.why) from err
        return parse_verdict(reply)


class ChatJudge:
    """A chat model where a judge is asked for; its verdicts are kept, so that a run that was stopped asks none anew.

        judge = ChatJudge(LanguageModelJudge(model), runs=default_runs())

    A reply that cannot be read is no verdict, neither kept nor counted: it is asked for again in the next run.
    """

    def __init__(self, asked: LanguageModelJudge, *, runs: Path | None = None) -> None:
        self._asked = asked
        self._folder = None if runs is None else RunFolder(runs, {"kept": "verdicts", **self.settings})

    @property
    def settings(self) -> dict[str, str]:
        """What its verdicts depend on."""
        settings = self._asked.settings
        chosen = {"temperature": settings.model_temperature, "address": settings.model_url}
        return {
            "judge": self._asked.name,
            "judge prompt": self._asked.prompt_hash,
            **{f"judge {name}": str(value) for name, value in chosen.items() if value is not None},
        }

    def judge(self, sentence: str, spans: Sequence[CheckedSpan]) -> Judgement:
        """The model's verdict; its support is 1 or 0, for it says no more.

        Raises:
            JudgeSilentError: the model's reply holds no verdict that can be read.
            JudgeFailedError: the model gave no reply at all.
        """
        from assistant.verdicts.records import Judgement

        if not spans:
            return Judgement(verdict="unsupported", support=0.0, why="no source is cited for it")
        key = hash_json(write_task(sentence, spans))
        kept = None if self._folder is None else self._folder.find(key)
        said = self._asked.ask(sentence, spans) if kept is None else ModelVerdict(**kept)
        if said.verdict is None:
            raise JudgeSilentError(self._asked.name, said.why)
        if kept is None and self._folder is not None:
            self._folder.append(key, {"verdict": said.verdict, "why": said.why})
        is_supported = said.verdict == "supported"
        return Judgement(verdict=said.verdict, support=float(is_supported), why="" if is_supported else said.why)


def write_task(sentence: str, spans: Sequence[CheckedSpan]) -> str:
    """What a chat model is shown: a line of JSON for each span with what is known of it, and one for the sentence."""
    lines: list[dict[str, Any]] = [*map(_describe_span, spans), {"sentence": sentence}]
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)


def _describe_span(span: CheckedSpan) -> dict[str, str]:
    beside = {
        "around": span.context if span.context != span.text else "",
        "title": span.title,
        "publisher": span.publisher or "",
        "published": "" if span.published is None else span.published.isoformat(),
    }
    return {"source": span.text, **{name: value for name, value in beside.items() if value}}


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
