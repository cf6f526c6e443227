"""The files of RealTimeQA: questions and articles as they lie in a data folder. Nothing here asks or scores."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..cases import Case
from ..errors import DatasetError

__all__ = ["Question", "find_missing", "read_questions", "shards_of", "write_limited"]

_ORIGIN = (
    "It is the public data set RealTimeQA (realtimeqa/realtimeqa_public on GitHub): its questions with the addresses "
    "of the articles that hold the answer, and the articles as articles_*.jsonl.gz"
)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with the addresses of the articles that hold its answer."""

    case: Case
    relevant: frozenset[str]


def find_missing(data: Path | None) -> str | None:
    """What is missing, and where it is from; None when all is there."""
    if data is None:
        return f"no data folder was named; give --data DIR, a folder that holds realtimeqa/. {_ORIGIN}."
    folder = data / "realtimeqa"
    if not folder.is_dir():
        return f"{folder} is missing. {_ORIGIN}."
    if not (folder / "questions.jsonl").is_file():
        return f"{folder / 'questions.jsonl'} is missing. {_ORIGIN}."
    if not shards_of(folder):
        return f"there is no articles_*.jsonl.gz in {folder}. {_ORIGIN}."
    return None


def shards_of(folder: Path) -> list[Path]:
    """The files that hold the articles, in order."""
    return sorted([*folder.glob("articles_*.jsonl.gz"), *folder.glob("articles_*.jsonl")])


def read_questions(folder: Path) -> list[Question]:
    """The questions in order.

    Raises:
        DatasetError: names the line that is not as the data set has it.
    """
    path = folder / "questions.jsonl"
    questions = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            questions.append(_question(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError) as err:
            raise DatasetError(path, number, f"it is no question of RealTimeQA ({type(err).__name__}: {err})") from err
    return questions


def write_limited(folder: Path, articles: int, target: Path) -> Path:
    """Write the first articles into one JSON Lines file, unless it holds just these already; returns it."""
    data = b"".join(itertools.islice(_lines(folder), articles))
    if not target.is_file() or target.read_bytes() != data:
        target.write_bytes(data)
    return target


def _question(record: Mapping[str, Any]) -> Question:
    from ingest.addresses import web_address_or_none

    is_answerable = bool(record["answerable"])
    addresses = record.get("urls_containing_answer", []) if is_answerable else []
    return Question(
        case=Case(
            id=str(record["question_id"]),
            question=record["question_sentence"].strip(),
            answerable=is_answerable,
            accepted=tuple(str(text) for text in record["answer_text"]) if is_answerable else (),
        ),
        relevant=frozenset(address for url in addresses if (address := web_address_or_none(url))),
    )


def _lines(folder: Path) -> Iterator[bytes]:
    for path in shards_of(folder):
        try:
            with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
                for line in stream:
                    if line.strip():
                        yield line.rstrip(b"\r\n") + b"\n"
        except (OSError, EOFError) as err:
            raise DatasetError(path, 1, f"it cannot be unpacked ({err})") from err
