"""Text that a page holds and does not show: found by the marks of the page itself, taken out, and counted.

Looks at attributes, inline styles, and the plain class and id rules of the page's own style sheets. Style sheets and
scripts from elsewhere are never loaded, so what only they hide stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

__all__ = ["drop_hidden_elements"]

_SILENT = ("script", "style", "template", "noscript", "svg", "math", "iframe", "object")
_DECLARATION = re.compile(r"\s*([a-z-]+)\s*:\s*([^;]*?)\s*(?:!important\s*)?(?:;|$)", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_LONGEST_SHEET = 500_000
_LONGEST_STYLE = 2000
_MARKED = "newsdesk-hidden"
_PLAIN_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?([.#])([\w-]+)", re.IGNORECASE)
_ZERO = re.compile(r"[+-]?0*(?:\.0+)?(?:px|em|rem|pt|%|vw|vh)?")
_FAR_AWAY = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|%|vw|vh)")
_TINY = re.compile(r"0*[01](?:\.\d+)?(?:px|pt)?")
_ZERO_FONT = re.compile(r"(?:^| )0(?:px|em|rem|pt|%)?(?:/| )")
_HEX = re.compile(r"#([0-9a-f]{3,8})")
_RGB = re.compile(r"rgba?\(([^)]*)\)")
_NAMED_COLOURS = {"white": (255, 255, 255), "black": (0, 0, 0), "transparent": None, "snow": (255, 250, 250)}
_MAIN = ("article", "main", "h1")
_PLACES = ("text-indent", "left", "top", "right", "bottom", "margin-left", "margin-top")
_NEAR = 8
_Colour = tuple[int, int, int]
_WHITE: _Colour = (255, 255, 255)


def drop_hidden_elements(tree: Any, dropped: Counter[str]) -> None:
    """Take comments, code and hidden elements out of a parsed page.

    Args:
        tree: the root element of lxml.html; changed in place.
        dropped: counts the characters left out, as `hidden` and `comment`.
    """
    from lxml import etree

    rules = _hiding_rules(tree)
    for node in tree.iter(etree.Comment, etree.ProcessingInstruction):
        dropped["comment"] += len((node.text or "").strip())
    etree.strip_elements(tree, etree.Comment, etree.ProcessingInstruction, *_SILENT, with_tail=False)
    body = tree.find(".//body")
    much = 0.5 * _visible_length(tree if body is None else body)
    waiting = [tree]
    while waiting:
        for node in waiting.pop():
            is_frame = node.tag in ("body", "head")
            if not is_frame and (_is_hidden(node) or (_looks_hidden(node, rules) and not _is_main(node, much))):
                dropped["hidden"] += _visible_length(node)
                node.tag = _MARKED
            else:
                waiting.append(node)
    etree.strip_elements(tree, _MARKED, with_tail=False)


def _visible_length(node: Any) -> int:
    return len(" ".join("".join(node.itertext()).split()))


def _is_hidden(node: Any) -> bool:
    if node.get("hidden") is not None or (node.get("aria-hidden") or "").strip().lower() == "true":
        return True
    return _hides(_style_of(node))


def _looks_hidden(node: Any, rules: frozenset[str]) -> bool:
    """Signs that a script or a style sheet from elsewhere may overrule."""
    return _is_hidden_by_rule(node, rules) or _is_in_the_colour_of_its_ground(node, _style_of(node))


def _style_of(node: Any) -> dict[str, str]:
    style = node.get("style")
    return _declarations(style) if style else {}


def _declarations(style: str) -> dict[str, str]:
    return {
        name.lower(): re.sub(r"\s+", " ", value.lower()).strip()
        for name, value in _DECLARATION.findall(_CSS_COMMENT.sub("", style[:_LONGEST_STYLE]))
    }


def _hides(style: dict[str, str]) -> bool:
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    for name in ("font-size", "opacity", "max-height", "max-width", "line-height"):
        if name in style and _ZERO.fullmatch(style[name]):
            return True
    if any(_FAR_AWAY.fullmatch(style.get(name, "")) for name in _PLACES):
        return True
    small = [name for name in ("width", "height") if _TINY.fullmatch(style.get(name, "x"))]
    if small and style.get("overflow") in ("hidden", "clip"):
        return True
    if _ZERO_FONT.search(style.get("font", "")):
        return True
    return style.get("clip", "").replace(" ", "") in ("rect(0,0,0,0)", "rect(0px,0px,0px,0px)", "rect(1px,1px,1px,1px)")


def _is_in_the_colour_of_its_ground(node: Any, style: dict[str, str]) -> bool:
    """Whether text has the colour of what it stands on, as far as the page's own inline styles tell."""
    if _is_transparent(style.get("color", "")):
        return True
    colour = _colour(style.get("color") or (node.get("color") if node.tag == "font" else None))
    if colour is None:
        return False
    ground: _Colour | None = None
    at = node
    while at is not None and ground is None:
        own = style if at is node else _style_of(at)
        if "url(" in own.get("background", "") or "gradient" in own.get("background", "") or "background-image" in own:
            return False
        ground = _colour(own.get("background-color") or own.get("background") or at.get("bgcolor"))
        at = at.getparent()
    return all(abs(one - other) <= _NEAR for one, other in zip(colour, ground or _WHITE, strict=True))


