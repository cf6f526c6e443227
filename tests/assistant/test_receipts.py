from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant import Assistant, AssistantSettings
from assistant.errors import ReceiptError
from assistant.receipts import recheck_receipt
from assistant.scripted import ScriptedChatModel
from assistant.verdicts import SupportJudge
from tests.assistant.library import QUESTION
from tests.ui.answers import answered

WRITTEN = "The prison near Tecoluca can hold 40,000 people. It cost $115 million to build."


@pytest.fixture(params=["quotes", "scripted"])
def receipt(request: pytest.FixtureRequest, assistant: Assistant) -> dict[str, Any]:
    chosen = assistant
    if request.param == "scripted":
        chat = ScriptedChatModel(replies=[WRITTEN])
        chosen = Assistant(assistant.store, AssistantSettings(cutoff=0.0), model=chat)
    made: dict[str, Any] = chosen.ask(QUESTION).receipt(datetime(2026, 1, 2, tzinfo=UTC))
    return made


def test_a_receipt_is_json_that_holds_all_the_answer_rests_on(receipt: dict[str, Any]) -> None:
    assert json.loads(json.dumps(receipt)) == receipt
    assert receipt["created"] == "2026-01-02T00:00:00+00:00"
    assert receipt["question"] == QUESTION
    assert receipt["passages"] and receipt["spans"] and receipt["sentences"]
    assert receipt["settings"]["policy"] == "strict"
    assert (receipt["prompt_hash"] is None) == (receipt["model"] == "quotes")
    assert receipt["versions"]["newsdesk"]


def test_a_receipt_holds_against_the_library_it_comes_from(receipt: dict[str, Any], assistant: Assistant) -> None:
    outcome = recheck_receipt(json.loads(json.dumps(receipt)), assistant.store, SupportJudge())
    assert outcome.holds, outcome.problems
    assert (outcome.quotes, outcome.verdicts) == (len(receipt["spans"]), len(receipt["sentences"]))
    assert outcome.passages == len(receipt["passages"])


def _change_quote(receipt: dict[str, Any]) -> None:
    receipt["spans"][0]["quote"] = receipt["spans"][0]["quote"].replace("40,000", "90,000")


def _change_sentence(receipt: dict[str, Any]) -> None:
    for holder in (receipt, receipt["answer"]):
        holder["text"] = holder["text"].replace("40,000", "90,000")
        holder["sentences"] = copy.deepcopy(holder["sentences"])
        holder["sentences"][0]["text"] = holder["sentences"][0]["text"].replace("40,000", "90,000")


def _add_text(receipt: dict[str, Any]) -> None:
    receipt["text"] += " The prison is haunted."


def _move_span(receipt: dict[str, Any]) -> None:
    receipt["spans"][0]["start"] += 1


def _change_version(receipt: dict[str, Any]) -> None:
    receipt["spans"][0]["version"] = "000000000000"


def _change_passage(receipt: dict[str, Any]) -> None:
    receipt["passages"][0]["sha256"] = "0" * 64


def _drop_span(receipt: dict[str, Any]) -> None:
    del receipt["spans"][0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_change_quote, "hash does not fit"),
        (_change_sentence, "was supported then"),
        (_add_text, "says more than its sentences"),
        (_move_span, "are not what the receipt quotes"),
        (_change_version, "does not hold"),
        (_change_passage, "not what was read then"),
        (_drop_span, "cites a source that the receipt does not hold"),
    ],
)
def test_a_changed_receipt_does_not_hold_and_says_what(
    receipt: dict[str, Any], assistant: Assistant, change: Callable[[dict[str, Any]], None], words: str
) -> None:
    changed = copy.deepcopy(receipt)
    change(changed)
    outcome = recheck_receipt(changed, assistant.store, SupportJudge())
    assert not outcome.holds
    assert any(words in problem for problem in outcome.problems), outcome.problems


@pytest.mark.parametrize(
    "thing", [[], {}, {"receipt": 9}, {"receipt": 1, "text": "", "standalone_question": ""}, "x", None]
)
def test_what_is_no_receipt_is_refused_in_words(thing: object, assistant: Assistant) -> None:
    with pytest.raises(ReceiptError, match="newsdesk ask QUESTION --receipt"):
        recheck_receipt(thing, assistant.store, SupportJudge())


def test_an_answer_made_by_hand_has_no_receipt() -> None:
    with pytest.raises(ReceiptError, match="made from"):
        answered().receipt()
