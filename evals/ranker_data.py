"""What the answer-sentence ranker is trained on: questions, each with sentences that answer it and that do not.

Readers of SelQA, of SQuAD 2.0, of the training reports that were written for Newsdesk, and of questions on the built-in
reports that are not among the cases of the suite; training is in `fitting_ranker.py`.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from vectorstore.sentences import split_sentences
from vectorstore.words import content_stems

from .errors import DataMissingError

__all__ = [
    "BUILT_IN",
    "PLAIN",
    "SQUAD_HELD_OUT",
    "WRITTEN",
    "RankedQuestion",
    "pick_hard",
    "read_built_in_questions",
    "read_selqa",
    "read_squad",
    "read_written",
]

WRITTEN = Path(__file__).parent / "training" / "reports.jsonl"
"""Invented news reports with questions that they answer and questions that they nearly answer, written for training."""

BUILT_IN = Path(__file__).parent / "training" / "built-in.jsonl"
"""Questions on the built-in reports, written for training by writers who did not see the suite's cases."""

PLAIN = BUILT_IN.with_name("built-in-plain.jsonl")
"""Short questions on the built-in reports in the reports' own words, all answered, made and read in the same way."""

_HELD_OUT = 10
_WRITTEN_NEIGHBOURS = 6

SQUAD_HELD_OUT = ("European_Union_law", "Scottish_Parliament", "Warsaw")
"""The articles of SQuAD 2.0 that no weight is ever fitted on: abstention and answers are measured on them."""


@dataclass(frozen=True, kw_only=True)
class RankedQuestion:
    """A question and its sentences. `right` is empty where nothing answers it.

    Attributes:
        lead: the title that a reader of the sentences would see; empty when none is known.
        wrong: sentences that do not answer, in no order.
        near: of these, the one that comes nearest to an answer that there is not; empty when none is marked.
    """

    question: str
    lead: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    near: str = ""


def read_selqa(data: Path) -> list[RankedQuestion]:
    """Read SelQA (Jurczyk et al. 2016): question, sentence and 0 or 1 a line, in the file's order.

    Raises:
        DataMissingError: the file is not there.
    """
    file = data / "selqa" / "test.tsv"
    if not file.is_file():
        raise DataMissingError(str(file), "SelQA, by its authors' repository (Apache-2.0)")
    questions: dict[str, tuple[list[str], list[str]]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        question, sentence, label = line.split("\t")
        right, wrong = questions.setdefault(_untokenised(question), ([], []))
        (right if label == "1" else wrong).append(_untokenised(sentence))
    return [
        RankedQuestion(question=question, lead="", right=tuple(right), wrong=tuple(wrong))
        for question, (right, wrong) in questions.items()
        if right
    ]


def read_squad(data: Path, *, held_out: bool) -> list[RankedQuestion]:
    """Read SQuAD 2.0 (Rajpurkar et al. 2018), the articles held out or the others.

    The sentences of a question are those of its paragraph, then those of its article's other paragraphs.

    Raises:
        DataMissingError: the file is not there.
    """
    file = data / "squad2" / "squad2.json"
    if not file.is_file():
        raise DataMissingError(str(file), "SQuAD 2.0, some articles of the development set (CC BY-SA 4.0)")
    found: list[RankedQuestion] = []
    for article in json.loads(file.read_text(encoding="utf-8"))["data"]:
        if (article["title"] in SQUAD_HELD_OUT) != held_out:
            continue
        contexts = [paragraph["context"] for paragraph in article["paragraphs"]]
        spans = [split_sentences(context) for context in contexts]
        for index, paragraph in enumerate(article["paragraphs"]):
            own = [contexts[index][start:end] for start, end in spans[index]]
            for asked in paragraph["qas"]:
                answers = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in asked["answers"]}
                right = [
                    contexts[index][start:end]
                    for start, end in spans[index]
                    if any(start <= first and last <= end for first, last in answers)
                ]
                if not right and not asked["is_impossible"]:
                    continue
                texts = {a["text"].lower() for a in asked["answers"]}
                elsewhere = [
                    sentence
                    for other in range(len(contexts))
                    if other != index
                    for sentence in (contexts[other][s:e] for s, e in spans[other])
                    if not any(text in sentence.lower() for text in texts)
                ]
                found.append(
                    RankedQuestion(
                        question=asked["question"].strip(),
                        lead=article["title"].replace("_", " "),
                        right=tuple(right),
                        wrong=tuple([s for s in own if s not in right] + elsewhere),
                    )
                )
    return found


