from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verdicts import CheckedSpan, Judge, ScriptedJudge, SupportJudge
from assistant.verdicts.claims import split_claims
from assistant.weights import load_weights

SPAN = CheckedSpan(
    text="The Trump administration has agreed to pay $6 million to the government of President Nayib Bukele "
    "for one year of detention.",
    context="CECOT is a prison in El Salvador.",
    title="Deportations",
)
JUDGE = SupportJudge()


@pytest.mark.parametrize(
    "sentence",
    [
        SPAN.text,
        SPAN.text.replace("$6 million", "6 million dollars"),
        "The Trump administration will pay Bukele's government $6 million for a year of detention.",
        "President Nayib Bukele's government is to get $6m from the Trump administration for one year of detention.",
    ],
)
def test_a_faithful_sentence_is_supported(sentence: str) -> None:
    judgement = JUDGE.judge(sentence, [SPAN])
    assert judgement.verdict == "supported"
    assert judgement.support >= JUDGE.threshold
    assert judgement.why == ""


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        (SPAN.text.replace("$6", "$60"), "contradicted"),
        (SPAN.text.replace("Trump", "Biden"), "contradicted"),
        (SPAN.text.replace("has agreed", "has not agreed"), "contradicted"),
        (SPAN.text.replace("one year", "one month"), "contradicted"),
        ("The Trump administration paid $6 million to Bukele's government.", "unsupported"),
        ("Whales are mammals that live in cold seas.", "unsupported"),
        ("CECOT has a swimming pool and a cinema for guards.", "unsupported"),
    ],
)
def test_any_other_sentence_is_withheld_with_a_reason(sentence: str, verdict: str) -> None:
    judgement = JUDGE.judge(sentence, [SPAN])
    assert judgement.verdict == verdict
    assert judgement.support < JUDGE.threshold
    assert judgement.why


@pytest.mark.parametrize("spans", [[], [CheckedSpan(text="  ")]])
def test_with_no_span_a_sentence_is_unsupported(spans: list[CheckedSpan]) -> None:
    assert JUDGE.judge(SPAN.text, spans).verdict == "unsupported"


@pytest.mark.parametrize("sentence", ["", "…", "[1]"])
def test_a_sentence_without_words_is_unsupported(sentence: str) -> None:
    assert JUDGE.judge(sentence, [SPAN]).verdict == "unsupported"


def test_two_spans_may_bear_out_a_sentence_together() -> None:
    spans = [CheckedSpan(text="CECOT opened in 2023."), CheckedSpan(text="CECOT has eight large pavilions.")]
    assert JUDGE.judge("CECOT opened in 2023 and has eight large pavilions.", spans).verdict == "supported"


def test_a_part_cut_out_of_its_denial_is_not_verbatim() -> None:
    span = CheckedSpan(text="Leavitt denied that the administration had refused to comply with a court order.")
    assert JUDGE.judge("The administration had refused to comply with a court order.", [span]).verdict != "supported"


def test_footnotes_and_curly_quotes_make_no_difference() -> None:
    span = CheckedSpan(text="Bukele posted “Oopsie… too late” on social media.")
    assert JUDGE.judge('Bukele posted "Oopsie… too late" on social media.[1]', [span]).support > 0.9


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_gets_a_verdict_that_agrees_with_its_support(sentence: str, text: str) -> None:
    judgement = JUDGE.judge(sentence, [CheckedSpan(text=text)])
    assert (judgement.verdict == "supported") == (judgement.support >= JUDGE.threshold)
    assert 0 <= judgement.support <= 1


@pytest.mark.parametrize("judge", [JUDGE, ScriptedJudge()])
def test_every_judge_keeps_the_contract(judge: Judge) -> None:
    assert judge.judge(SPAN.text, [SPAN]).verdict == "supported"
    assert judge.judge(SPAN.text, []).verdict == "unsupported"


def test_the_scripted_judge_says_what_it_was_told() -> None:
    judge = ScriptedJudge({"A.": "contradicted"}, default="unsupported")
    assert [judge.judge(text, [SPAN]).verdict for text in ("A.", "B.")] == ["contradicted", "unsupported"]
    assert [text for text, _ in judge.asked] == ["A.", "B."]


def test_no_overlap_lowers_support_and_no_finding_raises_it() -> None:
    for name, coefficient in load_weights("support").coefficients.items():
        assert coefficient <= 0 if name.startswith("flag_") else coefficient >= 0


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("CECOT opened in 2023.", 1),
        ("CECOT opened in Tecoluca in 2023, while Izalco prison stayed open for other men.", 2),
        ("It has wells, a water plant, and eight power stations.", 1),
        ('Bukele wrote "the plane left Texas late; it reached San Salvador early" that day.', 1),
    ],
)
def test_a_sentence_is_split_into_claims(sentence: str, claims: int) -> None:
    assert len(split_claims(sentence)) == claims
