"""An entailment or groundedness cross-encoder that the user names (DeBERTa NLI, HHEM, MiniCheck), as a second opinion.

Nothing is loaded unless one is named. What its opinion counts for is in `judging.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from ..errors import AssistantError

__all__ = ["CrossEncoderEntailment", "EntailmentModelError"]

_ENTAILS = ("entail", "support", "consistent", "yes", "true")
_DENIES = ("not", "non", "no_", "un", "in")


class EntailmentModelError(AssistantError):
    """The cross-encoder that was named cannot be used."""

    def __init__(self, model: str, why: str) -> None:
        self.model = model
        super().__init__(
            f"The entailment model {model!r} cannot be loaded: {why}. Name a hub id or the folder of a cross-encoder for "
            "sequence classification, or none."
        )


class CrossEncoderEntailment:
    """Rates how far a premise entails a sentence, by a cross-encoder from the hub or a folder.

    entailment = CrossEncoderEntailment("cross-encoder/nli-deberta-v3-small")
    entailment.rate([(span, sentence)])
    """

    def __init__(self, model: str, *, batch_size: int = 8) -> None:
        self._name = model
        self._batch_size = batch_size

    @property
    def name(self) -> str:
        return self._name

    def rate(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The probability of entailment for each (premise, sentence), in [0, 1], in order.

        Raises:
            EntailmentModelError: the model cannot be loaded.
        """
        import numpy as np

        if not pairs:
            return []
        logits = np.asarray(
            self._model.predict(
                list(pairs), batch_size=self._batch_size, activation_fn=_identity(), show_progress_bar=False
            ),
            dtype=np.float64,
        )
        if logits.ndim == 1 or logits.shape[1] == 1:
            return [float(value) for value in 1 / (1 + np.exp(-logits.reshape(-1)))]
        shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
        return [float(value) for value in (shifted / shifted.sum(axis=1, keepdims=True))[:, self._entailing_label]]

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import CrossEncoder

        try:
            return CrossEncoder(self._name, device="cpu", trust_remote_code=False)
        except Exception as err:  # the hub, the file system and the model's own code each raise their own
            raise EntailmentModelError(self._name, f"{type(err).__name__}: {err}") from err

    @cached_property
    def _entailing_label(self) -> int:
        """The label that says `entailment`; without one by such a name, the last."""
        labels: dict[int, str] = {int(i): str(name).lower() for i, name in self._model.config.id2label.items()}
        for index, name in sorted(labels.items()):
            if name.startswith(_ENTAILS) and not name.startswith(_DENIES):
                return index
        return len(labels) - 1


def _identity() -> Any:
    import torch

    return torch.nn.Identity()
