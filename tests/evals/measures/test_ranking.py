"""Retrieval's measures agree with hand-worked examples, with `metrics.py` and with scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from evals.measures.ranking import measure_ranking
from evals.metrics import hit_at, ndcg_at, reciprocal_rank

EXACT = 1e-9
RANKINGS = st.lists(st.sampled_from("abcdefghijkl"), unique=True, max_size=12)
RELEVANT = st.dictionaries(st.sampled_from("abcdefghijkl"), st.just(1), min_size=1, max_size=6)


def test_a_ranking_by_hand() -> None:
    found = measure_ranking(["x", "b", "y", "a"], {"a": 1, "b": 1, "c": 1})
    assert found["hit@1"] == 0
    assert found["hit@5"] == 1
    assert found["MRR@10"] == pytest.approx(1 / 2, abs=EXACT)
    assert found["recall@10"] == pytest.approx(2 / 3, abs=EXACT)
    gained = 1 / math.log2(3) + 1 / math.log2(5)
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert found["nDCG@10"] == pytest.approx(gained / ideal, abs=EXACT)


@given(RANKINGS, RELEVANT)
def test_the_library_agrees_with_the_plain_definitions(ranked: list[str], relevant: dict[str, int]) -> None:
    found = measure_ranking(ranked, relevant)
    wanted = frozenset(relevant)
    for k in (1, 5, 10):
        assert found[f"hit@{k}"] == pytest.approx(hit_at(ranked, wanted, k), abs=EXACT)
    assert found["MRR@10"] == pytest.approx(reciprocal_rank(ranked[:10], wanted), abs=EXACT)
    gains = {item: float(gain) for item, gain in relevant.items()}
    assert found["nDCG@10"] == pytest.approx(ndcg_at(ranked, gains, 10), abs=EXACT)
    assert found["recall@10"] == pytest.approx(len(wanted & set(ranked[:10])) / len(wanted), abs=EXACT)
    assert all(value is not None and 0 <= value <= 1 for value in found.values())


@given(st.lists(st.sampled_from([0, 1]), min_size=2, max_size=10).filter(any))
def test_ndcg_is_that_of_scikit_learn(gains: list[int]) -> None:
    items = [f"d{n}" for n in range(len(gains))]
    relevant = {item: gain for item, gain in zip(items, gains, strict=True) if gain}
    theirs = ndcg_score(np.array([gains]), np.array([range(len(gains), 0, -1)]), k=10)
    assert measure_ranking(items, relevant)["nDCG@10"] == pytest.approx(theirs, abs=EXACT)


@given(RELEVANT)
def test_a_perfect_ranking_is_perfect_and_an_empty_one_is_zero(relevant: dict[str, int]) -> None:
    assert set(measure_ranking(list(relevant), relevant).values()) <= {1.0} | {min(1.0, 10 / len(relevant))}
    assert set(measure_ranking([], relevant).values()) == {0.0}


def test_without_anything_relevant_nothing_is_scored() -> None:
    assert set(measure_ranking(["a"], {}).values()) == {None}
