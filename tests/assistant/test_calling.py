from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.calling import ChatCaller
from assistant.errors import ModelFailedError
from assistant.scripted import Reply, ScriptedChatModel

ASKED = [HumanMessage("Well?")]


class _StatusError(Exception):
    def __init__(self, status_code: int) -> None:
        self.status_code = status_code
        super().__init__("refused for sk-verysecretkey123")


class _SilentModel(ScriptedChatModel):
    def _stream(self, *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        threading.Event().wait(5)
        yield from ()


def caller(*replies: Reply, retries: int = 2, pauses: list[float] | None = None, **settings: Any) -> ChatCaller:
    chat = ScriptedChatModel(replies=replies, **settings)
    paused = [] if pauses is None else pauses
    return ChatCaller(name="scripted", chat=chat, timeout_s=10, retries=retries, pause=paused.append)


def test_words_come_as_the_model_says_them() -> None:
    assert list(caller("It opened.", piece=4).stream(ASKED)) == ["It o", "pene", "d."]


def test_a_call_that_fails_for_a_while_is_tried_again_with_longer_and_longer_pauses() -> None:
    pauses: list[float] = []
    assert caller(ConnectionError(), _StatusError(503), "Yes.", pauses=pauses).ask(ASKED) == "Yes."
    assert pauses == [0.5, 1.0]


@pytest.mark.parametrize("error", [_StatusError(401), _StatusError(404), _StatusError(400), ValueError("no")])
def test_what_would_fail_again_is_not_tried_again(error: Exception) -> None:
    pauses: list[float] = []
    with pytest.raises(ModelFailedError):
        caller(error, "Yes.", pauses=pauses).ask(ASKED)
    assert pauses == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (_StatusError(401), "its key is missing or was refused"),
        (_StatusError(404), "knows no model"),
        (_StatusError(429), "quota"),
        (_StatusError(500), "failed with status 500"),
        (ConnectionError("refused"), "cannot be reached"),
        (RuntimeError("odd for sk-verysecretkey123 here"), "RuntimeError: odd for … here"),
    ],
)
def test_every_failure_is_told_in_words_without_keys(error: Exception, words: str) -> None:
    with pytest.raises(ModelFailedError, match="--model quotes") as caught:
        caller(error, retries=0).ask(ASKED)
    assert words in str(caught.value)
    assert "verysecret" not in str(caught.value)


def test_a_stream_that_breaks_after_its_first_words_is_not_begun_again() -> None:
    broken = caller("It opened in 2023.", piece=5, breaks_after=2)
    words = []
    with pytest.raises(ModelFailedError, match="cannot be reached"):
        words += list(_collect(broken, words))
    assert words == ["It op", "ened "]


def _collect(chosen: ChatCaller, words: list[str]) -> Iterator[str]:
    for word in chosen.stream(ASKED):
        words.append(word)
    yield from ()


def test_a_silent_model_is_given_up() -> None:
    silent = ChatCaller(name="silent", chat=_SilentModel(replies=["never"]), timeout_s=0.05, retries=0)
    with pytest.raises(ModelFailedError, match=r"nothing came for 0\.05 s"):
        silent.ask(ASKED)


@pytest.mark.parametrize("piece", [1, 5, 100])
def test_what_a_model_only_thinks_is_left_out(piece: int) -> None:
    assert caller("<think>Hm, 90,000?</think>It holds 40,000.", piece=piece).ask(ASKED) == "It holds 40,000."
    assert caller("<thin ice.", piece=piece).ask(ASKED) == "<thin ice."
