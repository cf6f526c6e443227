"""From the elements of a page to blocks of text: headings, paragraphs, lists, tables.

Understands HTML and the simpler vocabulary in which trafilatura hands back what it extracts.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Any

from .drafting import TextBuilder

__all__ = ["add_blocks", "text_of"]

_HEADING = re.compile(r"h([1-6])")
_LISTS = {"ul", "ol", "list", "menu", "dir"}
_ITEMS = {"li", "item"}
_ROWS = {"tr", "row"}
_CELLS = {"td", "th", "cell"}
_VERBATIM = {"pre", "code"}
_BREAKS = {"br", "lb"}
_BLOCKS = (
    _LISTS
    | {f"h{level}" for level in range(1, 7)}
    | {"head", "p", "table", "pre", "quote", "blockquote", "dl", "hr", "div", "section", "article", "main", "body"}
    | {"header", "footer", "aside", "nav", "figure", "figcaption", "details", "summary", "address", "form", "fieldset"}
    | {"center", "dt", "dd", "ab", "graphic", "thead", "tbody", "tfoot", "caption"}
)
_NOT_TEXT = {"graphic", "img", "hr", "button", "input", "select", "textarea", "script", "style", "title", "option"}
_WHITE = re.compile(r"[ \t\r\n\f\v]+")


def add_blocks(builder: TextBuilder, root: Any) -> None:
    """Add what an element holds to a builder, in reading order. Pictures, forms and code of the page give nothing."""
    loose: list[str] = [root.text or ""]
    for child in root:
        if isinstance(child.tag, str) and child.tag not in _NOT_TEXT:
            if child.tag in _BLOCKS or _holds_blocks(child):
                _add_loose(builder, loose)
                _add_block(builder, child)
            else:
                loose.append(text_of(child))
        loose.append(_WHITE.sub(" ", child.tail or ""))
    _add_loose(builder, loose)


def text_of(element: Any) -> str:
    """The words of an element in reading order; white space folded, line breaks where the element breaks lines."""
    return "".join(_pieces(element)).strip(" ")


def _pieces(element: Any, left_out: Container[str] = ()) -> Iterator[str]:
    if element.tag in _BREAKS:
        yield "\n"
    if element.text:
        yield _WHITE.sub(" ", element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _NOT_TEXT and child.tag not in left_out:
            is_apart = child.tag in _BLOCKS or child.tag in _ITEMS or child.tag in _ROWS
            if is_apart:
                yield "\n"
            yield from _pieces(child, left_out)
            if is_apart:
                yield "\n"
        if child.tail:
            yield _WHITE.sub(" ", child.tail)


def _add_loose(builder: TextBuilder, loose: list[str]) -> None:
    text = "".join(loose)
    loose.clear()
    if text.strip():
        builder.add_marked_paragraph(text)


def _add_block(builder: TextBuilder, element: Any) -> None:
    tag = element.tag
    heading = _HEADING.fullmatch(tag if tag != "head" else element.get("rend") or "h2")
    if heading:
        builder.add_heading(text_of(element), int(heading[1]))
    elif tag in _LISTS:
        builder.add_marked_paragraph("\n".join(_items_of(element)))
    elif tag == "table":
        builder.add_marked_paragraph("\n".join(_rows_of(element)))
    elif tag in _VERBATIM:
        builder.add_marked_paragraph("".join(element.itertext()))
    elif tag == "p" and not _holds_blocks(element):
        builder.add_marked_paragraph(text_of(element))
    else:
        add_blocks(builder, element)


def _holds_blocks(element: Any) -> bool:
    return any(isinstance(node.tag, str) and node is not element and node.tag in _BLOCKS for node in element.iter())


def _items_of(element: Any) -> Iterator[str]:
    """A line for each item, also of lists inside the list."""
    for item in element.iter(*_ITEMS):
        text = " ".join("".join(_pieces(item, left_out=_LISTS)).split())
        if text:
            yield text


def _rows_of(element: Any) -> Iterator[str]:
    """A line for each row; a table inside a cell is words of that cell."""
    for row in element.iter(*_ROWS):
        if next(row.iterancestors("table"), element) is not element:
            continue
        cells = [" ".join(text_of(cell).split()) for cell in row if cell.tag in _CELLS]
        if any(cells):
            yield " | ".join(cell for cell in cells if cell)
