"""Fits the answer-sentence ranker: all-MiniLM-L6-v2 as a cross-encoder over (question, sentence) pairs.

    python -m evals.fitting_ranker --data DIR --out assistant/data/ranker

Trained on SelQA and on those articles of SQuAD 2.0 that are not held out, its questions without an answer among them;
stopped early on SelQA questions that are set apart. The word embeddings stay as they are in the embedder's package, so
that only the layers above them are shipped, in half precision.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .ranker_data import RankedQuestion, pick_hard, read_selqa, read_squad

__all__ = ["average_precision", "fit_ranker", "main", "rank_questions"]

_SEED = 20
_LAYERS = 6
_MOST_TOKENS = 96
_MULTIPLE = 16
_QUESTIONS_A_STEP = 8
_WRONG_A_QUESTION = 5
_PAIRS_A_GROUP = 12
_LEARNING_RATE = 5e-5
_WARM_UP = 0.1
_HELD_OUT_SELQA = 0.12
_LEAD_SHOWN = 0.6
"""How often a title stands before the sentence in training: the ranker has to do with and without."""


@dataclass(frozen=True, kw_only=True)
class RankerFigures:
    """How well questions are ranked: mean average precision and precision at 1, over `questions`."""

    map: float
    first: float
    questions: int


def average_precision(labels_in_order: Sequence[bool]) -> float:
    """Average precision of one ranking, in [0, 1]; 0 when nothing is right."""
    found, total = 0, 0.0
    for place, is_right in enumerate(labels_in_order, start=1):
        if is_right:
            found += 1
            total += found / place
    return total / found if found else 0.0


def rank_questions(model: Any, tokenizer: Any, questions: Sequence[RankedQuestion], most: int = 12) -> RankerFigures:
    """Rank each question's sentences, right ones among up to `most` hard wrong ones."""
    chance = random.Random(_SEED)
    precisions: list[float] = []
    firsts = 0
    for question in questions:
        sentences = [*question.right, *pick_hard(question, most, chance)]
        logits = _score(model, tokenizer, [(question.question, _led(question.lead, s)) for s in sentences])
        order = sorted(range(len(sentences)), key=lambda i: -logits[i])
        precisions.append(average_precision([i < len(question.right) for i in order]))
        firsts += order[0] < len(question.right)
    n = len(precisions) or 1
    return RankerFigures(map=sum(precisions) / n, first=firsts / n, questions=len(precisions))


