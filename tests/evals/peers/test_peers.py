"""Peers answer from the same passages; what they write is read as it stands, and nothing of it is mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.scripted import ScriptedChatModel
from evals.judges import WordJudge
from evals.peers.passages import hit_of, passages_of, read_reply
from evals.runner import RunRequest, run_suite
from evals.systems import System
from tests.evals.village import NEWS, make_library, request_for
from vectorstore import HashingEmbedder, Hit, Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.open(make_library(tmp_path_factory.mktemp("village")), embedder=HashingEmbedder())


def hits(store: Store) -> list[Hit]:
    return [hit_of(store, span, 0.9 - n / 10) for n, (_, span) in enumerate(passages_of(store)[:2])]


def test_chunks_are_the_spans_of_the_library(store: Store) -> None:
    chunks = passages_of(store)
    assert len(chunks) == sum(document.passages for document in store.documents())
    for text, span in chunks:
        assert store.document(span["document_id"]).text[span["start"] : span["end"]] == text


def test_sentences_keep_the_numbers_that_they_cite(store: Store) -> None:
    reply = "There were 37 cracks [1]. It was closed on Monday [1][2]. So it goes [7]. Nobody knows why."
    answer = read_reply("?", reply, hits(store), "fake", 0.0, 0.0)
    assert [(s.text, s.citations) for s in answer.sentences] == [
        ("There were 37 cracks.", (1,)), ("It was closed on Monday.", (1, 2)), ("So it goes.", (7,)), ("Nobody knows why.", ()),
    ]  # fmt: skip
    assert [citation.marker for citation in answer.citations] == [1, 2]
    assert answer.confidence == 0.9
    for citation in answer.citations:
        assert store.document(citation.document_id).text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("reply", ["I do not know.", "I don't know", "", "The context does not mention a volcano."])
def test_saying_that_it_does_not_know_is_an_abstention(store: Store, reply: str) -> None:
    assert read_reply("?", reply, hits(store), "fake", 0.0, 0.0).abstained


def quote_the_source(prompt: str) -> str:
    """A model that quotes the sentence with the answer, with the first number it sees before it."""
    for _, sentence, question, _, _ in NEWS:
        if question in prompt and sentence in prompt:
            before = prompt[: prompt.index(sentence)]
            number = max((before.rfind(f"[{n}]"), n) for n in range(1, 9))[1]
            if "[1]" not in before:
                number = max((before.rfind(f"Source {n}:"), n) for n in range(1, 9))[1]
            return f"{sentence.rstrip('.')} [{number}]."
    return "I do not know."


def open_chain(store: Store, request: RunRequest) -> System:
    from evals.peers.chain import ChainPeer

    return ChainPeer(store, ScriptedChatModel(replies=[quote_the_source]), "scripted", passages=4)


def open_engine(store: Store, request: RunRequest) -> System:
    from evals.peers.citation_engine import CitationEnginePeer

    return CitationEnginePeer(store, ScriptedChatModel(replies=[quote_the_source]), "scripted", passages=4)


@pytest.mark.parametrize(("package", "opener"), [("langchain_chroma", open_chain), ("llama_index.core", open_engine)])
def test_a_peer_is_scored_with_the_same_code(tmp_path: Path, package: str, opener: object) -> None:
    pytest.importorskip(package)
    request = request_for(tmp_path, open_system=opener, judge=WordJudge(), runs=tmp_path / "runs")
    answers, citations = run_suite("answers", request), run_suite("citations", request)
    assert answers.score("answered right").n == len(NEWS)
    right = answers.score("right when answered")
    assert right.value == 1 and right.n >= 6
    assert citations.score("citation recall").value == 1
    assert citations.score("unknown markers").value == 0
    assert run_suite("abstention", request).score("abstention recall").value == 1
    assert str(answers.provenance["system"]) in ("langchain chain", "llamaindex citation engine")