def _colour(value: str | None) -> _Colour | None:
    """Red, green and blue of a colour as CSS or HTML writes it; None where there is none or it cannot be told."""
    text = (value or "").strip().lower()
    for word in text.split():
        if word in _NAMED_COLOURS:
            return _NAMED_COLOURS[word]
    if match := _HEX.search(text):
        digits = match[1]
        if len(digits) in (3, 4):
            digits = "".join(digit * 2 for digit in digits)
        if len(digits) in (6, 8):
            return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    if match := _RGB.search(text):
        parts = re.findall(r"[\d.]+%?", match[1])[:3]
        if len(parts) == 3:
            red, green, blue = (
                min(255, round(float(part[:-1]) * 2.55 if part.endswith("%") else float(part))) for part in parts
            )
            return red, green, blue
    return None


def _is_transparent(value: str) -> bool:
    if value.strip() == "transparent":
        return True
    match = _RGB.search(value)
    parts = re.findall(r"[\d.]+", match[1]) if match else []
    return len(parts) == 4 and float(parts[3]) == 0


def _hiding_rules(tree: Any) -> frozenset[str]:
    """Plain `.name` and `#name` selectors that the page's style sheets hide for every screen."""
    hiding: set[str] = set()
    for sheet in tree.iter("style"):
        for selectors, declarations in _rules_of((sheet.text or "")[:_LONGEST_SHEET]):
            style = _declarations(declarations)
            for selector in selectors.split(","):
                match = _PLAIN_SELECTOR.fullmatch(selector.strip())
                if match is None:
                    continue
                name = match[1] + match[2]
                if _hides(style):
                    hiding.add(name)
                elif style.keys() & {"display", "visibility", "opacity", "font-size"}:
                    hiding.discard(name)
    return frozenset(hiding)


def _rules_of(sheet: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of the rules outside `@media` and other blocks; one pass over the text."""
    sheet = _CSS_COMMENT.sub("", sheet)
    depth = start = 0
    selectors = ""
    for brace in _BRACE.finditer(sheet):
        if brace.group() == "{":
            if depth == 0:
                selectors = sheet[start : brace.start()].rpartition(";")[2].strip()
                start = brace.end()
            depth += 1
        else:
            if depth == 1 and not selectors.startswith("@"):
                yield selectors, sheet[start : brace.start()]
            depth = max(0, depth - 1)
            if depth == 0:
                start = brace.end()


def _is_hidden_by_rule(node: Any, rules: frozenset[str]) -> bool:
    if not rules:
        return False
    if f"#{node.get('id') or ''}" in rules:
        return True
    return any(f".{name}" in rules for name in (node.get("class") or "").split())


def _is_main(node: Any, much: float) -> bool:
    """A script reveals the main part of a page later on; what the page is about is never hidden from readers."""
    if node.tag in _MAIN or any(node.find(f".//{name}") is not None for name in _MAIN):
        return True
    return _visible_length(node) > much
