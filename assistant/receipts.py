"""Receipts: one JSON document that holds all an answer rests on, and rechecking it offline against the library.

What is written here is read by `newsdesk verify`; what an answer was made from is gathered in `provenance.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from .classifying import complete_fragment, kind_of_sentence, strip_reporting
from .errors import ReceiptError
from .neutralising import drop_instructions
from .provenance import hash_words
from .verdicts.records import CheckedSpan, Judge

if TYPE_CHECKING:
    from vectorstore import Document, Store

    from .answers import Answer

__all__ = ["Recheck", "recheck_receipt", "write_receipt"]

_FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Recheck:
    """What a recheck found: how many quotes, passages and verdicts were compared, and what does not hold."""

    quotes: int
    passages: int
    verdicts: int
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        return {
            "holds": self.holds,
            "checked": {"quotes": self.quotes, "passages": self.passages, "verdicts": self.verdicts},
            "problems": list(self.problems),
        }


def write_receipt(answer: Answer, created: datetime | None = None) -> dict[str, Any]:
    """The receipt of an answer that an assistant gave: only JSON types.

    Raises:
        ReceiptError: the answer was made by hand and says nothing of what it was made from.
    """
    made_from = answer.provenance
    if made_from is None:
        raise ReceiptError("the answer does not say what it was made from")
    told = answer.to_json()
    return {
        "receipt": _FORMAT,
        "created": (created or datetime.now(UTC)).isoformat(timespec="seconds"),
        **{name: told[name] for name in ("question", "standalone_question", "status", "reason", "text", "model")},
        "settings": dict(made_from.settings),
        "prompt_hash": answer.prompt_hash,
        "sentences": told["sentences"],
        "withheld": told["withheld"],
        "spans": [
            {
                **{
                    name: citation[name]
                    for name in ("marker", "document_id", "version", "start", "end", "quote", "title", "heading")
                },
                "sha256": hash_words(citation["quote"]),
            }
            for citation in told["citations"]
        ],
        "passages": [
            {"document_id": p.document_id, "version": p.version, "start": p.start, "end": p.end, "sha256": p.sha256}
            for p in made_from.passages
        ],
        "versions": {"newsdesk": version("newsdesk")},
        "notice": answer.notice,
        "answer": told,
    }


def recheck_receipt(receipt: Any, store: Store, judge: Judge) -> Recheck:
    """Compare a receipt with the library: quotes and hashes with the stored texts, verdicts with the judge's.

    A sentence that is its own quote, as quotes answers have them, is supported by being the same words.

    Raises:
        ReceiptError: this is no receipt.
        StoreError: the library cannot be read.
    """
    spans, passages, sentences = _read_receipt(receipt)
    documents = _Documents(store)
    question = str(receipt["standalone_question"])
    problems = [
        *_check_answer(receipt, spans, sentences),
        *(problem for span in spans for problem in _check_span(span, documents)),
        *(problem for passage in passages for problem in _check_passage(passage, documents)),
        *(
            problem
            for sentence in sentences
            for problem in _check_sentence(sentence, question, spans, passages, documents, judge)
        ),
    ]
    return Recheck(
        quotes=len(spans), passages=len(passages), verdicts=len(sentences), problems=tuple(dict.fromkeys(problems))
    )


class _Documents:
    """Document versions of the library, each read once; None for one that is not there any more."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[tuple[str, str], Document | None] = {}

    def find(self, row: Mapping[str, Any]) -> Document | None:
        from vectorstore.errors import DocumentNotFoundError

        key = (row["document_id"], row["version"])
        if key not in self._read:
            try:
                self._read[key] = self._store.document(*key)
            except DocumentNotFoundError:
                self._read[key] = None
        return self._read[key]


