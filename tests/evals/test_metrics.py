"""Metrics agree with hand-worked examples and with scikit-learn, and keep their bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import f1_score, ndcg_score, roc_auc_score

from evals.metrics import (
    area_under_curve,
    bootstrap_interval,
    bootstrap_separation,
    contains_phrase,
    exact_match,
    expected_calibration_error,
    fold_words,
    hit_at,
    holds_accepted,
    mean,
    ndcg_at,
    percentile,
    reciprocal_rank,
    token_f1,
)

EXACT = 1e-9
UNIT = st.floats(0, 1)
UNITS = st.lists(UNIT, min_size=1, max_size=40)
WORDS = st.lists(st.sampled_from("prison held people flights judge 252 40,000".split()), max_size=8).map(" ".join)
ITEMS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)
RELEVANT = st.frozensets(st.sampled_from("abcdefgh"), min_size=1)


# Accepted answers


@pytest.mark.parametrize(
    ("text", "phrase", "is_there"),
    [
        ("It can hold 40,000 people.", "40,000", True),
        ("It can hold 40,000 people.", "40 000 PEOPLE", True),
        ("It can hold 140,000 people.", "40,000", False),
        ("It can hold 40,000 people.", "hold people", False),
        ("Nayib Bukele’s government", "bukele's government", True),
        ("the cafe\u0301 in San Salvador", "CAF\u00c9", True),
        ("anything at all", "...", False),
        ("", "word", False),
    ],
)
def test_a_phrase_is_whole_words_side_by_side(text: str, phrase: str, is_there: bool) -> None:
    assert contains_phrase(text, phrase) is is_there


@given(st.text(), st.text())
def test_a_phrase_is_found_in_any_text_that_it_is_put_into(before: str, after: str) -> None:
    assert contains_phrase(f"{before} Forty thousand {after}", "FORTY, thousand!")


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold_words(fold_words(text)) == fold_words(text)


def test_one_accepted_string_is_enough() -> None:
    assert holds_accepted(["There were 252 men."], ["two hundred", "252"]) is True
    assert holds_accepted(["There were 253 men."], ["two hundred", "252"]) is False


def test_each_group_must_be_there_besides_an_accepted_string() -> None:
    texts = ["Police and a helicopter came.", "So did the military."]
    assert holds_accepted(texts, ["helicopter"], [["police"], ["military", "army"]]) is True
    assert holds_accepted(texts, ["helicopter"], [["police"], ["navy"]]) is False
    assert holds_accepted(texts, ["tank"], [["police"]]) is False
    assert holds_accepted(texts, [], [["police"]]) is True


def test_a_phrase_does_not_run_over_two_sentences() -> None:
    assert holds_accepted(["He held forty", "thousand coins"], ["forty thousand"]) is False


def test_without_accepted_strings_nothing_is_scored() -> None:
    assert holds_accepted(["anything"], []) is None
    assert exact_match("anything", []) is None
    assert token_f1("anything", []) is None


# Words


def test_exact_match_leaves_case_punctuation_and_articles_aside() -> None:
    assert exact_match("The Supreme Court.", ["supreme court"]) == 1
    assert exact_match("Supreme Court of Justice", ["supreme court", "court"]) == 0


def test_token_f1_by_hand() -> None:
    # 2 of 4 words are right, and 2 of 3 are found: 2 x (1/2 x 2/3) / (1/2 + 2/3) = 4/7
    assert token_f1("about 252 men returned", ["252 men left"]) == pytest.approx(4 / 7, abs=EXACT)
    # "men men" against "men": one of the two counts
    assert token_f1("men men", ["men"]) == pytest.approx(2 / 3, abs=EXACT)
    assert token_f1("wrong", ["no match", "quite wrong"]) == pytest.approx(2 / 3, abs=EXACT)
    assert token_f1("the", ["a"]) == 1
    assert token_f1("", ["men"]) == 0


@given(st.frozensets(st.sampled_from("abcdefgh")), RELEVANT)
def test_token_f1_of_distinct_words_is_scikit_learns(answer: frozenset[str], reference: frozenset[str]) -> None:
    answer, reference = ({f"w{word}" for word in words} for words in (answer, reference))
    vocabulary = sorted(answer | reference)
    expected = f1_score([w in reference for w in vocabulary], [w in answer for w in vocabulary], zero_division=0)
    assert token_f1(" ".join(answer), [" ".join(reference)]) == pytest.approx(expected, abs=EXACT)


@given(WORDS, WORDS)
def test_token_f1_is_symmetric_and_bounded(one: str, other: str) -> None:
    value = token_f1(one, [other])
    assert value is not None
    assert 0 <= value <= 1
    assert value == token_f1(other, [one])
    assert token_f1(one, [one]) == 1


# Rankings


def test_hits_and_ranks_by_hand() -> None:
    ranked, relevant = ["a", "b", "c", "d"], frozenset("cd")
    assert [hit_at(ranked, relevant, k) for k in (1, 2, 3, 4)] == [0, 0, 1, 1]
    assert reciprocal_rank(ranked, relevant) == pytest.approx(1 / 3, abs=EXACT)
    assert reciprocal_rank(ranked, frozenset("x")) == 0
    assert hit_at([], relevant, 5) == 0


def test_ndcg_by_hand() -> None:
    # gains 0, 3, 1 in this order: (3/log2 3 + 1/2) / (3 + 1/log2 3)
    expected = (3 / math.log2(3) + 1 / 2) / (3 + 1 / math.log2(3))
    assert ndcg_at(["a", "b", "c"], {"b": 3, "c": 1}, 10) == pytest.approx(expected, abs=EXACT)
    assert ndcg_at(["a", "b", "c"], {"b": 3, "c": 1}, 1) == 0
    assert ndcg_at(["b", "c", "a"], {"b": 3, "c": 1}, 10) == pytest.approx(1, abs=EXACT)


def test_a_ranking_without_anything_relevant_is_not_scored() -> None:
    assert hit_at(["a"], frozenset(), 1) is None
    assert reciprocal_rank(["a"], frozenset()) is None
    assert ndcg_at(["a"], {}, 1) is None
    assert ndcg_at(["a"], {"a": 0.0}, 1) is None


@given(st.permutations("abcdefgh"), st.lists(st.integers(0, 3), min_size=8, max_size=8), st.integers(1, 8))
def test_ndcg_is_scikit_learns(ranked: list[str], grades: list[int], k: int) -> None:
    gains = {item: float(grade) for item, grade in zip("abcdefgh", grades, strict=True)}
    value = ndcg_at(ranked, gains, k)
    if not any(grades):
        assert value is None
        return
    relevance, order = np.asarray([grades]), np.asarray([[8.0 - ranked.index(item) for item in "abcdefgh"]])
    assert value == pytest.approx(ndcg_score(relevance, order, k=k), abs=EXACT)


@given(ITEMS, RELEVANT)
def test_a_ranking_never_scores_better_for_being_cut_shorter(ranked: list[str], relevant: frozenset[str]) -> None:
    hits = [hit_at(ranked, relevant, k) for k in range(1, 10)]
    assert hits == sorted(hits, key=lambda hit: hit or 0)
    rank = reciprocal_rank(ranked, relevant)
    assert rank is not None
    assert 0 <= rank <= 1
    assert (rank > 0) == (hits[-1] == 1)


# Confidences


def test_the_area_by_hand_counts_ties_half() -> None:
    # pairs: .9>.5, .9>.1, .5=.5, .5>.1 -> 3.5 of 4
    assert area_under_curve([0.9, 0.5], [0.5, 0.1]) == pytest.approx(3.5 / 4, abs=EXACT)
    assert area_under_curve([1, 1], [0]) == 1
    assert area_under_curve([0], [1]) == 0


def test_without_both_sides_there_is_no_area() -> None:
    assert area_under_curve([], [0.5]) is None
    assert area_under_curve([0.5], []) is None
    assert bootstrap_separation([0.5], [], seed=0) is None


@given(UNITS, UNITS)
def test_the_area_is_scikit_learns(positives: list[float], negatives: list[float]) -> None:
    expected = roc_auc_score([1] * len(positives) + [0] * len(negatives), positives + negatives)
    assert area_under_curve(positives, negatives) == pytest.approx(expected, abs=EXACT)


@given(UNITS, UNITS)
def test_the_area_of_exchanged_sides_is_the_rest(positives: list[float], negatives: list[float]) -> None:
    one, other = area_under_curve(positives, negatives), area_under_curve(negatives, positives)
    assert one is not None
    assert other is not None
    assert one + other == pytest.approx(1, abs=EXACT)


def test_the_calibration_error_by_hand() -> None:
    # bin (.8, .9]: two of .9, one came true: |.9 - .5| x 2/3; bin (.1, .2]: one of .2, none: .2 x 1/3
    value = expected_calibration_error([0.9, 0.9, 0.2], [True, False, False])
    assert value == pytest.approx((0.4 * 2 + 0.2) / 3, abs=EXACT)
    assert expected_calibration_error([1.0, 0.0], [True, False]) == 0
    assert expected_calibration_error([], []) is None


@pytest.mark.parametrize("seed", range(5))
def test_the_calibration_error_is_that_of_scikit_learns_curve(seed: int) -> None:
    random = np.random.default_rng(seed)
    confidences = random.random(200)
    outcomes = random.random(200) < confidences**2
    true, stated = calibration_curve(outcomes, confidences, n_bins=10)
    counts = np.histogram(confidences, bins=10, range=(0, 1))[0]
    expected = float((np.abs(true - stated) * counts[counts > 0]).sum() / 200)
    assert expected_calibration_error(list(confidences), list(outcomes)) == pytest.approx(expected, abs=EXACT)


@given(st.lists(st.tuples(UNIT, st.booleans()), min_size=1, max_size=40))
def test_the_calibration_error_is_bounded_and_blind_to_order(pairs: list[tuple[float, bool]]) -> None:
    confidences, outcomes = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    value = expected_calibration_error(confidences, outcomes)
    assert value is not None
    assert 0 <= value <= 1
    turned = expected_calibration_error(confidences[::-1], outcomes[::-1])
    assert turned == pytest.approx(value, abs=EXACT)


# Samples


def test_means_and_percentiles_of_nothing_are_none() -> None:
    assert mean([]) is None
    assert percentile([], 0.5) is None
    assert bootstrap_interval([], seed=0) is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), UNIT)
def test_percentiles_are_numpys(values: list[float], share: float) -> None:
    assert percentile(values, share) == pytest.approx(float(np.percentile(values, 100 * share)), rel=1e-9, abs=1e-6)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0]
    assert bootstrap_interval(values, seed=1) == bootstrap_interval(values, seed=1)
    assert bootstrap_separation(values, [0.5, 0.2], seed=1) == bootstrap_separation(values, [0.5, 0.2], seed=1)


def test_the_interval_has_the_width_that_statistics_give() -> None:
    values = [1.0] * 60 + [0.0] * 40
    interval = bootstrap_interval(values, seed=0)
    assert interval is not None
    half = 1.96 * math.sqrt(0.6 * 0.4 / 100)
    assert interval == pytest.approx((0.6 - half, 0.6 + half), abs=0.02)


@pytest.mark.parametrize("values", [[1.0] * 7, [0.25]])
def test_equal_values_leave_no_doubt(values: list[float]) -> None:
    assert bootstrap_interval(values, seed=0) == (values[0], values[0])


def test_the_interval_of_the_area_holds_it_and_is_bounded() -> None:
    positives, negatives = [0.9, 0.8, 0.4, 0.7], [0.5, 0.1, 0.3]
    interval, area = bootstrap_separation(positives, negatives, seed=0), area_under_curve(positives, negatives)
    assert interval is not None
    assert area is not None
    assert 0 <= interval[0] <= area <= interval[1] <= 1
