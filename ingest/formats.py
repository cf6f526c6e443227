"""Which format a source is in, by its content first, then by what its server says, then by its name."""

from __future__ import annotations

from typing import Literal

from . import rejections
from .raw import RawSource

__all__ = ["Format", "detect_format", "format_of_name"]

Format = Literal["text", "markdown", "html", "pdf", "docx", "jsonl", "eml"]

_BY_ENDING: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonl.gz": "jsonl",
    ".ndjson.gz": "jsonl",
    ".eml": "eml",
}
_BY_MEDIA_TYPE: dict[str, Format] = {
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/jsonl": "jsonl",
    "application/jsonlines": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/x-jsonlines": "jsonl",
    "message/rfc822": "eml",
}
_SAYS_NOTHING = {"application/octet-stream", "binary/octet-stream", "application/download", "application/x-download"}
_TEXTUAL: set[Format] = {"text", "markdown", "html", "jsonl", "eml"}

_BINARY_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"RIFF", "an image, sound or film"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls, .ppt) or one with a password"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
)
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"


def format_of_name(name: str) -> Format | None:
    """The format that a file's name promises; None when it promises none that is read."""
    lower = name.lower()
    for ending in sorted(_BY_ENDING, key=len, reverse=True):
        if lower.endswith(ending):
            return _BY_ENDING[ending]
    return None


def detect_format(raw: RawSource) -> Format:
    """The format to read a source as.

    A PDF or DOCX file is known by its content, whatever it is called.

    Raises:
        SourceRejectedError: it is empty, binary, or of a kind that is not read.
    """
    promised = _promised(raw)
    head = raw.data[:1024]
    if not raw.data.strip():
        raise rejections.empty()
    if _PDF in head:
        return "pdf"
    if head.startswith(_ZIP):
        if promised != "docx" and b"word/" not in raw.data:
            raise rejections.binary("a zip archive")
        return "docx"
    for magic, kind in _BINARY_MAGIC:
        if head.startswith(magic):
            raise rejections.binary(kind)
    if promised in ("pdf", "docx"):
        raise rejections.broken(promised.upper(), f"it does not begin as a {promised.upper()} file does")
    return promised


def _promised(raw: RawSource) -> Format:
    by_name = format_of_name(raw.name)
    if raw.media_type is None or raw.media_type in _SAYS_NOTHING:
        if by_name is None and raw.url is None:
            raise rejections.wrong_type(_ending(raw.name))
        return by_name or "html"
    by_type = _BY_MEDIA_TYPE.get(raw.media_type)
    if by_type is None:
        raise rejections.wrong_type(raw.media_type[:80])
    if by_type == "text" and by_name is not None and by_name in _TEXTUAL:  # servers call every text file text/plain
        return by_name
    return by_type


def _ending(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return f".{ending[:20]}" if dot and ending else "a file without an ending"
