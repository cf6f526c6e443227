from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from evals.cases import built_in_cases
from evals.datasets.material import thin_out
from evals.datasets.planted import change_figure, plant_pairs


def test_pairs_disagree_and_agree_by_turns_in_one_figure() -> None:
    pairs = plant_pairs(built_in_cases())
    assert len(pairs) >= 20
    kinds = [case.tags[0] for case, _ in pairs]
    assert set(kinds[::2]) == {"disagree"}
    assert set(kinds[1::2]) == {"agree"}
    for case, (first, second) in pairs:
        assert set(case.within) == {first.source, second.source}
        if "agree" in case.tags:
            assert second.text.endswith(first.text)
        else:
            (one,), (other,) = case.accepted_all
            assert re.sub(rf"(?<!\d){re.escape(other)}(?!\d)", one, second.text).endswith(first.text)


@given(st.integers(1, 999_999).map(lambda n: f"{n:,}"))
def test_a_changed_figure_is_another_one_of_the_same_length(figure: str) -> None:
    assert change_figure(figure) != figure
    assert len(change_figure(figure)) == len(figure)


@given(st.lists(st.integers(), max_size=30), st.integers(1, 40))
def test_thinning_keeps_the_order_and_the_first(items: list[int], limit: int) -> None:
    kept = thin_out(list(enumerate(items)), limit)
    assert len(kept) == min(limit, len(items))
    assert kept == sorted(kept)
    assert not items or kept[0][0] == 0
