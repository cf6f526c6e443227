from __future__ import annotations

from datetime import date

import pytest

from assistant.answering import answer_with_quotes, assess
from assistant.missing import find_missing
from assistant.settings import AssistantSettings
from vectorstore.words import content_stems

from .library import whole_hit, write_document

TEXT = (
    "In March 2025 the United States paid El Salvador $6 million. Human Rights Watch counted 261 dead. Venezuelan men were "
    "held in CECOT. The gang began in the 1990s."
)


def missing_in(question: str, published: date | None = None) -> tuple[str, str] | None:
    found = find_missing(question, [whole_hit(write_document("report", TEXT, title="Prisons", published=published))])
    return None if found is None else (found.kind, found.words)


@pytest.mark.parametrize(
    ("question", "kind", "words"),
    [
        ("How much will the United States pay El Salvador in 2027?", "year", "2027"),
        ("What did the gang do in the 1970s?", "year", "1970s"),
        ("Why were 480 dead counted?", "figure", "480"),
        ("How many Venezuelans live in Miami?", "name", "Miami"),
    ],
)
def test_what_no_passage_mentions_is_named(question: str, kind: str, words: str) -> None:
    assert missing_in(question) == (kind, words)


@pytest.mark.parametrize(
    "question",
    [
        "How much did the US pay in 2025?",
        "How much did America pay?",
        "What did HRW count?",
        "How many men from Venezuela were held in CECOT?",
        "What did the Salvadoran government get?",
        "When did the gang begin, in the 1990s?",
        "Did 261 people die?",
        "how many died",
        "Where are they?",
    ],
)
def test_other_forms_of_what_is_mentioned_are_known(question: str) -> None:
    assert missing_in(question) is None


def test_the_year_of_the_document_counts_as_mentioned() -> None:
    assert missing_in("How many were held in CECOT in 2026?") == ("year", "2026")
    assert missing_in("How many were held in CECOT in 2026?", published=date(2026, 1, 20)) is None


def test_a_question_about_another_year_is_refused_with_the_year() -> None:
    question = "How much did the United States pay El Salvador in 2027?"
    hits = [whole_hit(write_document("report", TEXT, title="Prisons"))]
    rarity = dict.fromkeys(content_stems(question), 1.0)
    settings = AssistantSettings(cutoff=0.001)
    answer = answer_with_quotes(question, assess(question, hits, rarity, settings), settings, 0.0)
    assert answer.abstained
    assert answer.reason is not None
    assert "do not mention 2027" in answer.reason
    assert answer.nearest
    off = AssistantSettings(cutoff=0.0)
    assert not answer_with_quotes(question, assess(question, hits, rarity, off), off, 0.0).abstained
