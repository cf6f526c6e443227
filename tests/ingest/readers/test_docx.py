from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest

from ingest.drafting import Draft
from ingest.errors import SourceRejectedError
from ingest.raw import RawSource
from ingest.readers.docx import read
from ingest.settings import IngestSettings
from tests.ingest.samples import PROSE, SECOND, docx_bytes, docx_with_part


def read_docx(data: bytes, **settings: float) -> Draft:
    return read(RawSource(data=data, name="a.docx"), IngestSettings(**settings))  # type: ignore[arg-type]


def rich_document() -> bytes:
    from docx import Document
    from docx.shared import Pt, RGBColor

    file = Document()
    file.core_properties.author = "Jane Doe; John Roe"
    file.core_properties.created = datetime(2025, 3, 16, tzinfo=UTC)
    file.add_heading("On the prison", 0)
    paragraph = file.add_paragraph(PROSE)
    paragraph.add_run(" Vanished.").font.hidden = True
    paragraph.add_run(" White.").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run(" Tiny.").font.size = Pt(1)
    file.add_heading("What it cost", 2)
    file.add_paragraph("one item", style="List Bullet")
    file.add_paragraph("two items", style="List Bullet")
    table = file.add_table(2, 2)
    for row, words in zip(table.rows, (("Year", "Deaths"), ("2023", "261")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    file.add_paragraph(SECOND)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def test_paragraphs_lists_tables_and_headings_are_read_in_order() -> None:
    draft = read_docx(rich_document())

    assert draft.text == (
        f"On the prison\n\n{PROSE}\n\nWhat it cost\n\none item\ntwo items\n\nYear | Deaths\n2023 | 261\n\n{SECOND}"
    )
    assert [(heading.text, heading.level) for heading in draft.headings] == [("On the prison", 1), ("What it cost", 2)]


def test_hidden_white_and_tiny_text_is_left_out_and_counted() -> None:
    assert read_docx(rich_document()).dropped == {"hidden": len(" Vanished. White. Tiny.")}


def test_metadata_comes_from_the_file() -> None:
    draft = read_docx(rich_document())

    assert (draft.title, draft.authors) == ("On the prison", ("Jane Doe", "John Roe"))
    assert draft.published == date(2025, 3, 16)


def test_what_a_template_filled_in_is_not_taken() -> None:
    draft = read_docx(docx_bytes())

    assert (draft.authors, draft.published) == ((), None)


def test_deleted_text_is_left_out() -> None:
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = (
        f'<?xml version="1.0"?><w:document {namespace}><w:body><w:p><w:r><w:t>Stays.</w:t></w:r>'
        "<w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del></w:p></w:body></w:document>"
    )

    assert read_docx(docx_with_part("word/document.xml", body.encode())).text == "Stays."


def test_a_file_that_unpacks_too_far_is_refused_unopened() -> None:
    with pytest.raises(SourceRejectedError, match="zip bomb"):
        read_docx(docx_with_part("word/media/a.bin", b"\x00" * 20_000_000))
    with pytest.raises(SourceRejectedError, match="MAX_UNPACKED_MB"):
        read_docx(docx_bytes(), max_unpacked_mb=0.001)


@pytest.mark.parametrize("part", [b"", b"<not xml", b"<a/>"])
def test_a_broken_part_is_named_as_damage(part: bytes) -> None:
    with pytest.raises(SourceRejectedError, match=r"damaged|no visible text"):
        read_docx(docx_with_part("word/document.xml", part))


def test_entities_are_not_unfolded() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{levels}]><w:document {namespace}><w:body><w:p><w:r>'
        "<w:t>Text &l11;</w:t></w:r></w:p></w:body></w:document>"
    )
    try:
        assert len(read_docx(docx_with_part("word/document.xml", body.encode())).text) < 1000
    except SourceRejectedError as err:
        assert "damaged" in err.why


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_cut_off_file_is_damaged(share: float) -> None:
    data = docx_bytes()
    with pytest.raises(SourceRejectedError, match="damaged"):
        read_docx(data[: int(len(data) * share)])
