"""Check the question cases of the built-in reports.

Lives here: the schema of a case, its gold quotes, accepted strings and tags; joining the parts into one file.
Not here: running the cases against the assistant.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.briefings_match import Vocabulary
from evals.briefings_reports import Problem, Report, join_lines
from evals.metrics import fold_words

__all__ = ["check_cases", "check_part_counts", "merge_cases", "read_cases"]

KINDS = (
    "factoid",
    "numeric",
    "date",
    "list",
    "comparison",
    "two-report",
    "who-said",
    "unanswerable",
    "false-premise",
    "follow-up",
)
FEW_SHARED = "few-shared-words"
FEW_SHARED_WORDS = 2
CASE_KEYS = {"id", "question", "history", "answerable", "accepted", "gold", "tags"}
LEAST_PER_PART = {"unanswerable": 2, "false-premise": 1, "follow-up": 1}
LEAST_ANSWERABLE = 7
VAGUE = {"us", "united states", "el salvador", "venezuela", "2024", "2025", "2026", "trump"}


def check_cases(
    name: str, cases: Sequence[Any], reports: Mapping[str, Report], vocabulary: Vocabulary
) -> list[Problem]:
    """Check the cases of one file: schema, gold quotes, accepted strings, tags."""
    found: list[str] = []
    for number, case in enumerate(cases, start=1):
        label = case.get("id", f"line {number}") if isinstance(case, dict) else f"line {number}"
        try:
            found += [f"{label}: {what}" for what in _check_case(case, reports, vocabulary)]
        except (TypeError, KeyError, AttributeError) as err:
            found.append(f"{label}: not of the schema ({err!r})")
    return [Problem(where=name, rule="case", what=what) for what in found]


def check_part_counts(name: str, cases: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Check that a topic's cases hold enough of each kind."""
    tags = Counter(tag for case in cases for tag in case.get("tags", ()))
    others = len([case for case in cases if not set(case.get("tags", ())) & LEAST_PER_PART.keys()])
    found = [
        f"{tags[tag]} {tag}, at least {least} wanted" for tag, least in LEAST_PER_PART.items() if tags[tag] < least
    ]
    if others < LEAST_ANSWERABLE:
        found.append(f"{others} answerable besides false premises and follow-ups, at least {LEAST_ANSWERABLE} wanted")
    if 2 * tags[FEW_SHARED] < len([case for case in cases if case.get("answerable")]):
        found.append(f"{tags[FEW_SHARED]} tagged {FEW_SHARED}: under half of the answerable")
    return [Problem(where=name, rule="count", what=what) for what in found]


def _check_case(case: Mapping[str, Any], reports: Mapping[str, Report], vocabulary: Vocabulary) -> Iterator[str]:
    if missing := CASE_KEYS - case.keys():
        yield f"missing keys: {', '.join(sorted(missing))}"
        return
    if extra := case.keys() - CASE_KEYS - {"accepted_all"}:
        yield f"unknown keys: {', '.join(sorted(extra))}"
    kinds = [tag for tag in case["tags"] if tag in KINDS]
    if len(kinds) != 1 or set(case["tags"]) - {*KINDS, FEW_SHARED}:
        yield f"tags are not exactly one kind and perhaps {FEW_SHARED}: {case['tags']}"
        return
    if not isinstance(case["question"], str) or not case["question"].strip():
        yield "empty question"
    yield from _check_gold(case, reports)
    yield from _check_accepted(case, kinds[0])
    yield from _check_kind(case, kinds[0], reports)
    if FEW_SHARED in case["tags"] and case["gold"]:
        shared = min(vocabulary.count_shared_words(case["question"], gold["quote"]) for gold in case["gold"])
        if shared > FEW_SHARED_WORDS:
            yield f"tagged {FEW_SHARED} but shares {shared} content words with its gold"


def _check_gold(case: Mapping[str, Any], reports: Mapping[str, Report]) -> Iterator[str]:
    if case["answerable"] and not case["gold"]:
        yield "answerable without gold"
    for gold in case["gold"]:
        report = reports.get(gold["document"])
        if report is None:
            yield f"gold names no report: {gold['document']}"
        elif not gold["quote"].strip() or join_lines(gold["quote"]) not in join_lines(report.text):
            yield f"gold quote is not in {gold['document']}: {gold['quote'][:70]}"


def _check_accepted(case: Mapping[str, Any], kind: str) -> Iterator[str]:
    quotes = [f" {fold_words(gold['quote'])} " for gold in case["gold"]]
    groups = [case["accepted"], *case.get("accepted_all", [])] if case["answerable"] else []
    for group in groups:
        if not group or not any(f" {fold_words(string)} " in quote for string in group for quote in quotes):
            yield f"no accepted string within a gold quote: {group}"
        if vague := [string for string in group if fold_words(string) in VAGUE]:
            yield f"accepted string is too common: {', '.join(vague)}"
    if kind in ("list", "comparison") and not case.get("accepted_all"):
        yield f"{kind} without accepted_all"


def _check_kind(case: Mapping[str, Any], kind: str, reports: Mapping[str, Report]) -> Iterator[str]:
    if case["answerable"] is not (kind != "unanswerable"):
        yield f"answerable is {case['answerable']} for {kind}"
    if kind == "unanswerable" and (case["gold"] or case["accepted"] or case.get("accepted_all")):
        yield "unanswerable with gold or accepted strings"
    if kind == "two-report" and len({gold["document"] for gold in case["gold"]}) < 2:
        yield "two-report with gold from one report"
    roles = [turn["role"] for turn in case["history"]]
    if roles != (["user", "assistant"] if kind == "follow-up" else []):
        yield f"history of {roles} for {kind}"
    for turn in case["history"]:
        text = join_lines(turn["content"])
        if turn["role"] == "assistant" and not any(text in join_lines(report.text) for report in reports.values()):
            yield f"history's answer is in no report: {text[:70]}"


def read_cases(path: Path) -> tuple[list[Any], list[Problem]]:
    """Read a JSON Lines file; lines that are no JSON are reported."""
    cases, problems = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            cases.extend([json.loads(line)] if line.strip() else [])
        except json.JSONDecodeError as err:
            problems.append(Problem(where=path.stem, rule="case", what=f"line {number} is no JSON: {err}"))
    return cases, problems


def merge_cases(cases: Path) -> int:
    """Join parts/*.jsonl into builtin.jsonl in file-name order and return the number of cases."""
    lines = [
        line
        for part in sorted(cases.glob("parts/*.jsonl"))
        for line in part.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    (cases / "builtin.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)
