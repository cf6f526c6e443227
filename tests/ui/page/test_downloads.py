from __future__ import annotations

import json
from pathlib import Path

import fastapi
import httpx
import pytest

from assistant.answers import AnswerEvent
from tests.ui.answers import answered
from ui.page.archive import Archive
from ui.page.conversation import Talk, Turn
from ui.page.downloads import add_downloads
from ui.page.signing_in import VISITOR
from vectorstore import Conversations, PeopleFile


@pytest.fixture
def conversations(tmp_path: Path) -> Conversations:
    return Conversations(PeopleFile(tmp_path))


@pytest.fixture
def client(tmp_path: Path, conversations: Conversations) -> httpx.AsyncClient:
    app = fastapi.FastAPI()
    add_downloads(app, conversations, tmp_path, lambda document_id: f"name of {document_id}")

    async def named(scope, receive, send):  # type: ignore[no-untyped-def]
        if scope["type"] == "http":
            who = dict(scope["headers"]).get(b"x-who")
            if who is not None:
                scope[VISITOR] = who.decode()
        await app(scope, receive, send)

    return httpx.AsyncClient(transport=httpx.ASGITransport(named), base_url="http://127.0.0.1")


@pytest.fixture
def conversation_id(conversations: Conversations) -> str:
    turn = Turn(question="How many?").after(AnswerEvent(kind="answer", answer=answered("How many?")))
    talk = Archive(conversations).keep("ann", Talk(turns=(turn,)))
    conversations.give_opinion("ann", talk.conversation_id or "", 1, "up")
    return talk.conversation_id or ""


@pytest.mark.anyio
async def test_an_owner_takes_a_conversation_away_as_a_file(client: httpx.AsyncClient, conversation_id: str) -> None:
    ann = {"x-who": "ann"}
    text = await client.get(f"/conversations/{conversation_id}/conversation.md", headers=ann)
    assert text.text.startswith("# How many?")
    assert text.headers["content-disposition"].startswith("attachment")
    receipts = await client.get(f"/conversations/{conversation_id}/receipts.json", headers=ann)
    assert receipts.json()["turns"][0]["question"] == "How many?"
    cases = await client.get("/opinions/cases.jsonl", headers=ann)
    assert json.loads(cases.text)["gold"][0]["document"] == "name of 0123456789abcdef"


@pytest.mark.anyio
async def test_nobody_else_gets_anything(client: httpx.AsyncClient, conversation_id: str) -> None:
    for path in (
        f"/conversations/{conversation_id}/conversation.md",
        f"/conversations/{conversation_id}/receipts.json",
    ):
        assert (await client.get(path, headers={"x-who": "bob"})).status_code == 404
        assert (await client.get(path)).status_code == 401
    assert (await client.get("/opinions/cases.jsonl", headers={"x-who": "bob"})).text == ""
    assert (await client.get("/opinions/cases.jsonl")).status_code == 401


@pytest.mark.parametrize(
    "name", ["..%2fpeople.sqlite3", "%2e%2e%2fa.html", "a.json", ".html", "b.html", "link.html", "a.html%00", "x" * 300]
)
@pytest.mark.anyio
async def test_only_reports_inside_their_folder_are_shown(client: httpx.AsyncClient, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "evals"
    folder.mkdir()
    (folder / "a.html").write_text("<p>plots</p>")
    (tmp_path / "a.html").write_text("outside")
    (folder / "link.html").symlink_to(tmp_path / "a.html")
    shown = await client.get("/evals/reports/a.html", headers={"x-who": ""})
    assert shown.text == "<p>plots</p>"
    assert "sandbox" in shown.headers["content-security-policy"]
    refused = await client.get(f"/evals/reports/{name}", headers={"x-who": ""})
    assert (refused.status_code, "outside" in refused.text) == (404, False)
