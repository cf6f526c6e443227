"""`time` and `cranfield`: classic collections of documents, queries and judged relevance. Nothing is asked, only ranked.

TIME's judgements name documents by position; the copy that is around lacks two of the 425, so that positions from 371
on are two less (found by the jump of a plain BM25 from .660 to .726 nDCG@10).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..cases import Case
from .material import Material, find_missing_files, make_document, open_library, thin_out

if TYPE_CHECKING:
    from vectorstore import Document

    from ..runner import RunRequest

__all__ = ["Cranfield", "TimeMagazine", "read_cranfield", "read_time"]

_TIME_FILES = ("TIME.ALL", "TIME.QUE", "TIME.REL.ALL")
_TIME_WHOLE = 425
_TIME_GAP = 371
_CRANFIELD_FILES = ("cran.all.1400", "cran.qry", "cranqrel")
_SMART = "It is one of the SMART test collections (ftp.cs.cornell.edu/pub/smart has them)."
_Collection = tuple[list["Document"], list[Case], dict[str, dict[str, int]]]


@dataclass(frozen=True, kw_only=True)
class TimeMagazine:
    """423 articles of TIME from 1963, 83 queries."""

    name: str = "time"

    def find_missing(self, request: RunRequest) -> str | None:
        return find_missing_files(request, "ir_time", _TIME_FILES, _SMART)

    def open(self, request: RunRequest) -> contextlib.AbstractContextManager[Material]:
        assert request.data is not None
        return _open(self.name, read_time(request.data / "ir_time"), request)


@dataclass(frozen=True, kw_only=True)
class Cranfield:
    """1,400 abstracts on aerodynamics, 225 queries."""

    name: str = "cranfield"

    def find_missing(self, request: RunRequest) -> str | None:
        return find_missing_files(request, "ir_cran", _CRANFIELD_FILES, _SMART)

    def open(self, request: RunRequest) -> contextlib.AbstractContextManager[Material]:
        assert request.data is not None
        return _open(self.name, read_cranfield(request.data / "ir_cran"), request)


@contextlib.contextmanager
def _open(name: str, collection: _Collection, request: RunRequest) -> Iterator[Material]:
    documents, cases, relevant = collection
    with open_library(name, documents, request) as store:
        chosen = tuple(thin_out(cases, request.limit))
        counts = {"documents": len(documents)}
        yield Material(cases=chosen, store=store, relevant=relevant, asks=False, counts=counts)


def read_time(folder: Path) -> _Collection:
    """Documents, queries as cases, and for each query the ids of the relevant documents."""
    parts = re.split(r"^\*TEXT[^\n]*\n", (folder / "TIME.ALL").read_text(encoding="latin-1"), flags=re.MULTILINE)[1:]
    texts = [_fold(part.split("*STOP")[0]) for part in parts]
    documents = [make_document(f"time:{n}", text, text[:60]) for n, text in enumerate(texts, start=1)]
    queries = re.split(r"^\*FIND", (folder / "TIME.QUE").read_text(encoding="latin-1"), flags=re.MULTILINE)[1:]
    cases = []
    for query in queries:
        number, _, words = query.strip().partition("\n")
        cases.append(_case("time", number.strip(), _fold(words.replace("*STOP", ""))))
    is_short = len(documents) < _TIME_WHOLE
    relevant: dict[str, dict[str, int]] = {}
    for line in (folder / "TIME.REL.ALL").read_text(encoding="latin-1").splitlines():
        numbers = [int(word) for word in line.split() if word.isdigit()]
        if len(numbers) > 1:
            positions = [n - 2 if is_short and n >= _TIME_GAP else n for n in numbers[1:]]
            ids = [documents[n - 1].document_id for n in positions if 1 <= n <= len(documents)]
            relevant[f"time-{numbers[0]}"] = dict.fromkeys(ids, 1)
    return documents, [case for case in cases if case.id in relevant], relevant


def read_cranfield(folder: Path) -> _Collection:
    """As `read_time`; queries are judged in the order in which they stand, whatever number they bear."""
    documents = []
    for number, fields in _smart_records(folder / "cran.all.1400"):
        title = _fold(fields.get("T", ""))
        text = _fold(fields.get("W", "")) or title
        documents.append(make_document(f"cranfield:{number}", text or "(nothing)", title or f"Document {number}"))
    ids = {document.source.partition(":")[2]: document.document_id for document in documents}
    cases = [
        _case("cranfield", str(position), _fold(fields["W"]))
        for position, (_, fields) in enumerate(_smart_records(folder / "cran.qry"), start=1)
    ]
    relevant: dict[str, dict[str, int]] = {}
    for line in (folder / "cranqrel").read_text(encoding="latin-1").splitlines():
        query, document, *grade = line.split()
        if document in ids and (not grade or int(grade[0]) not in (0, 5)):
            relevant.setdefault(f"cranfield-{query}", {})[ids[document]] = 1
    return documents, [case for case in cases if case.id in relevant], relevant


def _smart_records(path: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    for part in re.split(r"^\.I ", path.read_text(encoding="latin-1"), flags=re.MULTILINE)[1:]:
        number, _, rest = part.partition("\n")
        pieces = re.split(r"^\.([A-Z])\n", rest, flags=re.MULTILINE)
        yield str(int(number)), dict(zip(pieces[1::2], pieces[2::2], strict=True))


def _case(collection: str, number: str, query: str) -> Case:
    return Case(id=f"{collection}-{number}", question=query, answerable=True)


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
