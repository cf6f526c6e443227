from __future__ import annotations

import pytest

from assistant.verdicts.name_check import check_names
from assistant.verdicts.names import read_names
from assistant.verdicts.wording import check_wording

from .judging import decided, evidence_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("President Nayib Bukele met Marco Rubio.", ["President Nayib Bukele", "Marco Rubio"]),
        ("The Tren de Aragua gang", ["Tren de Aragua"]),
        ("Human Rights Watch's report", ["Human Rights Watch"]),
        ("In March 2025 on Monday", []),
        ("Officials said so.", []),
        ("MS-13 leaders", ["MS-13"]),
    ],
)
def test_names_are_read(text: str, names: list[str]) -> None:
    assert [name.text for name in read_names(text)] == names


@pytest.mark.parametrize(
    ("claim", "span", "context"),
    [
        ("Then Rubio met Bukele.", "Secretary of State Marco Rubio met President Nayib Bukele.", ""),
        ("The Venezuelans left.", "They left Venezuela.", ""),
        ("In the United States they stayed.", "They stayed in the US.", ""),
        ("The American judge ruled.", "A judge in the United States ruled.", ""),
        ("It was seen by HRW.", "Human Rights Watch saw it.", ""),
        ("It was seen by Human Rights Watch.", "HRW saw it.", ""),
        ("There CECOT is full.", "The prison is full.", "CECOT is in Tecoluca. The prison is full."),
        ("There Noem spoke.", "She spoke.", "Kristi Noem came. She spoke."),
        (
            "Once the Terrorism Confinement Center opened.",
            "CECOT opened.",
            "The Terrorism Confinement Center, or CECOT, opened.",
        ),
        ("Yesterday Kristi Noem spoke.", "Noem spoke.", "Kristi Noem came. Noem spoke."),
        ("There José Pérez spoke.", "Jose Perez spoke.", ""),
    ],
)
def test_a_name_that_the_span_has_or_means_passes(claim: str, span: str, context: str) -> None:
    assert decided(check_names, claim, evidence_of(span, context=context)) == set()


@pytest.mark.parametrize(
    "claim", ["There Marco Rubio spoke.", "It was said in Honduras.", "Reuters' John Smith spoke."]
)
def test_a_name_that_stands_nowhere_is_unsupported(claim: str) -> None:
    assert decided(check_names, claim, evidence_of("Kristi Noem spoke in Panama.")) == {"unsupported"}


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("Rubio sued Noem over the flights in March.", "Noem sued Rubio over the flights in March."),
        ("The Biden administration agreed to pay it.", "The Trump administration agreed to pay it."),
        ("Barrio 18 was added to the list of groups.", "MS-13 was added to the list of groups."),
        ("The Justice Department published the long report.", "The State Department published the long report."),
    ],
)
def test_a_name_in_the_place_of_another_is_contradicted(claim: str, span: str) -> None:
    assert "contradicted" in decided(check_wording, claim, evidence_of(span))


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("The US government agreed to pay it.", "The United States government agreed to pay it."),
        ("HRW published the long report in May.", "Human Rights Watch published the long report in May."),
        ("Officials in Venezuela counted the returned men.", "Venezuelan officials counted the returned men."),
    ],
)
def test_another_name_of_the_same_is_no_swap(claim: str, span: str) -> None:
    assert decided(check_wording, claim, evidence_of(span)) == set()
