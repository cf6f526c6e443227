"""HTML: hidden text taken out first, then trafilatura's choice of what is the article, and its metadata."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from typing import Any

from .. import rejections
from ..addresses import host_of, web_address_or_none
from ..blocks import add_blocks, text_of
from ..dates import parse_date
from ..decoding import decode_text
from ..drafting import Draft, TextBuilder
from ..hidden import drop_hidden_elements
from ..raw import RawSource
from ..settings import IngestSettings

__all__ = ["parse_html", "read"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_HEADER = re.compile(r"\s*<\?xml[^>]*\?>", re.IGNORECASE)
_FURNITURE = ("nav", "header", "footer", "aside", "form", "menu", "dialog")
_LEAST_ARTICLE = 300
_MUCH_MORE = 3
"""What trafilatura finds is taken if it is an article's length, or the page holds so many times more beside it."""
_MOST_ELEMENTS = 30_000
"""Ten times what a large page has. Beyond it trafilatura takes minutes, so the page is read whole."""
_NULLS = str.maketrans("", "", "\x00")


def read(raw: RawSource, settings: IngestSettings) -> Draft:
    """Read a page.

    Raises:
        SourceRejectedError: it is too large, not HTML, or shows no text.
    """
    if len(raw.data) > settings.max_markup_mb * 1_000_000:
        raise rejections.too_large(len(raw.data), settings.max_markup_mb, "MAX_MARKUP_MB")
    declared = raw.charset or _declared_charset(raw.data)
    builder = TextBuilder()
    tree = parse_html(decode_text(raw.data, declared), builder.dropped)
    if tree is None:
        raise rejections.no_text()
    language = _language_of(tree)
    title = tree.findtext(".//title")
    shown = len(text_of(tree if tree.find("body") is None else tree.find("body")))
    article = _extract(tree, raw.url)
    whole = deepcopy(tree)
    _drop_furniture(whole)
    length = len(text_of(whole))
    body = article.body if article is not None else None
    found = len("".join(body.itertext()).strip()) if body is not None else 0
    if found >= _LEAST_ARTICLE or 0 < found < length / _MUCH_MORE:
        add_blocks(builder, body)
    if not builder.blocks:
        add_blocks(builder, whole if whole.find("body") is None else whole.find("body"))
    kept = sum(len(block) for block in builder.blocks)
    builder.dropped["boilerplate"] += max(0, shown - kept)
    return builder.finish(_metadata(article, raw, title, language))


def parse_html(text: str, dropped: Counter[str]) -> Any | None:
    """The tree of a page without its hidden text; None where there is nothing in it."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    text = text.translate(_NULLS)
    header = _XML_HEADER.match(text)
    text = text[header.end() :] if header else text
    try:
        tree = document_fromstring(text, parser=HTMLParser(encoding=None, remove_pis=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    drop_hidden_elements(tree, dropped)
    return tree


def _declared_charset(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    return match[1].decode("ascii", "ignore") if match else None


def _language_of(tree: Any) -> str | None:
    language = (tree.get("lang") or "").strip().lower()
    return language[:20] if re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", language) else None


def _extract(tree: Any, url: str | None) -> Any | None:
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        return None
    import logging

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    from trafilatura.core import bare_extraction

    return bare_extraction(
        deepcopy(tree),
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )


def _drop_furniture(tree: Any) -> None:
    from lxml import etree

    etree.strip_elements(tree, *_FURNITURE, with_tail=False)


def _metadata(article: Any | None, raw: RawSource, title: str | None, language: str | None) -> Draft:
    """Metadata of the page; its own word on its address counts only where it names the host that it came from."""
    if article is None:
        return Draft(text="", title=title, url=raw.url, publisher=host_of(raw.url), language=language)
    url = raw.url
    claimed = web_address_or_none(article.url)
    if claimed and (url is None or host_of(claimed) == host_of(url)):
        url = claimed
    return Draft(
        text="",
        title=article.title or title,
        publisher=article.sitename or host_of(url),
        authors=tuple(name.strip() for name in (article.author or "").split(";") if name.strip()),
        url=url,
        published=parse_date(article.date),
        language=article.language or language,
        topics=tuple(dict.fromkeys([*(article.categories or ()), *(article.tags or ())]))[:20],
    )
