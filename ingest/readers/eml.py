"""Mail (EML): subject, sender, date, and the words of its body. Attachments are counted, not read."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses

from .. import rejections
from ..blocks import add_blocks
from ..dates import parse_date
from ..decoding import decode_text
from ..drafting import Draft, TextBuilder
from ..paragraphs import split_paragraphs
from ..raw import RawSource
from ..settings import IngestSettings
from .html import parse_html

__all__ = ["read"]

_HEADERS = ("from", "subject", "date", "to", "message-id", "received")


def read(raw: RawSource, settings: IngestSettings) -> Draft:
    """Read a mail: its plain body, or else its HTML body without hidden text.

    Raises:
        SourceRejectedError: it has no headers of a mail, or its body holds no text.
    """
    try:
        mail = BytesParser(policy=policy.default).parsebytes(raw.data.lstrip(b"\r\n"))
        if not any(name in mail for name in _HEADERS):
            raise rejections.broken("mail", "it has no sender, subject or date")
        builder = TextBuilder()
        _add_body(builder, mail)
        metadata = _metadata(mail)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as err:
        raise rejections.broken("mail", f"{type(err).__name__}: {err}"[:120]) from err
    return builder.finish(metadata)


def _add_body(builder: TextBuilder, mail: EmailMessage) -> None:
    body = mail.get_body(preferencelist=("plain", "html"))
    if not isinstance(body, EmailMessage):
        return
    builder.dropped["attachment"] += sum(1 for part in mail.walk() if part.get_content_disposition() == "attachment")
    payload = body.get_payload(decode=True)
    text = decode_text(payload if isinstance(payload, bytes) else b"", body.get_content_charset())
    if body.get_content_type() != "text/html":
        for block in split_paragraphs(text, builder.dropped):
            builder.add_paragraph(block)
        return
    tree = parse_html(text, builder.dropped)
    if tree is not None:
        add_blocks(builder, tree.find("body") if tree.find("body") is not None else tree)


def _metadata(mail: EmailMessage) -> Draft:
    names = getaddresses([str(value) for value in mail.get_all("from", [])])
    return Draft(
        text="",
        title=str(mail.get("subject") or "") or None,
        authors=tuple(name or address for name, address in names if name or address)[:10],
        published=parse_date(str(mail.get("date") or "")),
    )
