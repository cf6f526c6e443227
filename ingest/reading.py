"""From found sources to outcomes, one after the other: skipped by its key, refused with a reason, or at hand to be read.

Runs beside the writing side and never touches the store. What is at hand becomes a document in `making.py`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO

from vectorstore.records import document_id_of, version_of

from . import rejections
from .corpora import read_built_in
from .errors import SourceRejectedError
from .fetching import fetch_page
from .formats import detect_format, format_of_name
from .known import KnownSources, article_key, collection_key, file_key
from .making import check_length
from .opening import open_file, read_file
from .outcomes import CollectionRead, Outcome, Refused, Unchanged, Unread
from .raw import RawSource
from .readers.jsonl import read_articles
from .report import Rejection
from .settings import IngestSettings
from .sources import Found, FoundAddress, FoundBuiltIn, FoundFile, FoundSources

__all__ = ["SourceReader"]

_BYTES_OF_A_PAGE = 100_000
_LINES_NAMED = 20


class SourceReader:
    """Reads the sources of one run.

    After `outcomes` is used up, `missing` says what an earlier run took from the same places and is not there now.
    """

    def __init__(self, found: FoundSources, known: KnownSources, settings: IngestSettings) -> None:
        self._found = found
        self._known = known
        self._settings = settings
        self._seen: dict[str, str] = {}
        self._read_wholly: list[str] = []
        self._done = 0

    @property
    def bytes_in_all(self) -> int:
        """What `Outcome.done` comes to in the end; an address counts as a page of usual size."""
        return sum(map(_size_of, self._found.sources))

    def outcomes(self) -> Iterator[Outcome | Unread]:
        """What becomes of each source, in order. No source's fault ends it."""
        for rejection in self._found.rejections:
            yield Refused(rejection=rejection, done=0)
        for source in self._found.sources:
            end = self._done + _size_of(source)
            try:
                yield from self._outcomes_of(source, end)
            except SourceRejectedError as err:
                yield Refused(rejection=Rejection(source=source.source, why=err.why), done=end)
            except Exception as err:  # a reader that trips over one source is not the end of the run
                why = rejections.broken("document", f"{type(err).__name__}: {err}"[:120]).why
                yield Refused(rejection=Rejection(source=source.source, why=why), done=end)
            self._done = end

    def missing(self) -> dict[str, str]:
        """`{source: document_id}` of what is gone from the given folders and from collections that were read wholly."""
        here = {source.source for source in self._found.sources} | {each.source for each in self._found.rejections}
        unread = tuple(self._found.unread_folders)
        folders = self._found.folders
        gone = [s for s in self._known.files_in(folders) if s not in here and not s.startswith(unread)]
        lost = [s for s in self._known.collections_in(folders) if s not in here and not s.startswith(unread)]
        for collection in (*lost, *self._read_wholly):
            gone.extend(self._known.lines_of(collection).values())
        return {source: document_id_of(source) for source in sorted(set(gone)) if source not in self._seen}

    # ---------------------------------------------------------------------------------------------------------------

    def _outcomes_of(self, source: Found, end: int) -> Iterator[Outcome | Unread]:
        match source:
            case FoundFile():
                yield from self._outcomes_of_file(source, end)
            case FoundAddress():
                yield from self._outcomes_of_address(source, end)
            case FoundBuiltIn():
                raw = RawSource(data=read_built_in(source.source), name=f"{source.source}.md")
                key = f"b1:{version_of(raw.data.decode('utf-8'))}"
                yield self._outcome_of(raw, source.source, key, end)

    def _outcomes_of_file(self, file: FoundFile, end: int) -> Iterator[Outcome | Unread]:
        key = file_key(file.size, file.mtime_ns)
        if format_of_name(file.path) == "jsonl":
            if self._known.collection_key(file.source) == key:
                yield from self._unchanged_collection(file.source, end)
                return
            with open_file(file.path) as stream:
                yield from self._articles(file.source, stream, file.size, key, end)
            return
        if self._known.key_of(file.source) == key:
            self._seen[file.source] = file.source
            yield Unchanged(source=file.source, documents=1, done=end)
            return
        yield self._outcome_of(read_file(file, self._settings), file.source, key, end)

    def _outcomes_of_address(self, address: FoundAddress, end: int) -> Iterator[Outcome | Unread]:
        collection_key = self._known.collection_key(address.source)
        known_key = collection_key or self._known.key_of(address.source)
        fetched = fetch_page(address.source, self._settings, known_key)
        if fetched.raw is None:
            if collection_key:
                yield from self._unchanged_collection(address.source, end)
            else:
                self._seen[address.source] = address.source
                yield Unchanged(source=address.source, documents=1, done=end)
        elif fetched.raw.name.endswith(".gz") or detect_format(fetched.raw) == "jsonl":
            stream = io.BytesIO(fetched.raw.data)
            yield from self._articles(address.source, stream, len(fetched.raw.data), fetched.content_key, end)
        else:
            yield self._outcome_of(fetched.raw, address.source, fetched.content_key, end)

    def _outcome_of(self, raw: RawSource, source: str, key: str, end: int) -> Outcome | Unread:
        if source in self._seen:
            raise rejections.duplicate(self._seen[source])
        self._seen[source] = source
        if self._known.key_of(source) == key:
            return Unchanged(source=source, documents=1, done=end)
        return Unread(source=source, content=raw, content_key=key, taken_at=datetime.now(UTC), done=end)

    def _unchanged_collection(self, source: str, end: int) -> Iterator[Outcome | Unread]:
        articles = self._known.lines_of(source).values()
        self._seen.update(dict.fromkeys(articles, source))
        yield Unchanged(source=source, documents=len(articles), done=end)
        if refused := self._known.refused_lines(source):
            yield Refused(rejection=Rejection(source=source, why=rejections.lines_refused(refused).why), done=end)

    def _articles(self, source: str, stream: IO[bytes], size: int, key: str, end: int) -> Iterator[Outcome | Unread]:
        """The articles of a collection. Known lines are not parsed; broken ones are named, up to a number."""
        begin, known = self._done, self._known.lines_of(source)
        taken = refused = 0
        for article in read_articles(stream, size, self._settings, known):
            done = begin + min(end - begin, stream.tell())
            try:
                if article.refusal is not None:
                    raise article.refusal
                name = known.get(article.key) or (article.draft and article.draft.url) or f"{source}#{article.identity}"
                if name in self._seen:
                    raise rejections.duplicate(self._seen[name] if self._seen[name] != source else None)
                self._seen[name] = source
                taken += 1
                if article.draft is None:
                    yield Unchanged(source=name, documents=1, done=done)
                else:
                    check_length(article.draft, self._settings)
                    yield Unread(
                        source=name,
                        content=article.draft,
                        content_key=article_key(source, article.key),
                        taken_at=datetime.now(UTC),
                        done=done,
                    )
            except SourceRejectedError as err:
                refused += 1
                if refused <= _LINES_NAMED:
                    yield Refused(rejection=Rejection(source=f"{source}:{article.line}", why=err.why), done=done)
        if refused > _LINES_NAMED:
            rest = rejections.lines_refused(refused - _LINES_NAMED, "more ")
            yield Refused(rejection=Rejection(source=source, why=rest.why), done=end)
        if not taken and not refused:
            raise rejections.empty()
        self._read_wholly.append(source)
        if taken:
            yield CollectionRead(source=source, content_key=collection_key(key, refused), documents=taken, done=end)


def _size_of(source: Found) -> int:
    return max(1, source.size) if isinstance(source, FoundFile) else _BYTES_OF_A_PAGE
