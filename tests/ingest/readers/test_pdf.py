from __future__ import annotations

from datetime import datetime

import pytest

from ingest.drafting import Draft
from ingest.errors import SourceRejectedError
from ingest.raw import RawSource
from ingest.readers.pdf import read
from ingest.settings import IngestSettings
from tests.ingest.samples import PROSE, SECOND, pdf_bytes

LONG = " ".join([PROSE, SECOND])


def read_pdf(data: bytes, **settings: float) -> Draft:
    return read(RawSource(data=data, name="a.pdf"), IngestSettings(**settings))  # type: ignore[arg-type]


def test_lines_become_paragraphs_again() -> None:
    draft = read_pdf(pdf_bytes([LONG, SECOND, LONG]))

    assert draft.text == f"{LONG}\n\n{SECOND}\n\n{LONG}"


def test_headings_are_told_by_how_they_are_written() -> None:
    draft = read_pdf(pdf_bytes([LONG, "What the Prison Cost", LONG]))

    assert [heading.text for heading in draft.headings] == ["What the Prison Cost"]


def test_running_titles_and_page_numbers_are_left_out_and_counted() -> None:
    numbered = [f"Report number {number} begins here. {LONG}" for number in range(1, 31)]
    draft = read_pdf(pdf_bytes(numbered, footer="The Daily Paper"))

    assert "Daily" not in draft.text
    assert draft.text.replace("\n\n", " ") == " ".join(numbered)
    assert draft.dropped["boilerplate"] >= 2


def test_title_author_and_date_come_from_the_file() -> None:
    draft = read_pdf(pdf_bytes([LONG], title="On the prison"))

    assert (draft.title, draft.authors) == ("On the prison", ("Jane Doe",))
    assert draft.published is not None and abs((datetime.now().date() - draft.published).days) <= 1


def test_a_title_that_a_program_made_up_is_not_taken() -> None:
    assert read_pdf(pdf_bytes([LONG], title="Microsoft Word - draft.docx")).title is None


def test_a_password_is_asked_for_in_words() -> None:
    with pytest.raises(SourceRejectedError, match="protected by a password"):
        read_pdf(pdf_bytes(password="secret"))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_cut_off_file_is_refused_or_gives_what_is_left(share: float) -> None:
    data = pdf_bytes([LONG] * 40)
    try:
        assert PROSE[:20] in read_pdf(data[: int(len(data) * share)]).text
    except SourceRejectedError as err:
        assert "damaged" in err.why or "no visible text" in err.why


def test_a_file_of_pictures_says_what_to_do() -> None:
    with pytest.raises(SourceRejectedError, match="OCR"):
        read_pdf(pdf_bytes([""]))


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(SourceRejectedError, match="MAX_PAGES"):
        read_pdf(pdf_bytes([LONG] * 40), max_pages=1)


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(SourceRejectedError, match="took more than"):
        read_pdf(pdf_bytes([LONG]), parse_timeout_s=1e-9)
