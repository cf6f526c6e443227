"""The matchers of the built-in reports' checker: figures, names, words, shared runs, references, cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.briefings import check_facts, check_runs, main
from evals.briefings_cases import check_cases, merge_cases
from evals.briefings_match import Profile, RunIndex, Vocabulary, find_best_match, normalise, read_figures, stem
from evals.briefings_reports import Facts, Report, check_report, parse_report, split_sentences

STATEMENTS = (
    "The kingdom of Eswatini agreed to take up to 160 deportees for 5.1 million dollars.",
    "On 3 July 2025 the Supreme Court let eight men be sent to South Sudan; the vote was 7 to 2.",
    "In early 2025 Bukele said that 40% of prisoners were paying off their debt to society by working.",
    "Judge Brian Murphy ordered notice before removal, and the Supreme Court put the order on hold.",
)
VOCABULARY = Vocabulary.learn(STATEMENTS)
SOURCE = {"ref": 1, "publisher": "AP", "title": "A story", "url": None, "date": None}


def figures(text: str) -> set[str]:
    return {str(figure) for figure in read_figures(normalise(text))}


def is_stated(statement: str, *paragraphs: str) -> bool:
    return find_best_match(VOCABULARY.demand(statement), [Profile.of(text) for text in paragraphs]).is_stated


def make_report(body: str, stem: str = "01-a", **front: object) -> Report:
    fields = {
        "title": "A",
        "publisher": "Newsdesk briefing",
        "published": "2026-01-20",
        "topics": ["a"],
        "sources": [SOURCE],
    }
    return Report(stem=stem, front={**fields, **front}, body=f"# A\n\n{body}\n")


def rules_broken(report: Report) -> set[str]:
    return {problem.rule for problem in check_report(report, None)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$6 million", {"$6,000,000"}),
        ("6 million dollars", {"$6,000,000"}),
        ("US$4.76m in all", {"$4,760,000"}),
        ("forty thousand people", {"40,000"}),
        ("40,000 people", {"40,000"}),
        ("one hundred and thirty-seven men", {"137"}),
        ("a vote of 6-3", {"6", "3"}),
        ("24.3 per cent and 85%", {"24.3%", "85%"}),
        ("72 km (45 miles)", {"72km", "45mi"}),
        ("April 18, 2025", {"April", "18", "2025"}),
        ("MS-13 and the 47th extension", {"47"}),
        ("five times, and it may rise", {"5"}),
    ],
)
def test_figures_are_read_with_their_units(text: str, expected: set[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("one", "other"), [("deportation", "deported"), ("agreement", "agreed"), ("prisons", "prison"), ("sent", "sending")]
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_a_reworded_fact_is_stated() -> None:
    assert is_stated(
        STATEMENTS[0], "The realm of Eswatini agreed to accept at most 160 deportees in return for $5.1 million."
    )
    assert is_stated(
        STATEMENTS[1],
        "By seven votes to two, the Supreme Court on July 3, 2025 cleared the sending of eight men to South Sudan.",
    )


def test_a_fact_over_two_neighbouring_paragraphs_is_stated() -> None:
    assert is_stated(STATEMENTS[0], "Eswatini agreed to take 160 deportees.", "The price was 5.1 million dollars.")
    assert not is_stated(
        STATEMENTS[0], "Eswatini agreed to take 160 deportees.", "Rwanda too.", "The price was 5.1 million dollars."
    )


@pytest.mark.parametrize(
    "paragraph",
    [
        "Eswatini agreed to take 150 deportees for $5.1 million.",
        "Eswatini agreed to take 160 deportees for $5.1 billion.",
        "Rwanda agreed to take 160 deportees for $5.1 million.",
        "Eswatini stands at 160 of something with $5.1 million.",
    ],
)
def test_a_wrong_figure_name_or_subject_is_not_stated(paragraph: str) -> None:
    assert not is_stated(STATEMENTS[0], paragraph)


def test_a_missed_fact_says_what_is_lacking() -> None:
    lack = find_best_match(VOCABULARY.demand(STATEMENTS[0]), [Profile.of("Eswatini agreed to take deportees.")])
    assert (lack.figures, lack.names) == (("$5,100,000", "160"), ())


def test_titles_and_first_words_are_no_names() -> None:
    assert VOCABULARY.demand(STATEMENTS[3]).names == {"brian", "murphy", "supreme", "court"}


def test_a_fact_may_be_stated_by_another_report() -> None:
    facts = Facts(stem="02-b", as_of="2026-01-01", statements={"b-01": STATEMENTS[0]}, sources={})
    profiles = {
        "01-a": [Profile.of("Eswatini agreed to take 160 deportees for $5.1 million.")],
        "02-b": [Profile.of("Nothing.")],
    }
    assert check_facts(facts, profiles, VOCABULARY) == []
    assert "b-01 is missed" in check_facts(facts, {"02-b": profiles["02-b"]}, VOCABULARY)[0].what


def test_a_long_shared_run_is_reported_and_a_run_of_names_is_not() -> None:
    index = RunIndex({"fact x": STATEMENTS[2], "fact y": "On 3 July 2025 in El Salvador, Nayib Bukele and Kristi Noem"})
    copied, _ = check_runs(
        make_report("Bukele said that 40% of prisoners were paying off their debt."), index, VOCABULARY
    )
    assert "11 words shared with fact x" in copied[0].what
    named, longest = check_runs(
        make_report("It was on 3 July 2025 in El Salvador, Nayib Bukele and Kristi Noem."), index, VOCABULARY
    )
    assert (named, longest) == ([], "")


def test_a_run_does_not_pass_from_one_text_to_the_next() -> None:
    index = RunIndex({"fact x": "prisoners were paying off", "fact y": "their debt to society"})
    assert check_runs(make_report("The prisoners were paying off their debt to society."), index, VOCABULARY) == (
        [],
        "",
    )


def test_a_report_without_front_matter_is_refused() -> None:
    with pytest.raises(ValueError, match="front matter"):
        parse_report("01-a", "# A\n\nText.\n")


def test_front_matter_and_body_are_parted() -> None:
    report = parse_report("01-a", "---\ntitle: A\n---\n\n# A\n\nOne.[^1]\n\n## Two\n\nThree.\n")
    assert (report.front["title"], report.paragraphs) == ("A", ["One.", "Three."])


@pytest.mark.parametrize(
    ("body", "sources"),
    [
        ("Text.[^2]", [SOURCE]),
        ("Text.", [SOURCE]),
        ("Text.[^2] More.[^1]", [SOURCE, {**SOURCE, "ref": 2}]),
        ("Text[^1] goes on.", [SOURCE]),
    ],
)
def test_bad_references_are_reported(body: str, sources: list[dict[str, object]]) -> None:
    assert "references" in rules_broken(make_report(body, sources=sources))


def test_a_good_report_has_no_problem() -> None:
    assert rules_broken(make_report("Bukele said so in 2025.[^1] " * 100)) == set()


def test_a_short_report_and_a_missing_key_are_reported() -> None:
    assert {"length", "front"} <= rules_broken(make_report("Text.[^1]", publisher=""))


def test_initials_do_not_end_a_sentence() -> None:
    assert (
        len(split_sentences("The court ruled in A.A.R.P. v. Trump on 16 May. Judge J. Boasberg wrote it. Done.")) == 3
    )


def make_case(**changes: object) -> dict[str, object]:
    quote = "Eswatini agreed to take 160 deportees."
    case = {
        "id": "a-1",
        "question": "How many?",
        "history": [],
        "answerable": True,
        "accepted": ["160"],
        "gold": [{"document": "01-a", "quote": quote}],
        "tags": ["numeric"],
    }
    return {**case, **changes}


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({}, None),
        ({"accepted": ["161"]}, "no accepted string"),
        ({"accepted": ["16"]}, "no accepted string"),
        ({"gold": [{"document": "01-a", "quote": "Eswatini took 160."}]}, "gold quote is not in"),
        ({"gold": [{"document": "09-z", "quote": "x"}]}, "names no report"),
        ({"tags": ["numeric", "date"]}, "not exactly one kind"),
        ({"tags": ["unanswerable"]}, "unanswerable with gold"),
        ({"tags": ["follow-up"]}, "history"),
        ({"tags": ["list"]}, "without accepted_all"),
        (
            {"question": "Eswatini agreed to take how many deportees?", "tags": ["numeric", "few-shared-words"]},
            "shares 3",
        ),
    ],
)
def test_cases_are_checked(changes: dict[str, object], complaint: str | None) -> None:
    report = make_report("Eswatini agreed to take 160 deportees.[^1]")
    found = [problem.what for problem in check_cases("01-a", [make_case(**changes)], {"01-a": report}, VOCABULARY)]
    assert any(complaint in what for what in found) if complaint else found == []


def test_parts_are_joined_in_file_name_order(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    for stem_, number in (("02-b", 2), ("01-a", 1)):
        (tmp_path / "parts" / f"{stem_}.jsonl").write_text(json.dumps({"id": number}) + "\n\n", encoding="utf-8")
    assert merge_cases(tmp_path) == 2
    assert [
        json.loads(line)["id"] for line in (tmp_path / "builtin.jsonl").read_text(encoding="utf-8").splitlines()
    ] == [1, 2]


def test_check_exits_with_one_when_a_fact_is_missed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fact = "facts:\n- {id: a-01, statement: Bukele spoke in 2025., sources: []}\nsources: {}\nas_of: '2026-01-20'\n"
    (tmp_path / "01-a.yaml").write_text(fact, encoding="utf-8")
    folders = [f"--{name}={tmp_path}" for name in ("facts", "article", "corpus", "cases")]
    assert main(["check", *folders, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["stated"] == 0
