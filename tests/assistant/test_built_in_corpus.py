"""Answers over the built-in reports with the packaged embedding model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant import Assistant

CASES = Path(__file__).parents[2] / "evals" / "cases" / "builtin.jsonl"
QUESTIONS = 60


def some_cases() -> list[dict[str, Any]]:
    """Sixty of the cases, spread evenly over the file."""
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines() if line.strip()]
    return cases[:: len(cases) // QUESTIONS][:QUESTIONS]


def test_the_capacity_of_the_prison_is_quoted(built_in: Assistant) -> None:
    answer = built_in.ask("How many people can CECOT hold?")

    assert not answer.abstained
    assert any("40,000" in citation.quote for citation in answer.citations)
    assert "40,000" in answer.text


def test_every_citation_of_sixty_questions_is_exact(built_in: Assistant) -> None:
    cases = some_cases()
    cited = 0
    for case in cases:
        answer = built_in.ask(case["question"], history=case["history"])
        for span in (*answer.citations, *answer.nearest):
            assert span.quote == built_in.store.document(span.document_id, span.version).text[span.start : span.end]
        assert all(s.text == answer.citation(s.citations[0]).quote for s in answer.sentences)
        assert all(s.direct is None or s.direct in s.text for s in answer.sentences)
        cited += len(answer.citations)
    assert len(cases) == QUESTIONS
    assert cited >= QUESTIONS // 2
