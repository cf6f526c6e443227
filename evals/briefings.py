"""Check the built-in reports and their question cases, and join the cases into one file.

Lives here: what a check of everything does, and the command line.
Not here: the rules themselves (`briefings_reports.py`, `briefings_match.py`, `briefings_cases.py`).

    python -m evals.briefings check --facts ../shared/facts --article ../shared/article [--only 01-cecot] [--json]
    python -m evals.briefings merge
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from evals.briefings_cases import check_cases, check_part_counts, merge_cases, read_cases
from evals.briefings_match import Profile, RunIndex, Vocabulary, find_best_match, find_shared_runs
from evals.briefings_reports import Facts, Problem, Report, check_report, load_facts, parse_report

__all__ = ["Findings", "check_everything", "check_facts", "check_runs", "main"]

SHARED_WORDS = 7


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a check found: problems, how much of the facts is stated, shared runs and case counts."""

    problems: list[Problem] = field(default_factory=list)
    stated: int = 0
    total: int = 0
    words: Mapping[str, int] = field(default_factory=dict)
    longest_runs: Mapping[str, str] = field(default_factory=dict)
    cases_per_tag: Mapping[str, int] = field(default_factory=dict)


def check_facts(facts: Facts, profiles: Mapping[str, Sequence[Profile]], vocabulary: Vocabulary) -> list[Problem]:
    """List the facts that no report states; the same stem's report is tried first.

    Args:
        profiles: by stem, the profiles of each report's paragraphs.
    """
    problems = []
    order = sorted((stem for stem in profiles if profiles[stem]), key=lambda stem: stem != facts.stem)
    for fact_id, statement in facts.statements.items():
        demand = vocabulary.demand(statement)
        lacks = []
        for stem in order:
            lacks.append(find_best_match(demand, profiles[stem]))
            if lacks[-1].is_stated:
                break
        else:
            near = str(lacks[0]) if lacks else "there is no report"
            problems.append(
                Problem(where=facts.stem, rule="fact", what=f"{fact_id} is missed. Lacking {near}. Fact: {statement}")
            )
    return problems


def check_runs(report: Report, index: RunIndex, vocabulary: Vocabulary) -> tuple[list[Problem], str]:
    """Report word runs over the limit, and the longest run whatever its length ("" when under the seed)."""
    runs = find_shared_runs(report.text, index, vocabulary)
    problems = [
        Problem(where=report.stem, rule="run", what=f"{length} words shared with {key}: {run}")
        for length, key, run in runs
        if length > SHARED_WORDS
    ]
    return problems, f"{runs[0][0]} words, {runs[0][1]}: {runs[0][2]}" if runs else ""


def check_everything(
    facts_dir: Path, article_dir: Path, corpus_dir: Path, cases_dir: Path, only: str | None = None
) -> Findings:
    """Check all reports, facts and cases, or one topic's against all the reports.

    Raises:
        FileNotFoundError: there are no facts, or no topic of that name.
    """
    topics = {path.stem: load_facts(path) for path in sorted(facts_dir.glob("*.yaml"))}
    wanted = [stem for stem in topics if only is None or stem == only]
    if not wanted:
        raise FileNotFoundError(
            f"no facts file {only or '*'}.yaml in {facts_dir}; give --facts and --only a topic's stem"
        )
    vocabulary = Vocabulary.learn([statement for facts in topics.values() for statement in facts.statements.values()])
    reports, problems = _read_reports(corpus_dir)
    problems = [problem for problem in problems if only is None or problem.where == only]
    index = RunIndex(_shared_texts(topics, article_dir))
    profiles = {stem: [Profile.of(paragraph) for paragraph in report.paragraphs] for stem, report in reports.items()}
    longest: dict[str, str] = {}
    missed: list[Problem] = []
    for stem, report in reports.items():
        if only is None or stem == only:
            runs, longest[stem] = check_runs(report, index, vocabulary)
            problems += [*check_report(report, topics.get(stem)), *runs]
    for stem in wanted:
        problems += [] if stem in reports else [Problem(where=stem, rule="report", what="there is no such report")]
        missed += check_facts(topics[stem], profiles, vocabulary)
    found, tags = _check_case_files(cases_dir, only, reports, vocabulary)
    total = sum(len(topics[stem].statements) for stem in wanted)
    words = {stem: len(reports[stem].text.split()) for stem in longest}
    return Findings(
        problems=[*problems, *missed, *found],
        stated=total - len(missed),
        total=total,
        words=words,
        longest_runs=longest,
        cases_per_tag=tags,
    )


