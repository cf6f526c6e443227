"""The library as escaped HTML: its documents, what became of an addition, and how far one has come. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..dates import say_date
from ..wording import count
from .markup import escape, open_attributes

if TYPE_CHECKING:
    from ingest import IngestProgress, IngestReport
    from vectorstore import DocumentSummary

__all__ = ["find_documents", "render_documents", "render_outcome", "render_progress", "render_refusal"]

_PAGE = 50
_STATUS = {"ready": "Ready", "pending": "Being read", "removed": "Withdrawn"}
_MOST_REJECTIONS = 100


def find_documents(documents: Sequence[DocumentSummary], words: str) -> list[DocumentSummary]:
    """The documents whose title, publisher, date or source hold all of these words."""
    wanted = words.casefold().split()

    def holds(document: DocumentSummary) -> bool:
        day = f"{document.published.isoformat()} {say_date(document.published)}" if document.published else "undated"
        text = f"{document.title} {document.publisher or ''} {day} {document.source}".casefold()
        return all(word in text for word in wanted)

    return [document for document in documents if holds(document)] if wanted else list(documents)


def render_documents(documents: Sequence[DocumentSummary], in_all: int, words: str = "", pages: int = 1) -> str:
    """A table of documents, fifty a page, with buttons to open, read again and remove each.

    Args:
        documents: those that a search found.
        in_all: how many there are without the search.
        words: what was searched for.
    """
    if not in_all:
        return '<p class="none">The library is empty. Add files, folders or addresses above.</p>'
    if not documents:
        return f'<p class="none">No document holds “{escape(words)}” in its title, publisher or date.</p>'
    shown = documents[: _PAGE * max(1, pages)]
    held = count(sum(document.passages for document in documents), "passage")
    found = f"{len(documents):,} of {count(in_all, 'document')}" if words.strip() else count(in_all, "document")
    rows = "".join(_render_row(document) for document in shown)
    more = ""
    if len(shown) < len(documents):
        left = count(len(documents) - len(shown), "more document")
        more = f'<p class="more-rows"><button type="button" class="quiet" data-pages="{pages + 1}">Show {left}</button></p>'
    return (
        f'<p class="tally" role="status">{found}, {held}</p><table class="documents"><thead><tr>'
        '<th scope="col">Title</th><th scope="col">Publisher</th><th scope="col">Published</th>'
        '<th scope="col" class="figure">Passages</th><th scope="col">Status</th>'
        f'<th scope="col"><span class="unseen">Change</span></th></tr></thead><tbody>{rows}</tbody></table>{more}'
    )


def render_progress(progress: IngestProgress | None) -> str:
    """How far an addition has come."""
    if progress is None:
        return '<p class="working" role="status">Beginning …</p>'
    percent = round(100 * progress.fraction)
    words = [f"{count(progress.documents, 'document')} stored", count(progress.passages, "passage")]
    words += [f"{progress.rejected:,} rejected"] if progress.rejected else []
    return (
        f'<div class="progress"><progress max="100" value="{percent}" aria-label="Reading">{percent}%</progress>'
        f'<p role="status">{percent}%: {escape(", ".join(words))}</p></div>'
    )


def render_outcome(
    report: IngestReport | None, refused: Sequence[tuple[str, str]], name_source: Callable[[str], str]
) -> str:
    """A plain account of an addition: what came in, and each source that did not, with the reason.

    Args:
        refused: (name, why) of what was turned away before it was read.
        name_source: what a visitor calls a source.
    """
    if report is None:
        parts = ["Nothing was added."]
    else:
        parts = [f"{count(report.added, 'document')} added"]
        parts += [f"{report.updated:,} updated"] if report.updated else []
        parts += [f"{report.unchanged:,} unchanged"] if report.unchanged else []
        parts += [f"{report.removed:,} removed"] if report.removed else []
        parts = [f"{', '.join(parts)}; {count(report.passages, 'passage')} in {report.seconds:.1f} s."]
    rejected = [*refused, *((name_source(item.source), item.why) for item in (report.rejected if report else ()))]
    rows = "".join(
        f"<li><strong>{escape(name)}</strong><span>{escape(_sentence(why))}</span></li>"
        for name, why in rejected[:_MOST_REJECTIONS]
    )
    if len(rejected) > _MOST_REJECTIONS:
        rows += f"<li>and {len(rejected) - _MOST_REJECTIONS:,} more</li>"
    turned_away = f"<h3>Not taken in: {count(len(rejected), 'source')}</h3><ul>{rows}</ul>" if rejected else ""
    return f'<div class="outcome" role="status"><p>{escape(" ".join(parts))}</p>{turned_away}</div>'


def render_refusal(words: str) -> str:
    """Why an addition could not be begun or was broken off."""
    return f'<div class="outcome failed" role="alert"><p>{escape(words)}</p></div>'


def _render_row(document: DocumentSummary) -> str:
    title, key = escape(document.title or document.source), escape(document.document_id)
    opens = open_attributes(document.document_id, document.version, 0, 0)
    is_gone = document.status == "removed"
    again = "Restore" if is_gone else "Read again"
    change = f'<button type="button" class="more" data-again="{key}" aria-label="{again}: {title}">{again}</button>'
    if not is_gone:
        change += (
            f'<button type="button" class="more" data-remove="{key}" data-title="{title}" '
            f'aria-label="Remove: {title}">Remove</button>'
        )
    day = say_date(document.published) if document.published else "undated"
    return (
        f'<tr><td><button class="title" {opens}>{title}</button></td><td>{escape(document.publisher or "")}</td>'
        f'<td class="day">{day}</td><td class="figure">{document.passages:,}</td>'
        f'<td><span class="status {document.status}">{_STATUS[document.status]}</span></td>'
        f'<td class="change">{change}</td></tr>'
    )


def _sentence(why: str) -> str:
    words = why.strip().rstrip(".")
    return f"{words[:1].upper()}{words[1:]}." if words else ""
