from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decoding import decode_text
from ingest.errors import SourceRejectedError

FRENCH = "Le président a déclaré que l’économie croît. À bientôt, dit-il. " * 4
POLISH = "Prezydent powiedział w środę, że rozmowy będą trwać. " * 4
RUSSIAN = "Президент заявил в среду, что переговоры продолжатся. " * 4
JAPANESE = "首相は水曜日に会談を行った。" * 8


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_western_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode_text(FRENCH.encode(encoding)) == FRENCH


@pytest.mark.parametrize(
    ("text", "encoding"), [(POLISH, "iso8859-2"), (RUSSIAN, "cp1251"), (JAPANESE, "shift_jis"), (JAPANESE, "utf-8")]
)
def test_other_scripts_are_told_by_their_bytes(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding)) == text


def test_a_declared_encoding_is_believed() -> None:
    assert decode_text("Ž".encode("iso8859-2"), "iso-8859-2") == "Ž"


def test_latin_1_is_read_as_browsers_read_it() -> None:
    assert decode_text("“Yes” — so".encode("cp1252"), "ISO-8859-1") == "“Yes” — so"


@pytest.mark.parametrize("declared", ["utf-8", "no-such-encoding", "ascii", "idna", "hex", "\x00", ""])
def test_a_wrong_or_odd_declaration_does_no_harm(declared: str) -> None:
    assert decode_text(FRENCH.encode("cp1252"), declared) == FRENCH


def test_a_byte_order_mark_beats_the_declaration() -> None:
    assert decode_text(FRENCH.encode("utf-16"), "utf-8") == FRENCH


def test_binary_data_is_refused() -> None:
    with pytest.raises(SourceRejectedError, match="binary"):
        decode_text(bytes(range(256)) * 40)


def test_bytes_of_no_encoding_are_refused() -> None:
    with pytest.raises(SourceRejectedError, match="encoding cannot be made out"):
        decode_text(bytes(range(128, 256)) * 40)


def test_a_stray_null_byte_does_not_make_a_text_binary() -> None:
    assert decode_text(b"The prison\x00 opened. " * 2).startswith("The prison")


def test_a_cut_off_utf_16_text_is_refused() -> None:
    with pytest.raises(SourceRejectedError):
        decode_text(b"\xff\xfe" + "Text".encode("utf-16-le") + b"\x00")


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        assert isinstance(decode_text(data), str)
    except SourceRejectedError as err:
        assert err.why


@given(st.text(max_size=200))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    kept = "".join(c for c in text if c.isprintable())
    assert decode_text(kept.encode("utf-8")).lstrip("\ufeff") == kept.lstrip("\ufeff")
