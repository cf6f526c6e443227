"""A visitor of the page: what a person does there, in the words of a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType

from playwright.sync_api import Browser, Locator, Page, Request, expect

_PATIENCE_MS = 30_000
expect.set_options(timeout=_PATIENCE_MS)


@dataclass
class Visitor:
    """One browser window of its own on the page; remembers every request that would have left the machine."""

    browser: Browser
    address: str
    width: int = 1280
    height: int = 860
    is_dark: bool = False
    path: str = ""
    """What the address of an open conversation ends with; empty for the greeting."""
    is_welcomed: bool = True
    """Whether the page opens without a sign-in."""
    strays: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __enter__(self) -> Visitor:
        self._context = self.browser.new_context(
            viewport={"width": self.width, "height": self.height},
            color_scheme="dark" if self.is_dark else "light",
            reduced_motion="reduce",
        )
        self._context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self.address)
        self.page: Page = self._context.new_page()
        self.page.on("request", self._note_request)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.errors.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.goto(self.address + self.path)
        if self.is_welcomed:
            expect(self.page.locator(".turn" if self.path else ".greeting").first).to_be_visible()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context.close()
        if error is None:
            assert self.strays == []
            assert self.errors == []

    def ask(self, question: str) -> Locator:
        """Type a question, press Enter, wait for its whole answer; returns the turn."""
        before = self.turns.count()
        self.type(question)
        turn = self.turns.nth(before)
        expect(turn).to_have_class("turn answered")
        return turn

    def type(self, question: str) -> None:
        self.question.fill(question)
        self.question.press("Enter")

    def view(self, name: str) -> None:
        """Go to the chat, the library or the evals."""
        self.page.get_by_role("navigation", name="Views").get_by_role("button", name=name).click()

    def add(self, lines: str) -> None:
        """Name addresses or folders in the library, and add them."""
        self.page.get_by_label("Addresses, or folders").fill(lines)
        self.page.get_by_role("button", name="Add these").click()

    def sign_in(self, name: str, password: str) -> None:
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    @property
    def question(self) -> Locator:
        return self.page.locator("#question textarea")

    @property
    def turns(self) -> Locator:
        return self.page.locator(".turn")

    @property
    def source(self) -> Locator:
        return self.page.locator("#source-pane .source")

    def text_of(self, selector: str) -> str:
        """All text of the matching elements, with every blank and line break as it stands in the page."""
        return "".join(self.page.locator(selector).evaluate_all("all => all.map(one => one.textContent)"))

    def has_been_taken_over(self) -> bool:
        return bool(self.page.evaluate("window.pwned !== undefined"))

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.strays.append(request.url)
