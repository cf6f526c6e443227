from __future__ import annotations

from collections.abc import Callable

import pytest

from ui.page.following import Done, follow_work


def test_the_latest_progress_comes_out_and_the_result_at_the_end() -> None:
    def work(tell: Callable[[int], None]) -> str:
        for step in range(100):
            tell(step)
        return "done"

    steps = list(follow_work(work, least_s=0))
    assert steps[-1] == Done(result="done")
    told = [step for step in steps[:-1] if isinstance(step, int)]
    assert told == sorted(set(told))
    assert len(told) == len(steps) - 1


def test_what_the_work_raises_is_raised_here() -> None:
    def work(tell: Callable[[int], None]) -> None:
        raise ZeroDivisionError("boom")

    with pytest.raises(ZeroDivisionError, match="boom"):
        list(follow_work(work))
