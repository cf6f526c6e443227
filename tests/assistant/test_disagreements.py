from __future__ import annotations

from datetime import date

import pytest

from assistant.abstention import rate_sentences
from assistant.answering import answer_with_quotes, assess
from assistant.disagreements import differing_sentences
from assistant.evidence import gather_evidence
from assistant.questions import analyse_question
from assistant.settings import AssistantSettings
from assistant.weights import load_weights
from vectorstore.words import content_stems

from .library import whole_hit, write_document

DEATHS = "How many inmates died in the prisons?"


def values_of(question: str, *sentences: str) -> list[str]:
    analysed = analyse_question(question)
    rarity = dict.fromkeys(content_stems(question), 1.0)
    hits = [whole_hit(write_document(f"report {n}", sentence)) for n, sentence in enumerate(sentences)]
    rated = rate_sentences(gather_evidence(analysed, hits, rarity), load_weights("sentence"))
    return sorted(value for _, value in differing_sentences(analysed, rated))


def test_two_figures_for_the_same_thing_are_told_apart() -> None:
    found = values_of(
        DEATHS,
        "Cristosal counted 261 inmates who died in the prisons since the emergency began.",
        "The government counted 105 inmates who died in the prisons since the emergency began.",
    )
    assert found == ["105", "261"]


def test_two_dates_for_the_same_thing_are_told_apart() -> None:
    found = values_of(
        "When was the prison near Tecoluca opened?",
        "The big prison near Tecoluca was opened on 31 January 2023.",
        "The big prison near Tecoluca was opened on 25 February 2023.",
    )
    assert found == ["25 February 2023", "31 January 2023"]


def test_a_sentence_that_tells_of_a_disagreement_gives_both_values() -> None:
    found = values_of(
        "How many homicides were there in 2022?",
        "Reports differ on the homicides in 2022, of which one counts 495 and another 458.",
    )
    assert found == ["458", "495"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cristosal counted 261 inmates who died in the prisons.", "Cristosal counted 261 inmates who died in prison."),
        (
            "Some 4,731 inmates of the country died in the prisons of the state.",
            "About 4,700 inmates of the country died in the prisons of the state.",
        ),
        (
            "Of the inmates 261 had died in the prisons of the country by July 2024.",
            "Of the inmates 368 had died in the prisons of the country by March 2025.",
        ),
        (
            "Cristosal counted 261 inmates who died in the prisons of the country.",
            "The gym of the guards has 40 new machines and a pool.",
        ),
        (
            "In the prisons 261 inmates died of beatings, hunger or disease.",
            "In the prisons 55 percent of the inmates died of beatings, hunger or disease.",
        ),
    ],
    ids=["the same figure", "a rounder figure", "different days", "different things", "different units"],
)
def test_what_can_be_true_together_is_no_disagreement(one: str, other: str) -> None:
    assert values_of(DEATHS, one, other) == []


def test_like_sentences_of_two_documents_that_differ_in_one_figure_disagree_whatever_was_asked() -> None:
    found = values_of(
        "Who counted the dead inmates?",
        "Cristosal counted 261 dead inmates in the prisons by July 2024.",
        "By July 2024 Cristosal had counted 368 dead inmates in the prisons.",
    )
    assert found == ["261", "368"]


def test_a_question_that_asks_for_no_value_has_no_disagreement() -> None:
    assert (
        values_of("Why did inmates die?", "Inmates died since 261 were beaten.", "Inmates died since 105 starved.")
        == []
    )


def test_an_answer_quotes_every_side_with_its_publisher_and_date() -> None:
    question = DEATHS
    hits = [
        whole_hit(
            write_document(
                name,
                f"{name} counted {figure} inmates who died in the prisons since the emergency began.",
                publisher=name,
                published=day,
            )
        )
        for name, figure, day in (("Cristosal", "261", date(2024, 7, 10)), ("Socorro", "368", date(2025, 3, 1)))
    ]
    settings = AssistantSettings(cutoff=0.0, most_quotes=1)
    rarity = dict.fromkeys(content_stems(question), 1.0)
    answer = answer_with_quotes(question, assess(question, hits, rarity, settings), settings, 0.0)
    [disagreement] = answer.disagreements
    told = {(s.value, s.publisher, s.published, answer.citation(s.citation).publisher) for s in disagreement.stances}
    assert told == {
        ("261", "Cristosal", date(2024, 7, 10), "Cristosal"),
        ("368", "Socorro", date(2025, 3, 1), "Socorro"),
    }
    assert all(stance.value in answer.citation(stance.citation).quote for stance in disagreement.stances)
