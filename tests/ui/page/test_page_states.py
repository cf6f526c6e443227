"""The states that a real assistant seldom shows: slow, stopped, failed, withheld, disagreeing, hostile."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import Browser, expect

from assistant.answers import Disagreement, Stance, WithheldSentence
from assistant.errors import ModelFailedError
from tests.ui.answers import abstained, answered, citation, sentence
from tests.ui.library import PAYLOADS
from tests.ui.page.scripted import ScriptedAssistant
from tests.ui.page.visiting import Visitor

pytestmark = pytest.mark.browser


def test_each_sentence_is_shown_as_soon_as_it_is_verified(
    browser: Browser, scripted: ScriptedAssistant, scripted_address: str
) -> None:
    scripted.answers["Slow?"] = answered(
        "Slow?", sentences=(sentence(), sentence("It stands near Tecoluca.", direct=None))
    )
    scripted.gates["Slow?"] = threading.Event()
    with Visitor(browser, scripted_address) as visitor:
        visitor.type("Slow?")
        turn = visitor.turns.first
        expect(turn.locator(".sentence")).to_have_count(1)
        expect(turn.locator(".working")).to_have_text("Reading 8 passages …")
        expect(turn.locator(".card")).to_have_count(1)
        scripted.gates["Slow?"].set()
        expect(turn).to_have_class("turn answered")
        expect(turn.locator(".sentence")).to_have_count(2)


def test_an_answer_can_be_stopped_and_asked_again(
    browser: Browser, scripted: ScriptedAssistant, scripted_address: str
) -> None:
    scripted.gates["Slow?"] = threading.Event()
    with Visitor(browser, scripted_address) as visitor:
        visitor.type("Slow?")
        turn = visitor.turns.first
        expect(turn.locator(".sentence")).to_have_count(1)
        expect(visitor.page.get_by_role("button", name="Ask", exact=True)).to_be_hidden()
        visitor.page.get_by_role("button", name="Stop").click()
        expect(turn).to_have_class("turn stopped")
        expect(turn.locator(".sentence")).to_have_count(1)
        expect(visitor.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
        scripted.gates["Slow?"].set()
        turn.get_by_role("button", name="Ask again").click()
        expect(visitor.turns.nth(1)).to_have_class("turn answered")
        expect(turn).to_have_class("turn stopped")


def test_what_is_typed_while_an_answer_comes_is_kept(
    browser: Browser, scripted: ScriptedAssistant, scripted_address: str
) -> None:
    scripted.gates["Slow?"] = threading.Event()
    with Visitor(browser, scripted_address) as visitor:
        visitor.type("Slow?")
        expect(visitor.turns.first.locator(".sentence")).to_have_count(1)
        visitor.question.fill("And then?")
        scripted.gates["Slow?"].set()
        expect(visitor.turns.first).to_have_class("turn answered")
        expect(visitor.question).to_have_value("And then?")


def test_a_failure_says_what_went_wrong_and_offers_to_ask_again(
    browser: Browser, scripted: ScriptedAssistant, scripted_address: str
) -> None:
    scripted.answers["Broken?"] = ModelFailedError("ollama:qwen3", "it did not answer within 60 s")
    with Visitor(browser, scripted_address) as visitor:
        visitor.type("Broken?")
        turn = visitor.turns.first
        expect(turn).to_have_class("turn failed")
        expect(turn.get_by_role("alert")).to_contain_text(
            "it did not answer within 60 s. Try again, or use --model quotes."
        )
        scripted.answers.pop("Broken?")
        turn.get_by_role("button", name="Ask again").click()
        expect(visitor.turns.nth(1)).to_have_class("turn answered")
        assert scripted.histories[-1] == []


def test_an_unforeseen_error_ends_as_words_not_as_a_traceback(
    browser: Browser, scripted: ScriptedAssistant, scripted_address: str
) -> None:
    scripted.answers["Broken?"] = ZeroDivisionError("boom")
    with Visitor(browser, scripted_address) as visitor:
        visitor.type("Broken?")
        expect(visitor.turns.first.get_by_role("alert")).to_contain_text("did not foresee (ZeroDivisionError: boom)")
        expect(visitor.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_an_abstention_is_calm_and_offers_the_nearest_passages(
    browser: Browser, scripted: ScriptedAssistant, scripted_address: str
) -> None:
    scripted.answers["Moon?"] = abstained("Moon?")
    with Visitor(browser, scripted_address) as visitor:
        turn = visitor.ask("Moon?")
        expect(turn).to_contain_text("The library does not answer this.")
        expect(turn.locator("blockquote")).to_have_text("The moon.")
        expect(turn.get_by_role("alert")).to_have_count(0)


def test_a_source_that_is_not_there_any_more_says_so(browser: Browser, scripted_address: str) -> None:
    with Visitor(browser, scripted_address) as visitor:
        visitor.ask("How many?").locator(".chip").first.click()
        expect(visitor.source).to_contain_text("This source cannot be shown")
        expect(visitor.source).to_contain_text("'0123456789abcdef' has no version")


def test_whatever_a_model_writes_stays_text(
    browser: Browser, scripted: ScriptedAssistant, scripted_address: str
) -> None:
    for payload in PAYLOADS:
        hostile = citation(
            quote=payload, title=payload, publisher=payload, heading=payload, before=payload, after=payload, url=payload
        )
        scripted.answers[f"Say {payload}"] = answered(
            f"Say {payload}",
            standalone_question=payload,
            text=payload,
            sentences=(sentence(payload, direct=payload, attribution=payload),),
            citations=(hostile,),
            withheld=(WithheldSentence(text=payload, verdict="unsupported", support=0.0, why=payload),),
            disagreements=(
                Disagreement(
                    topic=payload, stances=(Stance(value=payload, citation=1, publisher=payload, published=None),)
                ),
            ),
        )
    with Visitor(browser, scripted_address) as visitor:
        for payload in PAYLOADS:
            turn = visitor.ask(f"Say {payload}")
            expect(turn.locator(".sentence strong").first).to_have_text(payload)
            turn.locator("summary").click()
            expect(turn.locator(".withheld li")).to_contain_text(payload)
            turn.locator(".chip").first.hover()
        expect(visitor.page.locator(".turn a")).to_have_count(0)
        expect(visitor.page.locator(".turn img, .turn script, .turn iframe, .turn svg, .turn form")).to_have_count(0)
        assert not visitor.has_been_taken_over()
