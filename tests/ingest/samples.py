"""Small files of each format, made on the spot."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

PROSE = (
    "The prison was opened in January 2023 and can hold 40,000 people, the ministry said on Sunday. "
    "Each cell takes between 65 and 70 inmates, according to Gov. Diaz. Visits are not allowed."
)
SECOND = (
    "Cristosal counted 261 deaths in custody in 2023, most of them in the first months of the year. "
    'A spokesman for the U.S. government declined to comment. "We have no figures," he said.'
)


def pdf_bytes(
    paragraphs: Sequence[str] = (PROSE, SECOND), *, title: str | None = None, footer: str = "", password: str = ""
) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    def draw_footer(canvas: Any, document: Any) -> None:
        if footer:
            canvas.drawString(60, 20, f"{footer} {document.page}")

    out = io.BytesIO()
    encrypt = StandardEncryption(password, strength=128) if password else None
    styles = getSampleStyleSheet()
    styles["Normal"].spaceAfter = 6
    flow = [Paragraph(text, styles["Heading2" if len(text) < 60 else "Normal"]) for text in paragraphs]
    SimpleDocTemplate(out, title=title, author="Jane Doe", encrypt=encrypt).build(
        flow, onFirstPage=draw_footer, onLaterPages=draw_footer
    )
    return out.getvalue()


def docx_bytes(paragraphs: Sequence[str] = (PROSE, SECOND), *, title: str = "Report") -> bytes:
    from docx import Document

    file = Document()
    file.add_heading(title, 0)
    for text in paragraphs:
        file.add_paragraph(text)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def docx_with_part(name: str, data: bytes) -> bytes:
    """A DOCX file in which one part is replaced, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_bytes())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, data)
    return out.getvalue()


def html_bytes(body: str, *, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode()


def article(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "url": f"https://news.example.com/{number}",
        "title": f"Story {number}",
        "text": f"{PROSE}\n\nThis is story number {number}. {SECOND}",
        "publish_date": "2024/05/17",
        "authors": ["Jane Doe", "John Roe"],
        **fields,
    }


def jsonl_bytes(records: Sequence[Any]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def eml_bytes(body: str = PROSE, *, subject: str = "On the prison", kind: str = "text/plain") -> bytes:
    return (
        f"From: Jane Doe <jane@example.com>\r\nTo: desk@example.com\r\nSubject: {subject}\r\n"
        f"Date: Sun, 16 Mar 2025 10:00:00 +0000\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{body}\r\n"
    ).encode()
