"""Inputs that are broken, misleading or meant to harm: each is refused in plain words, and the run goes on.

Each case makes its input and says what the refusal must tell. Cases take a folder and a website, and return the source.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import socket
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from ingest import IngestReport, IngestSettings, ingest, ingest_into
from tests.ingest.conftest import Website
from tests.ingest.memory_store import MemoryStore
from tests.ingest.samples import (
    PROSE,
    article,
    docx_bytes,
    docx_with_part,
    eml_bytes,
    gz,
    html_bytes,
    jsonl_bytes,
    pdf_bytes,
)
from vectorstore import HashingEmbedder, Store

Make = Callable[[Path, Website], str]
SETTINGS = IngestSettings(
    allow_private_addresses=True,
    max_file_mb=5,
    max_markup_mb=1,
    max_line_mb=1,
    max_collection_mb=40,
    max_characters=1_000_000,
    max_pages=20,
    fetch_timeout_s=1.0,
    fetch_total_s=2.0,
    max_redirects=3,
)
STRICT = SETTINGS.model_copy(update={"allow_private_addresses": False})
GOOD = "good.txt"


def file(name: str, data: bytes | Callable[[], bytes]) -> Make:
    def make(folder: Path, _: Website) -> str:
        path = folder / name
        path.write_bytes(data if isinstance(data, bytes) else data())
        return str(path)

    return make


def page(body: bytes, media_type: str = "text/html", **headers: str) -> Make:
    return lambda _, website: website.page("/page", body, media_type, **headers)


def answer(behave: Callable[[BaseHTTPRequestHandler, Website], object]) -> Make:
    def make(_: Path, website: Website) -> str:
        website.answers["/page"] = lambda request: behave(request, website) and None
        return website.url("/page")

    return make


def given(source: str) -> Make:
    return lambda *_: source


def pipe(folder: Path, _: Website) -> str:
    os.mkfifo(folder / "pipe.txt")
    return str(folder / "pipe.txt")


def unix_socket(folder: Path, _: Website) -> str:
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(folder / "s.txt"))
    return str(folder / "s.txt")


def link(name: str, target: str) -> Make:
    def make(folder: Path, _: Website) -> str:
        (folder / name).symlink_to(target)
        return str(folder / name)

    return make


def folder_with_link(target: str) -> Make:
    def make(folder: Path, _: Website) -> str:
        (folder / "inner").mkdir()
        (folder / "inner" / "a.txt").symlink_to(target)
        return str(folder / "inner")

    return make


def folder_named_like_a_pdf(folder: Path, _: Website) -> str:
    (folder / "x.pdf").mkdir()
    (folder / "x.pdf" / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return str(folder / "x.pdf")


def growing_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(25_000):
            archive.writestr(f"word/{number}.xml", b"")
    return out.getvalue()


def zip_with_a_password() -> bytes:
    data = bytearray(docx_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def forever(request: BaseHTTPRequestHandler, website: Website) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/plain")
    request.end_headers()
    while not website.is_over.is_set():
        request.wfile.write(b"spam " * 1000)


def drip(request: BaseHTTPRequestHandler, website: Website) -> None:
    request.send_response(200)
    request.end_headers()
    while not website.is_over.wait(0.02):
        request.wfile.write(b".")
        request.wfile.flush()


def cut_short(request: BaseHTTPRequestHandler, _: Website) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "5000")
    request.end_headers()
    request.wfile.write(b"<p>Hello")
    request.close_connection = True


def too_many_headers(request: BaseHTTPRequestHandler, website: Website) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not website.is_over.is_set():
        request.wfile.write(b"X-Spam: " + b"x" * 1000 + b"\r\n")


def to_private(_: Path, website: Website) -> str:
    return website.redirect("/page", "http://169.254.169.254/latest/meta-data/")


CASES: dict[str, tuple[Make, str]] = {
    # Not what it says it is
    "a program named .txt": (file("a.txt", b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20), "a program"),
    "a picture named .txt": (file("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(500)), "a PNG image"),
    "a picture named .html": (file("a.html", b"\xff\xd8\xff\xe0" + bytes(500)), "a JPEG image"),
    "random bytes named .txt": (file("a.txt", random.Random(1).randbytes(20_000)), "binary data"),
    "random bytes named .md": (file("a.md", b"x" + random.Random(1).randbytes(20_000)), "binary data"),
    "random bytes named .pdf": (file("a.pdf", b"x" + random.Random(1).randbytes(20_000)), "damaged or cut off"),
    "random bytes named .docx": (file("a.docx", b"x" + random.Random(1).randbytes(20_000)), "damaged or cut off"),
    "random bytes named .jsonl": (file("a.jsonl", b"x" + random.Random(1).randbytes(20_000)), "binary data"),
    "random bytes named .eml": (file("a.eml", b"\x01" + random.Random(1).randbytes(2_000)), "damaged or cut off"),
    "a database named .txt": (file("a.txt", b"SQLite format 3\x00" + bytes(4000)), "a database"),
    "a gzip archive named .txt": (file("a.txt", lambda: gz(b"x")), "a gzip archive"),
    "a zip archive named .txt": (file("a.txt", b"PK\x03\x04" + bytes(900)), "a zip archive"),
    "an old Word file named .docx": (
        file("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900)),
        "old Office file",
    ),
    "a gzip file that is none": (file("a.jsonl.gz", b"no gzip at all\n"), "not JSON"),
    # Damaged
    "a truncated PDF": (file("a.pdf", lambda: pdf_bytes()[:700]), "PDF is damaged"),
    "a PDF of its first line alone": (file("a.pdf", b"%PDF-1.7\n"), "PDF is damaged"),
    "a PDF that points at itself": (
        file("a.pdf", b"%PDF-1.4\n1 0 obj<</Pages 1 0 R/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"),
        "",
    ),
    "a truncated DOCX": (file("a.docx", lambda: docx_bytes()[:3000]), "DOCX is damaged"),
    "a DOCX without its text": (file("a.docx", lambda: docx_with_part("word/document.xml", b"<x")), "damaged"),
    "a truncated gzip file": (
        file("a.jsonl.gz", lambda: gz(jsonl_bytes([article(1)]))[:-50]),
        "damaged",
    ),
    "broken JSON Lines": (file("a.jsonl", b'{"text": "x"\n{"text"\n'), "not JSON"),
    "JSON Lines of other things": (file("a.jsonl", b'[1]\n"x"\n5\n'), "no JSON object"),
    "a JSON bomb of brackets": (file("a.jsonl", b"[" * 500_000), "not JSON"),
    "a JSON number without end": (file("a.jsonl", b'{"text": ' + b"9" * 100_000 + b"}"), "not JSON"),
    "a mail of nothing but a body": (file("a.eml", b"\r\n\r\nHello\r\n"), "mail is damaged"),
    # Protected
    "a PDF with a password": (file("a.pdf", lambda: pdf_bytes(password="secret")), "protected by a password"),
    "a DOCX with a password": (file("a.docx", zip_with_a_password), "protected by a password"),
    # Bombs and giants
    "a zip bomb in a DOCX": (
        file("a.docx", lambda: docx_with_part("word/document.xml", b" " * 100_000_000)),
        "zip bomb",
    ),
    "a DOCX of countless parts": (file("a.docx", growing_archive), "25,000 parts"),
    "a gzip bomb of empty lines": (file("a.jsonl.gz", lambda: gz(b"\n" * 30_000_000)), "none of its first 1,000 lines"),
    "a gzip bomb of one line": (file("a.jsonl.gz", lambda: gz(b"x" * 30_000_000)), "zip bomb"),
    "a gzip bomb in a gzip bomb": (file("a.jsonl.gz", lambda: gz(gzip.compress(b"\x00" * 9_000_000))), "binary"),
    "one line of 20 MB": (file("a.txt", b"word " * 4_000_000), "too large"),
    "one line of 20 MB in JSON Lines": (file("a.jsonl", b'{"text": "' + b"x" * 20_000_000 + b'"}'), "too large"),
    "a line too long for a document": (file("a.txt", b"word " * 300_000), "too long"),
    "a page too large": (file("a.html", b"<p>word</p>" * 200_000), "MAX_MARKUP_MB"),
    "a PDF of too many pages": (file("a.pdf", lambda: pdf_bytes([PROSE * 8] * 90)), "MAX_PAGES"),
    # Empty, or hidden
    "an empty file": (file("a.txt", b""), "empty"),
    "an empty PDF file": (file("a.pdf", b""), "empty"),
    "an empty JSON Lines file": (file("a.jsonl", b"\n\n"), "empty"),
    "white space": (file("a.txt", b" \r\n\t\n "), "empty"),
    "null bytes": (file("a.txt", bytes(5000)), "binary"),
    "text between null bytes": (file("a.txt", b"hidden\x00\x00\x00words\x00\x00" * 50), "binary"),
    "nothing but zero-width characters": (
        file("a.txt", "\u200b\u2060\ufeff\U000e0041".encode() * 50),
        "hidden characters",
    ),
    "nothing but hidden elements": (file("a.html", html_bytes("<p style='display:none'>x</p>")), "no visible text"),
    "nothing but scripts": (file("a.html", html_bytes("<script>alert(1)</script>")), "no visible text"),
    "nothing but front matter": (file("a.md", b"---\ntitle: x\n---\n"), "no visible text"),
    "nothing but furniture": (file("a.txt", b"![]() |\n0 Comments\n"), "no visible text"),
    "a PDF of a blank page": (file("a.pdf", lambda: pdf_bytes([""])), "OCR"),
    "a mail with an empty body": (file("a.eml", eml_bytes("")), "no visible text"),
    "a page nested thirty thousand deep": (file("a.html", b"<div>" * 30_000 + b"text"), ""),
    # Encodings
    "bytes of no encoding": (file("a.txt", bytes(range(128, 256)) * 40), "encoding cannot be made out"),
    "half a UTF-16 character": (file("a.txt", b"\xff\xfe" + "Text".encode("utf-16-le") + b"\xd8"), "encoding"),
    "JSON Lines in UTF-16": (file("a.jsonl", '{"text": "x"}'.encode("utf-16")), "UTF-16"),
    # Paths
    "a path to nowhere": (given("/no/such/file.txt"), "no such file"),
    "a path of nothing": (given(""), "no such file"),
    "a path with a null byte": (given("a\x00.txt"), "cannot be read"),
    "a path too long": (given("x" * 9000), "cannot be read"),
    "a path up and out that is not there": (given("../../../../../../../../no-such/shadow.txt"), "no such file"),
    "a named pipe": (pipe, "named pipe"),
    "a device that never ends": (given("/dev/zero"), "device"),
    "a socket": (unix_socket, "socket"),
    "a link to itself": (link("a.txt", "a.txt"), "cannot be read"),
    "a link to nowhere": (link("a.txt", "nowhere.txt"), "no such file"),
    "a link out of a folder": (folder_with_link("/etc/passwd"), "leads out of the folder"),
    "a link to a device in a folder": (folder_with_link("/dev/zero"), "leads out of the folder"),
    "a folder named like a PDF": (folder_named_like_a_pdf, ".png is not a kind"),
    "a file of an unknown kind": (file("a.exe", b"text"), ".exe is not a kind"),
    "a built-in report that is none": (given("builtin:../../etc/passwd"), "no built-in report"),
    # Addresses
    "a file address": (given("file:///etc/passwd"), "only http and https"),
    "an address with a password": (given("http://user:secret@example.org/"), "user name or password"),
    "an address without a host": (given("http:///path"), "names no host"),
    "an endless redirect": (lambda _, website: website.redirect("/page", "/page"), "redirects more than 3 times"),
    "a redirect to a file": (lambda _, website: website.redirect("/page", "file:///etc/passwd"), "only http and https"),
    "a page that is not there": (lambda _, website: website.url("/nowhere"), "answered 404"),
    "a picture from the web": (page(b"\x89PNG\r\n\x1a\n", "image/png"), "image/png is not a kind"),
    "a picture that says it is a page": (page(b"\x89PNG\r\n\x1a\n" + bytes(90)), "a PNG image"),
    "an empty page": (page(b""), "empty"),
    "a page without end": (answer(forever), "too large"),
    "a packed page that unfolds": (page(gz(b" " * 30_000_000), Content_Encoding="gzip"), "too large"),
    "a server that never answers": (answer(lambda _, website: website.is_over.wait()), "took more than 1 s"),
    "a server that drips": (answer(drip), "took more than 2 s"),
    "a server that hangs up": (answer(cut_short), "could not be fetched"),
    "a server of endless headers": (answer(too_many_headers), "could not be fetched"),
}


def refusals(report: IngestReport) -> list[str]:
    return [each.why for each in report.rejected]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_input_is_refused_in_plain_words(
    name: str, folder: Path, website: Website, store: MemoryStore
) -> None:
    make, words = CASES[name]
    source = make(folder, website)
    (folder.parent / GOOD).write_text(PROSE)

    report = ingest_into(store, [source, folder.parent / GOOD], settings=SETTINGS)

    assert any(words in why for why in refusals(report)), report
    assert all(len(why) < 500 and "Traceback" not in why and "\n" not in why for why in refusals(report))
    assert all(";" in why for why in refusals(report)), "a refusal ends with the next step"
    assert [document.source for document, _ in store.stored.values()] == [str(folder.parent / GOOD)]


@pytest.mark.parametrize("name", ["loopback", "redirect"])
def test_private_addresses_are_refused_by_default(
    name: str, folder: Path, website: Website, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "loopback":
        source = website.page("/page", html_bytes(f"<p>{PROSE}</p>"))
        report = ingest_into(store, [source], settings=STRICT)
    else:  # only the first hop is let through, as if it were a public server
        monkeypatch.setattr("ingest.guarding.is_public_address", lambda address: address == "127.0.0.1")
        monkeypatch.setattr("ingest.fetching.is_public_address", lambda address: address == "127.0.0.1")
        report = ingest_into(store, [to_private(folder, website)], settings=STRICT)

    assert "private or reserved address" in refusals(report)[0]
    assert "ALLOW_PRIVATE_ADDRESSES" in refusals(report)[0]
    assert not store.stored


def test_the_articles_before_a_cut_are_kept(folder: Path, store: MemoryStore) -> None:
    data = gz(jsonl_bytes([article(number) for number in range(90)]))
    (folder / "a.jsonl.gz").write_bytes(data[:-100])

    report = ingest_into(store, [folder])

    assert "damaged" in refusals(report)[0]
    assert report.added == len(store.stored) > 0
    (folder / "a.jsonl.gz").write_bytes(data)
    assert ingest_into(store, [folder]).added == 90 - report.added


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"?!" * 500_000),
        ("a.txt", b"A line of about eighty characters that has been broken at a column by someone x\n" * 12_000),
        ("a.html", b"<style>" + b"@ " * 200_000 + b"</style><p>Text.</p>"),
        ("a.html", b"<style>" + b"/*" * 200_000 + b"</style><p>Text.</p>"),
        ("a.html", b"<i hidden>x</i>y " * 20_000),
        ("a.html", b"<br>" * 40_000 + b"Text."),
        ("a.html", b" " * 900_000 + b"<p>Text.</p>"),
        ("a.md", b"---\ntitle: x" + b" " * 150_000 + b"y: [\n---\n\nText.\n"),
        ("a.md", b"![" * 10_000 + b" Text."),
        ("a.eml", b"Subject: " + b"=?utf-8?q?a?= " * 40_000 + b"\n\nText.\n"),
        ("a.eml", b"From: " + b"a@b.example," * 40_000 + b"\n\nText.\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:20]),
)
def test_text_made_to_cost_time_is_read_in_the_time_of_its_length(
    name: str, data: bytes, folder: Path, store: MemoryStore
) -> None:
    (folder / name).write_bytes(data)

    assert ingest_into(store, [folder / name], settings=SETTINGS).added == 1


def test_merge_keys_of_front_matter_are_not_unfolded(folder: Path, store: MemoryStore) -> None:
    levels = "\n".join(f"l{n}: &l{n} {{<<: [{', '.join([f'*l{n - 1}'] * 9)}]}}" for n in range(1, 30))
    (folder / "a.md").write_text(f"---\nl0: &l0 {{k: v}}\n{levels}\n---\n\nText.\n")

    assert ingest_into(store, [folder]).added == 1


def test_a_file_without_rights_is_refused(folder: Path, store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.txt").write_text(PROSE)

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ingest.opening.os.open", refuse)

    assert "permission denied" in refusals(ingest_into(store, [folder]))[0]


def test_a_line_of_200_mb_is_refused_at_the_usual_limits_without_being_read(folder: Path, store: MemoryStore) -> None:
    for name in ("a.txt", "b.html", "c.pdf"):
        with open(folder / name, "wb") as giant:
            giant.truncate(200_000_000)

    report = ingest_into(store, [folder])

    assert ["200.0 MB; up to 50 MB" in why for why in refusals(report)] == [True] * 3


def test_a_json_line_of_200_mb_is_refused_at_the_usual_limits_and_the_next_line_is_read(
    folder: Path, store: MemoryStore
) -> None:
    with open(folder / "a.jsonl", "wb") as giant:
        for _ in range(200):
            giant.write(b"x" * 1_000_000)
        giant.write(b"\n" + jsonl_bytes([article(1)]))

    report = ingest_into(store, [folder])

    assert report.added == 1
    assert "MAX_LINE_MB" in refusals(report)[0]


def test_all_hostile_inputs_at_once_leave_a_sound_library(
    tmp_path: Path, website: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = []
    for number, (name, (make, _)) in enumerate(CASES.items()):
        if "server" in name or "without end" in name:
            continue
        place = tmp_path / str(number)
        place.mkdir()
        sources.append(make(place, website))
    (tmp_path / GOOD).write_text(PROSE)
    monkeypatch.setenv("NEWSDESK_STORE_EMBEDDER", "hashing:16")
    for name, value in SETTINGS.model_dump(exclude_defaults=True).items():
        monkeypatch.setenv(f"NEWSDESK_INGEST_{name.upper()}", str(value))

    report = ingest(tmp_path / "home", [*sources, tmp_path / GOOD])

    assert (report.added, report.passages) == (1, 1)
    assert len(report.rejected) >= 60
    with Store.open(tmp_path / "home", embedder=HashingEmbedder(16)) as store:
        assert store.check().is_sound
        assert store.search("How many people can the prison hold?")[0].document.source == str(tmp_path / GOOD)
