"""`ScriptedChatModel`: the fake chat model for tests and examples, which says what it was told to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr

__all__ = ["Reply", "ScriptedChatModel"]

Reply = str | BaseException | Callable[[str], str]
"""What is said; an error to raise; or a function of the whole prompt, for replies that need the codes in it."""


class ScriptedChatModel(BaseChatModel):
    """Gives its replies in order, and the last one ever after, in pieces of `piece` characters when it streams.

        model = ScriptedChatModel(replies=["It can hold 40,000 people [k7f2]."])
        Assistant.open(home, model=model).ask("How many people can it hold?")

    What it was asked is kept in `asked`. An error among the replies is raised; one in `breaks_after` pieces is raised
    in the middle of a stream.
    """

    replies: Sequence[Any] = Field(min_length=1)
    piece: int = Field(default=7, ge=1)
    breaks_after: int | None = None
    counts_tokens_offline: bool = True

    _asked: list[list[BaseMessage]] = PrivateAttr(default_factory=list)

    @property
    def asked(self) -> list[list[BaseMessage]]:
        """The messages of each call."""
        return self._asked

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def get_num_tokens(self, text: str) -> int:
        """A word is a token, and no tokenizer is needed."""
        return len(text.split())

    def _next_reply(self, messages: list[BaseMessage]) -> str:
        reply: Reply = self.replies[min(len(self._asked), len(self.replies) - 1)]
        self._asked.append(messages)
        if isinstance(reply, BaseException):
            raise reply
        return reply if isinstance(reply, str) else reply("\n".join(str(message.content) for message in messages))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=self._next_reply(messages)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        reply = self._next_reply(messages)
        for number, start in enumerate(range(0, len(reply), self.piece)):
            if number == self.breaks_after:
                raise ConnectionError("the line broke")
            yield ChatGenerationChunk(message=AIMessageChunk(content=reply[start : start + self.piece]))
