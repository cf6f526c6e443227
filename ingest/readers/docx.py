"""DOCX by python-docx, behind a look at the archive: paragraphs, lists, tables, headings. Hidden runs are left out."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .. import rejections
from ..dates import parse_date
from ..drafting import Draft, TextBuilder
from ..outlines import find_authors, find_published
from ..raw import RawSource
from ..settings import IngestSettings

__all__ = ["read"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "footnoteReference", "pPr", "rPr", "sectPr")}
_MOST_PARTS = 20_000
_SMALL = 1_000_000
_MADE_BY_TEMPLATE = "python-docx"


def read(raw: RawSource, settings: IngestSettings) -> Draft:
    """Read a DOCX file. Deleted and hidden text is left out; headers, footers, notes and pictures are not read.

    Raises:
        SourceRejectedError: it is damaged, protected by a password, unpacks too far, or holds no text.
    """
    _check_archive(raw.data, settings)
    from docx import Document as open_document
    from docx.opc.exceptions import OpcError
    from lxml import etree

    try:
        file = open_document(io.BytesIO(raw.data))
        builder = TextBuilder()
        title = _add_body(builder, file)
        metadata = _metadata(file)
    except (OpcError, zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, AttributeError, OSError) as err:
        raise rejections.broken("DOCX", f"{type(err).__name__}: {err}"[:120]) from err
    blocks = builder.blocks[:8]
    return builder.finish(
        Draft(
            text="",
            title=title or metadata.title,
            authors=find_authors(blocks) or metadata.authors,
            published=find_published(blocks) or metadata.published,
        )
    )


def _check_archive(data: bytes, settings: IngestSettings) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as err:
        raise rejections.broken("DOCX", str(err)[:120]) from err
    if len(parts) > _MOST_PARTS:
        raise rejections.broken("DOCX", f"{len(parts):,} parts")
    if any(part.flag_bits & 1 for part in parts):
        raise rejections.encrypted("DOCX")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > settings.max_unpacked_mb * 1_000_000:
        raise rejections.unpacks_too_far(f"{settings.max_unpacked_mb:,g} MB", "MAX_UNPACKED_MB")
    if unpacked > max(_SMALL, settings.max_compression * len(data)):
        raise rejections.unpacks_too_far(f"{settings.max_compression:,g} times its size", "MAX_COMPRESSION")


def _add_body(builder: TextBuilder, file: Any) -> str | None:
    """Add all blocks; the text of the first paragraph in the style Title, if there is one."""
    title: str | None = None
    styles = {style.styleId: str(style.name_val or style.styleId) for style in file.styles.element.style_lst}
    items: list[str] = []

    def add_list() -> None:
        if items:
            builder.add_paragraph("\n".join(items))
            items.clear()

    for element in file.element.body.iterchildren():
        if element.tag == f"{_W}tbl":
            add_list()
            builder.add_paragraph("\n".join(_rows(element, builder.dropped)))
        for paragraph in _paragraphs(element):
            text = _text(paragraph, builder.dropped)
            style = _style_name(paragraph, styles)
            level = 1 if style == "title" else _level(style)
            if _is_list_item(paragraph, style) and not level:
                items.extend([text] if text.strip() else [])
                continue
            add_list()
            if level:
                builder.add_heading(text, level)
                title = title or (text if style == "title" else None)
            else:
                builder.add_paragraph(text)
    add_list()
    return title


def _paragraphs(element: Any) -> Iterator[Any]:
    """The element itself where it is a paragraph, or those inside a content control; a table's are its rows'."""
    if element.tag == f"{_W}p":
        yield element
    elif element.tag != f"{_W}tbl":
        yield from element.iter(f"{_W}p")


def _rows(table: Any, dropped: Counter[str]) -> Iterator[str]:
    for row in table.iter(f"{_W}tr"):
        cells = [
            " ".join(" ".join(_text(paragraph, dropped) for paragraph in cell.iter(f"{_W}p")).split())
            for cell in row.iterchildren(f"{_W}tc")
        ]
        if any(cells):
            yield " | ".join(cell for cell in cells if cell)


def _text(paragraph: Any, dropped: Counter[str]) -> str:
    pieces: list[str] = []
    waiting = [paragraph]
    while waiting:
        node = waiting.pop()
        if node.tag in _LEFT_OUT or node.tag == _FALLBACK:
            continue
        if node.tag == f"{_W}r" and _is_hidden(node):
            dropped["hidden"] += sum(len(text.text or "") for text in node.iter(f"{_W}t"))
            continue
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in (f"{_W}br", f"{_W}cr") or (node.tag == f"{_W}p" and node is not paragraph):
            pieces.append("\n")
        elif node.tag == f"{_W}tab":
            pieces.append(" ")
        elif node.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        waiting.extend(child for child in reversed(node) if isinstance(child.tag, str))
    return "".join(pieces)


def _is_hidden(run: Any) -> bool:
    """Marked as hidden, or white without any shading behind it, or of a size that nobody can read."""
    marks = run.find(f"{_W}rPr")
    if marks is None:
        return False
    for name in ("vanish", "webHidden", "specVanish"):
        mark = marks.find(f"{_W}{name}")
        if mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off"):
            return True
    size = marks.find(f"{_W}sz")
    if size is not None and (size.get(f"{_W}val") or "").isdigit() and int(size.get(f"{_W}val")) <= 2:
        return True
    colour = marks.find(f"{_W}color")
    is_white = colour is not None and (colour.get(f"{_W}val") or "").upper() == "FFFFFF"
    return is_white and marks.find(f"{_W}shd") is None and marks.find(f"{_W}highlight") is None


def _style_name(paragraph: Any, styles: Mapping[str, str]) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    if style is None:
        return ""
    identity = style.get(f"{_W}val") or ""
    return styles.get(identity, identity).lower()


def _level(style: str) -> int:
    name = style.replace(" ", "")
    return int(name[7]) if name.startswith("heading") and name[7:8].isdigit() and name[7] != "0" else 0


def _is_list_item(paragraph: Any, style: str) -> bool:
    return style.startswith("list") or paragraph.find(f"{_W}pPr/{_W}numPr") is not None


def _metadata(file: Any) -> Draft:
    known = file.core_properties
    if known.author == _MADE_BY_TEMPLATE:
        return Draft(text="", title=known.title or None)
    authors = tuple(name.strip() for name in (known.author or "").split(";") if name.strip())
    return Draft(text="", title=known.title or None, authors=authors, published=parse_date(known.created))
