from __future__ import annotations

import io
import re
import socket
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from rich.console import Console

from assistant import Assistant
from tests.ui.library import EMBEDDER
from ui.errors import HostRefusedError, PortTakenError
from ui.page import server
from ui.terminal import Paper
from vectorstore import HashingEmbedder, Store, StoreCorruptError


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])
def test_only_this_machine_is_served(host: str) -> None:
    with pytest.raises(HostRefusedError, match="this machine only"), server.claim_port(host, 0):
        pytest.fail("the port was claimed")


def test_other_machines_are_served_once_there_is_a_user() -> None:
    with server.claim_port("0.0.0.0", 0, has_users=True) as listener:
        assert listener.getsockname()[0] == "0.0.0.0"


def test_a_taken_port_is_told_before_anything_is_done() -> None:
    with server.claim_port("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match="another program listens there"), server.claim_port("127.0.0.1", port):
            pytest.fail("the port was claimed twice")


def test_a_claimed_port_is_free_again_afterwards() -> None:
    with server.claim_port("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    with server.claim_port("127.0.0.1", port) as again:
        assert again.getsockname()[1] == port


def test_the_page_names_no_other_machine_and_tells_how_it_is(address: str) -> None:
    html = httpx.get(address).text
    fetched = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=[\"']?(https?:)?//", html)
    assert fetched == []
    assert "Newsdesk" in html
    assert httpx.get(f"{address}healthz").json() == {"status": "ok"}


def test_health_is_told_without_a_look_at_every_document(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but `is_empty` is asked of the store, so that a probe each second costs a large library nothing."""
    with Assistant.open(home) as assistant:
        client = TestClient(server.build_app(assistant), base_url="http://127.0.0.1")
        asked: list[str] = []
        whole = type(assistant.store)
        for name in [name for name, value in vars(whole).items() if callable(value) and not name.startswith("_")]:
            monkeypatch.setattr(whole, name, _noting(asked, name, getattr(whole, name)))
        for name in ("summaries", "rows"):
            monkeypatch.setattr(type(assistant.store.catalog), name, _noting(asked, name, None))

        assert (client.get("/healthz").status_code, client.get("/healthz").json()) == (200, {"status": "ok"})
        assert asked == ["is_empty", "is_empty"]


def test_a_library_that_cannot_be_read_is_not_healthy(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Store) -> bool:
        raise StoreCorruptError("The catalog", "it cannot be read")

    with Assistant.open(home) as assistant:
        client = TestClient(server.build_app(assistant), base_url="http://127.0.0.1")
        monkeypatch.setattr(Store, "is_empty", fail)
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "the library cannot be read"})


def test_the_server_logs_as_newsdesk_does_when_logs_are_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert server.make_server(FastAPI()).config.log_config is not None
    monkeypatch.setattr(server, "are_logs_set_up", lambda: True)
    assert server.make_server(FastAPI()).config.log_config is None


def _noting(asked: list[str], name: str, whole: Any) -> Any:
    def note(*arguments: Any, **named: Any) -> Any:
        asked.append(name)
        return whole(*arguments, **named)

    return note


def test_no_handler_is_offered_to_programs(address: str) -> None:
    assert httpx.get(f"{address}gradio_api/info").json()["named_endpoints"] == {}


def test_a_file_outside_the_page_cannot_be_fetched(address: str, filled_library: Path) -> None:
    for path in (filled_library / "catalog.sqlite3", "/etc/passwd", "../../../../etc/passwd"):
        response = httpx.get(f"{address}gradio_api/file={path}")
        assert response.status_code in (400, 403, 404)
        assert "root:" not in response.text


def test_a_large_upload_is_refused(address: str) -> None:
    response = httpx.post(f"{address}gradio_api/upload", files={"files": ("big.txt", b"x" * 100_000)})
    assert response.status_code == 413


def test_an_empty_library_is_filled_before_the_page_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's own loop is left out: what it is handed, and what was said until then, is looked at."""
    served: list[socket.socket] = []

    class NoServer:
        def run(self, sockets: list[socket.socket]) -> None:
            served.extend(sockets)
            with Store.open(tmp_path / "new", embedder=HashingEmbedder(64)) as store:
                assert len(store.documents()) >= 5

    monkeypatch.setattr(server, "make_server", lambda app: NoServer())
    monkeypatch.setenv("NEWSDESK_STORE_EMBEDDER", EMBEDDER)
    output = io.StringIO()
    with Assistant.open(tmp_path / "new") as assistant:
        server.serve(assistant, "127.0.0.1", 0, Paper(Console(file=output, width=100)))
    said: Any = output.getvalue()
    assert len(served) == 1
    assert (
        said.index("is empty: taking in the reports") < said.index("Took in") < said.index("Newsdesk is at http://127")
    )
