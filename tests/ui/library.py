"""A small library for the tests of the two faces: four documents, one of them hostile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from vectorstore import Document, HashingEmbedder, Heading, Passage, Reference, Store, document_id_of, version_of

EMBEDDER = "hashing:64"
PAYLOADS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><svg onload=window.pwned=1>',
    "' onmouseover='window.pwned=1' x='",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<details open ontoggle=window.pwned=1>",
    "<math><mi xlink:href='javascript:window.pwned=1'>x</mi></math>",
    "<a href='javascript:window.pwned=1'>press</a>",
    "[press](javascript:window.pwned=1)",
    "![x](http://192.0.2.1/track.png)",
    "<style>@import 'http://192.0.2.1/x.css';</style>",
    "<link rel=stylesheet href=http://192.0.2.1/x.css>",
    "<meta http-equiv=refresh content='0;url=http://192.0.2.1/'>",
    "<base href='http://192.0.2.1/'>",
    "<form action='http://192.0.2.1/'><button>press</button></form>",
    "${window.pwned=1}",
    "{{#with this}}{{lookup . 'constructor'}}{{/with}}",
    "`;window.pwned=1;`",
    "</mark></div><script>window.pwned=1</script>",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
)

CECOT = """The prison called CECOT

CECOT, the Terrorism Confinement Centre, opened in January 2023. It can hold 40,000 people, the government of \
El Salvador says. The prison stands near Tecoluca, 70 kilometres from the capital.

Who is held there

About 14,500 people were held in CECOT in mid-2024, according to the government. None of them is allowed visits."""

FLIGHTS = """Three flights left Texas for El Salvador on 15 March 2025. They carried 261 people, the White House said. \
A judge had ordered the planes to turn round. The planes landed in El Salvador that night."""

LATER = """Officials said in July 2025 that 252 Venezuelans went home from CECOT. Ten Americans were freed in return."""


def make_library(home: Path) -> Path:
    """Fill a library and return its folder."""
    with Store.open(home, embedder=HashingEmbedder(64)) as store, store.writer() as writer:
        writer.put([(document, split_into_paragraphs(document)) for document in documents()])
    return home


def documents() -> list[Document]:
    return [
        _document(
            "cecot.md", CECOT, title="Inside the prison", publisher="Newsdesk briefing", published=date(2026, 1, 20),
            url="https://example.org/cecot", headings=("The prison called CECOT", "Who is held there"),
        ),
        _document(
            "flights.md", FLIGHTS, title="The flights", publisher="The Daily Ledger", published=date(2025, 3, 17)
        ),
        _document("later.md", LATER, title="The exchange", publisher="The Daily Ledger", published=date(2025, 7, 19)),
        _document(
            "hostile.md", "\n\n".join(f"The zebra ledger says {payload} and 77 zebras." for payload in PAYLOADS),
            title=f"Zebras {PAYLOADS[0]} {PAYLOADS[1]}", publisher=PAYLOADS[2], published=date(2024, 1, 1),
            url="javascript:window.pwned=1",
        ),
    ]  # fmt: skip


def split_into_paragraphs(document: Document) -> list[Passage]:
    passages, start = [], 0
    for ordinal, paragraph in enumerate(document.text.split("\n\n")):
        passages.append(
            Passage(
                document_id=document.document_id,
                version=document.version,
                ordinal=ordinal,
                start=start,
                end=start + len(paragraph),
            )
        )
        start += len(paragraph) + 2
    return passages


def _document(
    source: str,
    text: str,
    *,
    title: str,
    publisher: str,
    published: date,
    url: str | None = None,
    headings: Sequence[str] = (),
) -> Document:
    at = text.find("El Salvador says.")
    reference = Reference(position=at + 17, number=1, publisher="The Central Gazette", title="A new prison")
    return Document(
        document_id=document_id_of(source),
        version=version_of(text),
        source=source,
        text=text,
        title=title,
        publisher=publisher,
        url=url,
        published=published,
        headings=tuple(Heading(position=text.index(words), text=words) for words in headings),
        references=(reference,) if at >= 0 else (),
        content_key="test",
    )
