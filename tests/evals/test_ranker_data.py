from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from evals.errors import DataMissingError
from evals.fitting_ranker import average_precision
from evals.ranker_data import (
    BUILT_IN,
    PLAIN,
    SQUAD_HELD_OUT,
    RankedQuestion,
    pick_hard,
    read_built_in_questions,
    read_selqa,
    read_squad,
    read_written,
)


def test_selqa_is_read_as_prose_and_questions_without_an_answer_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "selqa").mkdir()
    lines = [
        "Who came ?\tAnna came ( late ) .\t1",
        "Who came ?\tIt rained .\t0",
        "Who went ?\tIt rained .\t0",
    ]
    (tmp_path / "selqa" / "test.tsv").write_text("\n".join(lines))
    [question] = read_selqa(tmp_path)
    assert question == RankedQuestion(
        question="Who came?", lead="", right=("Anna came (late).",), wrong=("It rained.",)
    )


def test_squad_gives_the_sentence_with_the_answer_and_none_for_an_impossible_question(tmp_path: Path) -> None:
    (tmp_path / "squad2").mkdir()
    context = "Warsaw lies on the river. It has two million people."
    start = context.index("two million")
    questions = [
        {"question": "How many?", "is_impossible": False, "answers": [{"text": "two million", "answer_start": start}]},
        {"question": "How old?", "is_impossible": True, "answers": []},
    ]
    paragraphs = [
        {"context": context, "qas": questions},
        {"context": "Elsewhere two million live. Krakow is far.", "qas": []},
    ]
    data = {"data": [{"title": "Some_city", "paragraphs": paragraphs}]}
    (tmp_path / "squad2" / "squad2.json").write_text(json.dumps(data))
    answerable, impossible = read_squad(tmp_path, held_out=False)
    assert answerable.right == ("It has two million people.",)
    assert set(answerable.wrong) == {"Warsaw lies on the river.", "Krakow is far."}
    assert impossible.right == ()
    assert answerable.lead == "Some city"
    assert read_squad(tmp_path, held_out=True) == []
    assert "Some_city" not in SQUAD_HELD_OUT


@pytest.mark.parametrize("read", [read_selqa, lambda data: read_squad(data, held_out=True)])
def test_missing_data_is_named(read, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DataMissingError, match="--data"):
        read(tmp_path)


def test_hard_sentences_share_words_with_the_question() -> None:
    question = RankedQuestion(
        question="When did the prison open?",
        lead="",
        right=("In 2023.",),
        wrong=("Cake is sweet.", "The prison will open a gym.", "Rain fell.", "The prison is big."),
    )
    picked = pick_hard(question, 3, random.Random(0))
    assert picked[:2] == ["The prison will open a gym.", "The prison is big."]
    assert len(picked) == 3
    assert pick_hard(question, 0, random.Random(0)) == []


@pytest.mark.parametrize(
    ("labels", "value"),
    [([True], 1.0), ([False, True], 0.5), ([True, False, True], (1 + 2 / 3) / 2), ([False, False], 0.0), ([], 0.0)],
)
def test_average_precision_agrees_with_hand_worked_rankings(labels: list[bool], value: float) -> None:
    assert average_precision(labels) == pytest.approx(value)


REPORT = {
    "title": "Furnace to close",
    "text": "The works will cost 1,340 jobs. A mill stays open. The council meets on 19 February.",
    "questions": [
        {"q": "How many lose their jobs?", "answer": "1,340", "sentence": "The works will cost 1,340 jobs."},
        {"q": "How many does the mill employ?", "answer": None, "near": "A mill stays open.", "why": "not said"},
    ],
}
OTHER = {
    "title": "Ferry sold",
    "text": "A ferry was sold. It carried 1,340 people.",
    "questions": [{"q": "What was sold?", "answer": "A ferry", "sentence": "A ferry was sold."}],
}


def _write_reports(folder: Path, *reports: dict[str, object]) -> Path:
    file = folder / "reports.jsonl"
    file.write_text("\n".join(json.dumps(report) for report in reports), encoding="utf-8")
    return file


def test_training_reports_give_the_sentence_with_the_answer_and_the_nearest_where_there_is_none(tmp_path: Path) -> None:
    answered, near = read_written(held_out=True, file=_write_reports(tmp_path, REPORT, OTHER))
    assert answered.right == ("The works will cost 1,340 jobs.",)
    assert answered.lead == "Furnace to close"
    assert "A ferry was sold." in answered.wrong
    assert "It carried 1,340 people." not in answered.wrong  # it holds the answer's words
    assert near.right == ()
    assert near.near == "A mill stays open."
    assert pick_hard(near, 2, random.Random(1))[0] == "A mill stays open."


def test_training_reports_are_parted_by_report(tmp_path: Path) -> None:
    file = _write_reports(tmp_path, REPORT, OTHER)
    [trained] = read_written(held_out=False, file=file)
    assert trained.lead == "Ferry sold"


def test_missing_training_reports_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match="repository"):
        read_written(held_out=False, file=tmp_path / "none.jsonl")


@pytest.mark.parametrize("file", [BUILT_IN, PLAIN])
def test_every_training_question_on_the_built_in_reports_names_sentences_of_its_report(file: Path) -> None:
    trained, held_out = (read_built_in_questions(held_out=held_out, file=file) for held_out in (False, True))

    assert len(trained) + len(held_out) == sum(
        len(json.loads(line)["questions"]) for line in file.read_text(encoding="utf-8").splitlines()
    )
    for question in trained + held_out:
        assert bool(question.right) != bool(question.near)
        assert not set(question.right) & set(question.wrong)
    assert not {question.question for question in trained} & {question.question for question in held_out}


def test_no_training_question_is_a_case_of_the_suites() -> None:
    def bare(text: str) -> str:
        return " ".join(re.findall(r"\w+", text.lower()))

    asked = {
        bare(question.question)
        for file in (BUILT_IN, PLAIN)
        for held_out in (True, False)
        for question in read_built_in_questions(held_out=held_out, file=file)
    }
    for suite in ("builtin", "article"):
        cases = (BUILT_IN.parent.parent / "cases" / f"{suite}.jsonl").read_text(encoding="utf-8").splitlines()
        assert len(cases) > 20
        assert not asked & {bare(json.loads(case)["question"]) for case in cases}


def test_a_training_question_whose_report_has_changed_is_named(tmp_path: Path) -> None:
    file = tmp_path / "built-in.jsonl"
    question = {"q": "Who?", "answer": "Anna", "sentences": ["Anna was never there."]}
    file.write_text(json.dumps({"document": "01-cecot", "questions": [question]}), encoding="utf-8")

    with pytest.raises(ValueError, match=r"built-in.jsonl: 01-cecot has no sentence 'Anna was never there.'"):
        read_built_in_questions(held_out=False, file=file)
    with pytest.raises(DataMissingError, match="repository"):
        read_built_in_questions(held_out=False, file=tmp_path / "none.jsonl")
