from __future__ import annotations

import pytest

from ingest.errors import SourceRejectedError
from ingest.formats import detect_format, format_of_name
from ingest.raw import RawSource
from tests.ingest.samples import PROSE, docx_bytes, pdf_bytes


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.txt", "text"),
        ("A.MD", "markdown"),
        ("a.htm", "html"),
        ("a.pdf", "pdf"),
        ("a.docx", "docx"),
        ("a.jsonl", "jsonl"),
        ("a.jsonl.gz", "jsonl"),
        ("a.eml", "eml"),
        ("a.gz", None),
        ("a.exe", None),
        ("README", None),
    ],
)
def test_a_name_promises_a_format(name: str, format: str | None) -> None:
    assert format_of_name(name) == format


def test_pdf_and_docx_are_known_by_content_whatever_they_are_called() -> None:
    assert detect_format(RawSource(data=pdf_bytes(), name="a.txt")) == "pdf"
    assert detect_format(RawSource(data=docx_bytes(), name="a.txt")) == "docx"


@pytest.mark.parametrize(
    ("media_type", "name", "format"),
    [
        ("text/html", "page", "html"),
        ("text/plain", "notes.md", "markdown"),
        ("text/plain", "notes", "text"),
        ("application/octet-stream", "a.eml", "eml"),
        ("application/x-ndjson", "feed", "jsonl"),
        (None, "page", "html"),
    ],
)
def test_a_server_says_which_format_a_page_is_in(media_type: str | None, name: str, format: str) -> None:
    raw = RawSource(data=PROSE.encode(), name=name, url="https://example.org/page", media_type=media_type)

    assert detect_format(raw) == format


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "a PNG image"),
        (b"\xff\xd8\xff\xe0" + b"x" * 50, "a JPEG image"),
        (b"\x7fELF" + b"x" * 50, "a program"),
        (b"\x1f\x8b\x08" + b"x" * 50, "a gzip archive"),
        (b"PK\x03\x04" + b"x" * 50, "a zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50, "an old Office file"),
        (b"{\\rtf1 x}", "an RTF document"),
    ],
)
def test_other_files_are_named_for_what_they_are(data: bytes, what: str) -> None:
    with pytest.raises(SourceRejectedError, match=what):
        detect_format(RawSource(data=data, name="a.txt"))


def test_white_space_alone_is_empty() -> None:
    with pytest.raises(SourceRejectedError, match="empty"):
        detect_format(RawSource(data=b" \n\t ", name="a.txt"))


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_a_file_that_only_says_it_is_pdf_or_docx_is_damaged(name: str) -> None:
    with pytest.raises(SourceRejectedError, match="damaged"):
        detect_format(RawSource(data=b"Hello there", name=name))


def test_a_kind_that_is_not_read_is_refused() -> None:
    with pytest.raises(SourceRejectedError, match="image/png is not a kind"):
        detect_format(RawSource(data=b"x", name="a", url="https://example.org/a", media_type="image/png"))