def fit_ranker(data: Path, out: Path, *, epochs: int, layers: int, seed: int) -> dict[str, Any]:
    """Train, keep the best epoch, write `ranker.safetensors` and `ranker.json` into `out`.

    Returns:
        The figures, as they are written into `ranker.json`.

    Raises:
        DataMissingError: SelQA or SQuAD 2.0 is not in `data`.
    """
    import torch
    from transformers import get_linear_schedule_with_warmup

    from assistant.ranker import new_ranker_model, save_ranker

    torch.manual_seed(seed)
    chance = random.Random(seed)
    selqa = read_selqa(data)
    chance.shuffle(selqa)
    aside = round(len(selqa) * _HELD_OUT_SELQA)
    held, rest = selqa[:aside], selqa[aside:]
    train = [*rest, *read_squad(data, held_out=False)]
    model, tokenizer = new_ranker_model(layers)
    weights = [p for p in model.parameters() if p.requires_grad]
    steps = epochs * (len(train) // _QUESTIONS_A_STEP)
    optimiser = torch.optim.AdamW(weights, lr=_LEARNING_RATE, weight_decay=0.01)
    schedule = get_linear_schedule_with_warmup(optimiser, round(steps * _WARM_UP), steps)
    best: tuple[float, dict[str, Any]] | None = None
    history: list[dict[str, float]] = []
    began = time.perf_counter()
    for epoch in range(epochs):
        chance.shuffle(train)
        total = 0.0
        model.train()
        batches = len(train) // _QUESTIONS_A_STEP
        for step in range(batches):
            questions = train[step * _QUESTIONS_A_STEP : (step + 1) * _QUESTIONS_A_STEP]
            loss = _loss(model, tokenizer, questions, chance)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            total += float(loss.detach())
            if step % 40 == 39:
                spent = time.perf_counter() - began
                print(
                    f"epoch {epoch} {step + 1}/{batches} loss {total / (step + 1):.3f} {spent:.0f} s", file=sys.stderr
                )
        model.eval()
        figures = rank_questions(model, tokenizer, held)
        history.append({"epoch": epoch, "map": figures.map, "first": figures.first, "loss": total / batches})
        print(history[-1], file=sys.stderr)
        if best is None or figures.map > best[0]:
            best = (figures.map, {k: v.clone() for k, v in model.state_dict().items()})
            save_ranker(model, out, {"held_out": history[-1], "layers": layers, "seed": seed})
    assert best is not None
    model.load_state_dict(best[1])
    squad = [question for question in read_squad(data, held_out=True) if question.right]
    random.Random(seed).shuffle(squad)
    elsewhere = rank_questions(model, tokenizer, squad[:400])
    card = {
        "layers": layers,
        "seed": seed,
        "trained_on": {"selqa questions": len(rest), "squad2 questions": len(train) - len(rest)},
        "held_out_selqa": vars(rank_questions(model, tokenizer, held)),
        "held_out_squad2": vars(elsewhere),
        "epochs": history,
    }
    save_ranker(model, out, card)
    return card


def _led(lead: str, sentence: str) -> str:
    return f"{lead}. {sentence}" if lead else sentence


def _loss(model: Any, tokenizer: Any, questions: Sequence[RankedQuestion], chance: random.Random) -> Any:
    """Cross-entropy of each pair, and of the right sentence among the wrong ones of its question."""
    import torch

    pairs: list[tuple[str, str]] = []
    labels: list[float] = []
    groups: list[tuple[int, int]] = []
    for question in questions:
        lead = question.lead if chance.random() < _LEAD_SHOWN else ""
        right = [chance.choice(question.right)] if question.right else []
        wrong = pick_hard(question, _WRONG_A_QUESTION, chance)
        groups.append((len(pairs), len(right)))
        pairs.extend((question.question, _led(lead, sentence)) for sentence in (*right, *wrong))
        labels.extend([1.0] * len(right) + [0.0] * len(wrong))
    logits = _forward(model, tokenizer, pairs)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, torch.tensor(labels), pos_weight=torch.tensor(2.0)
    )
    listwise = []
    for place, (start, rights) in enumerate(groups):
        end = groups[place + 1][0] if place + 1 < len(groups) else len(pairs)
        if rights and end - start > 1:
            listwise.append(-torch.log_softmax(logits[start:end], dim=0)[0])
    return loss + (torch.stack(listwise).mean() if listwise else 0.0)


def _forward(model: Any, tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> Any:
    """The logit of each pair, in their order; run in groups of like length, so that little is padding."""
    import torch

    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]) + len(pairs[i][1]))
    groups = [order[i : i + _PAIRS_A_GROUP] for i in range(0, len(order), _PAIRS_A_GROUP)]
    logits = torch.cat([_forward_group(model, tokenizer, [pairs[i] for i in group]) for group in groups])
    return logits[torch.tensor(order).argsort()]


def _forward_group(model: Any, tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> Any:
    inputs = tokenizer(
        [q for q, _ in pairs],
        [s for _, s in pairs],
        truncation="only_second",
        max_length=_MOST_TOKENS,
        padding=True,
        pad_to_multiple_of=_MULTIPLE,
        return_tensors="pt",
    )
    return model(**inputs).logits[:, 0]


def _score(model: Any, tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> list[float]:
    import torch

    with torch.inference_mode():
        return [float(value) for value in _forward(model, tokenizer, pairs)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the ranker from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--layers", type=int, default=_LAYERS)
    parser.add_argument("--seed", type=int, default=_SEED)
    given = parser.parse_args(arguments)
    card = fit_ranker(given.data, given.out, epochs=given.epochs, layers=given.layers, seed=given.seed)
    print(json.dumps(card, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
