from __future__ import annotations

from http.cookies import SimpleCookie
from pathlib import Path

import fastapi
import httpx
import pytest
from hypothesis import given

from tests.ui.answers import texts
from tests.ui.page.parsing import Page
from ui.page.accounts import Accounts, Refusal
from ui.page.guarding import Guard
from ui.page.signing_in import COOKIE, Door, add_sign_in, render_sign_in, visitor_of
from ui.passwords import hash_password
from vectorstore import PeopleFile, Users

PASSWORD = "a few words in a row"
ORIGIN = {"origin": "https://news.example.org"}


@pytest.fixture
def users(tmp_path: Path) -> Users:
    return Users(PeopleFile(tmp_path))


@pytest.fixture
def client(users: Users) -> httpx.AsyncClient:
    accounts = Accounts(users)
    app = fastapi.FastAPI()
    app.add_middleware(Door, accounts=accounts)
    app.add_middleware(Guard, is_open=lambda: accounts.are_on)
    add_sign_in(app, accounts)

    def show(request: fastapi.Request) -> fastapi.Response:
        return fastapi.responses.PlainTextResponse(f"the library of {visitor_of(request)!r}")

    app.add_route("/", show, methods=["GET", "POST"])
    app.add_route("/healthz", lambda request: fastapi.responses.PlainTextResponse("ok"), methods=["GET"])
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url="https://news.example.org", follow_redirects=False)


@pytest.mark.anyio
async def test_without_users_only_this_machines_names_are_answered(client: httpx.AsyncClient) -> None:
    assert (await client.get("/")).status_code == 403
    assert (await client.get("http://127.0.0.1:7860/")).text == "the library of ''"
    assert (await client.get("http://127.0.0.1:7860/sign-in")).headers["location"] == "/"


@pytest.mark.anyio
async def test_with_a_user_nothing_is_reached_without_a_sign_in(client: httpx.AsyncClient, users: Users) -> None:
    users.add("Ann", hash_password(PASSWORD))
    for address in ("", "http://127.0.0.1:7860"):
        asked = await client.get(f"{address}/")
        assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in")
        assert "library" not in asked.text
        assert (await client.post(f"{address}/")).status_code == 401
        assert (await client.get(f"{address}/gradio_api/info")).status_code == 401
        assert (await client.get(f"{address}/healthz")).text == "ok"
    client.cookies.set(COOKIE, "guessed")
    assert (await client.get("/")).status_code == 303


@pytest.mark.anyio
async def test_the_right_password_lets_in_until_the_sign_out(client: httpx.AsyncClient, users: Users) -> None:
    users.add("Ann", hash_password(PASSWORD))
    response = await client.post("/sign-in", data={"name": "ann", "password": PASSWORD}, headers=ORIGIN)
    assert (response.status_code, response.headers["location"]) == (303, "/")
    cookie = SimpleCookie(response.headers["set-cookie"])[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["path"]) == (True, "strict", True, "/")
    inside = await client.get("/")
    assert inside.text == "the library of 'Ann'"
    assert inside.headers["cache-control"] == "private, no-cache"
    token = client.cookies[COOKIE]
    assert (await client.post("/sign-out", headers=ORIGIN)).status_code == 303
    client.cookies.set(COOKIE, token)
    assert (await client.get("/")).status_code == 303


@pytest.mark.anyio
async def test_a_wrong_password_is_told_and_then_slowed(client: httpx.AsyncClient, users: Users) -> None:
    users.add("Ann", hash_password(PASSWORD))
    wrong = {"name": "Ann", "password": "wrong"}
    for _ in range(4):
        refused = await client.post("/sign-in", data=wrong)
        assert (refused.status_code, "do not fit" in refused.text) == (401, True)
    slowed = await client.post("/sign-in", data=wrong)
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) >= 9
    assert "Too many attempts" in slowed.text
    assert "set-cookie" not in slowed.headers


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate",
     "sec-fetch-dest": "document"}, {"sec-fetch-site": "same-site"}],
)  # fmt: skip
@pytest.mark.anyio
async def test_another_sites_page_can_send_nothing(
    client: httpx.AsyncClient, users: Users, headers: dict[str, str]
) -> None:
    users.add("Ann", hash_password(PASSWORD))
    await client.post("/sign-in", data={"name": "ann", "password": PASSWORD}, headers=ORIGIN)
    for path in ("/", "/sign-in", "/sign-out"):
        assert (await client.post(path, headers=headers)).status_code == 403
    assert (await client.get("/")).status_code == 200


@pytest.mark.parametrize("body", [b"", b"x" * 100_000, b"name=Ann", b"\xff\xfe=&&&=", b"name=" + b"a&" * 2000])
@pytest.mark.anyio
async def test_a_form_of_another_shape_signs_nobody_in(client: httpx.AsyncClient, users: Users, body: bytes) -> None:
    users.add("Ann", hash_password(PASSWORD))
    assert (await client.post("/sign-in", content=body)).status_code == 401


@given(texts)
def test_a_name_that_was_typed_stays_text(name: str) -> None:
    page = Page()
    html = render_sign_in(name, Refusal(wait_s=100))
    page.feed(html[html.index("<form") : html.index("</form>")])
    assert {tag for tag, _ in page.tags} == {"form", "label", "input", "button"}
