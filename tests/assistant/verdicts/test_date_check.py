from __future__ import annotations

from datetime import date

import pytest

from assistant.verdicts.date_check import check_dates

from .judging import decided, evidence_of

PUBLISHED = date(2025, 3, 18)


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("On March 15, 2025 they flew.", "They flew on 15 March 2025."),
        ("They flew in March 2025.", "They flew on 15 March 2025."),
        ("They flew in 2025.", "They flew on 15 March 2025."),
        ("They flew on 15 March.", "They flew on 15 March 2025."),
        ("They flew on Saturday.", "They flew on 15 March 2025."),
        ("They flew on 15 March 2025.", "They flew on Saturday."),
        ("They flew on 17 March 2025.", "They flew yesterday."),
        ("They flew on 12 March 2025.", "They flew last week."),
        ("They flew on 15 March 2025.", "They flew on 15 March."),
        ("They flew on 16 March 2025.", "They flew on 15 and 16 March 2025."),
        ("It was in the 1980s.", "It was in 1985."),
        ("It left at 5:26 p.m.", "It left at 17:26."),
        ("The Act of 1798 holds.", "The act of 1798 holds."),
        ("It ran until 4 June 2025.", "It ran until 4 June 2025."),
    ],
)
def test_a_date_that_the_span_gives_passes(claim: str, span: str) -> None:
    assert decided(check_dates, claim, evidence_of(span, published=PUBLISHED)) == set()


@pytest.mark.parametrize(
    ("claim", "span", "verdict"),
    [
        ("They flew on 17 March 2025.", "They flew on 15 March 2025.", "contradicted"),
        ("They flew on 15 April 2025.", "They flew on 15 March 2025.", "contradicted"),
        ("They flew on 15 March 2024.", "They flew on 15 March 2025.", "contradicted"),
        ("They flew in 2024.", "They flew in 2023.", "contradicted"),
        ("They flew on 15 March 2025.", "They flew in March 2025.", "unsupported"),
        ("They flew in March 2023.", "They flew in 2023.", "unsupported"),
        ("They flew on 15 March 2025.", "They flew.", "unsupported"),
        ("They flew on Friday.", "They flew on 15 March 2025.", "contradicted"),
        ("It was in 1985.", "It was in the 1980s.", "unsupported"),
        ("It left at 5:45 p.m.", "It left at 5:26 p.m.", "contradicted"),
        ("It ran since 4 June 2025.", "It ran until 4 June 2025.", "contradicted"),
        ("It fell before 4 June 2025.", "It fell after 4 June 2025.", "contradicted"),
        ("They came on 26 March 2022.", "They came on 24 to 27 March 2022.", "unsupported"),
        ("They met on 35 and 16 December 2025.", "They met on 15 and 16 December 2025.", "contradicted"),
    ],
)
def test_a_date_that_the_span_does_not_give_is_flagged(claim: str, span: str, verdict: str) -> None:
    assert decided(check_dates, claim, evidence_of(span, published=PUBLISHED)) == {verdict}
