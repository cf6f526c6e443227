from __future__ import annotations

import pytest

from assistant import AssistantSettings
from tests.ui.page.scripted import ScriptedAssistant
from ui.errors import ModelNotOfferedError
from ui.page.models import ModelChoice


def test_the_default_the_offered_ones_and_quotes_can_be_chosen_each_once(scripted: ScriptedAssistant) -> None:
    scripted.settings = AssistantSettings(model="ollama:qwen3")
    opened: list[str] = []

    def open_model(name: str) -> ScriptedAssistant:
        opened.append(name)
        return ScriptedAssistant(scripted.store)

    models = ModelChoice(scripted, ["openai:gpt", "ollama:qwen3"], open_model)  # type: ignore[arg-type]
    assert models.names == ("ollama:qwen3", "openai:gpt", "quotes")
    assert models.assistant(None) is models.assistant("ollama:qwen3") is scripted  # type: ignore[comparison-overlap]
    assert models.assistant("openai:gpt") is models.assistant("openai:gpt")
    assert opened == ["openai:gpt"]


def test_another_model_is_refused_with_those_that_are_offered(scripted: ScriptedAssistant) -> None:
    with pytest.raises(ModelNotOfferedError, match="Choose one of quotes"):
        ModelChoice(scripted).assistant("llamacpp:/etc/passwd")  # type: ignore[arg-type]
