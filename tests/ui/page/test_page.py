"""The page in a real browser, with a real server, store and assistant."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.library import CECOT, PAYLOADS, documents
from tests.ui.page.states import serious_violations
from tests.ui.page.visiting import Visitor
from vectorstore import document_id_of

pytestmark = pytest.mark.browser

QUESTION = "How many people can CECOT hold?"


def test_a_question_is_answered_with_numbered_citations_and_their_sources(browser: Browser, address: str) -> None:
    with Visitor(browser, address) as visitor:
        turn = visitor.ask(QUESTION)
        expect(turn.locator(".sentence").first).to_contain_text("It can hold 40,000 people")
        expect(turn.locator("strong.direct").first).to_have_text("40,000")
        expect(turn.locator(".chip").first).to_have_text("1")
        card = turn.locator(".card").first
        expect(card).to_contain_text("Inside the prison")
        expect(card).to_contain_text("Newsdesk briefing · 20 January 2026")
        expect(card.locator("mark")).to_contain_text("It can hold 40,000 people")
        expect(card.get_by_role("link", name="Original")).to_have_attribute("rel", "noopener noreferrer")
        expect(visitor.question).to_have_value("")


def test_an_example_asks_itself(browser: Browser, address: str) -> None:
    with Visitor(browser, address) as visitor:
        visitor.page.locator(".example", has_text=QUESTION).click()
        expect(visitor.turns.first).to_have_class("turn answered")
        expect(visitor.turns.first.locator("h2")).to_have_text(QUESTION)


def test_pressing_a_citation_highlights_exactly_the_cited_characters(browser: Browser, address: str) -> None:
    texts = {document.document_id: document.text for document in documents()}
    with Visitor(browser, address) as visitor:
        chips = visitor.ask(QUESTION).locator(".chip")
        for place in range(chips.count()):
            chip = chips.nth(place)
            text = texts[chip.get_attribute("data-document") or ""]
            start, end = int(chip.get_attribute("data-start") or -1), int(chip.get_attribute("data-end") or -1)
            chip.click()
            expect(visitor.source.locator("mark.shown").first).to_have_text(text[start:end])
            assert visitor.text_of("mark.shown") == text[start:end]
            assert visitor.text_of("#source-pane .text") == text
            expect(visitor.source.locator("mark.shown").first).to_be_in_viewport()


def test_a_source_card_opens_its_source_too_and_the_passages_can_be_stepped_through(
    browser: Browser, address: str
) -> None:
    with Visitor(browser, address) as visitor:
        turn = visitor.ask("How many people can CECOT hold and how many were held there?")
        turn.locator(".card .title").first.click()
        expect(visitor.source.locator("h2")).to_be_focused()
        steps = visitor.source.locator(".steps span")
        first = steps.text_content() or ""
        shown = visitor.text_of("mark.shown")
        assert re.fullmatch(r"Cited passage \d of [23]", first)
        visitor.source.get_by_role("button", name="Next").click()
        expect(steps).not_to_have_text(first)
        assert visitor.text_of("mark.shown") != shown
        assert visitor.text_of("#source-pane .text") == CECOT


def test_a_citation_shows_its_quote_on_hover_and_escape_puts_it_away(browser: Browser, address: str) -> None:
    with Visitor(browser, address) as visitor:
        chip = visitor.ask(QUESTION).locator(".chip").first
        tip = visitor.page.locator(f"#{chip.get_attribute('aria-describedby')}")
        expect(tip).to_be_hidden()
        chip.hover()
        expect(tip).to_be_visible()
        expect(tip.locator("mark")).to_contain_text("It can hold 40,000 people")
        visitor.page.keyboard.press("Escape")
        expect(tip).to_be_hidden()


def test_the_page_can_be_used_by_keyboard_alone(browser: Browser, address: str) -> None:
    with Visitor(browser, address) as visitor:
        expect(visitor.question).to_be_focused()
        visitor.page.keyboard.type(QUESTION)
        visitor.page.keyboard.press("Enter")
        expect(visitor.turns.first).to_have_class("turn answered")
        visitor.question.press("Home")
        chip = visitor.turns.first.locator(".chip").first
        for _ in range(40):
            visitor.page.keyboard.press("Shift+Tab")
            if chip.evaluate("chip => chip === document.activeElement"):
                break
        expect(chip).to_be_focused()
        expect(visitor.page.locator(f"#{chip.get_attribute('aria-describedby')}")).to_be_visible()
        visitor.page.keyboard.press("Enter")
        expect(visitor.source.locator("h2")).to_be_focused()
        visitor.page.keyboard.press("Escape")
        expect(visitor.source).to_have_count(0)
        expect(chip).to_be_focused()


def test_a_date_narrows_the_answer(browser: Browser, address: str) -> None:
    with Visitor(browser, address) as visitor:
        visitor.page.get_by_text("Narrow by publisher or date").click()
        visitor.page.get_by_label("Published from").fill("2025-07-01")
        visitor.page.get_by_label("Published until").fill("2025-12-31")
        turn = visitor.ask("How many people were there?")
        assert set(turn.locator(".card .title").all_text_contents()) == {"The exchange"}


def test_a_publisher_narrows_the_answer(browser: Browser, address: str) -> None:
    with Visitor(browser, address) as visitor:
        visitor.page.get_by_text("Narrow by publisher or date").click()
        visitor.page.get_by_label("Publishers").click()
        visitor.page.get_by_role("option", name="The Daily Ledger").click()
        turn = visitor.ask(QUESTION)
        assert set(turn.locator(".card .title").all_text_contents()) <= {"The exchange", "The flights"}


def test_a_date_in_another_form_is_explained_and_nothing_is_asked(browser: Browser, address: str) -> None:
    with Visitor(browser, address) as visitor:
        visitor.page.get_by_text("Narrow by publisher or date").click()
        visitor.page.get_by_label("Published from").fill("16.3.2025")
        visitor.type(QUESTION)
        expect(visitor.page.get_by_role("alert")).to_contain_text("write it as YYYY-MM-DD")
        expect(visitor.turns).to_have_count(0)
        expect(visitor.question).to_have_value(QUESTION)


def test_a_follow_up_is_read_with_the_turns_before_it(browser: Browser, address: str) -> None:
    with Visitor(browser, address) as visitor:
        visitor.ask(QUESTION)
        turn = visitor.ask("And how many were held there in 2024?")
        expect(turn.locator(".read-as")).to_contain_text("CECOT")
        expect(turn).to_contain_text("14,500")
        expect(visitor.turns).to_have_count(2)


def test_an_answer_can_be_copied_with_its_citations(browser: Browser, address: str) -> None:
    with Visitor(browser, address) as visitor:
        visitor.ask(QUESTION).get_by_role("button", name="Copy with citations").click()
        expect(visitor.page.get_by_role("button", name="Copied")).to_be_visible()
        copied = visitor.page.evaluate("navigator.clipboard.readText()")
        assert "[1] Inside the prison. Newsdesk briefing · 20 January 2026. https://example.org/cecot" in copied


def test_visitors_do_not_see_each_others_conversations(browser: Browser, address: str) -> None:
    with Visitor(browser, address) as one, Visitor(browser, address) as other:
        one.ask(QUESTION)
        other.ask("How many Venezuelans went home?")
        expect(one.turns).to_have_count(1)
        expect(other.turns).to_have_count(1)
        expect(other.turns.locator("h2")).to_have_text("How many Venezuelans went home?")


def test_hostile_documents_titles_and_publishers_stay_text(browser: Browser, address: str) -> None:
    with Visitor(browser, address) as visitor:
        turn = visitor.ask("How many zebras does the zebra ledger say?")
        hostile = turn.locator(f".card .title[data-document='{document_id_of('hostile.md')}']").first
        expect(hostile).to_contain_text(PAYLOADS[0])
        expect(turn.locator(".card a")).to_have_count(0)
        hostile.hover()
        turn.locator(".chip").first.hover()
        hostile.click()
        expect(visitor.source).to_be_visible()
        text = visitor.text_of("#source-pane .text")
        for payload in PAYLOADS:
            assert payload in text
        assert not visitor.has_been_taken_over()


def test_hostile_questions_stay_text(browser: Browser, address: str) -> None:
    with Visitor(browser, address) as visitor:
        for payload in PAYLOADS:
            turn = visitor.ask(f"{payload} zebras?")
            expect(turn.locator("h2")).to_have_text(f"{payload} zebras?")
        assert not visitor.has_been_taken_over()


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_a_phone_shows_everything_without_scrolling_sideways(browser: Browser, address: str, is_dark: bool) -> None:
    with Visitor(browser, address, width=390, height=844, is_dark=is_dark) as visitor:
        chip = visitor.ask(QUESTION).locator(".chip").first
        chip.hover()
        box = visitor.page.locator(f"#{chip.get_attribute('aria-describedby')}").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert visitor.page.evaluate("document.scrollingElement.scrollWidth") <= 390
        chip.click()
        expect(visitor.source.locator("mark.shown").first).to_be_in_viewport()
        pane = visitor.source.bounding_box()
        assert pane is not None
        assert (pane["x"], pane["y"], pane["width"], pane["height"]) == (0, 0, 390, 844)
        visitor.source.get_by_role("button", name="Close the source").click()
        expect(visitor.source).to_have_count(0)
        expect(chip).to_be_focused()


def test_the_page_is_dark_where_the_visitor_prefers_it(browser: Browser, address: str) -> None:
    colours = []
    for is_dark in (False, True):
        with Visitor(browser, address, is_dark=is_dark) as visitor:
            colours.append(
                visitor.page.evaluate("getComputedStyle(document.querySelector('gradio-app')).backgroundColor")
            )
    assert colours == ["rgb(251, 250, 247)", "rgb(21, 23, 26)"]


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious_in_any_state(browser: Browser, address: str, is_dark: bool) -> None:
    with Visitor(browser, address, is_dark=is_dark) as visitor:
        found = serious_violations(visitor.page)
        visitor.page.get_by_text("Narrow by publisher or date").click()
        chip = visitor.ask(QUESTION).locator(".chip").first
        chip.click()
        expect(visitor.source).to_be_visible()
        chip.hover()
        expect(visitor.page.locator(f"#{chip.get_attribute('aria-describedby')}")).to_be_visible()
        found += serious_violations(visitor.page)
    assert found == []
