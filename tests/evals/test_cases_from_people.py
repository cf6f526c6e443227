"""Cases are drafted from a library, made of receipts, and exported for other tools."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from assistant import Answer, Assistant
from assistant.receipts import write_receipt
from evals.adding import append_case, case_from_receipt, read_receipt
from evals.cases import Case, PastTurn, read_cases
from evals.drafting_cases import draft_cases, phrase_question, swap_name
from evals.errors import CaseFileError, ReceiptError
from evals.exporting import export_records, to_deepeval, to_ragas
from evals.gold import GoldFinder
from evals.report import Record
from evals.runner import run_suite
from tests.evals.village import SETTINGS, make_library, request_for
from vectorstore import HashingEmbedder, Store

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "evals" / "cases" / "schema.json").read_text(encoding="utf-8"))
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.open(make_library(tmp_path_factory.mktemp("village")), embedder=HashingEmbedder())


@pytest.fixture(scope="module")
def answer(store: Store) -> Answer:
    return Assistant(store, SETTINGS).ask("How many cracks were found in the bridge at Elmford?")


def test_drafts_are_cases_whose_gold_stands_in_the_library(store: Store) -> None:
    drafts = draft_cases(store, answerable=6, unanswerable=4)
    assert [error.message for case in drafts for error in SCHEMA.iter_errors(case.to_json())] == []
    answerable = [case for case in drafts if case.answerable]
    assert len(answerable) == 6
    finder = GoldFinder(store)
    assert all(len(finder.spans(case)) == 1 and finder.relevant_passages(case) for case in answerable)
    assert all(case.accepted[0] in case.gold[0].quote and case.accepted[0] not in case.question for case in answerable)
    assert len({case.id for case in drafts}) == len(drafts)


def test_drafts_without_an_answer_are_made_by_swapping_and_by_holding_out(store: Store) -> None:
    drafts = [case for case in draft_cases(store, answerable=4, unanswerable=6) if not case.answerable]
    assert len(drafts) == 6
    kinds = {tag for case in drafts for tag in case.tags}
    assert {"swapped-name", "held-out"} <= kinds
    everything = {document.document_id for document in store.documents()}
    for case in drafts:
        if "held-out" in case.tags:
            assert len(everything - set(case.within)) == 1


def test_the_same_seed_drafts_the_same_cases(store: Store) -> None:
    assert draft_cases(store, answerable=5, unanswerable=3) == draft_cases(store, answerable=5, unanswerable=3)
    assert draft_cases(store, answerable=5, unanswerable=3, seed=1) != draft_cases(store, answerable=5, unanswerable=3)


def test_a_gap_is_asked_for_and_a_name_is_swapped() -> None:
    assert phrase_question("It seats 31,500 people.", "31,500") == "What belongs in the gap: “It seats ____ people”?"
    assert swap_name("Then Paul Okafor spoke.", ["Okafor Smith", "Ada Lovelace"]) == (
        "Then Ada Lovelace spoke.", "Paul Okafor", "Ada Lovelace",
    )  # fmt: skip
    assert swap_name("nothing here", ["Ada Lovelace"]) is None


@pytest.mark.parametrize("kind", ["json", "receipt", "wrapped"])
def test_every_kind_of_receipt_becomes_the_same_case(answer: Answer, tmp_path: Path, kind: str) -> None:
    documents = {"json": answer.to_json(), "receipt": write_receipt(answer), "wrapped": {"answer": answer.to_json()}}
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(documents[kind]), encoding="utf-8")
    case = case_from_receipt(*read_receipt(path)[:1], tags=("thumbs-up",))
    assert case == case_from_receipt(answer, tags=("thumbs-up",))
    assert (case.question, case.answerable, case.tags) == (answer.question, True, ("thumbs-up", "receipt"))
    assert case.gold[0].quote == answer.citations[0].quote
    assert SCHEMA.is_valid(case.to_json())


def test_a_correction_takes_the_persons_word(answer: Answer) -> None:
    corrected = case_from_receipt(answer, accepted=("38",), is_answerable=True)
    assert (corrected.accepted, corrected.gold) == (("38",), ())
    refused = case_from_receipt(answer, is_answerable=False)
    assert (refused.answerable, refused.accepted, refused.gold) == (False, (), ())


def test_a_conversation_keeps_its_turns(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    turns = [{"role": "user", "content": "What of the bridge?"}]
    path.write_text(json.dumps({"answer": answer.to_json(), "history": turns}), encoding="utf-8")
    found, history = read_receipt(path)
    assert case_from_receipt(found, history=history).history == (PastTurn(role="user", content="What of the bridge?"),)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"answer": 3}', '"x"'])
def test_what_is_no_receipt_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "receipt.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReceiptError, match="newsdesk ask QUESTION --json"):
        read_receipt(path)


def test_a_case_is_added_once_and_behind_the_others(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"id": "a", "question": "Who?", "answerable": false}', encoding="utf-8")
    case = case_from_receipt(answer)
    assert append_case(case, path) is True
    assert append_case(case, path) is False
    assert [known.id for known in read_cases(path)] == ["a", case.id]


def test_a_file_that_does_not_fit_stays_as_it_was(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text("{broken\n", encoding="utf-8")
    with pytest.raises(CaseFileError):
        append_case(case_from_receipt(answer), path)
    assert path.read_text(encoding="utf-8") == "{broken\n"


def test_records_take_the_shape_of_other_tools(tmp_path: Path) -> None:
    report = run_suite("answers", request_for(tmp_path, limit=3))
    (first, *_) = report.records
    sample = to_ragas(first)
    assert set(sample) == {"user_input", "response", "retrieved_contexts", "reference", "reference_contexts"}
    assert sample["reference"] == first.case.accepted[0]
    assert sample["reference_contexts"][0] in sample["retrieved_contexts"][0]
    test_case = to_deepeval(first)
    assert (test_case["input"], test_case["expected_output"]) == (sample["user_input"], sample["reference"])
    lines = export_records(report.records, "ragas").splitlines()
    assert len(lines) == len(report.records) == len(json.loads(export_records(report.records, "deepeval")))


def test_a_record_that_was_only_ranked_is_not_exported() -> None:
    assert export_records([Record(case=Case(id="a", question="?", answerable=True))], "ragas") == ""


def test_an_unanswerable_case_says_so_as_its_reference(answer: Answer) -> None:
    case = Case(id="a", question="?", answerable=False)
    assert "no answer" in to_ragas(Record(case=case, answer=answer))["reference"]
    assert to_ragas(Record(case=replace(case, answerable=True, reference="So."), answer=answer))["reference"] == "So."
