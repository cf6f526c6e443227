from __future__ import annotations

import pytest

from assistant.verdicts.attribution import check_attribution, read_attributions

from .judging import decided, evidence_of


@pytest.mark.parametrize(
    ("sentence", "source", "is_record"),
    [
        ("Noem said that the men were safe.", "Noem", False),
        ("The men were safe, according to Noem.", "Noem", False),
        ("According to Human Rights Watch, the men were beaten.", "Human Rights Watch", False),
        ("The men were safe, said Noem.", "Noem", False),
        ("The men were safe and well fed there, Noem said in May 2025.", "Noem", False),
        ("The men were safe, according to the original article.", "the original article", True),
        ("One report says that the men were safe.", "One report", True),
        (
            "The gang spread, according to the National Intelligence Council's memo.",
            "the National Intelligence Council's memo",
            False,
        ),
    ],
)
def test_an_attribution_is_read_with_its_source(sentence: str, source: str, is_record: bool) -> None:
    (attribution,) = [found for found in read_attributions(sentence) if found.is_core]
    assert (attribution.source, attribution.is_record) == (source, is_record)


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("The men were beaten every day.", "Cristosal said that the men were beaten every day."),
        ("The men were beaten every day.", "The men were beaten every day, according to Cristosal."),
        (
            "The men were beaten every day in there.",
            "The men were beaten every day in there, Cristosal said in May 2023.",
        ),
    ],
)
def test_an_attribution_that_is_dropped_is_unsupported(claim: str, span: str) -> None:
    assert decided(check_attribution, claim, evidence_of(span)) == {"unsupported"}


def test_words_put_into_another_mouth_are_contradicted() -> None:
    evidence = evidence_of("Noem said that the men were beaten every day. Rubio left.")
    assert decided(check_attribution, "Then Rubio said that the men were beaten every day.", evidence) == {
        "contradicted"
    }


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("According to Cristosal, the men were beaten.", "Cristosal said that the men were beaten."),
        ("Cristosal reported beatings of the men.", "The men were beaten, Cristosal said."),
        ("The men were beaten.", "The men were beaten, according to the original article."),
        ("The men were allegedly beaten.", "Cristosal said that the men were beaten."),
        ("The group said that the men were beaten.", "Cristosal said that the men were beaten."),
        (
            "Police chief Arriaza announced 50,000 arrests.",
            "Police chief Arriaza made known that there were 50,000 arrests.",
        ),
    ],
)
def test_an_attribution_that_is_kept_in_other_words_passes(claim: str, span: str) -> None:
    assert decided(check_attribution, claim, evidence_of(span)) == set()
