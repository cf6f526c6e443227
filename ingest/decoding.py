"""Bytes to characters: by byte order mark, by what the source declares, as UTF-8, then by looking at the bytes."""

from __future__ import annotations

import codecs
import re

from . import rejections

__all__ = ["decode_text"]

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")
_LOOKED_AT = 100_000
_MARKED = ["utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"]
"""Encodings that are looked for by their marks and zeros, and are never guessed."""
_MOST_CONTROL = 0.02
_WESTERN = frozenset("éèêëàâçùûüîïôöäñáíóúßãõåøæÉÈÊÀÂÇÙÛÜÎÔÖÄÑÁÍÓÚÃÕÅØÆ’‘“”–—…•£€«»°§·ºª®©™¿¡´\xa0")
_MOST_BEYOND_ASCII = 0.25
_LEAST_WESTERN = 0.9
_SAME_AS = {"iso8859-1": "cp1252", "ascii": "cp1252"}  # as browsers read these labels


def decode_text(data: bytes, declared: str | None = None) -> str:
    """Decode a text, in the encoding that it is most surely in.

    Args:
        declared: what the server or the document says; believed where the bytes do not contradict it.

    Raises:
        SourceRejectedError: the bytes are binary data, or no encoding fits them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_decoded(data, encoding), declared or encoding)
    if utf16 := _utf16_without_mark(data):
        return _checked(utf16, declared)
    head = data[:_LOOKED_AT]
    if len(_CONTROL.findall(head)) > max(2, _MOST_CONTROL * len(head)):
        raise rejections.binary()
    for candidate in (declared, "utf-8"):
        text = _decoded(data, candidate) if candidate else None
        if text is not None and _is_plausible(text):
            return text
    return _checked(_guessed(data), declared)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        name = codecs.lookup(encoding.strip().strip("\"'")).name
        text = data.decode(_SAME_AS.get(name, name))
    except (LookupError, UnicodeError, ValueError):
        return None
    return text if isinstance(text, str) else None


def _utf16_without_mark(data: bytes) -> str | None:
    """Western text in UTF-16 has a zero in every other byte."""
    head = data[:_LOOKED_AT]
    if len(head) < 4:
        return None
    for encoding, zeros, letters in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if zeros.count(0) > 0.7 * len(zeros) and letters.count(0) < 0.05 * len(letters):
            return _decoded(data[: len(data) // 2 * 2], encoding)
    return None


def _guessed(data: bytes) -> str | None:
    """Old one-byte encodings; Windows-1252 first, because charset-normalizer takes it for Central European text."""
    head = data[:_LOOKED_AT]
    western = _decoded(head, "cp1252")
    if western is not None:
        beyond = [character for character in western if character > "\x7f"]
        known = sum(character in _WESTERN for character in beyond)
        if len(beyond) <= _MOST_BEYOND_ASCII * len(western) and known >= _LEAST_WESTERN * len(beyond):
            return _decoded(data, "cp1252")
    from charset_normalizer import from_bytes

    best = from_bytes(head, cp_exclusion=_MARKED).best()
    return None if best is None else _decoded(data, best.encoding)


def _is_plausible(text: str) -> bool:
    head = text[:_LOOKED_AT]
    return len(_CONTROL_CHARACTERS.findall(head)) <= max(2, _MOST_CONTROL * len(head))


def _checked(text: str | None, declared: str | None) -> str:
    if text is None or not _is_plausible(text):
        raise rejections.unreadable_encoding(declared)
    return text
