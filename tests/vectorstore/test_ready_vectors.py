from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.vectorstore.library import DocumentWithPassages, numbered_document, write_document
from vectorstore import EmbedderError, HashingEmbedder, Store, StoreSettings, embed_documents
from vectorstore.embedders import Matrix


class CountingEmbedder(HashingEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__(32)
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Matrix:
        self.texts.extend(texts)
        return super().embed(texts)


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def store(tmp_path: Path, embedder: CountingEmbedder) -> Iterator[Store]:
    with Store.open(tmp_path / "home", embedder=embedder, settings=StoreSettings(batch_passages=4)) as store:
        yield store


def put_with_vectors(
    store: Store, documents: Sequence[DocumentWithPassages], made: Sequence[DocumentWithPassages]
) -> None:
    """Put documents with the vectors of what was `made` of them elsewhere."""
    vectors = embed_documents(made, HashingEmbedder(32))
    with store.writer() as writer:

        def offered() -> Iterator[DocumentWithPassages]:
            for document, (made_document, made_passages), own in zip(documents, made, vectors, strict=True):
                writer.offer_vectors(made_document, made_passages, own)
                yield document

        writer.put(offered())


def vectors_in(store: Store) -> dict[str, tuple[float, ...]]:
    """The kept vector of each passage, by its document and ordinal."""
    rows = store.catalog.rows(
        "SELECT v.document_id, p.ordinal, s.passage FROM sentence_vectors s JOIN passages p ON p.passage_id = s.passage_id "
        "JOIN versions v ON v.version_no = p.version_no"
    )
    return {f"{row['document_id']}:{row['ordinal']}": tuple(row["passage"]) for row in rows}


def test_offered_vectors_are_stored_as_the_writer_would_have_made_them(
    store: Store, embedder: CountingEmbedder, tmp_path: Path
) -> None:
    documents = [numbered_document(number) for number in range(7)]
    put_with_vectors(store, documents, documents)
    assert embedder.texts == []

    with Store.open(tmp_path / "other", embedder=HashingEmbedder(32)) as other:
        with other.writer() as writer:
            writer.put(documents)
        assert vectors_in(store) == vectors_in(other)
        found = [store.search("Marker3omega ends3", 1)[0], other.search("Marker3omega ends3", 1)[0]]
    assert found[0].text == found[1].text and found[0].similarity == pytest.approx(found[1].similarity, abs=1e-6)


def test_a_passage_that_is_stored_with_other_words_is_embedded_here(store: Store, embedder: CountingEmbedder) -> None:
    stored = write_document("a.txt", "One word.", "Another word.")
    made = write_document("a.txt", "One word.", "Quite another thing.")
    put_with_vectors(store, [stored], [made])

    assert "Another word." in embedder.texts and "One word." not in embedder.texts
    embedder.texts.clear()
    assert store.search("Another word", 1)[0].text.endswith("Another word.")


def test_vectors_do_not_outlive_the_document_that_they_were_offered_for(
    store: Store, embedder: CountingEmbedder
) -> None:
    documents = [numbered_document(number) for number in range(5)]
    vectors = embed_documents(documents, HashingEmbedder(32))
    with store.writer() as writer:
        for (document, passages), own in zip(documents, vectors, strict=True):
            writer.offer_vectors(document, passages, own)
        writer.put(documents)
        assert writer._ready_vectors._of_document == {}
    assert embedder.texts == []


def test_vectors_of_another_model_are_refused(store: Store) -> None:
    document, passages = numbered_document(1)
    vectors = embed_documents([(document, passages)], HashingEmbedder(16))
    with store.writer() as writer, pytest.raises(EmbedderError, match="vectors of 16 dimensions"):
        writer.offer_vectors(document, passages, vectors[0])
        writer.put([(document, passages)])


def test_documents_are_embedded_in_order_with_one_entry_a_passage() -> None:
    documents = [numbered_document(1), write_document("empty"), numbered_document(2)]
    together = embed_documents(documents, HashingEmbedder(32))
    alone = [embed_documents([document], HashingEmbedder(32))[0] for document in documents]

    assert [len(made) for made in together] == [2, 0, 2]
    for made, own in zip(together, alone, strict=True):
        for one, other in zip(made, own, strict=True):
            np.testing.assert_allclose(one.passage, other.passage, atol=1e-6)
            np.testing.assert_allclose(one.sentences, other.sentences, atol=1e-6)
