from __future__ import annotations

from datetime import date
from email.message import EmailMessage

import pytest

from ingest.drafting import Draft
from ingest.errors import SourceRejectedError
from ingest.raw import RawSource
from ingest.readers.eml import read
from ingest.settings import IngestSettings
from tests.ingest.samples import PROSE, eml_bytes


def read_eml(data: bytes) -> Draft:
    return read(RawSource(data=data, name="a.eml"), IngestSettings())


def test_subject_sender_date_and_body_are_read() -> None:
    draft = read_eml(eml_bytes())

    assert (draft.title, draft.authors, draft.published) == ("On the prison", ("Jane Doe",), date(2025, 3, 16))
    assert draft.text == PROSE


def test_an_html_body_is_read_without_its_hidden_text() -> None:
    draft = read_eml(eml_bytes("<p>Seen.</p><p style='display:none'>Not seen.</p>", kind="text/html"))

    assert (draft.text, draft.dropped) == ("Seen.", {"hidden": 9})


def test_the_plain_body_is_preferred_and_attachments_are_counted() -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Grüße aus Wien", "Jörg <j@example.com>"
    mail.set_content(PROSE)
    mail.add_alternative("<p>Other words.</p>", subtype="html")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")

    draft = read_eml(mail.as_bytes())

    assert (draft.title, draft.authors, draft.text) == ("Grüße aus Wien", ("Jörg",), PROSE)
    assert draft.dropped == {"attachment": 1}


def test_an_unknown_charset_is_worked_out() -> None:
    assert PROSE in read_eml(eml_bytes().replace(b"charset=utf-8", b"charset=x-unknown")).text


@pytest.mark.parametrize("data", [b"Hello there, no mail at all.\n", b"\x01\x02\n\n"])
def test_a_file_without_headers_of_a_mail_is_refused(data: bytes) -> None:
    with pytest.raises(SourceRejectedError, match="no sender"):
        read_eml(data)


def test_a_mail_without_a_body_is_refused() -> None:
    with pytest.raises(SourceRejectedError, match="no visible text"):
        read_eml(eml_bytes(""))
