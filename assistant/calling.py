"""Calling a chat model: its words as they come, within a time limit, tried again when that may help, errors in words.

Which model is called is decided in `models.py`; what it is told, in `briefing.py` and the prompts.
"""

from __future__ import annotations

import contextvars
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import ModelFailedError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

__all__ = ["ChatCaller"]

_FIRST_PAUSE_S = 0.5
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_SECRET = re.compile(r"\b(?:sk|pk|key|gsk|xai|AIza)[-_][\w-]{8,}|\bBearer \S+", re.IGNORECASE)
_QUEUED = 256


@dataclass(frozen=True, kw_only=True)
class ChatCaller:
    """A chat model, and how patiently it is called.

        for words in caller.stream(messages): ...

    Args:
        name: what the model is called in errors.
        timeout_s: the longest wait for the next words, however the model itself counts.
        retries: how often a call is tried again that failed before its first words.
        pause: waits so many seconds between tries, doubled each time.
    """

    name: str
    chat: BaseChatModel
    timeout_s: float
    retries: int
    pause: Callable[[float], object] = time.sleep

    def stream(self, messages: Sequence[BaseMessage]) -> Iterator[str]:
        """The model's words as they come, without what it only thinks.

        Raises:
            ModelFailedError: it failed, or was silent for too long; what it said before that stays said.
        """
        yield from (words for words in _drop_thoughts(self._stream_again(messages)) if words)

    def ask(self, messages: Sequence[BaseMessage]) -> str:
        """The whole of what the model says.

        Raises:
            ModelFailedError: it failed, or was silent for too long.
        """
        return "".join(self.stream(messages))

    def _stream_again(self, messages: Sequence[BaseMessage]) -> Iterator[str]:
        for attempt in range(self.retries + 1):
            has_spoken = False
            try:
                for words in self._stream_once(messages):
                    has_spoken = has_spoken or bool(words)
                    yield words
                return
            except Exception as err:
                if has_spoken or attempt == self.retries or not _may_help_again(err):
                    raise ModelFailedError(self.name, _explain(err, self.timeout_s)) from err
                self.pause(_FIRST_PAUSE_S * 2**attempt)

    def _stream_once(self, messages: Sequence[BaseMessage]) -> Iterator[str]:
        """Read the model's stream in a thread of its own, so that a silent model cannot hold up its reader."""
        words: queue.Queue[Any] = queue.Queue(maxsize=_QUEUED)
        is_over = threading.Event()

        def read() -> None:
            last: Any = None
            try:
                for chunk in self.chat.stream(list(messages)):
                    if is_over.is_set() or not _put(words, _text_of(chunk), is_over):
                        return
            except BaseException as err:
                last = err
            _put(words, (last,), is_over)

        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(read,), daemon=True, name="chat-model").start()
        try:
            while True:
                try:
                    item = words.get(timeout=self.timeout_s)
                except queue.Empty:
                    raise TimeoutError from None
                if isinstance(item, str):
                    yield item
                elif item[0] is not None:
                    raise item[0]
                else:
                    return
        finally:
            is_over.set()


def _put(words: queue.Queue[Any], item: Any, is_over: threading.Event) -> bool:
    """Hand over an item while its reader is there; False when it has gone."""
    while not is_over.is_set():
        try:
            words.put(item, timeout=0.2)
            return True
        except queue.Full:
            continue
    return False


def _text_of(chunk: Any) -> str:
    text = getattr(chunk, "text", "")
    return str(text() if callable(text) and not isinstance(text, str) else text)


def _drop_thoughts(chunks: Iterator[str]) -> Iterator[str]:
    """Leave out a leading `<think>...</think>`, which some models write before they answer."""
    held, is_open = "", True
    for chunk in chunks:
        if not is_open:
            yield chunk
            continue
        held += chunk
        begin = held.lstrip()
        if "<think>".startswith(begin[:7]) and len(begin) < 7:
            continue
        if begin.startswith("<think>"):
            if "</think>" not in begin:
                continue
            held = begin.split("</think>", 1)[1]
        is_open = False
        yield held
    if is_open and not held.lstrip().startswith("<think>"):
        yield held


def _status_of(error: BaseException) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int):
            return status
    return None


def _may_help_again(error: BaseException) -> bool:
    status = _status_of(error)
    if status is not None:
        return status in _AGAIN
    names = {kind.__name__ for kind in type(error).__mro__}
    return isinstance(error, OSError | TimeoutError) or any("Connect" in name or "Timeout" in name for name in names)


def _explain(error: BaseException, timeout_s: float) -> str:
    """Why a call failed, in words for a reader, without keys."""
    status = _status_of(error)
    text = str(error)
    if status in (401, 403) or re.search(r"api[_ -]?key|authentication|credential", text, re.IGNORECASE):
        return "its key is missing or was refused; set the provider's key in the environment"
    if status == 404:
        return "the server knows no model of this name"
    if status == 429:
        return "the server takes no more requests for now, or the quota is used up"
    if status is not None and status >= 500:
        return f"the server failed with status {status}"
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    if isinstance(error, TimeoutError) or "Timeout" in names:
        return f"nothing came for {timeout_s:g} s; NEWSDESK_MODEL_TIMEOUT_S sets a longer wait"
    if isinstance(error, ConnectionError) or "Connect" in names:
        return "its server cannot be reached; start it, or name its address in NEWSDESK_MODEL_URL"
    line = _SECRET.sub("…", text.strip().splitlines()[0][:160].rstrip(".")) if text.strip() else ""
    return f"{type(error).__name__}{f': {line}' if line else ''}"
