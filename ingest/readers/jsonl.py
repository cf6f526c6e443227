"""JSON Lines, also packed by gzip: one article a line, read without holding the file in memory."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from .. import rejections
from ..addresses import host_of, web_address_or_none
from ..blocks import add_blocks
from ..dates import parse_date
from ..decoding import decode_text
from ..drafting import Draft, TextBuilder
from ..errors import SourceRejectedError
from ..normalising import normalise_line
from ..paragraphs import split_paragraphs
from ..settings import IngestSettings

__all__ = ["Article", "read_articles"]

_TEXT = ("text", "body", "content", "article", "maintext", "full_text")
_TITLE = ("title", "headline", "name")
_URL = ("url", "link", "canonical_url", "source_url")
_PUBLISHED = (
    *("published", "publish_date", "published_at", "date_published", "date", "datePublished", "pubDate", "timestamp"),
)
_PUBLISHER = ("publisher", "source", "site", "site_name", "sitename", "outlet", "source_domain", "domain")
_AUTHORS = ("authors", "author", "byline", "creator")
_TOPICS = ("topics", "tags", "keywords", "categories", "section")
_LANGUAGE = ("language", "lang")
_IDENTITY = ("id", "guid", "uid", "_id")
_CHUNK = 1 << 20
_HEAD = 4096
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_MOST_CONTROL = 0.05
_LEAST_BYTES_OF_A_BOMB = 20_000_000
_LINES_BEFORE_GIVING_UP = 1000


@dataclass(frozen=True, kw_only=True)
class Article:
    """One line of a JSON Lines file.

    `key` is a fingerprint of the line; `identity` tells an article without an address from others of its file.
    `draft` is None where the line was known already, or where `refusal` says why it is not taken in.
    """

    line: int
    key: str
    identity: str = ""
    draft: Draft | None = None
    refusal: SourceRejectedError | None = None


def read_articles(
    stream: IO[bytes], size: int, settings: IngestSettings, known: Container[str] = ()
) -> Iterator[Article]:
    """Read the articles of a JSON Lines file in order; a broken line is refused and the next one is read.

    Args:
        stream: the file, open for reading bytes; gzip is told by its first bytes.
        size: the file's size in bytes, by which a gzip bomb is known.
        known: fingerprints of lines whose articles are stored already; such lines are not parsed.

    Raises:
        SourceRejectedError: it is packed brokenly or as a bomb, or none of its first lines is an article.
    """
    most_line = int(settings.max_line_mb * 1_000_000)
    articles = 0
    for number, line in enumerate(_lines(_unpacked(stream), size, most_line, settings), start=1):
        if line is None:
            refusal = rejections.too_large(most_line + 1, settings.max_line_mb, "MAX_LINE_MB")
            yield Article(line=number, key="", refusal=refusal)
            continue
        line = line.strip()
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
            if line.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise rejections.unreadable_encoding("UTF-16")
        if number > _LINES_BEFORE_GIVING_UP and not articles:
            raise rejections.broken("JSON Lines file", f"none of its first {number - 1:,} lines is an article")
        if not line:
            continue
        key = hashlib.blake2b(line, digest_size=8).hexdigest()
        if key in known:
            articles += 1
            yield Article(line=number, key=key)
            continue
        try:
            record = _record(line)
            yield Article(line=number, key=key, identity=_identity(record), draft=_draft(record, settings))
            articles += 1
        except SourceRejectedError as err:
            yield Article(line=number, key=key, refusal=err)


def _unpacked(stream: IO[bytes]) -> IO[bytes]:
    head = stream.read(_HEAD)
    stream.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]
    if len(_CONTROL.findall(head)) > _MOST_CONTROL * len(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise rejections.binary()
    return stream


def _lines(stream: IO[bytes], size: int, most_line: int, settings: IngestSettings) -> Iterator[bytes | None]:
    """Lines as bytes; None for one that is too long. Memory is bounded by the longest line that is allowed."""
    unpacked = 0
    most = settings.max_collection_mb * 1_000_000
    most_by_size = max(_LEAST_BYTES_OF_A_BOMB, settings.max_compression * size)

    def count(data: bytes) -> bytes:
        nonlocal unpacked
        unpacked += len(data)
        if unpacked > most_by_size:
            raise rejections.unpacks_too_far(f"{settings.max_compression:,g} times its size", "MAX_COMPRESSION")
        if unpacked > most:
            raise rejections.unpacks_too_far(f"{settings.max_collection_mb:,g} MB", "MAX_COLLECTION_MB")
        return data

    try:
        while line := count(stream.readline(most_line + 1)):
            if len(line) <= most_line or line.endswith(b"\n"):
                yield line
                continue
            while line and not line.endswith(b"\n"):
                line = count(stream.readline(_CHUNK))
            yield None
    except (OSError, EOFError, zlib.error) as err:
        raise rejections.broken("JSON Lines file", str(err)[:120] or type(err).__name__) from err


def _record(line: bytes) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except UnicodeDecodeError:
        record = _record_of_text(decode_text(line))
    except (ValueError, RecursionError) as err:
        raise SourceRejectedError(f"the line is not JSON ({str(err)[:80]}); mend or remove it") from err
    if not isinstance(record, dict):
        raise SourceRejectedError("the line is no JSON object; give one article a line, as an object with a text")
    return record


def _record_of_text(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as err:
        raise SourceRejectedError(f"the line is not JSON ({str(err)[:80]}); mend or remove it") from err


def _draft(record: Mapping[str, Any], settings: IngestSettings) -> Draft:
    text = _string(record, _TEXT)
    if len(text) > settings.max_characters:
        raise rejections.too_long(len(text), settings.max_characters, "characters", "MAX_CHARACTERS")
    if not text.strip():
        raise SourceRejectedError("the article holds no text; give it in a field named text")
    builder = TextBuilder()
    if "</p>" in text or "<br" in text:
        from .html import parse_html

        tree = parse_html(f"<html><body>{text}</body></html>", builder.dropped)
        if tree is not None:
            add_blocks(builder, tree.find("body") if tree.find("body") is not None else tree)
    else:
        for block in split_paragraphs(text, builder.dropped):
            builder.add_paragraph(block)
    url = web_address_or_none(_string(record, _URL))
    language = normalise_line(_string(record, _LANGUAGE))
    return builder.finish(
        Draft(
            text="",
            title=_string(record, _TITLE),
            publisher=normalise_line(_publisher(record)) or host_of(url),
            authors=_strings(record, _AUTHORS),
            url=url,
            published=next((day for name in _PUBLISHED if (day := parse_date(record.get(name)))), None),
            language=language[:20] or None,
            topics=_strings(record, _TOPICS),
        )
    )


def _identity(record: Mapping[str, Any]) -> str:
    for name in _IDENTITY:
        value = record.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return normalise_line(str(value))[:200]
    words = f"{_string(record, _TITLE)}\n{record.get('published', '')}\n{_string(record, _TEXT)[:200]}"
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _string(record: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((value for name in names if isinstance(value := record.get(name), str) and value.strip()), "")


def _publisher(record: Mapping[str, Any]) -> str:
    for name in _PUBLISHER:
        value = record.get(name)
        if isinstance(value, Mapping):
            value = value.get("name")
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _strings(record: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    value = next((record[name] for name in names if record.get(name)), ())
    if isinstance(value, str):
        value = value.split(";" if ";" in value else ",")
    if not isinstance(value, list | tuple):
        return ()
    words = (item.get("name") if isinstance(item, Mapping) else item for item in value[:100])
    return tuple(word for word in words if isinstance(word, str) and word.strip())
