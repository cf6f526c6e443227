"""The smallest pieces of the page's HTML. Everything from documents, names and models goes through here."""

from __future__ import annotations

import html
from urllib.parse import urlsplit

from ..printable import make_printable

__all__ = ["escape", "link_to", "open_attributes"]


def escape(text: str) -> str:
    """Text that stays text, between tags and inside double-quoted attributes alike."""
    return html.escape(make_printable(text), quote=True)


def link_to(url: str | None, words: str) -> str:
    """A link that opens elsewhere and tells that place nothing; nothing at all unless the address is http(s)."""
    if url is None or not _is_web_address(url):
        return ""
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(words)}</a>'


def open_attributes(document_id: str, version: str, start: int, end: int) -> str:
    """What a button carries to open this span in the source pane."""
    return (
        f'type="button" data-open data-document="{escape(document_id)}" data-version="{escape(version)}" '
        f'data-start="{start}" data-end="{end}"'
    )


def _is_web_address(url: str) -> bool:
    if any(character.isspace() or not character.isprintable() for character in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
