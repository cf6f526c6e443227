"""What the processes of a fault round do to a library: write, rebuild, erase, back up, read, and prove it whole.

Each function runs in a process of its own, which may be killed. Rounds and faults live in `faults.py`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from pathlib import Path

from vectorstore import Document, Notice, Passage, Store, StoreError, StoreSettings, document_id_of, version_of

__all__ = [
    "acknowledged",
    "back_up_library",
    "build_library",
    "diagnose",
    "find_lost",
    "purge_library",
    "read_while",
    "reindex_library",
    "repair",
    "restore_and_find_lost",
    "write_documents",
    "write_with_old_clock",
]

_BATCH_PASSAGES = 8
_SYNC_VECTORS = 50  # so that Chroma writes its index out often, which is what a kill may interrupt


def build_library(home: Path, documents: int) -> None:
    """A library of this many documents, for rounds to copy."""
    settings = StoreSettings(
        embedder="hashing:64",
        batch_passages=_BATCH_PASSAGES,
        sync_vectors=_SYNC_VECTORS,
        catalog_url=None,
        chroma_url=None,
    )
    with Store.open(home, settings=settings) as store, store.writer() as writer:
        writer.put(map(make_document, range(documents)))


def write_documents(home: Path, first: int, last: int, log: Path, fsize: int | None = None) -> str | None:
    """Put documents, noting in `log` each number that the store acknowledged; a refusal's message, if there was one."""
    if fsize is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (fsize, resource.RLIM_INFINITY))
    number = first

    def note(documents: int, passages: int) -> None:
        nonlocal number
        with open(log, "ab", buffering=0) as stream:
            stream.write(b"".join(b"%d\n" % (number + place) for place in range(documents)))
        number += documents

    try:
        with _open(home) as store, store.writer() as writer:
            writer.put(map(make_document, range(first, last)), note)
    except StoreError as err:
        return str(err)
    return None


def write_with_old_clock(home: Path, first: int, last: int, log: Path) -> str | None:
    """As `write_documents`, by a clock that stands in the year 2001."""
    import vectorstore.catalog

    class OldClock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> OldClock:
            return cls(2001, 1, 1, tzinfo=tz)

    vars(vectorstore.catalog)["datetime"] = OldClock
    return write_documents(home, first, last, log)


def reindex_library(home: Path, embedder: str, log: Path) -> None:
    with _open(home) as store:
        log.write_text("begun", encoding="ascii")
        store.reindex(embedder)


def purge_library(home: Path, doomed: Sequence[int], log: Path) -> None:
    with _open(home) as store:
        with store.writer() as writer:
            for number in doomed:
                writer.remove(make_document(number)[0].document_id)
        log.write_text("begun", encoding="ascii")
        store.purge()


def back_up_library(home: Path, file: Path, log: Path) -> None:
    from vectorstore import back_up

    log.write_text("begun", encoding="ascii")
    back_up(home, file)


def restore_and_find_lost(file: Path, home: Path, wanted: Sequence[int]) -> list[str]:
    from vectorstore import restore

    restore(file, home)
    return find_lost(home, wanted)


def read_while(home: Path, wanted: Sequence[int], log: Path) -> list[str]:
    """Ask for documents again and again until `log` exists; what was not found at any time."""
    lost: list[str] = []
    with _open(home) as store:
        while not log.exists() and not lost:
            for number in wanted[:10]:
                document, passages = make_document(number)
                text = document.text[passages[0].start : passages[0].end]
                hits = store.search(text, k=1)
                if not hits or hits[0].text != text:
                    lost.append(f"document {number} was not found while another process wrote")
            time.sleep(0.01)
    return lost


def find_lost(home: Path, wanted: Sequence[int], gone: Sequence[int] = ()) -> list[str]:
    """What is not as it should be: each wanted document with its text, found by its words and by its vector."""
    from vectorstore.probing import ask_for_themselves

    lost: list[str] = []
    with _open(home) as store:
        held = {summary.source for summary in store.documents()}
        for number in wanted:
            document, passages = make_document(number)
            if document.source not in held:
                lost.append(f"document {number} is not there")
                continue
            if store.document(document.document_id).text != document.text:
                lost.append(f"document {number} has another text")
                continue
            for passage in passages:
                text = document.text[passage.start : passage.end]
                hits = store.search(text, k=1)
                if not hits or hits[0].text != text:
                    lost.append(f"document {number} is not found by its words")
        lost += [f"document {number} is still there" for number in gone if make_document(number)[0].source in held]
        manifest = store.manifest
        assert manifest is not None
        ready = [
            row["passage_id"] for row in store.catalog.rows("SELECT passage_id FROM passages WHERE state = 'ready'")
        ]
        with store.open_index(manifest) as vectors:
            wrong, unfound = ask_for_themselves(store.catalog, vectors, manifest, ready)
        lost += [f"passage {passage_id} is not found by its vector" for passage_id in [*wrong, *unfound]]
    return lost


def diagnose(home: Path) -> list[str]:
    """What `newsdesk doctor` says is wrong."""
    try:
        with _open(home) as store:
            return list(store.check().problems)
    except StoreError as err:
        return [str(err)]


def repair(home: Path) -> list[str]:
    """`newsdesk doctor --repair`; the problems that remain."""
    from vectorstore import repair_library

    return list(repair_library(home, on_notice=lambda notice: None).problems)


def acknowledged(log: Path) -> list[int]:
    """The numbers in a log of `write_documents`; a line that a kill cut short was not acknowledged."""
    content = log.read_bytes() if log.exists() else b""
    return [int(line) for line in content.split(b"\n")[:-1]]


def make_document(number: int) -> tuple[Document, list[Passage]]:
    """One of many documents, each of whose passages holds words that stand nowhere else."""
    text = "\n\n".join(_paragraphs(number))
    source = f"fault:{number:05}"
    document = Document(
        document_id=document_id_of(source),
        version=version_of(text),
        source=source,
        text=text,
        title=f"Report {number}",
        publisher=f"Paper {number % 7}",
        published=date(2020 + number % 5, 1 + number % 12, 1 + number % 28),
        content_key=f"key {number}",
    )
    spans = [match.span() for match in re.finditer(r"[^\n]+", text)]
    return document, [
        Passage(document_id=document.document_id, version=document.version, ordinal=place, start=start, end=end)
        for place, (start, end) in enumerate(spans)
    ]


def _paragraphs(number: int) -> Iterator[str]:
    yield f"Marker{number}alpha opens{number} the first{number} paragraph{number} of report{number} here."
    yield f"Marker{number}omega ends{number} the last{number} paragraph{number}, nowhere{number} else."


def _open(home: Path) -> Store:
    """Opened as a person's program would, with each notice kept in a file beside the library."""

    def keep(notice: Notice) -> None:
        with open(home.parent / "notices", "a", encoding="utf-8") as stream:
            stream.write(f"{notice.message}\n")

    settings = StoreSettings(
        batch_passages=_BATCH_PASSAGES,
        sync_vectors=_SYNC_VECTORS,
        lock_timeout_s=120,
        catalog_url=None,
        chroma_url=None,
    )
    return Store.open(home, settings=settings, on_notice=keep)
