"""The answer-sentence ranker: a cross-encoder that reads a question together with a sentence.

Loading, saving and ranking are here; training is in `evals/fitting_ranker.py`, and what is made of its values in
`evidence.py` and `abstention.py`.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

from .errors import UnknownModelError

__all__ = [
    "BuiltInRanker",
    "CrossEncoderRanker",
    "ScriptedRanker",
    "SentenceRanker",
    "load_ranker",
    "new_ranker_model",
    "pair_logits",
    "save_ranker",
]

BUILT_IN = "built-in"
_WORDS = "bert.embeddings.word_embeddings.weight"
_LAYER = "encoder.layer."
_MOST_TOKENS = 96


class SentenceRanker(Protocol):
    """Says how well each sentence answers a question."""

    def rate(self, question: str, sentences: Sequence[str]) -> list[float]:
        """The modelled probability in [0, 1] that each sentence answers the question, in their order."""
        ...


class ScriptedRanker:
    """The fake: the share of the question's words that a sentence holds, or what it was told."""

    def __init__(self, values: Mapping[str, float] | None = None) -> None:
        self.values = dict(values or {})

    def rate(self, question: str, sentences: Sequence[str]) -> list[float]:
        from vectorstore.words import content_stems

        asked = set(content_stems(question))
        return [
            self.values.get(sentence, len(asked & set(content_stems(sentence))) / (len(asked) or 1))
            for sentence in sentences
        ]


class CrossEncoderRanker:
    """A cross-encoder of sentence-transformers with one output, from a folder or the hub."""

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder

    def rate(self, question: str, sentences: Sequence[str]) -> list[float]:
        if not sentences:
            return []
        import torch

        values = self._encoder.predict(
            [(question, sentence) for sentence in sentences],
            activation_fn=torch.nn.Sigmoid(),
            show_progress_bar=False,
            batch_size=len(sentences),
        )
        return [float(value) for value in values]


class BuiltInRanker:
    """The ranker that ships: pairs share rows of tokens (`vectorstore/packing.py`), so that next to none is padding.

    Where the processor has AMX tiles, the layers run in bfloat16, the head in single precision.
    """

    def __init__(self, encoder: Any) -> None:
        self._tokenizer = encoder.tokenizer
        self._model = encoder.model

    def rate(self, question: str, sentences: Sequence[str]) -> list[float]:
        if not sentences:
            return []
        import torch

        with torch.inference_mode():
            logits = pair_logits(self._model, self._tokenizer, [(question, sentence) for sentence in sentences])
            return [float(value) for value in torch.sigmoid(logits)]


def pair_logits(model: Any, tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> Any:
    """The logit of each pair by a BERT with one output: a tensor of shape (len(pairs),)."""
    import torch

    from vectorstore.packing import lay_out_rows

    tokens = tokenizer([a for a, _ in pairs], [b for _, b in pairs], truncation=True, max_length=_MOST_TOKENS)
    parts: list[Any] = []
    places: list[int] = []
    for rows in lay_out_rows(tokens["input_ids"], tokens["token_type_ids"]):
        states = rows.first_tokens(model.bert(**rows.to_inputs()).last_hidden_state)
        pooled = model.dropout(model.bert.pooler(states[:, None]))
        parts.append(model.classifier(pooled.to(model.classifier.weight.dtype))[:, 0])
        places.extend(rows.texts)
    return torch.cat(parts)[torch.tensor(places).argsort()]


@lru_cache(maxsize=2)
def load_ranker(name: str = BUILT_IN) -> SentenceRanker | None:
    """The ranker of this name: `built-in`, `none`, a folder, or the id of a cross-encoder on the hub.

    Raises:
        UnknownModelError: it cannot be loaded, or gives more than one number for a pair.
    """
    if name == "none":
        return None
    from sentence_transformers import CrossEncoder

    if name == BUILT_IN:
        return BuiltInRanker(_built_in_encoder())
    try:
        encoder = CrossEncoder(name, max_length=_MOST_TOKENS * 4, trust_remote_code=False)
    except Exception as error:
        raise UnknownModelError(name, f"no cross-encoder could be loaded ({error})") from error
    if encoder.num_labels != 1:
        raise UnknownModelError(name, f"it gives {encoder.num_labels} numbers for a pair where a ranker gives one")
    return CrossEncoderRanker(encoder)


def new_ranker_model(layers: int, start: Path | None = None) -> tuple[Any, Any]:
    """A ranker to train, its word embeddings frozen, and its tokenizer.

    Args:
        layers: how many it is to have.
        start: a folder of `save_ranker` to begin from: fewer layers are taken evenly from it, its last among them. None:
            the embedder's own layers.
    """
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    from vectorstore.embedders import default_model_folder

    folder = str(default_model_folder())
    model = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=1, num_hidden_layers=layers)
    if start is not None:
        of, weights = _read_weights(start)
        model.load_state_dict(_thinned(weights, of, layers), strict=False)
    model.bert.embeddings.word_embeddings.weight.requires_grad = False
    return model, AutoTokenizer.from_pretrained(folder)


def _thinned(weights: Mapping[str, Any], layers: int, kept: int) -> dict[str, Any]:
    """The weights of `kept` of these layers, evenly spread, under their new numbers."""
    numbers = {round((place + 1) * layers / kept) - 1: place for place in range(kept)}
    thin: dict[str, Any] = {}
    for name, value in weights.items():
        before, mark, behind = name.partition(_LAYER)
        number, _, rest = behind.partition(".")
        if not mark:
            thin[name] = value
        elif int(number) in numbers:
            thin[f"{before}{mark}{numbers[int(number)]}.{rest}"] = value
    return thin


def _read_weights(folder: Path) -> tuple[int, dict[str, Any]]:
    """The number of layers and the weights, in single precision, that `save_ranker` wrote."""
    from safetensors.torch import load_file

    layers = int(json.loads((folder / "ranker.json").read_text(encoding="utf-8"))["layers"])
    return layers, {name: value.float() for name, value in load_file(str(folder / "ranker.safetensors")).items()}


def save_ranker(model: Any, folder: Path, card: Mapping[str, Any]) -> None:
    """Write the layers above the word embeddings in half precision, and what they were trained on."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    kept = {
        name: value.detach().to(torch.float16).contiguous()
        for name, value in model.state_dict().items()
        if name != _WORDS and not name.endswith("position_ids")
    }
    save_file(kept, str(folder / "ranker.safetensors"))
    (folder / "ranker.json").write_text(json.dumps(dict(card), indent=2) + "\n", encoding="utf-8")


def _built_in_encoder() -> Any:
    import torch
    from sentence_transformers import CrossEncoder

    from vectorstore.embedders import default_model_folder, has_amx

    with resources.as_file(resources.files("assistant").joinpath("data", "ranker")) as folder:
        layers, weights = _read_weights(folder)
    with _quietly():  # the weights of the head are said to be missing: they are loaded below
        encoder = CrossEncoder(
            str(default_model_folder()),
            num_labels=1,
            max_length=_MOST_TOKENS,
            device="cpu",
            local_files_only=True,
            config_kwargs={"num_hidden_layers": layers},
        )
    missing = encoder.model.load_state_dict(weights, strict=False).missing_keys
    if [name for name in missing if name != _WORDS]:
        raise UnknownModelError(BUILT_IN, f"its weights lack {', '.join(missing)}; install Newsdesk again")
    model = encoder.model.eval()
    if has_amx():
        model.bert.to(torch.bfloat16)
    return encoder


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Keep what the libraries say of a model they take for unfinished off the terminal."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    loggers = [logging.getLogger(name) for name in ("transformers", "sentence_transformers")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
