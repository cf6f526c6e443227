from __future__ import annotations

from pathlib import Path

import pytest

from assistant.verdicts import CheckedSpan, SupportJudge
from assistant.verdicts.entailment import CrossEncoderEntailment, EntailmentModelError

PAIRS = [("The men left in May.", "They left."), ("The men left in May.", "They stayed on.")]


def save_tiny_model(folder: Path, labels: list[str]) -> Path:
    """A BERT of one layer with random weights, and a vocabulary of letters."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder.mkdir()
    letters = [*"abcdefghijklmnopqrstuvwxyz.", *(f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        id2label=dict(enumerate(labels)),
        label2id={label: index for index, label in enumerate(labels)},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("labels", [["contradiction", "entailment", "neutral"], ["LABEL_0"]])
def test_each_pair_gets_a_probability(tmp_path: Path, labels: list[str]) -> None:
    entailment = CrossEncoderEntailment(str(save_tiny_model(tmp_path / "model", labels)))
    ratings = entailment.rate(PAIRS)
    assert len(ratings) == 2
    assert all(0 <= rating <= 1 for rating in ratings)


def test_the_label_that_says_entailment_is_read(tmp_path: Path) -> None:
    model = save_tiny_model(tmp_path / "model", ["not_entailment", "entailment"])
    given = CrossEncoderEntailment(str(model))
    other = CrossEncoderEntailment(str(save_tiny_model(tmp_path / "other", ["entailment", "not_entailment"])))
    assert (given._entailing_label, other._entailing_label) == (1, 0)


def test_no_pairs_load_no_model() -> None:
    assert CrossEncoderEntailment("/nowhere").rate([]) == []


def test_a_model_that_is_not_there_is_named_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(EntailmentModelError, match="Name a hub id or the folder"):
        CrossEncoderEntailment(str(tmp_path / "nothing")).rate(PAIRS)


class Agreeing(CrossEncoderEntailment):
    """Finds everything entailed."""

    def rate(self, pairs: object) -> list[float]:
        return [1.0]


def test_a_second_opinion_raises_support_but_never_overrules_an_exact_check() -> None:
    span = CheckedSpan(text="Some 3,000 labourers took seven months for the prison.")
    sentence = "The prison was erected by 3,000 people within seven months."
    plain, agreeing = SupportJudge(), SupportJudge(entailment=Agreeing("any"))
    assert agreeing.judge(sentence, [span]).support > plain.judge(sentence, [span]).support
    assert agreeing.judge(sentence.replace("3,000", "4,000"), [span]).verdict == "unsupported"
