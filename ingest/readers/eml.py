"""Mail (EML): subject, sender, date, and the words of its body. Attachments are counted, not read."""

from __future__ import annotations

from email import policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
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
_LONGEST_HEADER = 2000
_MOST_PARTS = 1000


def read(raw: RawSource, settings: IngestSettings) -> Draft:
    """Read a mail: its plain body, or else its HTML body without hidden text.

    Raises:
        SourceRejectedError: it has no headers of a mail, or its body holds no text.
    """
    try:  # the older policy: the newer one takes minutes over a hostile header
        mail = BytesParser(policy=policy.compat32).parsebytes(raw.data.lstrip(b"\r\n"))
        if not any(name in mail for name in _HEADERS):
            raise rejections.broken("mail", "it has no sender, subject or date")
        builder = TextBuilder()
        _add_body(builder, mail)
        metadata = _metadata(mail)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as err:
        raise rejections.broken("mail", f"{type(err).__name__}: {err}"[:120]) from err
    return builder.finish(metadata)


def _add_body(builder: TextBuilder, mail: Message) -> None:
    bodies: dict[str, Message] = {}
    for number, part in enumerate(mail.walk()):
        if number >= _MOST_PARTS:
            raise rejections.broken("mail", f"it has more than {_MOST_PARTS:,} parts")
        if part.get_content_disposition() == "attachment" or part.get_filename():
            builder.dropped["attachment"] += 1
        elif not part.is_multipart():
            bodies.setdefault(part.get_content_type(), part)
    body = bodies.get("text/plain") or bodies.get("text/html")
    if body is None:
        return
    payload = body.get_payload(decode=True)
    text = decode_text(payload if isinstance(payload, bytes) else b"", body.get_content_charset())
    if body.get_content_type() != "text/html":
        for block in split_paragraphs(text, builder.dropped):
            builder.add_paragraph(block)
        return
    tree = parse_html(text, builder.dropped)
    if tree is not None:
        add_blocks(builder, tree.find("body") if tree.find("body") is not None else tree)


def _metadata(mail: Message) -> Draft:
    names = getaddresses([_header(mail, "from")])
    return Draft(
        text="",
        title=_header(mail, "subject") or None,
        authors=tuple(name or address for name, address in names if name or address)[:10],
        published=parse_date(_header(mail, "date")),
    )


def _header(mail: Message, name: str) -> str:
    value = str(mail.get(name) or "")[:_LONGEST_HEADER]
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value
