from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import UnknownModelError
from assistant.ranker import ScriptedRanker, SentenceRanker, load_ranker

QUESTION = "How many people can the prison hold?"
ANSWERS = "The prison was built to hold 40,000 people."
DOES_NOT = "The president visited the prison on Sunday and spoke to people there."


@pytest.fixture(scope="module", params=["built-in", "scripted"])
def ranker(request: pytest.FixtureRequest) -> SentenceRanker:
    if request.param == "scripted":
        return ScriptedRanker()
    found = load_ranker("built-in")
    assert found is not None
    return found


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
