from __future__ import annotations

from pathlib import Path

import pytest

from assistant import AssistantSettings
from assistant.errors import UnknownModelError
from assistant.models import open_chat_model, wrap_chat_model
from assistant.scripted import ScriptedChatModel


@pytest.fixture(autouse=True)
def without_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "NEWSDESK_MODEL", "NEWSDESK_MODEL_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gpt", "does not name a provider"),
        (":x", "does not name a provider"),
        ("nothing:at-all", "no provider is called nothing"),
        ("llamacpp:/nowhere/model.gguf", "there is no file /nowhere/model.gguf"),
    ],
)
def test_a_model_that_cannot_be_had_is_refused_with_the_reason_and_the_next_step(name: str, words: str) -> None:
    with pytest.raises(UnknownModelError, match="--model quotes") as caught:
        open_chat_model(name, AssistantSettings())
    assert words in str(caught.value)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "langchain_groq", None)
    with pytest.raises(UnknownModelError, match="pip install langchain-groq"):
        open_chat_model("groq:x", AssistantSettings())


def test_a_missing_key_is_named_by_its_variable() -> None:
    pytest.importorskip("langchain_openai", reason="langchain-openai is not installed")
    with pytest.raises(UnknownModelError, match="set OPENAI_API_KEY"):
        open_chat_model("openai:gpt-5-mini", AssistantSettings())


def test_a_server_on_this_machine_needs_no_key_and_is_sent_none(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai", reason="langchain-openai is not installed")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine-and-secret")
    opened = open_chat_model("openai:local", AssistantSettings(model_url="http://127.0.0.1:9/v1"))
    key = opened.caller.chat.openai_api_key  # type: ignore[attr-defined]
    assert key.get_secret_value() == "none-needed"
    assert opened.name == "openai:local"


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.gguf").write_text("not a model")
    with pytest.raises(UnknownModelError, match="not a GGUF file"):
        open_chat_model(f"llamacpp:{tmp_path / 'text.gguf'}", AssistantSettings())


def test_the_window_is_the_models_own_unless_a_narrower_one_is_set() -> None:
    chat = ScriptedChatModel(replies=["x"])
    assert wrap_chat_model(chat, AssistantSettings()).context_tokens == 8192
    assert wrap_chat_model(chat, AssistantSettings(context_tokens=1000)).context_tokens == 1000
    assert wrap_chat_model(chat, AssistantSettings()).count_tokens("three short words") == 3
