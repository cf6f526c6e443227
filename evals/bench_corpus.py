"""The documents that the benchmark stores: the built-in reports, and copies of them with other figures."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from vectorstore.records import Document, Passage, document_id_of, version_of

__all__ = ["BenchCorpus", "change_figures", "copy_reports", "cut_passages", "make_corpus", "write_corpus"]

_DIGITS = "0123456789"


@dataclass(frozen=True, kw_only=True)
class BenchCorpus:
    """Documents with their passages, and the passages' texts in the same order."""

    documents: Sequence[tuple[Document, Sequence[Passage]]]
    texts: Sequence[str]


def make_corpus(passages: int) -> BenchCorpus:
    """The built-in reports, then copies with other figures, cut off at this many passages."""
    return cut_passages(copy_reports(), passages)


def cut_passages(documents: Iterator[Document], passages: int) -> BenchCorpus:
    """Split the next documents until there are this many passages; the rest of the last one is left out."""
    from ingest import split_document

    made: list[tuple[Document, Sequence[Passage]]] = []
    texts: list[str] = []
    while len(texts) < passages and (document := next(documents, None)) is not None:
        if split := split_document(document)[: passages - len(texts)]:
            made.append((document, split))
            texts.extend(document.text[passage.start : passage.end] for passage in split)
    return BenchCorpus(documents=made, texts=texts)


def copy_reports() -> Iterator[Document]:
    """The built-in reports, then copies of them with other figures, without end."""
    return _endless(_read_reports())


def change_figures(text: str, by: int) -> str:
    """The text with every digit moved on by `by` from 9 to 0: other figures, the same length, so that offsets stay."""
    return text.translate(str.maketrans(_DIGITS, _DIGITS[by % 10 :] + _DIGITS[: by % 10]))


def write_corpus(corpus: BenchCorpus, folder: Path) -> Path:
    """Write each document as a text file, cut off behind its last passage; returns the folder."""
    folder.mkdir(parents=True)
    for number, (document, passages) in enumerate(corpus.documents):
        text = document.text[: max(passage.end for passage in passages)]
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    return folder


@lru_cache(maxsize=1)
def _read_reports() -> Sequence[Document]:
    """The built-in reports as ingest reads them; their vectors are not wanted, so words are hashed."""
    from ingest import built_in_sources, ingest_into
    from vectorstore import HashingEmbedder, Store, StoreSettings

    with (
        tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as home,
        Store.open(home, settings=StoreSettings.of_folder(), embedder=HashingEmbedder(8)) as store,
    ):
        ingest_into(store, built_in_sources())
        summaries = sorted(store.documents(), key=lambda summary: summary.source)
        return tuple(store.document(summary.document_id) for summary in summaries if summary.passages)


def _endless(reports: Sequence[Document]) -> Iterator[Document]:
    yield from reports
    copy = 1
    while True:
        for report in reports:
            text = change_figures(report.text, copy)
            source = f"{report.source}#{copy}"
            yield replace(
                report, document_id=document_id_of(source), version=version_of(text),
                source=source, text=text, title=f"{report.title} ({copy})",
            )  # fmt: skip
        copy += 1
