"""PDF by pypdf, which is pure Python: a hostile file can raise, but not crash the process. Pictures are not read.

pypdfium2 gave the same text in three quarters of the time on news pages, but runs a C++ parser on untrusted bytes.
"""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Sequence
from typing import Any

from .. import rejections
from ..dates import parse_date
from ..drafting import Draft, TextBuilder
from ..errors import SourceRejectedError
from ..normalising import normalise_line
from ..outlines import find_authors, find_published, is_heading
from ..pages import Line, join_pages
from ..raw import RawSource
from ..settings import IngestSettings

__all__ = ["read"]

_BOLD = re.compile(r"(?i)bold|black|heavy")
_NO_TITLE = re.compile(r"(?i)microsoft (?:word|powerpoint)|untitled|document\d*$|\.(?:docx?|pdf|indd|qxd|tex)$|^\W*$")


def read(raw: RawSource, settings: IngestSettings) -> Draft:
    """Read the text of a PDF: running titles and page numbers left out, lines joined to paragraphs.

    Raises:
        SourceRejectedError: it is damaged, protected by a password, too long, or holds no text.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    began = time.monotonic()
    try:
        reader = PdfReader(io.BytesIO(raw.data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise rejections.encrypted("PDF")
        pages = _read_pages(reader, settings, began)
        metadata = _metadata(reader)
    except SourceRejectedError:
        raise
    except DependencyError as err:
        raise rejections.encrypted("PDF") from err
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError) as err:
        raise rejections.broken("PDF", f"{type(err).__name__}: {err}"[:120]) from err
    builder = TextBuilder()
    blocks = join_pages(pages, builder.dropped)
    for number, block in enumerate(blocks):
        following = blocks[number + 1].text if number + 1 < len(blocks) else None
        if block.level or is_heading(block.text, following):
            builder.add_heading(block.text, block.level or 2)
        else:
            builder.add_paragraph(block.text)
    if not builder.blocks:
        raise rejections.no_text("its pages may be pictures: recognise their text with OCR first")
    return builder.finish(
        Draft(
            text="",
            title=metadata.title,
            authors=find_authors(builder.blocks) or metadata.authors,
            published=find_published(builder.blocks) or metadata.published,
        )
    )


def _read_pages(reader: Any, settings: IngestSettings, began: float) -> list[list[Line]]:
    count = len(reader.pages)
    if count > settings.max_pages:
        raise rejections.too_long(count, settings.max_pages, "pages", "MAX_PAGES")
    pages: list[list[Line]] = []
    characters = 0
    for page in reader.pages:
        if time.monotonic() - began > settings.parse_timeout_s:
            raise rejections.slow(settings.parse_timeout_s)
        collector = _LineCollector()
        characters += len(page.extract_text(visitor_text=collector.take) or "")
        if characters > settings.max_characters:
            raise rejections.too_long(characters, settings.max_characters, "characters", "MAX_CHARACTERS")
        pages.append(collector.lines())
    return pages


class _LineCollector:
    """Gathers what pypdf says of each piece of text into lines with their place and size."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._pieces: list[str] = []
        self._place: tuple[float, float] | None = None
        self._is_bold = True

    def take(self, text: str, page: Sequence[float], line: Sequence[float], font: Any, size: float) -> None:
        """Called by pypdf with a piece of text, the matrices that place it, its font, and its size."""
        for number, piece in enumerate(text.split("\n")):
            if number:
                self._close()
            if not piece.strip():
                self._pieces.append(" " if piece else "")
                continue
            if self._place is None:
                scale = abs(line[3] * page[3]) or 1.0
                self._place = (line[5] * page[3] + page[5], round(abs(float(size)) * scale, 1))
            name = str(font.get("/BaseFont", "")) if font is not None else ""
            self._is_bold = self._is_bold and _BOLD.search(name) is not None
            self._pieces.append(piece)

    def lines(self) -> list[Line]:
        """All lines so far."""
        self._close()
        return self._lines

    def _close(self) -> None:
        text = " ".join("".join(self._pieces).split())
        if text and self._place is not None:
            self._lines.append(Line(text=text, y=self._place[0], size=self._place[1], is_bold=self._is_bold))
        self._pieces, self._place, self._is_bold = [], None, True


def _metadata(reader: Any) -> Draft:
    try:
        info = reader.metadata
        title, author, created = (info.title, info.author, info.creation_date) if info else (None, None, None)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Draft(text="")
    name = normalise_line(title if isinstance(title, str) else None)
    return Draft(
        text="",
        title=None if not name or _NO_TITLE.search(name) else name,
        authors=(author,) if isinstance(author, str) and 3 <= len(author) <= 100 and "anonymous" not in author else (),
        published=parse_date(created),
    )
