"""Read the built-in reports and the facts, and check a report's front matter, references, length and sentences.

Lives here: the records Report, Facts and Problem, and the rules that need only one report.
Not here: matching facts, question cases, the command line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from evals.metrics import fold_words

__all__ = ["Facts", "Problem", "Report", "check_report", "join_lines", "load_facts", "parse_report"]

WORDS_RANGE = (450, 1300)
SENTENCE_WORDS = 42
REPORT_KEYS = ("title", "publisher", "published", "topics", "sources")
SOURCE_KEYS = ("ref", "publisher", "title", "url", "date")
REFERENCE = re.compile(r"\[\^([^\]]*)\]")
OPENING = re.compile(r"(?:It|They|He|She|This|These|That|Those|Its|Their|His|Her)\b")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing to mend: the file's stem, the rule's short name, and what is wrong."""

    where: str
    rule: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report: its file's stem, front matter, and body with reference marks."""

    stem: str
    front: Mapping[str, Any]
    body: str

    @property
    def text(self) -> str:
        """The body without reference marks."""
        return REFERENCE.sub("", self.body)

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs without marks and headings, in order."""
        blocks = re.split(r"\n\s*\n", re.sub(r"(?m)^#.*$", "\n", self.text))
        return [" ".join(block.split()) for block in blocks if block.strip()]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A topic's facts file: statements by id, sources by key, and the topic's date."""

    stem: str
    as_of: str
    statements: Mapping[str, str]
    sources: Mapping[str, Mapping[str, Any]]


def parse_report(stem: str, text: str) -> Report:
    """Split a report's front matter from its body.

    Raises:
        ValueError: the front matter is missing or is no YAML mapping.
    """
    parts = re.split(r"(?m)^---[ \t]*$\n?", text, maxsplit=2)
    if len(parts) != 3 or parts[0].strip():
        raise ValueError("no front matter between two lines of ---")
    try:
        front = yaml.safe_load(parts[1])
    except yaml.YAMLError as err:
        raise ValueError(f"front matter is no YAML: {' '.join(str(err).split())}") from err
    if not isinstance(front, dict):
        raise ValueError("front matter is no mapping")
    return Report(stem=stem, front=front, body=parts[2])


def load_facts(path: Path) -> Facts:
    """Read a topic's facts file."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    statements = {fact["id"]: " ".join(fact["statement"].split()) for fact in raw["facts"]}
    return Facts(stem=path.stem, as_of=str(raw["as_of"]), statements=statements, sources=raw["sources"])


def split_sentences(paragraph: str) -> list[str]:
    """Split a paragraph at full stops before a capital, roughly; initials and "v." do not end a sentence."""
    cut = r"(?<![ .(][A-Z]\.)(?<!\bv\.)(?<!\b(?:St|No|Mr|Ms|Dr)\.)(?<=[.!?])\s+(?=[\"'(]?[A-Z0-9])"
    return re.split(cut, paragraph)


def check_report(report: Report, facts: Facts | None) -> list[Problem]:
    """Check a report's front matter, references, length and sentences."""
    found = [*_check_front(report), *_check_references(report), *_check_prose(report)]
    if facts is not None:
        found += _check_against_facts(report, facts)
    return [Problem(where=report.stem, rule=rule, what=what) for rule, what in found]


def _sources(report: Report) -> list[Mapping[str, Any]]:
    sources = report.front.get("sources")
    return [s for s in sources if isinstance(s, dict)] if isinstance(sources, list) else []


def _check_front(report: Report) -> Iterator[tuple[str, str]]:
    for key in REPORT_KEYS:
        if not report.front.get(key):
            yield "front", f"missing key: {key}"
    for source in _sources(report):
        missing = [key for key in SOURCE_KEYS if key not in source or (key in SOURCE_KEYS[:3] and not source[key])]
        if missing:
            yield "front", f"source {source.get('ref')}: missing {', '.join(missing)}"
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(report.front.get("published", ""))):
        yield "front", "published is no date"
    heading = re.match(r"\s*# (.+)", report.body)
    if not heading or heading[1].strip() != report.front.get("title"):
        yield "front", "the first heading is not '# ' and the title"


def _check_references(report: Report) -> Iterator[tuple[str, str]]:
    refs = [str(source.get("ref")) for source in _sources(report)]
    used = list(dict.fromkeys(REFERENCE.findall(report.body)))
    if refs != [str(n) for n in range(1, len(refs) + 1)]:
        yield "references", f"refs are not 1..{len(refs)} in order"
    if unresolved := [ref for ref in used if ref not in refs]:
        yield "references", f"unresolved: {', '.join(unresolved)}"
    if unused := [ref for ref in refs if ref not in used]:
        yield "references", f"unused: {', '.join(unused)}"
    numbers = [int(ref) for ref in used if ref.isdigit()]
    if out := [n for before, n in pairwise(numbers) if n < before]:
        yield "references", f"not numbered by first use: {', '.join(map(str, out))}"
    for match in re.finditer(r"[^.!?\"')\]]\[\^", report.body):
        yield "references", f"not after a full stop: ...{report.body[max(0, match.start() - 30) : match.end()]!r}"


def _check_prose(report: Report) -> Iterator[tuple[str, str]]:
    count = len(report.text.split())
    if not WORDS_RANGE[0] <= count <= WORDS_RANGE[1]:
        yield "length", f"{count} words, not {WORDS_RANGE[0]} to {WORDS_RANGE[1]}"
    if curly := sorted(set(re.findall("[\u2018\u2019\u201c\u201d]", report.body))):
        yield "prose", f"curly quotes: {' '.join(curly)}"
    for sentence in (s for paragraph in report.paragraphs for s in split_sentences(paragraph)):
        if len(sentence.split()) > SENTENCE_WORDS:
            yield "prose", f"sentence of {len(sentence.split())} words: {sentence[:60]}..."
        if OPENING.match(sentence):
            yield "prose", f"sentence does not name its subject: {sentence[:60]}..."


def _check_against_facts(report: Report, facts: Facts) -> Iterator[tuple[str, str]]:
    if str(report.front.get("published")) != facts.as_of:
        yield "front", f"published is not the topic's as_of, {facts.as_of}"
    cited = {source.get("url") or fold_words(str(source.get("title"))) for source in _sources(report)}
    for key, source in facts.sources.items():
        if key != "s0" and not {source["url"], fold_words(source["title"])} & cited:
            yield "references", f"source {key} of the facts is not cited: {source['publisher']}, {source['title']}"


def join_lines(text: str) -> str:
    """Put a text on one line."""
    return " ".join(text.split())
