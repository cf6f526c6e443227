from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ui.page.guarding import Guard, is_this_machine


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/", lambda request: PlainTextResponse("the library"), methods=["GET", "POST"])])
    app.add_middleware(Guard)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:7860")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "localhost", "LOCALHOST", "::1"])
def test_loopback_names_are_this_machine(host: str) -> None:
    assert is_this_machine(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.0.2.1", "example.org", "localhost.example.org", "", "127.0.0.1.nip.io"]
)
def test_other_names_are_not(host: str) -> None:
    assert not is_this_machine(host)


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "[::1]:7860", "localhost"])
@pytest.mark.anyio
async def test_this_machine_is_answered(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/", headers={"host": host})).text == "the library"


@pytest.mark.parametrize("host", ["example.org", "example.org:7860", "192.0.2.1", "", "[", "127.0.0.1@example.org"])
@pytest.mark.anyio
async def test_a_name_that_was_pointed_here_reads_nothing(client: httpx.AsyncClient, host: str) -> None:
    response = await client.get("/", headers={"host": host})
    assert (response.status_code, "library" in response.text) == (403, False)


@pytest.mark.parametrize("origin", ["https://example.org", "null", "http://127.0.0.1.example.org", "http://["])
@pytest.mark.anyio
async def test_a_page_from_elsewhere_may_not_ask(client: httpx.AsyncClient, origin: str) -> None:
    assert (await client.post("/", headers={"origin": origin})).status_code == 403


@pytest.mark.anyio
async def test_the_page_itself_may_ask(client: httpx.AsyncClient) -> None:
    assert (await client.post("/", headers={"origin": "http://127.0.0.1:7860"})).status_code == 200


@pytest.mark.anyio
async def test_the_browser_is_forbidden_every_other_machine(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/")).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["referrer-policy"] == "same-origin"
