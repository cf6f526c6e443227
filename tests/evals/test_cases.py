"""Cases are read with errors that name line and field, and the published schema says the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from evals.cases import Gold, PastTurn, built_in_cases, built_in_disagreements, read_cases
from evals.errors import CaseFileError

FOLDER = Path(__file__).parents[2] / "evals" / "cases"
SCHEMA = Draft202012Validator(json.loads((FOLDER / "schema.json").read_text(encoding="utf-8")))
WHOLE: dict[str, Any] = {
    "id": "a-1",
    "question": "And how many died?",
    "answerable": True,
    "history": [{"role": "user", "content": "How many were held?"}],
    "accepted": ["three"],
    "accepted_all": [["three", "3"]],
    "reference": "Three of them died.",
    "gold": [{"document": "a", "quote": "Three died."}],
    "within": ["a"],
    "tags": ["numeric"],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cases.jsonl"


def write(file: Path, *records: object) -> Path:
    file.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return file


def test_a_whole_case_is_read(file: Path) -> None:
    (case,) = read_cases(write(file, WHOLE))
    assert case.history == (PastTurn(role="user", content="How many were held?"),)
    assert case.history[0].to_message() == {"role": "user", "content": "How many were held?"}
    assert case.accepted_all == (("three", "3"),)
    assert case.gold == (Gold(document="a", quote="Three died."),)
    assert (case.id, case.accepted, case.tags, case.answerable) == ("a-1", ("three",), ("numeric",), True)


def test_a_case_is_read_back_as_it_was_written(file: Path) -> None:
    (case,) = read_cases(write(file, WHOLE))
    assert case.to_json() == WHOLE
    (bare,) = read_cases(write(file, {"id": "a", "question": "Who?", "answerable": False}))
    assert bare.to_json() == {"id": "a", "question": "Who?", "answerable": False}


def test_the_built_in_disagreements_name_a_group_of_strings_for_each_side() -> None:
    cases = built_in_disagreements()
    assert len(cases) >= 10
    assert all(len(case.accepted_all) >= 2 and case.gold and "disagree" in case.tags for case in cases)
    lines = (FOLDER / "disagreements.jsonl").read_text(encoding="utf-8").splitlines()
    assert [error.message for line in lines for error in SCHEMA.iter_errors(json.loads(line))] == []


def test_the_cases_on_the_original_article_are_twenty_with_an_answer_and_ten_without() -> None:
    cases = read_cases(FOLDER / "article.jsonl")
    assert [case.answerable for case in cases] == [True] * 20 + [False] * 10
    assert all(bool(case.accepted) == case.answerable for case in cases)


def test_only_id_question_and_answerable_are_needed(file: Path) -> None:
    least = {"id": "a", "question": "Who?", "answerable": False}
    (case,) = read_cases(write(file, least))
    assert (case.history, case.accepted, case.accepted_all, case.gold, case.tags) == ((), (), (), (), ())
    assert SCHEMA.is_valid(least)


def test_blank_lines_are_passed_over_but_counted(file: Path) -> None:
    file.write_text("\n\n{broken\n", encoding="utf-8")
    with pytest.raises(CaseFileError, match="line 3: it is not JSON"):
        read_cases(file)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": None}, "id"),
        ({"question": "  "}, "question"),
        ({"answerable": "yes"}, "answerable"),
        ({"history": {}}, "history"),
        ({"history": [{"role": "user"}]}, "history[0]"),
        ({"history": [{"role": "judge", "content": "x"}]}, "history[0].role"),
        ({"history": [{"role": "user", "content": ""}]}, "history[0].content"),
        ({"accepted": "three"}, "accepted"),
        ({"accepted": ["three", 3]}, "accepted[1]"),
        ({"accepted_all": [[]]}, "accepted_all[0]"),
        ({"accepted_all": ["three"]}, "accepted_all[0]"),
        ({"gold": [{"document": "a", "quote": 1}]}, "gold[0].quote"),
        ({"gold": [{"document": "a", "quote": "b", "page": 1}]}, "gold[0]"),
        ({"reference": ""}, "reference"),
        ({"within": "a"}, "within"),
        ({"within": [""]}, "within[0]"),
        ({"tags": [""]}, "tags[0]"),
        ({"answer": "three"}, "answer"),
        ({"answerable": False}, "accepted"),
    ],
)
def test_a_wrong_field_is_named_with_its_line_and_the_schema_refuses_it_too(
    file: Path, change: dict[str, Any], field: str
) -> None:
    wrong = WHOLE | {"id": "a-2"} | change
    with pytest.raises(CaseFileError) as caught:
        read_cases(write(file, WHOLE, wrong))
    assert (caught.value.line, caught.value.field) == (2, field)
    assert "schema.json" in str(caught.value)
    assert SCHEMA.is_valid(WHOLE)
    assert not SCHEMA.is_valid(wrong)


@pytest.mark.parametrize("missing", ["id", "question", "answerable"])
def test_a_missing_field_is_named(file: Path, missing: str) -> None:
    wrong = {name: value for name, value in WHOLE.items() if name != missing}
    with pytest.raises(CaseFileError, match=f"line 1, field '{missing}': it is missing"):
        read_cases(write(file, wrong))
    assert not SCHEMA.is_valid(wrong)


def test_a_line_that_is_no_object_is_refused(file: Path) -> None:
    with pytest.raises(CaseFileError, match="not a JSON object"):
        read_cases(write(file, ["a"]))
    assert not SCHEMA.is_valid(["a"])


def test_an_id_that_is_used_twice_is_refused_with_both_lines(file: Path) -> None:
    with pytest.raises(CaseFileError, match=r"line 2, field 'id': 'a-1' is the id of line 1 too"):
        read_cases(write(file, WHOLE, WHOLE))


def test_the_built_in_cases_fit_reader_and_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA.schema)
    cases = built_in_cases()
    lines = (FOLDER / "builtin.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(cases) == len(lines) >= 250
    assert [error.message for line in lines for error in SCHEMA.iter_errors(json.loads(line))] == []
    assert all(case.accepted for case in cases if case.answerable)
    assert any(not case.answerable for case in cases)
