from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import UnknownModelError
from assistant.ranker import ScriptedRanker, SentenceRanker, load_ranker, new_ranker_model, pair_logits, save_ranker

QUESTION = "How many people can the prison hold?"
ANSWERS = "The prison was built to hold 40,000 people."
HALVED = 0.03
"""How far ratings in bfloat16, which a processor with AMX makes, may lie from those in single precision."""
DOES_NOT = "The president visited the prison on Sunday and spoke to people there."


def _load_as_if(has_amx: bool) -> SentenceRanker:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vectorstore.embedders.has_amx", lambda: has_amx)
        ranker = load_ranker.__wrapped__("built-in")
    assert ranker is not None
    return ranker


@pytest.fixture(scope="module")
def built_in() -> SentenceRanker:
    """The ranker that ships, in single precision on every processor."""
    return _load_as_if(has_amx=False)


@pytest.fixture(params=["built-in", "scripted"])
def ranker(request: pytest.FixtureRequest, built_in: SentenceRanker) -> SentenceRanker:
    return ScriptedRanker() if request.param == "scripted" else built_in


def test_a_sentence_that_answers_is_rated_above_one_that_does_not(ranker: SentenceRanker) -> None:
    answers, does_not = ranker.rate(QUESTION, [ANSWERS, DOES_NOT])
    assert 0 <= does_not < answers <= 1


def test_ratings_keep_the_order_of_the_sentences(ranker: SentenceRanker) -> None:
    forth = ranker.rate(QUESTION, [ANSWERS, DOES_NOT])
    back = ranker.rate(QUESTION, [DOES_NOT, ANSWERS])
    assert back[::-1] == pytest.approx(forth, abs=1e-5)


def test_no_sentences_have_no_ratings(ranker: SentenceRanker) -> None:
    assert ranker.rate(QUESTION, []) == []


def test_a_sentence_of_any_length_is_rated(ranker: SentenceRanker) -> None:
    ratings = ranker.rate("Who? " * 300, ["word " * 5000, ""])
    assert all(0 <= rating <= 1 for rating in ratings)


def test_ratings_in_bfloat16_are_those_in_single_precision(built_in: SentenceRanker) -> None:
    sentences = [ANSWERS, DOES_NOT, "It opened in 2023.", "Nobody may visit its prisoners.", "Rain fell on the coast."]
    single, halved = (ranker.rate(QUESTION, sentences) for ranker in (built_in, _load_as_if(has_amx=True)))

    assert single != halved
    assert halved == pytest.approx(single, abs=HALVED)


def test_none_is_no_ranker() -> None:
    assert load_ranker("none") is None


def test_a_folder_without_a_model_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match=tmp_path.name):
        load_ranker(str(tmp_path))


def test_the_fake_says_what_it_was_told() -> None:
    assert ScriptedRanker({ANSWERS: 0.9}).rate(QUESTION, [ANSWERS]) == [0.9]


def _save_tiny_model(folder: Path, outputs: int) -> None:
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    from vectorstore.embedders import default_model_folder

    tokenizer = AutoTokenizer.from_pretrained(str(default_model_folder()))
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8,
        num_labels=outputs,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(str(folder))
    tokenizer.save_pretrained(str(folder))


def test_a_cross_encoder_of_ones_own_takes_its_place(tmp_path: Path) -> None:
    _save_tiny_model(tmp_path, outputs=1)
    own = load_ranker(str(tmp_path))
    assert own is not None
    ratings = own.rate(QUESTION, [ANSWERS, DOES_NOT])
    assert len(ratings) == 2
    assert all(0 <= rating <= 1 for rating in ratings)
    assert own.rate(QUESTION, []) == []


def test_a_cross_encoder_that_gives_several_numbers_is_refused(tmp_path: Path) -> None:
    _save_tiny_model(tmp_path, outputs=3)
    with pytest.raises(UnknownModelError, match="3 numbers"):
        load_ranker(str(tmp_path))


def test_pairs_that_share_a_row_are_rated_as_each_alone(built_in: SentenceRanker) -> None:
    sentences = [
        ANSWERS,
        DOES_NOT,
        "word " * 200,
        "Yes.",
        *[f"{n} men were held there in 20{n}." for n in range(10, 40)],
    ]
    together = built_in.rate(QUESTION, sentences)
    alone = [built_in.rate(QUESTION, [sentence])[0] for sentence in sentences]
    assert together == pytest.approx(alone, abs=1e-5)


def test_the_logits_are_those_of_the_model_called_on_padded_pairs(tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    _save_tiny_model(tmp_path, outputs=1)
    tokenizer = AutoTokenizer.from_pretrained(str(tmp_path))
    model = AutoModelForSequenceClassification.from_pretrained(str(tmp_path)).eval()
    pairs = [(QUESTION, ANSWERS), (QUESTION, DOES_NOT), ("Who?", "Anna.")]
    padded = tokenizer([a for a, _ in pairs], [b for _, b in pairs], padding=True, return_tensors="pt")
    with torch.inference_mode():
        expected = model(**padded).logits[:, 0]
        assert torch.allclose(pair_logits(model, tokenizer, pairs), expected, atol=1e-5)


def test_a_ranker_can_go_on_from_one_that_was_saved(tmp_path: Path) -> None:
    import torch

    model, _ = new_ranker_model(2)
    save_ranker(model, tmp_path, {"layers": 2})
    again, _ = new_ranker_model(2, tmp_path)
    for name, value in model.state_dict().items():
        assert torch.allclose(value, again.state_dict()[name], atol=2e-3), name  # saved in half precision


def test_a_smaller_ranker_takes_every_so_many_layers_and_the_last(tmp_path: Path) -> None:
    import torch

    model, _ = new_ranker_model(6)
    save_ranker(model, tmp_path, {"layers": 6})
    thin, _ = new_ranker_model(3, tmp_path)
    for kept, original in enumerate((1, 3, 5)):
        own, whole = thin.bert.encoder.layer[kept], model.bert.encoder.layer[original]
        assert torch.allclose(own.output.dense.weight, whole.output.dense.weight, atol=2e-3)
    assert torch.allclose(thin.classifier.weight, model.classifier.weight, atol=2e-3)
