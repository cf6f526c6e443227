"""The library and the evals in a real browser: adding, finding, removing, measuring."""

from __future__ import annotations

import http.server
import io
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from reportlab.pdfgen.canvas import Canvas

import evals
from assistant import Assistant, AssistantSettings
from evals.suites import BuiltInSuite
from tests.ui.library import PAYLOADS
from tests.ui.page.serving import serving
from tests.ui.page.states import serious_violations
from tests.ui.page.visiting import Visitor
from vectorstore import HashingEmbedder, Store

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def own_address(filled_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = shutil.copytree(filled_library, tmp_path_factory.mktemp("shelves") / "home")
    with (
        Store.open(home, embedder=HashingEmbedder(64)) as store,
        serving(Assistant(store, AssistantSettings(cutoff=0.0))) as address,
    ):
        yield address


@pytest.fixture
def web_page() -> Iterator[str]:
    """The address of a page on this machine that tells of giraffes."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            words = (
                "<p>Sixty-one giraffes walked from Nairobi to Lamu in August 2025, the rangers of Kenya said.</p>" * 3
            )
            body = f"<html><head><title>The giraffes</title></head><body><article>{words}</article></body></html>"
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/giraffes"
        server.shutdown()


def pdf(*lines: str) -> bytes:
    output = io.BytesIO()
    canvas = Canvas(output)
    for place, line in enumerate(lines):
        canvas.drawString(72, 720 - 20 * place, line)
    canvas.save()
    return output.getvalue()


def test_a_pdf_is_added_asked_about_and_cited_to_the_character(browser: Browser, own_address: str) -> None:
    content = pdf("The lighthouse of Cordouan has 301 steps, its keeper said.", "It was finished in 1611.")
    with Visitor(browser, own_address) as visitor:
        visitor.view("Library")
        visitor.page.locator("#adding input.files").set_input_files(
            [
                {"name": "lighthouse.pdf", "mimeType": "application/pdf", "buffer": content},
                {"name": "picture.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n"},
                {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
            ]
        )
        account = visitor.page.locator("#account .outcome")
        expect(account).to_contain_text("1 document added")
        expect(account).to_contain_text("Not taken in: 2 sources")
        expect(account.locator("li", has_text="picture.png")).to_contain_text("not a kind of document that is read")
        expect(account.locator("li", has_text="empty.txt")).to_contain_text("It is empty")
        visitor.view("Chat")
        turn = visitor.ask("How many steps does the lighthouse of Cordouan have?")
        expect(turn).to_contain_text("301 steps")
        turn.locator(".chip").first.click()
        expect(visitor.source.locator("mark.shown").first).to_be_in_viewport()
        assert "301 steps" in visitor.text_of("mark.shown")


def test_an_address_is_added_by_its_title(
    browser: Browser, own_address: str, web_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Visitor(browser, own_address) as visitor:
        visitor.view("Library")
        visitor.add(web_page)
        expect(visitor.page.locator("#account")).to_contain_text("private or reserved address")
        monkeypatch.setenv("NEWSDESK_INGEST_ALLOW_PRIVATE_ADDRESSES", "true")
        visitor.add(web_page)
        expect(visitor.page.locator("#account")).to_contain_text("1 document added")
        visitor.page.get_by_label("Search documents").fill("giraffes")
        rows = visitor.page.locator("#documents tbody tr")
        expect(rows).to_have_count(1)
        rows.get_by_role("button", name="The giraffes", exact=True).click()
        expect(visitor.source.get_by_role("link", name="Original")).to_have_attribute("href", web_page)
        expect(visitor.source.locator(".text")).to_contain_text("Sixty-one giraffes")


def test_a_document_is_removed_after_a_question_and_then_wears_its_badge(browser: Browser, own_address: str) -> None:
    with Visitor(browser, own_address) as visitor:
        chip = visitor.ask("How many Venezuelans went home from CECOT in July 2025?").locator(".chip").first
        visitor.view("Library")
        visitor.page.get_by_role("button", name="Remove: The exchange").click()
        visitor.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        visitor.page.get_by_role("button", name="Remove: The exchange").click()
        visitor.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(visitor.page.locator("#account")).to_contain_text("“The exchange” answers no question any more")
        visitor.page.get_by_label("Show").select_option("withdrawn")
        expect(visitor.page.locator("#documents .status")).to_have_text(["Withdrawn"])
        expect(visitor.page.locator("#documents tbody tr")).to_contain_text("The exchange")
        visitor.view("Chat")
        chip.click()
        expect(visitor.source.locator(".badge")).to_have_text("Withdrawn from the library")
        expect(visitor.source.locator("mark.shown").first).to_contain_text("252 Venezuelans")


def test_hostile_names_and_titles_stay_text(browser: Browser, own_address: str) -> None:
    files = [
        {"name": f"{payload.replace('/', '∕')[:80]}.txt", "mimeType": "text/plain", "buffer": f"{payload}\nx".encode()}
        for payload in PAYLOADS
    ]
    with Visitor(browser, own_address) as visitor:
        visitor.view("Library")
        visitor.page.locator("#adding input.files").set_input_files(files)  # type: ignore[arg-type]
        expect(visitor.page.locator("#account .outcome")).to_contain_text("documents added")
        visitor.add("\n".join(f"/nowhere/{payload}" for payload in PAYLOADS))
        expect(visitor.page.locator("#account .outcome")).to_contain_text(f"Not taken in: {len(PAYLOADS)} sources")
        visitor.page.get_by_label("Search documents").fill(PAYLOADS[0])
        expect(visitor.page.locator("#documents tbody tr").first).to_contain_text(PAYLOADS[0])
        visitor.page.get_by_label("Search documents").fill("<img src=x onerror=window.pwned=1> nothing")
        expect(visitor.page.locator("#documents .none")).to_contain_text("<img src=x onerror=window.pwned=1> nothing")
        assert not visitor.has_been_taken_over()


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_the_library_fits_a_phone_and_axe_finds_nothing_serious(
    browser: Browser, own_address: str, is_dark: bool
) -> None:
    with Visitor(browser, own_address, width=390, height=844, is_dark=is_dark) as visitor:
        visitor.view("Library")
        expect(visitor.page.locator("#documents tbody tr").first).to_be_visible()
        assert visitor.page.evaluate("document.scrollingElement.scrollWidth") <= 390
        found = serious_violations(visitor.page)
        visitor.view("Evals")
        expect(visitor.page.locator("#runs .suites li").first).to_be_visible()
        assert visitor.page.evaluate("document.scrollingElement.scrollWidth") <= 390
        assert found + serious_violations(visitor.page) == []


def test_a_suite_is_run_and_its_report_can_be_read(
    browser: Browser, own_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The suite is the real one, of two cases."""
    suite = BuiltInSuite(cases=evals.built_in_cases()[:2])
    monkeypatch.setattr(
        evals,
        "run_suite",
        lambda name, request: suite.run(replace(request, embedder=HashingEmbedder(64))),
        raising=False,
    )
    with Visitor(browser, own_address) as visitor:
        visitor.view("Evals")
        expect(visitor.page.locator("#runs")).to_contain_text("No suite was run yet")
        visitor.page.locator("[data-suite=builtin]").click()
        run = visitor.page.locator("#runs .run").first
        expect(run).to_contain_text("2 cases")
        expect(run.locator(".scores tbody tr").first).to_be_visible()
        report = run.get_by_role("link", name="The whole report").get_attribute("href")
        response = visitor.page.request.get(f"{own_address.rstrip('/')}{report}")
        assert response.ok
        assert "sandbox" in response.headers["content-security-policy"]
        for path in ("..%2f..%2fcatalog.sqlite3", "../catalog.sqlite3", "nothing.html", "%2e%2e/people.sqlite3"):
            assert visitor.page.request.get(f"{own_address}evals/reports/{path}").status == 404


def test_two_runs_of_a_suite_are_compared(browser: Browser, own_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second run answers one of the same cases otherwise, for less is accepted as right."""
    cases = [evals.built_in_cases()[:2]]
    cases.append([replace(cases[0][0], accepted=("words that no report holds",), accepted_all=()), cases[0][1]])

    def run(name: str, request: evals.RunRequest) -> evals.Report:
        return BuiltInSuite(cases=cases.pop()).run(replace(request, embedder=HashingEmbedder(64)))

    monkeypatch.setattr(evals, "run_suite", run, raising=False)
    with Visitor(browser, own_address) as visitor:
        visitor.view("Evals")
        runs = visitor.page.locator("#runs .run")
        expect(visitor.page.locator("#comparing")).to_contain_text("Two runs of one suite can be compared here")
        for _ in range(2):
            before = runs.count()
            visitor.page.locator("[data-suite=builtin]").click()
            expect(runs).to_have_count(before + 1)
        compare = visitor.page.get_by_role("button", name="Compare: builtin")
        compare.click()
        comparison = visitor.page.locator("#comparison")
        expect(comparison.get_by_role("status")).to_contain_text("improved")
        expect(comparison).to_contain_text("2 cases in both runs")
        expect(comparison.locator("li.better")).to_have_count(1)
        expect(comparison.locator("li.better")).to_contain_text("wrong → right")
        assert serious_violations(visitor.page) == []
        page = comparison.get_by_role("link", name="The whole comparison").get_attribute("href")
        response = visitor.page.request.get(f"{own_address.rstrip('/')}{page}")
        assert response.ok
        assert "Against the baseline" in response.text()
        visitor.page.get_by_label("Earlier run").select_option(index=0)
        compare.click()
        expect(comparison.get_by_role("alert")).to_contain_text("Choose two different runs")
        visitor.page.set_viewport_size({"width": 390, "height": 844})
        assert visitor.page.evaluate("document.scrollingElement.scrollWidth") <= 390
