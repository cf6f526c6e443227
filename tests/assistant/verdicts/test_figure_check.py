from __future__ import annotations

import pytest

from assistant.verdicts.figure_check import check_figures

from .judging import decided, evidence_of

SPAN = "Three planes carried 261 people, 238 of them Venezuelans and 23 Salvadorans, for 72 km, on flight 6143."


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("It cost $6,000,000.", "It cost 6 million dollars."),
        ("It cost $6m.", "It cost $6,000,000."),
        ("The number tripled.", "There were three times as many."),
        ("Half of them left.", "50 percent of them left."),
        ("It is 45 miles away.", "It is 72 km away."),
        ("It took two weeks.", "It took 14 days."),
        ("Nearly 300 came.", "298 came."),
        ("About 260 people came.", "261 people came."),
        ("More than 250 people came.", "261 people came."),
        ("At least 85,900 were arrested.", "More than 85,900 were arrested."),
        ("Some 3,000 workers came.", "3,000 workers came."),
        ("3,000 workers came.", "Some 3,000 workers came."),
        ("It cost $4.8 million.", "It cost $4.76 million."),
        ("From 65 to 70 people share it.", "65-70 people share it."),
        ("238 Venezuelans were carried.", SPAN),
        ("The 261 people flew 72 kilometres.", SPAN),
        ("Flight 6143 left.", SPAN),
        ("Both men left.", "Two men left."),
    ],
)
def test_a_figure_that_the_span_has_in_other_words_passes(claim: str, span: str) -> None:
    assert decided(check_figures, claim, evidence_of(span)) == set()


@pytest.mark.parametrize(
    ("claim", "span", "verdict"),
    [
        ("216 people came.", SPAN, "contradicted"),
        ("Four planes came.", SPAN, "contradicted"),
        ("23 Venezuelans came.", SPAN, "contradicted"),
        ("238 Salvadorans came.", SPAN, "contradicted"),
        ("It flew 72 miles.", SPAN, "contradicted"),
        ("Flight 6145 left.", SPAN, "unsupported"),
        ("It cost $6 billion.", "It cost $6 million.", "contradicted"),
        ("It cost 6 million euros.", "It cost 6 million dollars.", "contradicted"),
        ("It rose by 5 percentage points.", "It rose by 5 percent.", "contradicted"),
        ("261 people came.", "At least 261 people came.", "unsupported"),
        ("58,000 were arrested.", "More than 58,000 were arrested.", "unsupported"),
        ("At most 261 people came.", "At least 261 people came.", "unsupported"),
        ("70 people share it.", "65 to 70 people share it.", "contradicted"),
        ("14-week-olds were held.", "14-year-olds were held.", "contradicted"),
        ("Nearly 300 came.", "310 came.", "contradicted"),
        ("It covers 100 square km.", "It covers 80 square km for every 100 prisoners.", "contradicted"),
        ("More than 90 came.", "More than 100 came.", "contradicted"),
        ("It was the 26th extension.", "It was the 25th extension.", "contradicted"),
    ],
)
def test_a_figure_that_the_span_does_not_bear_out_is_flagged(claim: str, span: str, verdict: str) -> None:
    assert decided(check_figures, claim, evidence_of(span)) == {verdict}


def test_a_figure_of_the_context_alone_is_none_of_the_span() -> None:
    evidence = evidence_of("The prison is full.", context="The prison is full. It holds 40,000 men.")
    assert decided(check_figures, "The prison holds 40,000 men.", evidence) == {"unsupported"}


def test_the_reason_names_both_figures() -> None:
    found = check_figures("216 people came.", evidence_of("261 people came."))
    assert [flag.finding.why for flag in found] == ["the source says 261, not 216"]
