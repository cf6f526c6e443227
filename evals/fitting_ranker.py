"""Fits the answer-sentence ranker: all-MiniLM-L6-v2 as a cross-encoder over (question, sentence) pairs.

    python -m evals.fitting_ranker --data DIR --out DIR
    python -m evals.fitting_ranker --data DIR --out DIR --start DIR                          # goes on from a ranker
    python -m evals.fitting_ranker --data DIR --out DIR --start DIR --layers 3 --teacher DIR # a smaller one, taught by it

Trained on SelQA, on those articles of SQuAD 2.0 that are not held out, on the training reports and on questions about the
built-in reports, those without an answer among them; stopped early on questions of each that are set apart. The word
embeddings stay as they are in the embedder's package, so that only the layers above them are shipped, in half precision.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .ranker_data import PLAIN, RankedQuestion, pick_hard, read_built_in_questions, read_selqa, read_squad, read_written

__all__ = ["average_precision", "fit_ranker", "main", "rank_questions"]

_SEED = 20
_LAYERS = 6
_QUESTIONS_A_STEP = 8
_WRONG_A_QUESTION = 5
_LEARNING_RATE = 5e-5
_WARM_UP = 0.1
_HELD_OUT_SELQA = 0.12
_TAUGHT = 0.3
"""How much the squared distance from the teacher's logits weighs beside the labels' cross-entropy."""
_LEAD_SHOWN = 0.6
"""How often a title stands before the sentence in training: the ranker has to do with and without."""


@dataclass(frozen=True, kw_only=True)
class RankerFigures:
    """How well questions that are answered are ranked, and told from those that are not.

    Attributes:
        map: mean average precision.
        first: precision at 1.
        questions: how many of them.
        auc: of the best sentence's value, answered against unanswered questions; None where all are answered.
        unanswered: how many of those.
    """

    map: float
    first: float
    questions: int
    auc: float | None
    unanswered: int


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
    from sklearn.metrics import roc_auc_score

    chance = random.Random(_SEED)
    precisions: list[float] = []
    best: list[float] = []
    firsts = 0
    for question in questions:
        sentences = [*question.right, *pick_hard(question, most, chance)]
        logits = _score(model, tokenizer, [(question.question, _led(question.lead, s)) for s in sentences])
        best.append(max(logits))
        if not question.right:
            continue
        order = sorted(range(len(sentences)), key=lambda i: -logits[i])
        precisions.append(average_precision([i < len(question.right) for i in order]))
        firsts += order[0] < len(question.right)
    n = len(precisions) or 1
    answered = [bool(question.right) for question in questions]
    return RankerFigures(
        map=sum(precisions) / n,
        first=firsts / n,
        questions=len(precisions),
        auc=float(roc_auc_score(answered, best)) if len(set(answered)) == 2 else None,
        unanswered=len(answered) - len(precisions),
    )


@dataclass(frozen=True, kw_only=True)
class RankerPlan:
    """What to train.

    Attributes:
        start: a ranker's folder to go on from; None for the embedder's layers.
        teacher: a ranker's folder whose logits are learnt beside the labels; None for the labels alone.
        replay: at most so many questions of SelQA and as many of SQuAD 2.0 an epoch; None for all.
        replay_written: at most so many of the training reports' an epoch; None for all.
        replay_built_in: at most so many on the built-in reports an epoch; None for all.
        learning_rate: the highest one, reached after the warm-up.
    """

    epochs: int
    layers: int
    seed: int = _SEED
    start: Path | None = None
    teacher: Path | None = None
    replay: int | None = None
    replay_written: int | None = None
    replay_built_in: int | None = None
    learning_rate: float = _LEARNING_RATE


def fit_ranker(data: Path, out: Path, plan: RankerPlan) -> dict[str, Any]:
    """Train, keep the best epoch, write `ranker.safetensors` and `ranker.json` into `out`.

    Returns:
        The figures, as they are written into `ranker.json`.

    Raises:
        DataMissingError: SelQA, SQuAD 2.0 or the training files are not there.
        ValueError: a training file names a sentence that its report does not hold.
    """
    import torch

    from assistant.ranker import new_ranker_model, save_ranker

    torch.manual_seed(plan.seed)
    chance = random.Random(plan.seed)
    selqa = read_selqa(data)
    chance.shuffle(selqa)
    aside = round(len(selqa) * _HELD_OUT_SELQA)
    sets = {
        "selqa": selqa[aside:],
        "squad2": read_squad(data, held_out=False),
        "written": read_written(held_out=False),
        "built-in": read_built_in_questions(held_out=False),
        "plain": read_built_in_questions(held_out=False, file=PLAIN),
    }
    held = {
        "selqa": selqa[:aside],
        "written": read_written(held_out=True),
        "built-in": read_built_in_questions(held_out=True) + read_built_in_questions(held_out=True, file=PLAIN),
    }
    squad = read_squad(data, held_out=True)
    random.Random(plan.seed).shuffle(squad)
    model, tokenizer = new_ranker_model(plan.layers, plan.start)
    teacher = None if plan.teacher is None else new_ranker_model(_layers_of(plan.teacher), plan.teacher)[0].eval()
    card: dict[str, Any] = {
        "layers": plan.layers,
        "seed": plan.seed,
        "learning_rate": plan.learning_rate,
        "went_on_from": None if plan.start is None else json.loads((plan.start / "ranker.json").read_text("utf-8")),
        "taught_by_layers": None if plan.teacher is None else _layers_of(plan.teacher),
        "trained_on": {f"{name} questions": _count(plan, name, found) for name, found in sets.items()},
        "epochs": [],
    }

    def read_figures() -> dict[str, Any]:
        model.eval()
        return {name: asdict(rank_questions(model, tokenizer, found)) for name, found in held.items()}

    before = read_figures()
    print(f"before: {before}", file=sys.stderr)
    card["epochs"].append({"epoch": None, **before})
    best: tuple[float, dict[str, Any]] | None = None
    questions = plan.epochs * sum(card["trained_on"].values())
    trainer = _Trainer(model, tokenizer, teacher, chance, questions, plan.learning_rate)
    for epoch in range(plan.epochs):
        train = [q for name, found in sets.items() for q in chance.sample(found, _count(plan, name, found))]
        chance.shuffle(train)
        loss = trainer.run(train, f"epoch {epoch}")
        figures = read_figures()
        card["epochs"].append({"epoch": epoch, "loss": loss, **figures})
        print(f"epoch {epoch}: {figures}", file=sys.stderr)
        value = sum(found["map"] for found in figures.values())
        if best is None or value > best[0]:
            best = (value, {k: v.clone() for k, v in model.state_dict().items()})
            save_ranker(model, out, card | {"held_out": figures})
    assert best is not None
    model.load_state_dict(best[1])
    card["held_out"] = read_figures() | {"squad2": asdict(rank_questions(model, tokenizer, squad[:600]))}
    save_ranker(model, out, card)
    return card


class _Trainer:
    """AdamW with a linear schedule, over groups of questions."""

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        teacher: Any,
        chance: random.Random,
        questions: int,
        learning_rate: float,
    ) -> None:
        import torch
        from transformers import get_linear_schedule_with_warmup

        from vectorstore.embedders import has_amx

        self._model, self._tokenizer, self._teacher, self._chance = model, tokenizer, teacher, chance
        self._halves = has_amx()
        self._weights = [p for p in model.parameters() if p.requires_grad]
        steps = questions // _QUESTIONS_A_STEP
        self._optimiser = torch.optim.AdamW(self._weights, lr=learning_rate, weight_decay=0.01)
        self._schedule = get_linear_schedule_with_warmup(self._optimiser, round(steps * _WARM_UP), steps)

    def run(self, train: Sequence[RankedQuestion], told: str) -> float:
        """One epoch; its mean loss."""
        import torch

        self._model.train()
        total, began, batches = 0.0, time.perf_counter(), len(train) // _QUESTIONS_A_STEP
        for step in range(batches):
            questions = train[step * _QUESTIONS_A_STEP : (step + 1) * _QUESTIONS_A_STEP]
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._halves):
                loss = _loss(self._model, self._tokenizer, self._teacher, questions, self._chance)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
            self._optimiser.step()
            self._schedule.step()
            self._optimiser.zero_grad()
            total += float(loss.detach())
            if step % 40 == 39:
                spent = time.perf_counter() - began
                print(f"{told} {step + 1}/{batches} loss {total / (step + 1):.3f} {spent:.0f} s", file=sys.stderr)
        return total / (batches or 1)


def _count(plan: RankerPlan, name: str, found: Sequence[RankedQuestion]) -> int:
    most: int | None = {
        "selqa": plan.replay,
        "squad2": plan.replay,
        "written": plan.replay_written,
        "built-in": plan.replay_built_in,
    }.get(name)
    return len(found) if most is None else min(len(found), most)


def _layers_of(folder: Path) -> int:
    return int(json.loads((folder / "ranker.json").read_text(encoding="utf-8"))["layers"])


def _led(lead: str, sentence: str) -> str:
    return f"{lead}. {sentence}" if lead else sentence


def _loss(model: Any, tokenizer: Any, teacher: Any, questions: Sequence[RankedQuestion], chance: random.Random) -> Any:
    """Cross-entropy of each pair, of the right sentence among its question's wrong ones, and distance from the teacher."""
    import torch

    from assistant.ranker import pair_logits

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
    logits = pair_logits(model, tokenizer, pairs)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, torch.tensor(labels), pos_weight=torch.tensor(2.0)
    )
    listwise = []
    for place, (start, rights) in enumerate(groups):
        end = groups[place + 1][0] if place + 1 < len(groups) else len(pairs)
        if rights and end - start > 1:
            listwise.append(-torch.log_softmax(logits[start:end], dim=0)[0])
    if listwise:
        loss = loss + torch.stack(listwise).mean()
    if teacher is not None:
        with torch.no_grad():
            taught = pair_logits(teacher, tokenizer, pairs)
        loss = loss + _TAUGHT * torch.nn.functional.mse_loss(logits, taught)
    return loss


def _score(model: Any, tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> list[float]:
    import torch

    from assistant.ranker import pair_logits

    with torch.inference_mode():
        return [float(value) for value in pair_logits(model, tokenizer, pairs)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the ranker from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--layers", type=int, default=_LAYERS)
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--start", type=Path, default=None)
    parser.add_argument("--teacher", type=Path, default=None)
    parser.add_argument("--replay", type=int, default=None)
    parser.add_argument("--replay-written", type=int, default=None)
    parser.add_argument("--replay-built-in", type=int, default=None)
    parser.add_argument("--learning-rate", type=float, default=_LEARNING_RATE)
    given = parser.parse_args(arguments)
    plan = RankerPlan(
        epochs=given.epochs,
        layers=given.layers,
        seed=given.seed,
        start=given.start,
        teacher=given.teacher,
        replay=given.replay,
        replay_written=given.replay_written,
        replay_built_in=given.replay_built_in,
        learning_rate=given.learning_rate,
    )
    card = fit_ranker(given.data, given.out, plan)
    print(json.dumps(card, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
