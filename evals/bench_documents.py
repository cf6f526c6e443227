"""Documents for the benchmarks, handed out by the number of passages: of the public news sets, or copies of the reports.

Which files a data folder holds is its readers' business; what is measured with the documents lives elsewhere.
"""

from __future__ import annotations

import gzip
import html
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .bench_corpus import BenchCorpus, copy_reports, cut_passages
from .datasets.material import make_document
from .errors import BenchTooLargeError, DataMissingError, DatasetError
from .suites.realtimeqa_files import shards_of

if TYPE_CHECKING:
    from vectorstore import Document

__all__ = ["PassageSupply", "open_supply", "questions_of", "read_realtimeqa", "read_reuters"]

_STORY = re.compile(r"<REUTERS.*?NEWID=\"(\d+)\">(.*?)</REUTERS>", re.DOTALL)
_FIELD = {name: re.compile(rf"<{name}>(.*?)</{name}>", re.DOTALL) for name in ("DATE", "TITLE", "BODY")}
_PARAGRAPH = re.compile(r"\n(?:&\\t|&\t|[ \t]{2,})")
_CONTROL = re.compile(r"&#\d+;|[\x00-\x08\x0b-\x1f\x7f]")
_END = re.compile(r"\s*\breuter\b\s*$", re.IGNORECASE)


class PassageSupply:
    """Documents cut into passages, in one order and each only once.

    supply = open_supply(Path("/data"))
    first = supply.take(1000)
    """

    def __init__(self, documents: Iterable[Document], origin: str) -> None:
        self.origin = origin
        self._documents = iter(documents)
        self._given = 0

    def take(self, passages: int) -> BenchCorpus:
        """The next documents with just this many passages; the rest of the last one is left out.

        Raises:
            BenchTooLargeError: there are no more.
        """
        corpus = cut_passages(self._documents, passages)
        self._given += len(corpus.texts)
        if len(corpus.texts) < passages:
            raise BenchTooLargeError(self.origin, self._given)
        return corpus


def open_supply(data: Path | None, *, lacking: Callable[[str], bool] = lambda document_id: True) -> PassageSupply:
    """What to store: stories of Reuters and of RealTimeQA by turns, or without a data folder copies of the reports.

    Args:
        lacking: only documents whose id this says are given, so that none is stored already.

    Raises:
        DataMissingError: the folder holds neither `reuters21578` nor `realtimeqa`.
    """
    if data is None:
        documents, origin = copy_reports(), "the built-in reports and copies of them"
    else:
        readers = [
            reader(data / name)
            for name, reader in (("realtimeqa", read_realtimeqa), ("reuters21578", read_reuters))
            if (data / name).is_dir()
        ]
        if not readers:
            raise DataMissingError(f"{data}/realtimeqa or {data}/reuters21578", "the stories to store")
        documents, origin = _by_turns(readers), f"the stories of {data}"
    return PassageSupply((document for document in documents if lacking(document.document_id)), origin)


def questions_of(data: Path | None, count: int) -> list[str]:
    """So many questions, each another: RealTimeQA's where the data folder holds them, else the built-in cases'."""
    from .cases import built_in_cases
    from .datasets.material import thin_out
    from .suites.realtimeqa_files import read_questions

    if data is not None and (data / "realtimeqa" / "questions.jsonl").is_file():
        found = [question.case.question for question in read_questions(data / "realtimeqa")]
    else:
        found = [case.question for case in built_in_cases() if not case.history]
    return thin_out(list(dict.fromkeys(found)), count)


def read_realtimeqa(folder: Path) -> Iterator[Document]:
    """RealTimeQA's articles in order, each address once.

    Raises:
        DatasetError: a file cannot be unpacked.
    """
    from ingest.errors import SourceRejectedError
    from ingest.readers.jsonl import read_articles
    from ingest.settings import IngestSettings

    seen: set[str] = set()
    for path in shards_of(folder):
        try:
            with path.open("rb") as stream:
                for article in read_articles(stream, path.stat().st_size, IngestSettings()):
                    draft = article.draft
                    if draft is None or not draft.text.strip():
                        continue
                    source = draft.url or f"realtimeqa:{path.name}#{article.line}"
                    if source not in seen:
                        seen.add(source)
                        yield make_document(source, draft.text, draft.title or source, draft.publisher)
        except (OSError, SourceRejectedError) as err:
            raise DatasetError(path, 1, str(err)) from err


def read_reuters(folder: Path) -> Iterator[Document]:
    """The stories of Reuters-21578 that have a body, in order.

    Raises:
        DatasetError: a file cannot be unpacked.
    """
    for path in sorted([*folder.glob("*.sgm.gz"), *folder.glob("*.sgm")]):
        try:
            packed = path.read_bytes()
            raw = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("latin-1")
        except (OSError, EOFError) as err:
            raise DatasetError(path, 1, f"it cannot be unpacked ({err})") from err
        for number, story in _STORY.findall(raw):
            text = "\n\n".join(filter(None, map(_fold, _PARAGRAPH.split(_field(story, "BODY")))))
            text = _END.sub("", text)
            if text:
                title = _fold(_field(story, "TITLE")).capitalize() or f"Story {number}"
                yield make_document(f"reuters:{number}", text, title, "Reuters")


def _field(story: str, name: str) -> str:
    found = _FIELD[name].search(story)
    return found.group(1) if found else ""


def _fold(text: str) -> str:
    return " ".join(html.unescape(_CONTROL.sub("", text)).split())


def _by_turns(readers: Iterable[Iterator[Document]]) -> Iterator[Document]:
    for group in itertools.zip_longest(*readers):
        yield from (document for document in group if document is not None)
