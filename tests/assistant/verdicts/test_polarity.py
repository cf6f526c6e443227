"""Negation, modality, opposites, comparisons and quotations: what a word or two turn round."""

from __future__ import annotations

import pytest

from assistant.verdicts.comparison import check_comparisons, check_opposites
from assistant.verdicts.modality import check_modality
from assistant.verdicts.negation import check_negation
from assistant.verdicts.quotations import check_quotations
from assistant.verdicts.voice import check_voice
from assistant.verdicts.wording import check_wording

from .judging import decided, evidence_of


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("The court did not lift the ban.", "The court lifted the ban."),
        ("The court lifted the ban.", "The court did not lift the ban."),
        ("The men had a trial and a defence.", "The men had neither a trial nor a defence."),
        ("The prison never had a gym for its inmates.", "The prison had a gym for its inmates."),
        ("Criminal charges stood against him.", "No criminal charges stood against him."),
        ("The men left with their papers.", "The men left without their papers."),
    ],
)
def test_a_negation_put_in_or_taken_out_is_contradicted(claim: str, span: str) -> None:
    evidence = evidence_of(span)
    found = decided(check_negation, claim, evidence) | decided(check_wording, claim, evidence)
    found |= decided(check_opposites, claim, evidence)
    assert found == {"contradicted"}


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("Bukele did not return him.", "Bukele refused to return him."),
        ("Families may not visit the prison.", "The prison bars visits by families."),
        ("He had no criminal record.", "He lacked a criminal record."),
        ("He did not get a hearing.", "He was denied a hearing."),
        ("Neither was named.", "Neither was named."),
        ("The law was not upheld and it was dropped.", "The law was struck down, so not upheld."),
    ],
)
def test_a_negation_in_other_words_passes(claim: str, span: str) -> None:
    assert decided(check_negation, claim, evidence_of(span)) == set()


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("The men are gang members.", "The men are alleged gang members."),
        ("He stole the car.", "He allegedly stole the car."),
        ("The state seized the land.", "The state may seize the land."),
        ("The government paid 6 million.", "The government agreed to pay 6 million."),
        ("Bukele doubled the capacity.", "Bukele planned to double the capacity."),
    ],
)
def test_a_dropped_hedge_is_unsupported(claim: str, span: str) -> None:
    assert decided(check_modality, claim, evidence_of(span)) == {"unsupported"}


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("The men are suspected gang members.", "The men are alleged gang members."),
        ("The men are said to be gang members.", "The men are alleged gang members."),
        ("He may have stolen the car.", "He stole the car."),
        ("The government will pay 6 million.", "The government agreed to pay 6 million."),
        ("Bukele intends to double the capacity.", "Bukele planned to double the capacity."),
        ("CECOT can hold 40,000 people.", "CECOT has space for 40,000 people."),
    ],
)
def test_a_hedge_kept_or_added_passes(claim: str, span: str) -> None:
    assert decided(check_modality, claim, evidence_of(span)) == set()


def test_a_denial_is_no_confirmation() -> None:
    evidence = evidence_of("Leavitt denied the report.")
    assert decided(check_modality, "Leavitt confirmed the report.", evidence) == {"contradicted"}


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("Homicides rose in the year.", "Homicides fell in the year."),
        ("The judge accepted the plea.", "The judge rejected the plea."),
        ("He was found guilty of it.", "He was found innocent of it."),
        ("More people were arrested.", "Fewer people were arrested."),
        ("It was the second plane that left.", "It was the first plane that left."),
        (
            "The court left Judge Murphy's order in force.",
            "The court suspended the third-country order of Judge Murphy.",
        ),
        ("The panel blocked the proclamation.", "The panel let the proclamation of March stand."),
        ("The justices upheld the ban.", "The justices lifted the ban on 7 April."),
        ("The judge kept the policy in place.", "The judge suspended both policies."),
    ],
)
def test_a_word_in_place_of_its_opposite_is_contradicted(claim: str, span: str) -> None:
    assert decided(check_opposites, claim, evidence_of(span)) == {"contradicted"}


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("The removals were halted.", "The judge kept the ban on removals in place."),
        ("The order stayed in force.", "The court blocked the flights, so the order remained in force."),
        ("The ban was left in place.", "The Supreme Court blocked further removals under the ban."),
        ("The order was suspended.", "The order, which the panel had left in force, was suspended."),
    ],
)
def test_what_goes_on_and_what_was_ended_may_be_two_things(claim: str, span: str) -> None:
    assert decided(check_opposites, claim, evidence_of(span)) == set()


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("Only the staff use the gym.", "The staff use the gym."),
        ("All men were released.", "The men were released."),
        ("It is the largest prison.", "It is a large prison."),
        ("Most of the men left.", "The men left."),
        ("It was the first ruling.", "It was a ruling."),
    ],
)
def test_a_comparison_that_the_span_lacks_is_unsupported(claim: str, span: str) -> None:
    assert decided(check_comparisons, claim, evidence_of(span)) == {"unsupported"}


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("Only staff use the gym.", "Staff alone use the gym."),
        ("All judges agreed.", "Every judge agreed."),
        ("It is the biggest prison.", "It is the largest prison."),
        ("At least one man left.", "At least one man left."),
    ],
)
def test_a_comparison_in_other_words_passes(claim: str, span: str) -> None:
    assert decided(check_comparisons, claim, evidence_of(span)) == set()


