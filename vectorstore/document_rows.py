"""A document as a row of the catalog, and back again: what stands in columns, and what in JSON beside them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from .database import Row
from .errors import StoreCorruptError
from .records import Document, Heading, Reference

__all__ = ["date_of", "document_of", "metadata_of", "rows_as_written"]


def document_of(row: Row) -> Document:
    """A row of `versions`, joined with its document, as a record.

    Raises:
        StoreCorruptError: the row is not as it was written.
    """
    with rows_as_written():
        extra: dict[str, Any] = json.loads(row["metadata"])
        return Document(
            document_id=row["document_id"],
            version=row["version"],
            source=row["source"],
            text=row["text"],
            title=row["title"],
            publisher=row["publisher"],
            authors=tuple(extra["authors"]),
            url=extra["url"],
            published=date_of(row["published"]),
            language=extra["language"],
            topics=tuple(extra["topics"]),
            ingested_at=datetime.fromisoformat(row["ingested_at"]),
            headings=tuple(Heading(**heading) for heading in extra["headings"]),
            references=tuple(
                Reference(**{**item, "published": _iso_date(item["published"])}) for item in extra["references"]
            ),
            content_key=row["content_key"],
            dropped=extra["dropped"],
        )


def metadata_of(document: Document) -> str:
    """What a version keeps beside its own columns, as JSON."""
    return json.dumps(
        {
            "authors": list(document.authors),
            "url": document.url,
            "language": document.language,
            "topics": list(document.topics),
            "headings": [{"position": h.position, "text": h.text, "level": h.level} for h in document.headings],
            "references": [
                {
                    "position": r.position,
                    "number": r.number,
                    "publisher": r.publisher,
                    "title": r.title,
                    "url": r.url,
                    "published": None if r.published is None else r.published.isoformat(),
                }
                for r in document.references
            ],
            "dropped": dict(document.dropped),
        },
        ensure_ascii=False,
    )


def date_of(number: int) -> date | None:
    """The date of an integer YYYYMMDD; None for 0."""
    return date(number // 10_000, number // 100 % 100, number % 100) if number else None


@contextlib.contextmanager
def rows_as_written() -> Iterator[None]:
    """What a damaged row does to its reading becomes an error of ours."""
    try:
        yield
    except (KeyError, ValueError, TypeError, AttributeError) as err:
        raise StoreCorruptError("A document's row in the catalog", f"{type(err).__name__}: {err}") from err


def _iso_date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