def _read_reports(corpus_dir: Path) -> tuple[dict[str, Report], list[Problem]]:
    reports, problems = {}, []
    for path in sorted(corpus_dir.glob("*.md")):
        try:
            reports[path.stem] = parse_report(path.stem, path.read_text(encoding="utf-8"))
        except ValueError as err:
            problems.append(Problem(where=path.stem, rule="front", what=str(err)))
    return reports, problems


def _shared_texts(topics: Mapping[str, Facts], article_dir: Path) -> dict[str, str]:
    articles = {f"article {path.name}": path.read_text(encoding="utf-8") for path in sorted(article_dir.glob("*.txt"))}
    facts = {f"fact {fact_id}": text for topic in topics.values() for fact_id, text in topic.statements.items()}
    return articles | facts


def _check_case_files(
    cases_dir: Path, only: str | None, reports: Mapping[str, Report], vocabulary: Vocabulary
) -> tuple[list[Problem], dict[str, int]]:
    """Check each part, and the joined file where it exists; ids must be unique over the parts."""
    problems: list[Problem] = []
    tags: Counter[str] = Counter()
    owners: dict[str, str] = {}
    for path in sorted(cases_dir.glob("parts/*.jsonl")):
        cases, found = read_cases(path)
        ids = [str(case.get("id")) for case in cases if isinstance(case, dict)]
        found += [
            Problem(where=path.stem, rule="case", what=f"{i}: id is used in {owners[i]} too")
            for i in ids
            if i in owners
        ]
        owners |= dict.fromkeys(ids, path.stem)
        found += [
            Problem(where=path.stem, rule="case", what=f"{i}: id is used {n} times")
            for i, n in Counter(ids).items()
            if n > 1
        ]
        found += [*check_cases(path.stem, cases, reports, vocabulary), *check_part_counts(path.stem, cases)]
        if only is None or path.stem == only:
            problems += found
            tags.update(_read_tags(cases))
    builtin = cases_dir / "builtin.jsonl"
    if only is None and builtin.exists():
        cases, found = read_cases(builtin)
        problems += [*found, *check_cases(builtin.stem, cases, reports, vocabulary)]
        repeated = [i for i, n in Counter(case.get("id") for case in cases if isinstance(case, dict)).items() if n > 1]
        problems += [Problem(where=builtin.stem, rule="case", what=f"{i}: id is not unique") for i in repeated]
    return problems, dict(sorted(tags.items()))


def _read_tags(cases: Sequence[Any]) -> list[str]:
    return [str(tag) for case in cases if isinstance(case, dict) for tag in case.get("tags", ())]


def render_findings(findings: Findings) -> str:
    """Write the findings as lines to read: problems first, then coverage, words, runs and counts."""
    lines = [f"{p.where}  {p.rule}: {p.what}" for p in findings.problems]
    lines += [
        f"{stem}  {count} words; longest shared run: {findings.longest_runs[stem] or 'under 5 words'}"
        for stem, count in findings.words.items()
    ]
    share = findings.stated / findings.total if findings.total else 0.0
    lines.append("cases: " + (", ".join(f"{tag} {n}" for tag, n in findings.cases_per_tag.items()) or "none"))
    lines.append(f"coverage: {findings.stated}/{findings.total} facts stated ({share:.1%})")
    lines.append(f"problems: {len(findings.problems)}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 clean, 1 something is wrong, 2 wrong use."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.briefings", description="Check or join the built-in reports' cases."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check, merge = commands.add_parser("check"), commands.add_parser("merge")
    check.add_argument("--facts", type=Path, required=True, help="folder of facts files, *.yaml")
    check.add_argument("--article", type=Path, required=True, help="folder of the original article, *.txt")
    check.add_argument("--corpus", type=Path, default=Path("ingest/corpus"), help="folder of reports, *.md")
    check.add_argument("--only", metavar="STEM", help="check one topic, such as 01-cecot")
    check.add_argument("--json", action="store_true", help="print one JSON document")
    for command in (check, merge):
        command.add_argument("--cases", type=Path, default=Path("evals/cases"), help="folder that holds parts/*.jsonl")
    options = parser.parse_args(arguments)
    if options.command == "merge":
        print(f"{merge_cases(options.cases)} cases in {options.cases / 'builtin.jsonl'}")
        return 0
    try:
        findings = check_everything(options.facts, options.article, options.corpus, options.cases, options.only)
    except FileNotFoundError as err:
        print(err, file=sys.stderr)
        return 1
    print(json.dumps(asdict(findings), indent=2, ensure_ascii=False) if options.json else render_findings(findings))
    return 1 if findings.problems else 0


if __name__ == "__main__":
    sys.exit(main())