@pytest.mark.parametrize(
    ("claim", "verdicts"),
    [
        ('Bukele wrote "Oopsie, too late".', set()),
        ("Bukele wrote “oopsie … late”.", set()),
        ('Bukele wrote "far too late".', {"unsupported"}),
        ("Bukele wrote something.", set()),
    ],
)
def test_words_between_quotation_marks_must_stand_in_the_span(claim: str, verdicts: set[str]) -> None:
    from assistant.verdicts.reading import clean_text

    evidence = evidence_of('Bukele wrote: "Oopsie… Too late."')
    assert decided(check_quotations, clean_text(claim), evidence) == verdicts


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        (
            "The Treasury has been accused of punishing the official in December 2021.",
            "The Treasury punished the official in December 2021 and accused both of holding secret talks.",
        ),
        ("The judge was released.", "The judge released the three men."),
        ("Smith arrested the officer.", "Smith was arrested on Tuesday by an officer of the border force."),
        ("The lawyer sued the state.", "The lawyer had been sued over the leak."),
    ],
)
def test_who_did_it_and_to_whom_it_was_done_are_not_exchanged(claim: str, span: str) -> None:
    assert decided(check_voice, claim, evidence_of(span)) == {"contradicted"}


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        ("The three men were released by the judge.", "The judge released the three men."),
        ("The state deported the men in March.", "The men were deported by the state in March."),
        ("The men were accused of plotting.", "The men accused of plotting left on Friday."),
        (
            "Garcia was deported in March.",
            "Garcia, deported in March, came back; the state deported the others in April.",
        ),
        ("The court heard that the plane was turned back.", "The crew turned the plane back, the court heard."),
        ("The judge was sued.", "The judge sued the paper and was sued in turn."),
        ("The state released the men.", "The state was said to have released the men."),
        ("Garcia was returned to Maryland.", "The government returned him, Garcia, to Maryland."),
    ],
)
def test_the_same_deed_in_the_other_voice_passes(claim: str, span: str) -> None:
    assert decided(check_voice, claim, evidence_of(span)) == set()


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        (
            "The Supreme Court decided on 16 May that the 1798 law was used lawfully.",
            "Whether the 1798 law was being used lawfully stayed undecided when the Supreme Court ruled on 16 May.",
        ),
        ("The guards knew of the beatings.", "It is unclear whether the guards knew of the beatings."),
        ("The men had a trial.", "It is not known if the men had a trial."),
    ],
)
def test_what_a_source_leaves_open_is_no_fact(claim: str, span: str) -> None:
    assert decided(check_modality, claim, evidence_of(span)) == {"contradicted"}


@pytest.mark.parametrize(
    ("claim", "span"),
    [
        (
            "The court did not settle if the law was used lawfully.",
            "Whether the law was used lawfully stayed undecided.",
        ),
        ("The court left open the use of the law.", "Whether the law was used lawfully stayed undecided."),
        ("The prison opened in 2023.", "The prison opened in 2023; whether visits are allowed is unclear."),
        (
            "The ruling came on 16 May.",
            "Whether the law was used lawfully stayed undecided when the ruling came on 16 May.",
        ),
    ],
)
def test_what_is_left_open_may_be_told_as_open(claim: str, span: str) -> None:
    assert decided(check_modality, claim, evidence_of(span)) == set()
