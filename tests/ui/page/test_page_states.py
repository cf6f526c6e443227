"""The states that a real assistant seldom shows: slow, stopped, failed, withheld, disagreeing, hostile."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import Browser, expect

from assistant import AssistantSettings
from assistant.answers import Disagreement, Stance, WithheldSentence
from assistant.errors import ModelFailedError
from tests.ui.answers import abstained, answered, citation, sentence
from tests.ui.library import PAYLOADS
from tests.ui.page.scripted import ScriptedAssistant
from tests.ui.page.serving import serving
from tests.ui.page.states import serious_violations
from tests.ui.page.visiting import Visitor
from vectorstore import Store

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


@pytest.mark.usefixtures("scripted")
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


def test_a_model_is_chosen_among_those_that_are_offered(browser: Browser, store: Store) -> None:
    assistant = ScriptedAssistant(store)
    assistant.settings = AssistantSettings(model="ollama:qwen3")
    with serving(assistant) as address, Visitor(browser, address) as visitor:
        visitor.page.get_by_text("or choose a model").click()
        visitor.page.get_by_label("Model").click()
        expect(visitor.page.get_by_role("option")).to_have_count(2)
        expect(visitor.page.get_by_role("option", name="quotes")).to_be_visible()
        visitor.page.get_by_role("option", name="ollama:qwen3").click()
        visitor.ask("How many?")
        assert len(assistant.histories) == 1


def test_withheld_sentences_disagreements_and_notices_stand_in_the_answer(
    browser: Browser, scripted: ScriptedAssistant, scripted_address: str
) -> None:
    stances = (
        Stance(value="252", citation=1, publisher="A", published=None),
        Stance(value="238", citation=2, publisher="B", published=None),
    )
    withheld = WithheldSentence(
        text="It holds 50,000.", verdict="contradicted", support=0, why="the source says 40,000"
    )
    scripted.answers["How many?"] = answered(
        "How many?",
        citations=(citation(), citation(2)),
        withheld=(withheld,),
        disagreements=(Disagreement(topic="How many went home?", stances=stances),),
        notice="A sentence of the draft was replaced.",
    )
    with Visitor(browser, scripted_address) as visitor:
        turn = visitor.ask("How many?")
        expect(turn.locator(".stances li")).to_have_count(2)
        expect(turn.locator(".disagreement h3")).to_have_text("Sources disagree: How many went home?")
        expect(turn.locator(".notice")).to_have_text("A sentence of the draft was replaced.")
        expect(turn.locator(".withheld li")).to_be_hidden()
        turn.locator("summary").focus()
        visitor.page.keyboard.press("Enter")
        expect(turn.locator(".withheld li")).to_contain_text("contradicted by the source: the source says 40,000")
        assert serious_violations(visitor.page) == []