def read_written(*, held_out: bool, file: Path = WRITTEN) -> list[RankedQuestion]:
    """Read the training reports: every tenth of a field's reports is held out, the others are trained on.

    The sentences of a question are those of its report, then those of the reports that follow it, which are of the same
    field.

    Raises:
        DataMissingError: the file is not there: it is part of the repository, not of the package.
    """
    reports = _read_lines(file)
    split = [[(start, end) for start, end in split_sentences(report["text"])] for report in reports]
    found: list[RankedQuestion] = []
    for index, report in enumerate(reports):
        if (index % _HELD_OUT == 0) != held_out:
            continue
        text = report["text"]
        own = [text[start:end] for start, end in split[index]]
        followers = [(index + step) % len(reports) for step in range(1, _WRITTEN_NEIGHBOURS + 1)]
        others = [reports[other]["text"][s:e] for other in followers for s, e in split[other]]
        for asked in report["questions"]:
            answer, marked = asked["answer"], asked.get("sentence") or asked.get("near") or ""
            first = text.find(marked)
            last = first + len(marked)
            touched = [text[start:end] for start, end in split[index] if marked and max(start, first) < min(end, last)]
            right = [sentence for sentence in touched if answer is not None and answer in sentence]
            if answer is not None and not right:
                continue
            found.append(
                RankedQuestion(
                    question=asked["q"].strip(),
                    lead=report["title"],
                    right=tuple(right),
                    wrong=tuple([s for s in own if s not in right] + [s for s in others if not _holds(s, answer)]),
                    near=touched[0] if answer is None and touched else "",
                )
            )
    return found


def read_built_in_questions(*, held_out: bool, file: Path = BUILT_IN) -> list[RankedQuestion]:
    """Read the questions on the built-in reports: every tenth is held out, the others are trained on.

    The sentences of a question are those of its report, then those of the file's other reports.

    Raises:
        DataMissingError: the file is not there: it is part of the repository, not of the package.
        ValueError: a sentence that the file names is not in its report (any more).
    """
    reports = _read_lines(file)
    texts = [_built_in_report(report["document"]) for report in reports]
    found: list[RankedQuestion] = []
    for index, (report, (title, own)) in enumerate(zip(reports, texts, strict=True)):
        others = [sentence for other, (_, theirs) in enumerate(texts) if other != index for sentence in theirs]
        for asked in report["questions"]:
            answer, near = asked["answer"], asked.get("near", "")
            right = tuple(asked.get("sentences", ()))
            strange = set(filter(None, (*right, near))) - set(own)
            if strange:
                raise ValueError(f"{file.name}: {report['document']} has no sentence {strange.pop()!r}")
            found.append(
                RankedQuestion(
                    question=asked["q"],
                    lead=title,
                    right=right,
                    wrong=tuple(s for s in own if s not in right) + tuple(s for s in others if not _holds(s, answer)),
                    near=near,
                )
            )
    return [question for place, question in enumerate(found) if (place % _HELD_OUT == 0) == held_out]


def _read_lines(file: Path) -> list[dict[str, Any]]:
    """The reports of a training file, one a line."""
    if not file.is_file():
        raise DataMissingError(str(file), "Newsdesk's repository, folder evals/training")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _built_in_report(name: str) -> tuple[str, list[str]]:
    """The title and the sentences of a built-in report, as the store has them."""
    from ingest.corpora import read_built_in
    from ingest.raw import RawSource
    from ingest.readers import read_document
    from ingest.settings import IngestSettings

    raw = RawSource(data=read_built_in(f"builtin:{name}"), name=f"{name}.md")
    draft = read_document(raw, "markdown", IngestSettings())
    return draft.title or "", [draft.text[start:end] for start, end in split_sentences(draft.text)]


def pick_hard(question: RankedQuestion, most: int, chance: random.Random) -> list[str]:
    """Up to `most` wrong sentences: the nearest, most of them those that share the most words, one at random."""
    asked = set(content_stems(question.question))
    shared = {sentence: _overlap(asked, sentence) for sentence in dict.fromkeys(question.wrong)}
    ordered = sorted(shared, key=lambda sentence: (sentence != question.near, -shared[sentence]))
    hard = ordered[: max(0, most - 1)]
    rest = ordered[len(hard) :]
    return hard + ([chance.choice(rest)] if rest and most > 0 else [])


def _holds(sentence: str, answer: str | None) -> bool:
    return answer is not None and answer.lower() in sentence.lower()


def _overlap(asked: set[str], sentence: str) -> float:
    stems = _stems(sentence)
    return len(asked & stems) / (len(stems) ** 0.35 or 1.0)


@lru_cache(maxsize=50_000)
def _stems(sentence: str) -> frozenset[str]:
    return frozenset(content_stems(sentence))


def _untokenised(text: str) -> str:
    """Words as they are written, from words set apart by blanks: `Poland ?` is `Poland?`."""
    for mark in (",", ".", "?", "!", ";", ":", "%", ")", "’s", "'s", "n't"):
        text = text.replace(f" {mark}", mark)
    return text.replace("( ", "(").replace("$ ", "$").replace(" - ", "-").strip()
