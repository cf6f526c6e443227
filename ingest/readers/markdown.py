"""Markdown: front matter as metadata, `[^N]` marks as references, the rest reduced to its words by way of HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from vectorstore.records import Reference

from .. import rejections
from ..addresses import web_address_or_none
from ..blocks import add_blocks
from ..dates import parse_date
from ..decoding import decode_text
from ..drafting import Draft, TextBuilder
from ..normalising import MARK_END, MARK_START, drop_private_use, normalise_line
from ..raw import RawSource
from ..settings import IngestSettings
from .html import parse_html

__all__ = ["read"]

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LONGEST_FRONT_MATTER = 200_000
_LONGEST_LINE = 2000
_MARK = re.compile(r"[ \t]?\[\^(\d{1,6})\]")
_NAMED_MARK = re.compile(r"[ \t]?\[\^[^\]\s]{1,60}\]")
_FOOTNOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,60})\]:[ \t]*(.*(?:\n(?:[ \t]+\S.*))*)\n?", re.MULTILINE)
_URL = re.compile(r"https?://[^\s<>)\]\"']+")


def read(raw: RawSource, settings: IngestSettings) -> Draft:
    """Read a Markdown file.

    A mark `[^N]` leaves the text and becomes a reference to the source `ref: N` of the front matter, or else to the
    footnote `[^N]: ...` of the text.

    Raises:
        SourceRejectedError: it is too large, binary, in no known encoding, or holds no text.
    """
    if len(raw.data) > settings.max_markup_mb * 1_000_000:
        raise rejections.too_large(len(raw.data), settings.max_markup_mb, "MAX_MARKUP_MB")
    builder = TextBuilder()
    text = drop_private_use(decode_text(raw.data, raw.charset), builder.dropped)
    front, body = _take_front_matter(text)
    body, sources = _take_footnotes(body)
    sources.update(_sources(front.get("sources")))
    body = _MARK.sub(lambda match: f"{MARK_START}{int(match[1])}{MARK_END}", body)
    body, named = _NAMED_MARK.subn("", body)
    builder.dropped["reference"] += named
    tree = parse_html(f"<html><body>{_render(body)}</body></html>", builder.dropped)
    if tree is not None:
        add_blocks(builder, tree.find("body") if tree.find("body") is not None else tree)
    return builder.finish(_metadata(front), sources)


def _render(text: str) -> str:
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


def _take_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Front matter as a mapping, and the text behind it. Broken YAML still gives its plain `key: value` lines."""
    match = _FRONT_MATTER.match(text)
    if match is None or len(match[1]) > _LONGEST_FRONT_MATTER:
        return {}, text
    import yaml

    try:
        loaded = yaml.load(match[1], Loader=_plain_loader())
    except (yaml.YAMLError, ValueError, RecursionError):
        pairs = (line[:_LONGEST_LINE].partition(":") for line in match[1].splitlines())
        loaded = {name.strip(): value.strip() for name, colon, value in pairs if colon and name.isidentifier()}
    if not isinstance(loaded, dict):
        return {}, text
    return {str(key).lower(): value for key, value in loaded.items()}, text[match.end() :]


@lru_cache(maxsize=1)
def _plain_loader() -> type[Any]:
    """YAML's safe loader without merge keys, which a few lines can make fill the memory."""
    import yaml

    class PlainLoader(yaml.SafeLoader):
        def flatten_mapping(self, node: Any) -> None:
            pass

    return PlainLoader


def _take_footnotes(text: str) -> tuple[str, dict[int, Reference]]:
    found: dict[int, Reference] = {}

    def take(match: re.Match[str]) -> str:
        if match[1].isdigit():
            url = _URL.search(match[2])
            words = normalise_line(_URL.sub("", match[2])).strip(" -–—:<>()[].,") or None
            found[int(match[1])] = Reference(
                position=0, number=int(match[1]), title=words, url=web_address_or_none(url.group() if url else None)
            )
        return ""

    return _FOOTNOTE.sub(take, text), found


def _sources(listed: object) -> dict[int, Reference]:
    """The sources that front matter lists as `{ref, publisher, title, url, date}`."""
    found: dict[int, Reference] = {}
    for number, entry in enumerate(listed if isinstance(listed, list) else (), start=1):
        if not isinstance(entry, Mapping):
            continue
        ref = entry.get("ref", number)
        if isinstance(ref, bool) or not str(ref).isdigit() or len(str(ref)) > 6:
            continue
        found[int(ref)] = Reference(
            position=0,
            number=int(ref),
            publisher=_words(entry.get("publisher")),
            title=_words(entry.get("title")),
            url=web_address_or_none(entry.get("url")),
            published=parse_date(entry.get("date")),
        )
    return found


def _metadata(front: Mapping[str, Any]) -> Draft:
    draft = Draft(
        text="",
        title=_words(front.get("title")),
        publisher=_words(front.get("publisher")),
        authors=_list(front.get("authors") or front.get("author")),
        url=web_address_or_none(front.get("url")),
        published=parse_date(front.get("published") or front.get("date")),
        topics=_list(front.get("topics") or front.get("tags")),
    )
    language = _words(front.get("language") or front.get("lang"))
    return replace(draft, language=language[:20] if language else None)


def _words(value: object) -> str | None:
    return normalise_line(str(value)) or None if isinstance(value, str | int | float) else None


def _list(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else value.split(",") if isinstance(value, str) else []
    return tuple(words for words in map(_words, items[:100]) if words)
