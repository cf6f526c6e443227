from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vectorstore import HashingEmbedder
from vectorstore.sentence_vectors import embed_passages, pack_vectors, unpack_vectors


@given(st.integers(0, 12), st.sampled_from([1, 8, 64, 384]), st.integers(0, 2**32 - 1))
def test_unpacked_vectors_point_where_the_packed_ones_did(count: int, dimensions: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    packed = pack_vectors(vectors)
    unpacked = unpack_vectors(packed, dimensions)

    assert len(packed) == count * (dimensions + 4)
    assert unpacked.shape == vectors.shape and unpacked.dtype == np.float32
    assert np.allclose(np.linalg.norm(unpacked, axis=1), 1, atol=1e-5)
    assert ((unpacked * vectors).sum(axis=1) > 0.9995).all()


@given(st.lists(st.lists(st.sampled_from(["It rained.", "He left.", "Why?"]), max_size=4), max_size=5))
def test_passages_get_a_unit_vector_and_one_for_each_sentence(passages: list[list[str]]) -> None:
    embedder = HashingEmbedder(16)
    texts = ["\n".join(sentences) for sentences in passages]

    made = embed_passages(["A title"] * len(texts), texts, embedder)

    assert len(made) == len(texts)
    for vectors, sentences in zip(made, passages, strict=True):
        assert vectors.passage.shape == (16,)
        assert abs(float(np.linalg.norm(vectors.passage)) - 1) < 1e-5
        assert np.allclose(vectors.sentences, embedder.embed(sentences))
