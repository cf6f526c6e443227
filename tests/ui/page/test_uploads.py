from __future__ import annotations

from pathlib import Path

import fastapi
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.errors import UploadRefusedError
from ui.page.signing_in import VISITOR
from ui.page.uploads import Uploads, add_uploads, safe_path

BATCH = "0" * 32


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path, 1000)


@pytest.fixture
def client(uploads: Uploads) -> httpx.AsyncClient:
    app = fastapi.FastAPI()
    add_uploads(app, uploads)

    async def named(scope, receive, send):  # type: ignore[no-untyped-def]
        if scope["type"] == "http":
            who = dict(scope["headers"]).get(b"x-who")
            if who is not None:
                scope[VISITOR] = who.decode()
        await app(scope, receive, send)

    return httpx.AsyncClient(transport=httpx.ASGITransport(named), base_url="http://127.0.0.1", headers={"x-who": ""})


async def send(client: httpx.AsyncClient, name: str, body: bytes = b"text", batch: str = BATCH, who: str = "") -> int:
    response = await client.post(
        "/library/files", params={"batch": batch, "name": name}, content=body, headers={"x-who": who}
    )
    return response.status_code


@pytest.mark.anyio
async def test_files_lie_in_the_library_and_are_handed_on_once_to_whoever_sent_them(
    client: httpx.AsyncClient, uploads: Uploads, tmp_path: Path
) -> None:
    assert await send(client, "story.txt") == 200
    assert await send(client, "reports/2025/story.txt", b"other") == 200
    assert uploads.take("ann", BATCH) == []
    folder = tmp_path / "uploads" / "this machine"
    assert uploads.take("", BATCH) == [folder / "story.txt", folder / "reports/2025/story.txt"]
    assert uploads.take("", BATCH) == []
    assert (folder / "reports/2025/story.txt").read_bytes() == b"other"


@pytest.mark.anyio
async def test_users_have_folders_of_their_own_and_cannot_add_to_each_others_batch(
    client: httpx.AsyncClient, uploads: Uploads
) -> None:
    assert await send(client, "story.txt", who="ann") == 200
    assert await send(client, "story.txt", who="bob") == 422
    assert [path.parent.name for path in uploads.take("ann", BATCH)] == ["ann"]


@pytest.mark.parametrize(
    "name",
    ["../x.txt", "a/../../x.txt", "/etc/x.txt", "..\\..\\x.txt", ".hidden.txt", "a/.git/x.txt", "", "x", "x.exe",
     "x.txt/", "a//x.txt", " x.txt", "x.txt\x00.exe", "y" * 300 + ".txt", "/".join("abcdefghij") + "/x.txt"],
)  # fmt: skip
@pytest.mark.anyio
async def test_names_that_lead_elsewhere_or_are_of_no_kind_are_refused(
    client: httpx.AsyncClient, tmp_path: Path, name: str
) -> None:
    assert await send(client, name) == 422
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.anyio
async def test_a_file_over_the_limit_is_refused_and_leaves_nothing(client: httpx.AsyncClient, tmp_path: Path) -> None:
    assert await send(client, "big.txt", b"x" * 1001) == 413

    async def chunks():  # type: ignore[no-untyped-def]
        for _ in range(20):
            yield b"x" * 100

    unannounced = await client.post("/library/files", params={"batch": BATCH, "name": "b.txt"}, content=chunks())
    assert unannounced.status_code == 413
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.anyio
async def test_who_did_not_come_through_the_door_sends_nothing(uploads: Uploads) -> None:
    app = fastapi.FastAPI()
    add_uploads(app, uploads)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        answer = await client.post("/library/files", params={"batch": BATCH, "name": "x.txt"}, content=b"x")
    assert answer.status_code == 401


@given(st.one_of(st.text(max_size=40), st.from_regex(r"([.\\/a ]{0,3}){0,6}[ab]\.txt", fullmatch=True)))
def test_a_path_that_is_taken_stays_inside(name: str) -> None:
    try:
        path = safe_path(name)
    except UploadRefusedError:
        return
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert Path("/library/uploads", path).resolve().is_relative_to("/library/uploads")
