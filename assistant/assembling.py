"""Sentences out of a draft that is still being written: where each ends, and which citations belong to it.

A sentence is given out once the word behind it has arrived, so that "Gov. Smith" is never cut and a citation behind the
full stop still counts. How the text is cut into chunks never changes the sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vectorstore.sentences import split_sentences

from .markers import CitedCode, MarkerParser, Piece, StrippedMarker

__all__ = ["DraftSentence", "SentenceAssembler", "clean_sentence"]

_CLOSING = "\"'”’)\\]»*_"
_CANDIDATE = re.compile(rf"(?:[.!?…][{_CLOSING}]*(?=\s)|\n)\s*(?P<next>\S+)(?=\s)")
_ENUMERATOR = re.compile(r"^\W*\d{1,3}[.)]$")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)?")
_LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\s]*)[^)\n]*\)?")
_URL = re.compile(r"<?\b(?:https?://|ftp://|www\.|javascript:|data:)[^\s<>\"'”’)\]]+>?", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>\n]*>?")
_MARKUP = re.compile(r"\*\*|__|`+|~~|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_BULLET = re.compile(r"^\s*(?:[-*•–—▪‣>]+\s+|#{1,6}\s+|\d{1,3}[.)]\s+|\(?[a-z]\)\s+)+")
_EMPTY_BRACKETS = re.compile(r"\[\s*\]|\(\s*\)|【\s*】")
_SPACE_BEFORE = re.compile(r"\s+([.,;:!?])")
_LEAD_IN = re.compile(
    r"^(?:(?:according to|based on|as (?:stated|mentioned|reported|described) in|from|"
    r"in)\s+(?:the\s+)?(?:(?:provided|given|above|available|"
    r"retrieved|cited)\s+)?(?:sources?|context|passages?|documents?|texts?|information)(?:\s+(?:provided|given|"
    r"above))?\s*[,:]\s*"
    r"|(?:answer|response|assistant)\s*:\s*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class DraftSentence:
    """A sentence as drafted, without its markers: the codes that it cites, and how many unknown ones were stripped."""

    text: str
    codes: tuple[str, ...] = ()
    stripped: int = 0


class SentenceAssembler:
    """Takes a draft chunk by chunk and gives out its sentences."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._parser = MarkerParser(tuple(codes))
        self._text = ""
        self._marks: list[tuple[int, CitedCode | StrippedMarker]] = []
        self._has_space = False

    def feed(self, chunk: str) -> list[DraftSentence]:
        """The sentences that this chunk completes."""
        return self._take(self._parser.feed(chunk))

    def finish(self) -> list[DraftSentence]:
        """The sentences that are left at the end of the draft."""
        done = self._take(self._parser.finish())
        spans = split_sentences(self._text)
        while len(spans) > 1 and _ENUMERATOR.match(self._text[slice(*spans[0])]):
            spans[:2] = [(spans[0][0], spans[1][1])]
        for index, (_, end) in enumerate(spans):
            cut = spans[index + 1][0] if index + 1 < len(spans) else len(self._text) + 1
            done.append(self._cut(end, cut, offset=spans[index][0]))
        if not spans and self._marks:
            done.append(self._cut(0, len(self._text) + 1, offset=0))
        self._text = ""
        return [sentence for sentence in done if sentence.text or sentence.codes or sentence.stripped]

    def _take(self, pieces: Iterable[Piece]) -> list[DraftSentence]:
        done: list[DraftSentence] = []
        for piece in pieces:
            if isinstance(piece, str):
                if self._has_space and piece:
                    if not piece[0].isspace() and piece[0] not in ".,;:!?":
                        self._text += " "
                    self._has_space = False
                self._text += piece
                done += self._cut_all()
            else:
                bare = self._text.rstrip(" \t")
                self._has_space = self._has_space or len(bare) < len(self._text)
                self._text = bare
                self._marks.append((len(bare), piece))
        return [sentence for sentence in done if sentence.text or sentence.codes or sentence.stripped]

    def _cut_all(self) -> list[DraftSentence]:
        done: list[DraftSentence] = []
        at = 0
        while (candidate := _CANDIDATE.search(self._text, at)) is not None:
            begin = candidate.start("next")
            end = len(self._text[:begin].rstrip())
            if not self._is_boundary(end, begin, candidate.end("next")):
                at = candidate.start() + 1
                continue
            done.append(self._cut(end, begin))
            self._text = self._text[begin:]
            self._marks = [(max(0, where - begin), mark) for where, mark in self._marks]
            at = 0
        return done

    def _is_boundary(self, end: int, begin: int, reach: int) -> bool:
        if _ENUMERATOR.match(self._text[:end].rsplit("\n", 1)[-1]):
            return False
        if "\n" in self._text[end:begin]:
            return True
        return any(stop <= end for _, stop in split_sentences(self._text[:reach])[:-1][-1:])

    def _cut(self, end: int, cut: int, *, offset: int = 0) -> DraftSentence:
        """The sentence up to `end`, with the marks that stand before `cut`, which are used up."""
        mine = [(where, mark) for where, mark in self._marks if where <= cut]
        if cut <= len(self._text) and any(where <= end for where, _ in mine):
            # a marker that opens the next line belongs to that line, when this sentence has one of its own
            mine = [(where, mark) for where, mark in mine if "\n" not in self._text[end:where]]
        self._marks = self._marks[len(mine) :]
        codes = [mark.code for _, mark in mine if isinstance(mark, CitedCode)]
        return DraftSentence(
            text=self._text[offset:end].strip(),
            codes=tuple(dict.fromkeys(codes)),
            stripped=sum(isinstance(mark, StrippedMarker) for _, mark in mine),
        )


def clean_sentence(text: str, kept_urls: Iterable[str] = ()) -> str:
    """A drafted sentence without markup, images, links and lead-ins; a link's words stay, as does a URL in `kept_urls`."""
    kept = frozenset(kept_urls)
    text = _IMAGE.sub("", text)
    text = _LINK.sub(lambda m: f"{m.group(1)} {m.group(2)}" if m.group(2) in kept else m.group(1), text)
    text = _URL.sub(lambda m: m.group() if m.group().strip("<>").rstrip(".,;:!?") in kept else "", text)
    text = _TAG.sub("", text)
    text = _MARKUP.sub("", _BULLET.sub("", text))
    text = _EMPTY_BRACKETS.sub("", text)
    text = _SPACE_BEFORE.sub(r"\1", re.sub(r"\s+", " ", text)).strip()
    bare = _LEAD_IN.sub("", text)
    if bare and bare != text:
        text = bare[0].upper() + bare[1:]
    return text
