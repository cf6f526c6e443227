"""A GGUF file as a LangChain chat model, run in this process by llama.cpp through xllamacpp.

llama.cpp batches the questions of several threads together and keeps the beginning of the last prompts, so that the
next question's unchanged part is not read again. Naming and opening models lives in `models.py`.
"""

from __future__ import annotations

import queue
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr

from .errors import UnknownModelError

__all__ = ["LlamaCppChatModel"]

_MAGIC = b"GGUF"
_SILENT = -1
_COUNT_TIMEOUT_S = 30.0


class LlamaCppChatModel(BaseChatModel):
    """A GGUF file, loaded when it is made.

        chat = LlamaCppChatModel.load("/models/SmolLM2-135M-Instruct.Q4_1.gguf")
        chat.invoke("What is the capital of France?")

    Safe for many threads: up to `parallel` answers are written at once, each with a window of `context_tokens`.
    """

    path: str
    context_tokens: int = Field(default=4096, ge=256)
    parallel: int = Field(default=2, ge=1, le=64)
    threads: int | None = Field(default=None, ge=1)
    """None leaves it to llama.cpp, which takes all cores; fewer are faster on a machine that is busy."""
    max_tokens: int = Field(default=400, ge=1)
    temperature: float = Field(default=0.0, ge=0)
    seed: int = 0
    counts_tokens_offline: bool = True

    _server: Any = PrivateAttr(default=None)
    _key: str = PrivateAttr(default="")

    @classmethod
    def load(cls, path: str | Path, **settings: Any) -> LlamaCppChatModel:
        """Load a file.

        Raises:
            UnknownModelError: xllamacpp is not installed, or the file is missing or no GGUF.
        """
        file = Path(path).expanduser()
        name = f"llamacpp:{path}"
        if not file.is_file():
            raise UnknownModelError(name, f"there is no file {file}")
        with file.open("rb") as opened:
            if opened.read(4) != _MAGIC:
                raise UnknownModelError(name, f"{file.name} is not a GGUF file")
        model = cls(path=str(file), **settings)
        model._start(name)
        return model

    def _start(self, name: str) -> None:
        try:
            import xllamacpp
        except ImportError as err:
            raise UnknownModelError(name, "xllamacpp is not installed; pip install 'newsdesk[llamacpp]'") from err
        self._key = secrets.token_hex(16)
        params = xllamacpp.CommonParams()
        params.model.path = self.path
        params.n_parallel = self.parallel
        params.n_ctx = self.context_tokens * self.parallel
        params.cont_batching = params.cache_prompt = True
        if self.threads is not None:
            params.cpuparams.n_threads = params.cpuparams_batch.n_threads = self.threads
        params.verbosity = _SILENT
        params.ui = params.warmup = False
        # llama.cpp's own server comes up beside the in-process calls; only this process knows its key
        params.hostnames, params.port, params.api_keys = ["127.0.0.1"], 0, [self._key]
        try:
            self._server = xllamacpp.Server(params)
        except Exception as err:
            raise UnknownModelError(name, "llama.cpp cannot load this file; is it a whole chat model?") from err

    @property
    def _llm_type(self) -> str:
        return "llamacpp"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"path": self.path, "temperature": self.temperature, "seed": self.seed, "max_tokens": self.max_tokens}

    def get_num_tokens(self, text: str) -> int:
        """How many tokens a text has, by the model's own tokenizer."""
        import httpx

        with httpx.Client(trust_env=False, timeout=_COUNT_TIMEOUT_S) as client:
            answer = client.post(
                f"{self._server.listening_address}/tokenize",
                json={"content": text},
                headers={"Authorization": f"Bearer {self._key}"},
            )
            answer.raise_for_status()
            return len(answer.json()["tokens"])

    def _request(self, messages: list[BaseMessage], stop: list[str] | None, more: dict[str, Any]) -> dict[str, Any]:
        request = {
            "messages": convert_to_openai_messages(messages),
            "max_tokens": more.get("max_tokens", self.max_tokens),
            "temperature": more.get("temperature", self.temperature),
            "seed": self.seed,
        }
        return {**request, "stop": stop} if stop else request

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        answer = self._server.handle_chat_completions(self._request(messages, stop, kwargs))
        _raise_if_refused(answer)
        text = answer["choices"][0]["message"].get("content") or ""
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        arrived: queue.Queue[Any] = queue.Queue()
        is_over = threading.Event()
        request = {**self._request(messages, stop, kwargs), "stream": True}

        def take(chunk: Any) -> bool:
            arrived.put(chunk)
            return is_over.is_set()  # True ends the answer

        def write() -> None:
            last: Any = None
            try:
                last = self._server.handle_chat_completions(request, take)
            except BaseException as err:
                last = err
            arrived.put((last,))

        threading.Thread(target=write, daemon=True, name="llama.cpp").start()
        try:
            while not isinstance(item := arrived.get(), tuple):
                _raise_if_refused(item)
                text = item["choices"][0]["delta"].get("content") if item.get("choices") else None
                if text:
                    yield ChatGenerationChunk(message=AIMessageChunk(content=text))
            if isinstance(item[0], BaseException):
                raise item[0]
            _raise_if_refused(item[0])
        finally:
            is_over.set()


def _raise_if_refused(answer: Any) -> None:
    """Raise what llama.cpp says is wrong with a request.

    Raises:
        ValueError: with its words.
    """
    if isinstance(answer, dict) and "error" in answer:
        raise ValueError(str(answer["error"].get("message", answer["error"])))
