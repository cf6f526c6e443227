"""Chat models by name: `quotes`, any `provider:name` that LangChain knows, or `llamacpp:FILE.gguf`.

Opening is here; calling an opened model, with its time limits and retries, is in `calling.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .briefing import estimate_tokens
from .calling import ChatCaller
from .errors import UnknownModelError
from .settings import AssistantSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["OpenedModel", "open_chat_model", "wrap_chat_model"]

_LLAMACPP = "llamacpp"
_EXTRAS = {"openai": "openai", "anthropic": "anthropic", "ollama": "ollama"}
_DEFAULT_WINDOW = 8192
_WIDEST_WINDOW = 32_768
_LLAMACPP_WINDOW = 4096
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_NO_KEY = "none-needed"


@dataclass(frozen=True, kw_only=True)
class OpenedModel:
    """A chat model that is ready to be asked, its name, and how much it reads."""

    name: str
    caller: ChatCaller
    context_tokens: int
    count_tokens: Callable[[str], int]


def open_chat_model(name: str, settings: AssistantSettings) -> OpenedModel:
    """Open a chat model by its name.

    Raises:
        UnknownModelError: its provider, its package, its key or its file is missing.
    """
    provider, colon, model = name.partition(":")
    if not (colon and provider and model):
        raise UnknownModelError(name, "it does not name a provider, as openai:gpt-5-mini or llamacpp:model.gguf does")
    if provider == _LLAMACPP:
        return wrap_chat_model(_load_llamacpp(model, settings), settings, name)
    return wrap_chat_model(_open_langchain(name, provider, model, settings), settings, name)


def wrap_chat_model(chat: BaseChatModel, settings: AssistantSettings, name: str | None = None) -> OpenedModel:
    """Take any LangChain chat model object.

    Raises:
        UnknownModelError: it is no chat model.
    """
    from langchain_core.language_models import BaseChatModel

    if not isinstance(chat, BaseChatModel):
        raise UnknownModelError(type(chat).__name__, "it is not a LangChain chat model")
    name = name or _name_of(chat)
    caller = ChatCaller(name=name, chat=chat, timeout_s=settings.model_timeout_s, retries=settings.model_retries)
    count = chat.get_num_tokens if getattr(chat, "counts_tokens_offline", False) else estimate_tokens
    return OpenedModel(name=name, caller=caller, context_tokens=_window_of(chat, settings), count_tokens=count)


def _name_of(chat: BaseChatModel) -> str:
    model = getattr(chat, "model_name", None) or getattr(chat, "model", None)
    return f"{chat._llm_type}:{model}" if isinstance(model, str) else chat._llm_type


def _window_of(chat: BaseChatModel, settings: AssistantSettings) -> int:
    """How many tokens the prompt and the answer may have together."""
    own = getattr(chat, "context_tokens", None) or getattr(chat, "num_ctx", None)
    if not isinstance(own, int):
        profile = getattr(chat, "profile", None) or {}
        own = profile.get("max_input_tokens") if isinstance(profile, dict) else None
        own = min(own, _WIDEST_WINDOW) if isinstance(own, int) else _DEFAULT_WINDOW
    return own if settings.context_tokens is None else min(settings.context_tokens, own)


def _load_llamacpp(path: str, settings: AssistantSettings) -> BaseChatModel:
    return _load_llamacpp_once(
        path,
        settings.context_tokens or _LLAMACPP_WINDOW,
        settings.answer_tokens,
        settings.model_temperature or 0.0,
        settings.model_threads,
    )


@lru_cache(maxsize=1)
def _load_llamacpp_once(
    path: str, context_tokens: int, max_tokens: int, temperature: float, threads: int | None
) -> BaseChatModel:
    """The last file stays loaded, so that several assistants of one process share it, and its batches."""
    from .llamacpp import LlamaCppChatModel

    return LlamaCppChatModel.load(
        path, context_tokens=context_tokens, max_tokens=max_tokens, temperature=temperature, threads=threads
    )


def _open_langchain(name: str, provider: str, model: str, settings: AssistantSettings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        chat: BaseChatModel = init_chat_model(model, model_provider=provider, **_arguments_of(name, provider, settings))
    except ImportError as err:
        raise UnknownModelError(name, _missing_package(provider, err)) from err
    except Exception as err:
        raise UnknownModelError(name, _why_refused(provider, err)) from err
    return chat


def _arguments_of(name: str, provider: str, settings: AssistantSettings) -> dict[str, Any]:
    """What the provider's class is made with; retries are the caller's, so that there is one count of them."""
    arguments: dict[str, Any] = {}
    if settings.model_temperature is not None:
        arguments["temperature"] = settings.model_temperature
    if provider == "ollama":
        window = settings.context_tokens or _DEFAULT_WINDOW
        arguments |= {"num_ctx": window, "num_predict": settings.answer_tokens}
        arguments["client_kwargs"] = {"timeout": settings.model_timeout_s}
        if settings.model_url:
            arguments["base_url"] = settings.model_url
        return arguments
    arguments |= {"timeout": settings.model_timeout_s, "max_retries": 0, "max_tokens": settings.answer_tokens}
    if settings.model_url:
        if provider != "openai":
            raise UnknownModelError(name, "NEWSDESK_MODEL_URL is for openai: and ollama: models; unset it")
        arguments |= {"base_url": settings.model_url, "use_responses_api": False}
        if urlsplit(settings.model_url).hostname in _LOOPBACK:
            arguments["api_key"] = _NO_KEY
    return arguments


def _missing_package(provider: str, error: ImportError) -> str:
    package = re.search(r"pip install[ `'\"]*(?:-U )?([\w.-]+)", str(error))
    wanted = f"'newsdesk[{_EXTRAS[provider]}]'" if provider in _EXTRAS else package.group(1) if package else None
    if wanted is None:
        return f"its package is not installed ({error.name or error})"
    return f"its package is not installed; pip install {wanted}"


def _why_refused(provider: str, error: Exception) -> str:
    text = str(error)
    if re.search(r"api[_ -]?key|credential|token", text, re.IGNORECASE):
        variable = re.search(r"\b[A-Z][A-Z0-9]*_(?:API_)?(?:KEY|TOKEN)\b", text)
        named = variable.group() if variable else f"{provider.upper()}_API_KEY"
        return f"its key is missing; set {named} in the environment"
    if "Unsupported provider" in text or "model_provider" in text or "Unable to infer" in text:
        return f"no provider is called {provider}"
    line = text.strip().splitlines()[0][:200].rstrip(".") if text.strip() else ""
    return f"{type(error).__name__}{f': {line}' if line else ''}"
