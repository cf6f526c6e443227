"""Conversations in a real browser: kept over reloads and restarts, listed, renamed, searched, erased, judged, taken away."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from assistant import Assistant, AssistantSettings
from tests.ui.library import documents
from tests.ui.page.serving import serving
from tests.ui.page.visiting import Visitor
from vectorstore import HashingEmbedder, Store

pytestmark = pytest.mark.browser

QUESTION = "How many people can CECOT hold?"


@pytest.fixture(scope="module")
def own_store(filled_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = shutil.copytree(filled_library, tmp_path_factory.mktemp("conversations") / "home")
    with Store.open(home, embedder=HashingEmbedder(64)) as store:
        yield store


@pytest.fixture(scope="module")
def own_address(own_store: Store) -> Iterator[str]:
    with serving(Assistant(own_store, AssistantSettings(cutoff=0.0))) as address:
        yield address


def test_a_conversation_survives_a_reload_and_a_restart_with_the_same_citations(
    browser: Browser, own_store: Store
) -> None:
    def spans(visitor: Visitor) -> list[str]:
        found: list[str] = visitor.page.locator(".chip").evaluate_all(
            "all => all.map(chip => Object.values(chip.dataset).join(' '))"
        )
        return found

    assistant = Assistant(own_store, AssistantSettings(cutoff=0.0))
    with serving(assistant) as address, Visitor(browser, address) as visitor:
        visitor.ask(QUESTION)
        cited = spans(visitor)
        visitor.page.reload()
        expect(visitor.turns).to_have_class(["turn answered"])
        assert cited == spans(visitor) != []
        query = visitor.page.url.removeprefix(address)
    with serving(assistant) as address, Visitor(browser, address, path=query) as visitor:
        assert spans(visitor) == cited
        chip = visitor.page.locator(".chip").first
        chip.click()
        expect(visitor.source.locator("mark.shown").first).to_be_in_viewport()
        texts = {document.document_id: document.text for document in documents()}
        start, end = int(chip.get_attribute("data-start") or -1), int(chip.get_attribute("data-end") or -1)
        assert visitor.text_of("mark.shown") == texts[chip.get_attribute("data-document") or ""][start:end]
        turn = visitor.ask("And how many were held there in 2024?")
        expect(turn.locator(".read-as")).to_contain_text("CECOT")


def test_conversations_are_renamed_searched_reopened_and_erased_after_a_question(
    browser: Browser, own_address: str
) -> None:
    with Visitor(browser, own_address, width=1600) as visitor:
        sidebar = visitor.page.locator("#sidebar")
        visitor.ask("How many Venezuelans went home, quoth the raven?")
        sidebar.get_by_role("button", name="New conversation").click()
        expect(visitor.page.locator(".greeting")).to_be_visible()
        visitor.ask("Who ordered the planes to turn round?")
        sidebar.locator("li", has_text="Who ordered").hover()
        sidebar.get_by_role("button", name="Rename: Who ordered").click()
        visitor.page.get_by_label("Title").fill("<b>Planes</b>")
        visitor.page.keyboard.press("Enter")
        expect(sidebar.locator("[aria-current]")).to_have_text("<b>Planes</b>")
        sidebar.get_by_label("Search conversations").fill("quoth raven")
        expect(sidebar.locator(".open")).to_have_text(["How many Venezuelans went home, quoth the raven?"])
        sidebar.locator(".open").click()
        expect(visitor.turns.locator("h2")).to_have_text("How many Venezuelans went home, quoth the raven?")
        sidebar.get_by_label("Search conversations").fill("who ordered the planes")
        sidebar.locator("li", has_text="<b>Planes</b>").hover()
        sidebar.get_by_role("button", name="Delete: <b>Planes</b>").click()
        visitor.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        sidebar.locator("li", has_text="<b>Planes</b>").hover()
        sidebar.get_by_role("button", name="Delete: <b>Planes</b>").click()
        visitor.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(sidebar.locator("li", has_text="<b>Planes</b>")).to_have_count(0)
        expect(visitor.turns).to_have_count(1)


def test_an_opinion_and_its_note_are_kept_and_become_cases(browser: Browser, own_address: str) -> None:
    with Visitor(browser, own_address) as visitor:
        turn = visitor.ask("How many people did the flights carry?")
        turn.get_by_role("button", name="Not right").click()
        expect(turn.get_by_role("button", name="Not right")).to_have_attribute("aria-pressed", "true")
        turn.get_by_role("button", name="Add a note").click()
        visitor.page.get_by_label("Your note").fill("It was <i>238</i>.")
        visitor.page.get_by_role("button", name="Keep the note").click()
        expect(turn.locator(".opinion-note")).to_have_text("Your note: It was <i>238</i>.")
        visitor.page.reload()
        expect(visitor.turns.first.locator(".opinion-note")).to_have_text("Your note: It was <i>238</i>.")
        lines = visitor.page.request.get(f"{own_address}opinions/cases.jsonl").text().splitlines()
        assert "note: It was <i>238</i>." in json.loads(lines[-1])["tags"]


def test_a_conversation_can_be_taken_away_as_markdown_and_as_receipts(browser: Browser, own_address: str) -> None:
    with Visitor(browser, own_address) as visitor:
        visitor.ask(QUESTION)
        with visitor.page.expect_download() as download:
            visitor.page.get_by_role("link", name="Export as Markdown").click()
        text = download.value.path().read_text(encoding="utf-8")
        assert text.startswith(f"# {QUESTION}")
        assert "It can hold 40,000 people, the government of El Salvador says." in text
        with visitor.page.expect_download() as download:
            visitor.page.get_by_role("link", name="Receipts as JSON").click()
        receipts = json.loads(download.value.path().read_text(encoding="utf-8"))
        assert receipts["turns"][0]["answer"]["citations"]


def test_an_offered_question_asks_itself(browser: Browser, own_address: str) -> None:
    with Visitor(browser, own_address) as visitor:
        offered = visitor.ask(QUESTION).locator(".followups .example").first
        question = offered.inner_text()
        offered.click()
        expect(visitor.turns.nth(1)).to_have_class("turn answered")
        expect(visitor.turns.nth(1).locator("h2")).to_have_text(question)
        expect(visitor.turns.first.locator(".followups")).to_have_count(0)


def test_on_a_phone_the_conversations_are_a_drawer_for_keys_too(browser: Browser, own_address: str) -> None:
    with Visitor(browser, own_address, width=390, height=844) as visitor:
        drawer = visitor.page.get_by_role("button", name="History")
        expect(visitor.page.locator("#sidebar")).to_be_hidden()
        drawer.focus()
        visitor.page.keyboard.press("Enter")
        expect(visitor.page.get_by_role("button", name="New conversation")).to_be_focused()
        assert visitor.page.evaluate("document.scrollingElement.scrollWidth") <= 390
        visitor.page.keyboard.press("Escape")
        expect(visitor.page.locator("#sidebar")).to_be_hidden()
        expect(drawer).to_be_focused()
