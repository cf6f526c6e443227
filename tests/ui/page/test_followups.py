from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.answers import Answer
from tests.ui.answers import abstained, answered, citation
from ui.page.followups import AnswerableMemory, choose_followups, heading_as_question
from vectorstore import Document, Heading

TEXT = "Inside the prison\nSize\nIt is large, CECOT says.\nWho is held there\nMen.\nLater counts\nMore.\nWas it built fast?\nYes."


def document(document_id: str = "0123456789abcdef") -> Document:
    lines = ("Inside the prison", "Size", "Who is held there", "Later counts", "Was it built fast?")
    return Document(
        document_id=document_id, version="abcdef012345", source="x", text=TEXT, title="Inside the prison",
        headings=tuple(Heading(position=TEXT.index(line), text=line) for line in lines),
    )  # fmt: skip


def chosen(answer: Answer, asked: Sequence[str] = (), answerable: Sequence[str] | None = None) -> tuple[str, ...]:
    return choose_followups(
        answer, asked, lambda document_id, version: document(), lambda q: answerable is None or q in answerable
    )


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Where CECOT is", "What is reported about where CECOT is?"),
        ("CECOT and its walls.", "What is reported about CECOT and its walls?"),
        ("Was it built fast?", "Was it built fast?"),
        ("Was Bukele allowed to run again", "Was Bukele allowed to run again?"),
        ("Later  counts", "What is reported about later counts?"),
        ("Tecoluca and its people", "What is reported about Tecoluca and its people?"),
        ("2025 in numbers", "What is reported about 2025 in numbers?"),
    ],
)
def test_a_heading_becomes_a_question(heading: str, question: str) -> None:
    assert heading_as_question(heading, "It stands near Tecoluca. Later it grew.") == question


def test_headings_behind_the_cited_words_come_first_without_the_title_and_the_cited_one() -> None:
    cited = citation(start=TEXT.index("It is large"), end=TEXT.index("It is large") + 5, heading="Size")
    assert chosen(answered(citations=(cited,))) == (
        "What is reported about who is held there?", "What is reported about later counts?", "Was it built fast?",
    )  # fmt: skip


def test_only_what_the_library_answers_and_was_not_asked_is_offered() -> None:
    assert chosen(answered(), answerable=()) == ()
    assert chosen(answered(), asked=["Was it built fast"], answerable=["Was it built fast?"]) == ()
    assert chosen(answered(), answerable=["Was it built fast?"]) == ("Was it built fast?",)


def test_an_abstention_leads_on_from_the_nearest_passages() -> None:
    assert len(chosen(abstained())) == 3
    assert choose_followups(abstained(), [], lambda *_: None, lambda _: True) == ()


def test_a_question_is_looked_up_once_until_the_library_changes() -> None:
    looked_up: list[str] = []
    generation = [1]

    def is_answerable(question: str) -> bool:
        looked_up.append(question)
        return generation[0] == 1

    memory = AnswerableMemory(is_answerable, lambda: generation[0])
    assert [memory("A?"), memory("A?"), memory("B?")] == [True, True, True]
    generation[0] = 2
    assert memory("A?") is False
    assert looked_up == ["A?", "B?", "A?"]
