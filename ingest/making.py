"""From one source at hand to a document with its passages. Needs neither the store nor the other sources of the run."""

from __future__ import annotations

from vectorstore.records import Document, document_id_of, version_of
from vectorstore.tracing import trace_stage

from . import rejections
from .drafting import Draft
from .errors import SourceRejectedError
from .formats import detect_format
from .outcomes import Ready, Refused, Unread
from .outlines import title_of_name
from .raw import RawSource
from .readers import read_document
from .report import Rejection
from .settings import IngestSettings
from .splitting import split_document

__all__ = ["check_length", "make_document"]

_LONGEST_TITLE = 300


def make_document(unread: Unread, settings: IngestSettings) -> Ready | Refused:
    """Read and split a source. Whatever is wrong with it is a refusal, never an error."""
    try:
        return _make(unread, settings)
    except SourceRejectedError as err:
        why = err.why
    except Exception as err:  # a reader that trips over one source is not the end of the run
        why = rejections.broken("document", f"{type(err).__name__}: {err}"[:120]).why
    return Refused(rejection=Rejection(source=unread.source, why=why), done=unread.done)


def check_length(draft: Draft, settings: IngestSettings) -> None:
    """Raises SourceRejectedError if the text is longer than is allowed."""
    if len(draft.text) > settings.max_characters:
        raise rejections.too_long(len(draft.text), settings.max_characters, "characters", "MAX_CHARACTERS")


def _make(unread: Unread, settings: IngestSettings) -> Ready:
    name: str | None = None
    url: str | None = None
    if isinstance(unread.content, RawSource):
        raw = unread.content
        name, url = title_of_name(raw.name), raw.url
        with trace_stage("read", bytes=len(raw.data)) as stage:
            format = detect_format(raw)
            stage.note(format=format)
            if format == "jsonl":
                raise rejections.wrong_type("JSON Lines under another name")
            draft = read_document(raw, format, settings)
            stage.note(characters=len(draft.text))
    else:
        draft = unread.content
    check_length(draft, settings)
    document = Document(
        document_id=document_id_of(unread.source),
        version=version_of(draft.text),
        source=unread.source,
        text=draft.text,
        title=_shortened(draft.title or name or _shortened(draft.text.partition("\n")[0], 80), _LONGEST_TITLE),
        publisher=draft.publisher and _shortened(draft.publisher, _LONGEST_TITLE),
        authors=draft.authors[:50],
        url=draft.url or url,
        published=draft.published,
        language=draft.language,
        topics=draft.topics[:50],
        ingested_at=unread.taken_at,
        headings=draft.headings,
        references=draft.references,
        content_key=unread.content_key,
        dropped=draft.dropped,
    )
    with trace_stage("split", characters=len(document.text)) as stage:
        passages = split_document(document, settings.split)
        stage.note(passages=len(passages))
    return Ready(document=document, passages=passages, done=unread.done)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(maxsplit=1)[0].rstrip(" ,;:-–") + "…"
