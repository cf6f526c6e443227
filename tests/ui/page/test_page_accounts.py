"""The page where there are users: signing in, staying apart, signing out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.page.scripted import ScriptedAssistant
from tests.ui.page.serving import serving
from tests.ui.page.states import serious_violations
from tests.ui.page.visiting import Visitor
from ui.passwords import hash_password
from vectorstore import HashingEmbedder, PeopleFile, Store, Users

pytestmark = pytest.mark.browser

PASSWORD = "a few words in a row"


@pytest.fixture(scope="module")
def guarded_address(filled_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = shutil.copytree(filled_library, tmp_path_factory.mktemp("accounts") / "home")
    users = Users(PeopleFile(home))
    for name in ("ann", "bob"):
        users.add(name, hash_password(PASSWORD))
    with Store.open(home, embedder=HashingEmbedder(64)) as store, serving(ScriptedAssistant(store)) as address:
        yield address


def test_a_visitor_signs_in_after_a_wrong_password_and_out_again(browser: Browser, guarded_address: str) -> None:
    with Visitor(browser, guarded_address, is_welcomed=False) as visitor:
        expect(visitor.page).to_have_url(f"{guarded_address}sign-in")
        assert serious_violations(visitor.page) == []
        visitor.sign_in("ann", "wrong")
        expect(visitor.page.get_by_role("alert")).to_have_text("Name and password do not fit. Try again.")
        assert serious_violations(visitor.page) == []
        visitor.sign_in("ann", PASSWORD)
        expect(visitor.page.locator(".greeting")).to_be_visible()
        visitor.ask("How many?")
        assert "newsdesk_sign_in" not in visitor.page.evaluate("document.cookie")
        visitor.page.get_by_role("button", name="Sign out").click()
        expect(visitor.page).to_have_url(f"{guarded_address}sign-in")
        visitor.page.go_back()
        visitor.page.reload()
        expect(visitor.page).to_have_url(f"{guarded_address}sign-in")


def test_another_users_conversation_cannot_be_reached(browser: Browser, guarded_address: str) -> None:
    with Visitor(browser, guarded_address, is_welcomed=False) as ann:
        ann.sign_in("ann", PASSWORD)
        expect(ann.page.locator(".greeting")).to_be_visible()
        ann.ask("What is my secret?")
        expect(ann.page.get_by_role("link", name="Export as Markdown")).to_be_visible()
        query = ann.page.url.removeprefix(guarded_address)
        export = ann.page.get_by_role("link", name="Export as Markdown").get_attribute("href") or ""
        assert ann.page.request.get(f"{guarded_address.rstrip('/')}{export}").ok
    with Visitor(browser, guarded_address, is_welcomed=False) as bob:
        bob.sign_in("bob", PASSWORD)
        expect(bob.page.locator(".greeting")).to_be_visible()
        bob.page.goto(guarded_address + query)
        expect(bob.page.locator(".greeting")).to_be_visible()
        expect(bob.page.locator("#sidebar")).not_to_contain_text("secret")
        assert bob.page.request.get(f"{guarded_address.rstrip('/')}{export}").status == 404
        assert "secret" not in bob.page.request.get(f"{guarded_address}opinions/cases.jsonl").text()
    with Visitor(browser, guarded_address, is_welcomed=False) as nobody:
        answer = nobody.page.request.get(f"{guarded_address.rstrip('/')}{export}", max_redirects=0)
        assert (answer.status, "secret" in answer.text()) == (401, False)
        assert nobody.page.request.get(f"{guarded_address}gradio_api/info").status == 401
        sent = nobody.page.request.post(f"{guarded_address}library/files?batch={'0' * 32}&name=x.txt", data=b"x")
        assert sent.status == 401