def _check_answer(
    receipt: Mapping[str, Any], spans: Sequence[Mapping[str, Any]], sentences: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """The text and the whole answer say what the sentences and spans say, no more."""
    text, left = str(receipt["text"]), str(receipt["text"])
    for sentence in sentences:
        if sentence["text"] not in text:
            yield f"“{sentence['text']}” is not in the text of the answer."
        left = left.replace(sentence["text"], "")
    if sentences and re.sub(r"\[\d+\]|\([^()]*\)|\W", "", left):
        yield "The text of the answer says more than its sentences."
    answer = receipt.get("answer")
    if not isinstance(answer, dict):
        return
    if answer.get("text") != receipt["text"] or answer.get("sentences") != receipt["sentences"]:
        yield "The answer in the receipt and its sentences are not the same any more."
    cited = answer.get("citations")
    quotes = [row.get("quote") for row in cited if isinstance(row, dict)] if isinstance(cited, list) else []
    if quotes != [span["quote"] for span in spans]:
        yield "The answer in the receipt and its spans are not the same any more."


def _check_span(span: Mapping[str, Any], documents: _Documents) -> Iterator[str]:
    where = f"Citation [{span['marker']}]"
    if hash_words(span["quote"]) != span["sha256"]:
        yield f"{where}: the quote in the receipt was changed; its hash does not fit it."
    document = documents.find(span)
    if document is None:
        yield f"{where}: the library does not hold document {span['document_id']} in version {span['version']}."
    elif document.text[span["start"] : span["end"]] != span["quote"]:
        yield f"{where}: characters {span['start']} to {span['end']} of “{document.title}” are not what the receipt quotes."


def _check_passage(passage: Mapping[str, Any], documents: _Documents) -> Iterator[str]:
    where = f"The passage at {passage['start']} to {passage['end']} of document {passage['document_id']}"
    document = documents.find(passage)
    if document is None:
        yield f"{where}: the library does not hold version {passage['version']}."
    elif hash_words(document.text[passage["start"] : passage["end"]]) != passage["sha256"]:
        yield f"{where} is not what was read then."


def _check_sentence(
    sentence: Mapping[str, Any],
    question: str,
    spans: Sequence[Mapping[str, Any]],
    passages: Sequence[Mapping[str, Any]],
    documents: _Documents,
    judge: Judge,
) -> Iterator[str]:
    mine = [span for span in spans if span["marker"] in sentence["citations"]]
    if len(mine) < len(set(sentence["citations"])):
        yield f"“{sentence['text']}” cites a source that the receipt does not hold."
        return
    if sentence["verdict"] == "supported" and any(span["quote"] == sentence["text"] for span in mine):
        return
    read = [_span_of(span, passages, documents) for span in mine]
    judgement = judge.judge(strip_reporting(sentence["text"]), read)
    completed = complete_fragment(question, sentence["text"]) if judgement.verdict != sentence["verdict"] else None
    if completed is not None and kind_of_sentence(sentence["text"]) in ("fragment", "polarity"):
        judgement = judge.judge(completed, read)
    if judgement.verdict != sentence["verdict"]:
        because = f", because {judgement.why}" if judgement.why else ""
        yield f"“{sentence['text']}” was {sentence['verdict']} then, and is {judgement.verdict} now{because}."


def _span_of(span: Mapping[str, Any], passages: Sequence[Mapping[str, Any]], documents: _Documents) -> CheckedSpan:
    """The span as the judge read it: the library's own words around the quote that the receipt gives."""
    document = documents.find(span)
    if document is None:
        return CheckedSpan(text=span["quote"], title=span["title"])
    around = next((p for p in passages if _holds(p, span)), span)
    heading = span["heading"]
    return CheckedSpan(
        text=span["quote"],
        context=drop_instructions(document.text[around["start"] : around["end"]]),
        title=f"{document.title}\n{heading}" if heading else document.title,
        publisher=document.publisher,
        published=document.published,
    )


def _holds(passage: Mapping[str, Any], span: Mapping[str, Any]) -> bool:
    same = (passage["document_id"], passage["version"]) == (span["document_id"], span["version"])
    return same and bool(passage["start"] <= span["start"] and span["end"] <= passage["end"])


_SPAN = {
    "marker": int,
    "document_id": str,
    "version": str,
    "start": int,
    "end": int,
    "quote": str,
    "sha256": str,
    "title": str,
}
_PASSAGE = {"document_id": str, "version": str, "start": int, "end": int, "sha256": str}
_SENTENCE = {"text": str, "verdict": str, "citations": list}


def _read_receipt(receipt: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Its spans, passages and sentences, their shapes checked, as a receipt may come from anywhere."""
    if not isinstance(receipt, dict) or "receipt" not in receipt:
        raise ReceiptError("it is not a JSON object with the key receipt")
    if receipt["receipt"] != _FORMAT:
        raise ReceiptError(f"its format is {receipt['receipt']!r}, and this version reads format {_FORMAT}")
    if not all(isinstance(receipt.get(name), str) for name in ("text", "standalone_question")):
        raise ReceiptError("it has no text, or no question")
    spans = _read_rows(receipt, "spans", _SPAN)
    for span in spans:
        span.setdefault("heading", None)
        if not (span["heading"] is None or isinstance(span["heading"], str)):
            raise ReceiptError("a heading among its spans is no text")
    return spans, _read_rows(receipt, "passages", _PASSAGE), _read_rows(receipt, "sentences", _SENTENCE)


def _read_rows(receipt: Mapping[str, Any], name: str, shape: Mapping[str, type]) -> list[dict[str, Any]]:
    rows = receipt.get(name)
    if not isinstance(rows, list):
        raise ReceiptError(f"it has no list of {name}")
    for row in rows:
        wrong = not isinstance(row, dict) or any(type(row.get(key)) is not kind for key, kind in shape.items())
        if wrong or row.get("start", 0) < 0 or row.get("end", 0) < 0:
            raise ReceiptError(f"an entry of its {name} lacks something, or has something of another kind")
        if not all(type(marker) is int for marker in row.get("citations", ())):
            raise ReceiptError(f"an entry of its {name} lacks something, or has something of another kind")
    return [dict(row) for row in rows]
