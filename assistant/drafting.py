"""Drafting: what a chat model writes for a question, sentence by sentence, while it writes it.

A draft is only words. Whether any of them may be shown is decided in `policy.py`, after `binding.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from vectorstore import Hit

from .assembling import DraftSentence, SentenceAssembler, clean_sentence
from .briefing import Briefing, brief_model
from .errors import ModelFailedError
from .models import OpenedModel
from .neutralising import neutralise_text
from .prompting import hash_prompts, load_prompt

__all__ = ["DRAFT_PROMPTS", "Drafter"]

DRAFT_PROMPTS = ("draft", "retry")
_MARGIN_TOKENS = 48
"""For what a chat template adds around the messages."""
_LEAST_ROOM_TOKENS = 40
_NEARLY = 0.85
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(kw_only=True)
class Drafter:
    """Asks one model one question, and once more when nothing of the first draft could be shown.

    drafter = Drafter(model=model, question=question, hits=hits, answer_tokens=400)
    for sentence in drafter.draft(): ...
    """

    model: OpenedModel
    question: str
    hits: Sequence[Hit]
    answer_tokens: int
    briefing: Briefing = field(init=False)
    prompt_hash: str = field(init=False)
    _messages: list[BaseMessage] = field(init=False)

    def __post_init__(self) -> None:
        prompt = load_prompt("draft")
        question = neutralise_text(self.question)
        fixed = [
            prompt.fill_system(example="[k7f2]"), prompt.fill_user(sources="", question=question)
        ]  # fmt: skip
        room = (
            self.model.context_tokens
            - self.answer_tokens
            - _MARGIN_TOKENS
            - sum(self.model.count_tokens(part) for part in fixed)
        )
        if room < _LEAST_ROOM_TOKENS:
            raise ModelFailedError(
                self.model.name,
                f"its window of {self.model.context_tokens} tokens has no room for a source beside an answer of "
                f"{self.answer_tokens}; NEWSDESK_CONTEXT_TOKENS and NEWSDESK_ANSWER_TOKENS set both",
            )
        self.briefing = brief_model(self.question, self.hits, room, self.model.count_tokens)
        if not self.briefing.shown:
            raise ModelFailedError(
                self.model.name,
                f"its window of {self.model.context_tokens} tokens has no room for a single source; "
                "NEWSDESK_CONTEXT_TOKENS sets a wider one",
            )
        self.prompt_hash = hash_prompts(*DRAFT_PROMPTS)
        example = f"[{self.briefing.codes[self.briefing.shown[0]]}]"
        self._messages = [
            SystemMessage(prompt.fill_system(example=example)),
            HumanMessage(prompt.fill_user(sources=self.briefing.text, question=question)),
        ]

    def draft(self) -> Iterator[DraftSentence]:
        """The sentences of the next draft, cleaned of markup and links, as the model writes them.

        Raises:
            ModelFailedError: the model failed; what it said before that was given out.
        """
        assembler = SentenceAssembler(self.briefing.codes)
        said: list[str] = []
        for words in self.model.caller.stream(self._messages):
            said.append(words)
            yield from map(self._clean, assembler.feed(words))
        last = [self._clean(sentence) for sentence in assembler.finish()]
        if last and self._was_cut_off("".join(said)) and not _ENDED.search(last[-1].text):
            last[-1] = replace(last[-1], text="")
        yield from last
        self._messages.append(AIMessage("".join(said) or "…"))

    def object_to(self, faults: Sequence[str]) -> None:
        """Tell the model what was wrong with its draft; the next `draft` answers that."""
        listed = "\n".join(f"- {fault}" for fault in faults)
        self._messages.append(HumanMessage(load_prompt("retry").fill_user(faults=listed)))

    def places_of(self, codes: Sequence[str]) -> list[int]:
        """The places of the cited passages among the hits."""
        return [self.briefing.place_of(code) for code in codes]

    def _was_cut_off(self, said: str) -> bool:
        """Whether the draft is about as long as drafts may be."""
        return self.model.count_tokens(said) >= _NEARLY * self.answer_tokens

    def _clean(self, sentence: DraftSentence) -> DraftSentence:
        urls = [hit.document.url for hit in self.hits if hit.document.url]
        text = clean_sentence(sentence.text, urls)
        return DraftSentence(text=text, codes=sentence.codes, stripped=sentence.stripped)
