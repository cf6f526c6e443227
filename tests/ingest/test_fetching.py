from __future__ import annotations

import gzip
import socket
import zlib
from http.server import BaseHTTPRequestHandler

import pytest

from ingest.errors import SourceRejectedError
from ingest.fetching import fetch_page
from ingest.settings import IngestSettings
from tests.ingest.conftest import Website

ALLOWED = IngestSettings(allow_private_addresses=True, fetch_timeout_s=5, fetch_total_s=10)


def test_a_page_is_fetched_with_what_the_server_says_of_it(website: Website) -> None:
    fetched = fetch_page(website.page("/a/story.html", b"<p>Hello</p>", "text/html; charset=latin-1"), ALLOWED)

    assert fetched.raw is not None
    assert (fetched.raw.data, fetched.raw.name) == (b"<p>Hello</p>", "story.html")
    assert (fetched.raw.media_type, fetched.raw.charset) == ("text/html", "latin-1")


def test_loopback_is_refused_unless_it_is_allowed(website: Website) -> None:
    address = website.page("/a", b"x")

    with pytest.raises(SourceRejectedError, match="ALLOW_PRIVATE_ADDRESSES"):
        fetch_page(address, IngestSettings())
    assert website.requests == []


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_other_spellings_of_loopback_are_refused_too(website: Website, host: str) -> None:
    with pytest.raises(SourceRejectedError, match=r"private or reserved|could not be fetched"):
        fetch_page(f"http://{host}:{website.port}/a", IngestSettings())
    assert website.requests == []


def test_every_address_that_a_name_has_is_checked(website: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("1.1.1.1", "10.0.0.5")]

    monkeypatch.setattr("ingest.guarding.socket.getaddrinfo", resolve)
    with pytest.raises(SourceRejectedError, match=r"10\.0\.0\.5"):
        fetch_page("http://rebind.example/", IngestSettings())


def test_the_connection_goes_to_the_address_that_was_checked(website: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    website.page("/a", b"<p>Hello</p>")
    monkeypatch.setattr("ingest.guarding.socket.getaddrinfo", resolve)

    fetched = fetch_page(f"http://paper.example:{website.port}/a", ALLOWED)

    assert fetched.raw is not None and asked == ["paper.example", "127.0.0.1"]
    assert website.requests[0][1]["Host"] == f"paper.example:{website.port}"


def test_a_redirect_is_followed_and_the_last_address_kept(website: Website) -> None:
    website.page("/b", b"<p>Hello</p>")

    fetched = fetch_page(website.redirect("/a", "/b"), ALLOWED)

    assert fetched.raw is not None and fetched.raw.url == website.url("/b")


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://x.example/", "http://user:p@x.example/", "http://[bad"]
)
def test_a_redirect_to_anything_but_a_web_address_is_refused(website: Website, target: str) -> None:
    with pytest.raises(SourceRejectedError, match="address cannot be used"):
        fetch_page(website.redirect("/a", target), ALLOWED)


def test_an_endless_redirect_ends(website: Website) -> None:
    with pytest.raises(SourceRejectedError, match="more than 3 times"):
        fetch_page(website.redirect("/a", "/a"), ALLOWED.model_copy(update={"max_redirects": 3}))
    assert len(website.requests) == 4


@pytest.mark.parametrize("status", [404, 403, 500, 204, 300])
def test_an_answer_other_than_a_page_is_refused(website: Website, status: int) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Length", "0")
        request.end_headers()

    website.answers["/a"] = answer
    with pytest.raises(SourceRejectedError, match=f"answered {status}"):
        fetch_page(website.url("/a"), ALLOWED)


def test_a_page_is_not_read_beyond_the_limit(website: Website) -> None:
    small = ALLOWED.model_copy(update={"max_file_mb": 0.001})

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while not website.is_over.is_set():
            request.wfile.write(b"x" * 4096)

    website.answers["/endless"] = endless
    for address in (website.page("/large", b"x" * 2000), website.url("/endless")):
        with pytest.raises(SourceRejectedError, match="too large"):
            fetch_page(address, small)


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_packed_page_is_unpacked_only_so_far(website: Website, coding: str, pack) -> None:  # type: ignore[no-untyped-def]
    address = website.page("/a", pack(b"<p>Hello</p>"), Content_Encoding=coding)
    bomb = website.page("/bomb", pack(b"\x00" * 20_000_000), Content_Encoding=coding)

    fetched = fetch_page(address, ALLOWED)
    assert fetched.raw is not None and fetched.raw.data == b"<p>Hello</p>"
    with pytest.raises(SourceRejectedError, match="too large"):
        fetch_page(bomb, ALLOWED.model_copy(update={"max_file_mb": 1}))


@pytest.mark.parametrize(("coding", "body"), [("gzip", b"no gzip"), ("br", b"x"), ("x" * 100, b"x")])
def test_odd_packing_is_refused(website: Website, coding: str, body: bytes) -> None:
    with pytest.raises(SourceRejectedError, match="could not be fetched"):
        fetch_page(website.page("/a", body, Content_Encoding=coding), ALLOWED)


def test_a_server_that_never_answers_is_given_up(website: Website) -> None:
    website.answers["/a"] = lambda request: website.is_over.wait() and None  # type: ignore[func-returns-value]

    with pytest.raises(SourceRejectedError, match="FETCH_TIMEOUT_S"):
        fetch_page(website.url("/a"), ALLOWED.model_copy(update={"fetch_timeout_s": 0.1}))


def test_a_server_that_drips_is_given_up_in_the_end(website: Website) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while not website.is_over.wait(0.01):
            request.wfile.write(b"x")
            request.wfile.flush()

    website.answers["/a"] = drip
    with pytest.raises(SourceRejectedError, match="FETCH_TOTAL_S"):
        fetch_page(website.url("/a"), ALLOWED.model_copy(update={"fetch_total_s": 0.3}))


def test_headers_that_drip_are_given_up_in_the_end(website: Website) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not website.is_over.wait(0.01):
            request.wfile.write(b"x")
            request.wfile.flush()

    website.answers["/a"] = drip
    with pytest.raises(SourceRejectedError, match="FETCH_TOTAL_S"):
        fetch_page(website.url("/a"), ALLOWED.model_copy(update={"fetch_total_s": 0.3}))


def test_a_server_that_talks_no_http_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(SourceRejectedError, match="could not be fetched"):
        fetch_page(f"http://127.0.0.1:{port}/", ALLOWED)


def test_a_name_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("ingest.guarding.socket.getaddrinfo", unknown)
    with pytest.raises(SourceRejectedError, match=r"nowhere\.example is not known"):
        fetch_page("http://nowhere.example/", ALLOWED)


def test_an_unchanged_page_is_known_by_its_tag(website: Website) -> None:
    address = website.page("/a", b"<p>Hello</p>", ETag='"v1"')
    key = fetch_page(address, ALLOWED).content_key

    assert fetch_page(address, ALLOWED, key).raw is None
    assert website.requests[1][1]["If-None-Match"] == '"v1"'


def test_an_unchanged_page_without_a_tag_is_known_by_its_body(website: Website) -> None:
    address = website.page("/a", b"<p>Hello</p>")
    key = fetch_page(address, ALLOWED).content_key

    assert fetch_page(address, ALLOWED, key).raw is None
    website.page("/a", b"<p>Changed</p>")
    assert fetch_page(address, ALLOWED, key).raw is not None


def test_the_environments_proxies_are_not_used(website: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    assert fetch_page(website.page("/a", b"<p>Hello</p>"), ALLOWED).raw is not None
