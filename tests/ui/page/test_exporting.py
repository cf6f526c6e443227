from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from assistant.answers import Answer, AnswerEvent, Disagreement, Stance, WithheldSentence
from evals import read_cases
from tests.ui.answers import abstained, answered, answers, citation, sentence, texts
from ui.page.conversation import Turn
from ui.page.exporting import opinions_to_cases, talk_to_markdown, talk_to_receipts


def of(answer: Answer, **changes: object) -> Turn:
    turn = Turn(question=answer.question).after(AnswerEvent(kind="answer", answer=answer))
    return replace(turn, **changes)  # type: ignore[arg-type]


def test_markdown_holds_questions_answers_numbered_sources_and_what_was_withheld() -> None:
    withheld = WithheldSentence(
        text="It holds 50,000.", verdict="contradicted", support=0, why="the source says 40,000"
    )
    disagreement = Disagreement(
        topic="the number", stances=(Stance(value="261", citation=1, publisher="A", published=None),)
    )
    text = talk_to_markdown(
        "Prisons", [of(answered(withheld=(withheld,), disagreements=(disagreement,))), of(abstained())]
    )
    assert text.startswith("# Prisons\n\n## How many people can it hold?\n\nIt can hold 40,000 people. [1] (Newsdesk")
    assert "1. Inside the prison. Newsdesk briefing · 20 January 2026. <https://example.org/cecot>" in text
    assert "`0123456789abcdef@abcdef012345[10:35]`\n   > It can hold 40,000 people." in text
    assert "*1 statement supported by 1 independent source.*" in text
    assert "- 261 [1], A · undated" in text
    assert "- It holds 50,000. (the source says 40,000)" in text
    assert "The library does not answer this." in text


def test_turns_without_an_answer_say_so() -> None:
    stopped = Turn(question="Slow?", sentences=(sentence(),)).stopped()
    text = talk_to_markdown("T", [stopped, Turn(question="Broken?").failed("No model.")])
    assert "It can hold 40,000 people. [1]\n\n*This answer was stopped.*" in text
    assert text.endswith("*There was no answer.*\n")


@given(answers(), texts)
def test_no_text_of_a_document_becomes_markup(answer: Answer, title: str) -> None:
    html = MarkdownIt("commonmark").render(talk_to_markdown(title, [of(answer)]))
    for tag in ("<script", "<img", "<iframe", "<style", '<a href="javascript', "<svg", "<form"):
        assert tag not in html.lower()


@pytest.mark.parametrize("version", ["`<script>", "\r<!A<script>", "\n\n<script>"])
def test_nothing_in_a_version_ends_the_span_of_a_citation(version: str) -> None:
    given = answered()
    hostile = replace(given.citations[0], version=version)
    text = talk_to_markdown("T", [of(replace(given, citations=(hostile, *given.citations[1:])))])
    assert "<script" not in MarkdownIt("commonmark").render(text)


def test_receipts_are_json_with_every_span() -> None:
    receipts = json.loads(json.dumps(talk_to_receipts("Prisons", [of(answered(), opinion="up", note="Yes.")])))
    (turn,) = receipts["turns"]
    assert (turn["question"], turn["opinion"], turn["note"]) == ("How many people can it hold?", "up", "Yes.")
    assert turn["answer"]["citations"][0]["quote"] == "It can hold 40,000 people."


def cases(*turns: Turn) -> list[dict[str, object]]:
    return opinions_to_cases([("0123456789abcdef01234567", turns)], lambda document_id: f"name of {document_id}")


def test_opinions_become_cases_that_the_evals_read(tmp_path: Path) -> None:
    judged = cases(
        of(answered(), opinion="up", ordinal=1),
        of(abstained(), opinion="up", ordinal=2),
        of(answered("Wrong?"), opinion="down", note="It is 14,500.", ordinal=3),
        of(answered("Not judged?"), ordinal=4),
    )
    file = tmp_path / "cases.jsonl"
    file.write_text("".join(json.dumps(case) + "\n" for case in judged), encoding="utf-8")
    right, refused, wrong = read_cases(file)
    assert (right.answerable, right.accepted, right.gold[0].quote) == (True, ("40,000",), "It can hold 40,000 people.")
    assert right.gold[0].document == "name of 0123456789abcdef"
    assert (refused.answerable, [turn.role for turn in refused.history]) == (False, ["user", "assistant"])
    assert (wrong.answerable, wrong.accepted, wrong.gold) == (True, (), ())
    assert "note: It is 14,500." in wrong.tags
    assert len(wrong.history) == 4


@given(answers())
def test_any_judged_answer_becomes_a_case_of_strings_that_are_not_blank(answer: Answer) -> None:
    for case in cases(of(answer, opinion="up", ordinal=1)):
        assert all(words.strip() for words in case.get("accepted", ()))  # type: ignore[attr-defined]


def test_a_citation_without_a_web_address_brings_no_link() -> None:
    text = talk_to_markdown("T", [of(answered(citations=(citation(url="javascript:alert(1)"),)))])
    assert "javascript" not in text


def test_a_web_address_cannot_end_its_link_and_go_on_as_markup() -> None:
    hostile = citation(url="https://example.org/a b><script>alert(1)</script>")
    text = talk_to_markdown("T", [of(answered(citations=(hostile,)))])
    assert "<https://example.org/a%20b%3E%3Cscript%3Ealert(1)%3C/script%3E>" in text
    assert "<script" not in MarkdownIt("commonmark").render(text)
