"""A small library about one prison, and spans of any document, for tests of the assistant."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from vectorstore import Document, HashingEmbedder, Hit, Passage, Reference, Store, document_id_of, version_of

PARAGRAPHS = {
    "capacity": (
        "The prison near Tecoluca can hold 40,000 people.",
        "Each cell of the prison holds up to 80 inmates. They share two toilets.",
    ),
    "opening": ("President Nayib Bukele opened the prison in January 2023.", "It cost $115 million to build."),
    "cooking": ("Beat three eggs with sugar until pale.", "Bake the cake for forty minutes."),
}
PUBLISHED = {"capacity": date(2025, 3, 16), "opening": date(2023, 2, 1), "cooking": None}
PUBLISHERS = {"capacity": "Daily", "opening": "Weekly", "cooking": None}
TITLES = {"capacity": "Inside the prison", "opening": "The prison opens", "cooking": "A sponge cake"}
QUESTION = "How many people can the prison near Tecoluca hold?"


def write_document(source: str, text: str, **details: object) -> Document:
    return Document(
        **{
            "document_id": document_id_of(source),
            "version": version_of(text),
            "source": source,
            "text": text,
            "title": "A report",
            **details,  # type: ignore[arg-type]
        }
    )


def passages_of(document: Document) -> list[Passage]:
    return [
        Passage(document_id=document.document_id, version=document.version, ordinal=n, start=m.start(), end=m.end())
        for n, m in enumerate(re.finditer(r"[^\n]+", document.text))
    ]


def whole_hit(document: Document) -> Hit:
    """All of a document as one hit."""
    passage = Passage(
        document_id=document.document_id, version=document.version, ordinal=0, start=0, end=len(document.text)
    )
    return Hit(passage=passage, text=document.text, similarity=0.5, bm25=1.0, relevance=0.5, document=document)


def make_library(home: Path) -> Store:
    store = Store.open(home, embedder=HashingEmbedder())
    documents = [
        write_document(
            source,
            "\n\n".join(paragraphs),
            title=TITLES[source],
            publisher=PUBLISHERS[source],
            published=PUBLISHED[source],
            references=(Reference(position=48, number=1, publisher="The Wire"),) if source == "capacity" else (),
        )
        for source, paragraphs in PARAGRAPHS.items()
    ]
    with store.writer() as writer:
        writer.put([(document, passages_of(document)) for document in documents])
    return store
