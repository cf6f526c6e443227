from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.embedders import SentenceTransformerEmbedder, default_model_folder
from vectorstore.packing import PackedEncoder, pack_lengths

TEXTS = [
    "CECOT can hold 40,000 people.",
    "",
    " Two planes landed on 16 March. ",
    "It is said that the men were flown out before the judge had ruled, and that nobody was told. " * 40,
    *(
        f"Report {number} names {number * 7} prisons in {1990 + number}, each with its own yard."
        for number in range(60)
    ),
]


@pytest.fixture(scope="module")
def model() -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(default_model_folder()), device="cpu")


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_a_packed_text_has_the_vector_that_it_has_alone(model: Any, pooling: str) -> None:
    before = model[1].pooling_mode
    model[1].pooling_mode = pooling
    try:
        encoder = PackedEncoder.of(model)
        assert encoder is not None
        alone = model.encode(TEXTS, batch_size=1, normalize_embeddings=True, show_progress_bar=False)
        packed = encoder.encode(TEXTS)
    finally:
        model[1].pooling_mode = before

    assert packed.dtype == np.float32
    np.testing.assert_allclose(packed, alone, atol=2e-6)


@pytest.mark.parametrize(("has_amx", "rounding"), [(False, 2e-6), (True, 5e-3)])
def test_many_texts_go_through_the_embedder_packed_and_in_order(
    monkeypatch: pytest.MonkeyPatch, has_amx: bool, rounding: float
) -> None:
    monkeypatch.setattr("vectorstore.embedders.has_amx", lambda: has_amx)
    embedder = SentenceTransformerEmbedder()

    together = embedder.embed(TEXTS)

    assert embedder._packed is not None
    for row in (0, 3, 17, 63):
        np.testing.assert_allclose(together[row], embedder.embed([TEXTS[row]])[0], atol=rounding)


@pytest.mark.parametrize("change", ["prompts", "pooling", "attention", "kind"])
def test_a_model_that_packing_does_not_fit_is_left_to_its_own_encode(model: Any, change: str) -> None:
    config, pooling, prompts = model[0].auto_model.config, model[1].pooling_mode, model.prompts
    before = config._attn_implementation, config.model_type
    try:
        match change:
            case "prompts":
                model.prompts = {"query": "query: "}
            case "pooling":
                model[1].pooling_mode = "max"
            case "attention":
                config._attn_implementation = "eager"
            case _:
                config.model_type = "mpnet"
        assert PackedEncoder.of(model) is None
    finally:
        model.prompts, model[1].pooling_mode = prompts, pooling
        config._attn_implementation, config.model_type = before


@given(st.lists(st.integers(1, 300), max_size=200))
def test_every_text_is_in_one_row_and_no_row_overflows(lengths: Sequence[int]) -> None:
    rows = pack_lengths(lengths, 128)

    assert sorted(index for row in rows for index in row) == list(range(len(lengths)))
    for row in rows:
        assert len(row) == 1 or sum(lengths[index] for index in row) <= 128


def test_short_texts_fill_the_room_that_long_ones_leave() -> None:
    assert pack_lengths([100, 20, 28, 108], 128) == [[3, 1], [0, 2]]
