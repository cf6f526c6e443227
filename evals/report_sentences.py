"""The sentences of the built-in reports, each with its passage and its neighbours. What is done with them is elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.verdicts import CheckedSpan

__all__ = ["ReportSentence", "read_report_sentences"]

_LEAST_WORDS = 7


@dataclass(frozen=True, kw_only=True)
class ReportSentence:
    """A sentence of a built-in report.

    Attributes:
        document: the source, such as `builtin:01-cecot`.
        window: the sentence with those beside it in its passage, up to three.
    """

    document: str
    text: str
    window: str
    passage: str
    title: str
    heading: str
    publisher: str | None
    published: date | None

    def as_span(self) -> CheckedSpan:
        """The sentence itself as the cited words."""
        return self._span(self.text)

    def as_window(self) -> CheckedSpan:
        """The sentence with its neighbours as the cited words."""
        return self._span(self.window)

    def _span(self, text: str) -> CheckedSpan:
        from assistant.verdicts import CheckedSpan

        title = f"{self.title}. {self.heading}" if self.heading else self.title
        return CheckedSpan(
            text=text, context=self.passage, title=title, publisher=self.publisher, published=self.published
        )


def read_report_sentences() -> list[ReportSentence]:
    """The sentences of the built-in reports in order; very short ones and headings are left out."""
    from ingest import built_in_sources

    return [sentence for source in built_in_sources() for sentence in _sentences_of(source)]


def _sentences_of(source: str) -> Iterator[ReportSentence]:
    from ingest.corpora import read_built_in
    from ingest.raw import RawSource
    from ingest.readers import read_document
    from ingest.settings import IngestSettings
    from ingest.splitting import split_document
    from vectorstore import Document, split_sentences

    raw = RawSource(name=f"{source}.md", data=read_built_in(source))
    draft = read_document(raw, "markdown", IngestSettings())
    document = Document(
        document_id=source,
        version="",
        source=source,
        text=draft.text,
        title=draft.title or source,
        publisher=draft.publisher,
        published=draft.published,
        headings=draft.headings,
    )
    for passage in split_document(document):
        text = document.text[passage.start : passage.end]
        spans = split_sentences(text)
        for index, (start, end) in enumerate(spans):
            if len(text[start:end].split()) < _LEAST_WORDS or not text[start].isalnum():
                continue
            first, last = max(0, index - 1), min(len(spans) - 1, index + 1)
            yield ReportSentence(
                document=source,
                text=text[start:end],
                window=text[spans[first][0] : spans[last][1]],
                passage=text,
                title=document.title,
                heading=passage.heading or "",
                publisher=document.publisher,
                published=document.published,
            )
