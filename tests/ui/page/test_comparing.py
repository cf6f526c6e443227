from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from hypothesis import given

from evals.cases import Case
from evals.comparing import ChangedCase, Comparison, Difference
from evals.report import Record, Report
from evals.scores import score_mean
from tests.ui.answers import texts
from tests.ui.page.parsing import Page, parse
from ui.page.comparison import render_choices, render_comparison
from ui.page.eval_reports import RunFile
from ui.page.measuring import Measuring, read_runs

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def keep_run(folder: Path, name: str, right: Sequence[int], *, suite: str = "builtin", second: int = 0) -> Path:
    records = tuple(
        Record(
            case=Case(id=f"q{n}", question=f"Question {n} <b>?", answerable=True),
            outcome="right" if value else "wrong",
            values={"answered right": value},
        )
        for n, value in enumerate(right)
    )
    report = Report(
        suite=suite,
        state="scored",
        scores=(score_mean("answered right", right, seed=0),),
        records=records,
        provenance={"model": "quotes"},
    )
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(json.dumps(report.to_json()))
    os.utime(path, (1_700_000_000 + second,) * 2)
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with two runs of one suite: ten cases were won and two lost."""
    folder = tmp_path / "evals"
    keep_run(folder, "a.json", [0] * 10 + [1] * 10)
    keep_run(folder, "b.json", [1] * 10 + [1] * 8 + [0] * 2, second=60)
    return folder


def compare(folder: Path, before: Any = "a.json", after: Any = "b.json", suite: Any = "builtin") -> Page:
    """The last that is shown of a comparison."""
    data: Any = {"suite": suite, "before": before, "after": after}
    return parse(list(Measuring(folder.parent).compare(gr.EventData(None, data)))[-1])


def test_what_improved_is_shown_with_its_interval_and_every_case(kept: Path) -> None:
    page = compare(kept)
    assert "1 score improved, 0 fell" in page.text
    assert "20 cases in both runs" in page.text
    row = page.text_in("tbody")
    assert row.startswith("answered right0.5000.900+0.400+")
    assert row.endswith("102")
    assert "Won: 10 cases" in page.text
    assert "Lost: 2 cases" in page.text
    assert "Question 19 <b>?" in page.text_in("li", "worse")


def test_the_other_way_round_it_fell(kept: Path) -> None:
    page = compare(kept, "b.json", "a.json")
    assert "0 scores improved, 1 fell" in page.text
    assert "Lost: 10 cases" in page.text


def test_what_chance_explains_is_no_change(kept: Path) -> None:
    keep_run(kept, "c.json", [1] + [0] * 10 + [1] * 9)
    page = compare(kept, "a.json", "c.json")
    assert "0 scores improved, 0 fell" in page.text
    assert "No clear change: 1 score" in page.text


def test_the_comparison_is_kept_as_a_page_that_is_no_run(kept: Path) -> None:
    links = [attributes["href"] for tag, attributes in compare(kept).tags if tag == "a"]
    (page,) = kept.glob("*.html")
    assert links == [f"/evals/reports/{page.name}"]
    html = page.read_text()
    assert "Against the baseline" in html
    assert "<b>?" not in html
    assert [run.file for run in read_runs(kept)] == ["b.json", "a.json"]
    compare(kept)
    assert list(kept.glob("*.html")) == [page]
    assert list(kept.glob("*.part")) == []


def test_a_link_under_the_name_of_the_comparison_is_replaced_not_followed(kept: Path, tmp_path: Path) -> None:
    compare(kept)
    (page,) = kept.glob("*.html")
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("kept")
    page.unlink()
    page.symlink_to(elsewhere)
    compare(kept)
    assert elsewhere.read_text() == "kept"
    assert not page.is_symlink()


def test_without_two_runs_of_one_suite_it_says_what_to_do(tmp_path: Path) -> None:
    measuring = Measuring(tmp_path)
    assert "No run is kept yet" in measuring.show()[1]
    keep_run(tmp_path / "evals", "a.json", [1])
    keep_run(tmp_path / "evals", "b.json", [1], suite="answers")
    choices = measuring.show()[1]
    assert "Run a suite a second time" in choices
    assert "<form" not in choices


def test_the_last_two_runs_are_chosen_first(kept: Path) -> None:
    page = parse(Measuring(kept.parent).show()[1])
    chosen = [attributes["value"] for tag, attributes in page.tags if tag == "option" and "selected" in attributes]
    assert chosen == ["a.json", "b.json"]
    assert "14 November 2023, 22:13:20 · 20 cases · quotes" in page.text


@pytest.mark.parametrize(
    "content", ["", "[]", '{"suite": "builtin"}', "\x00", "[" * 100_000], ids=["empty", "list", "part", "zero", "deep"]
)
def test_a_run_that_cannot_be_read_is_told_plainly(kept: Path, content: str) -> None:
    (kept / "a.json").write_text(content)
    page = compare(kept)
    assert "The run in a.json cannot be read" in page.text
    assert "Choose another run" in page.text
    assert str(kept) not in page.text
    assert list(kept.glob("*.html")) == []


@pytest.mark.parametrize("name", ["../a.json", "/etc/passwd", "", ".", "a.html", "link.json", "sub", "a.json\x00"])
def test_nothing_but_a_file_of_the_folder_is_read(kept: Path, name: str) -> None:
    (kept.parent / "a.json").write_text((kept / "a.json").read_text())
    (kept / "link.json").symlink_to(kept / "a.json")
    (kept / "sub").mkdir()
    assert "no longer there" in compare(kept, name).text
    assert "no longer there" in compare(kept, "a.json", name).text


def test_one_run_twice_and_another_suite_are_refused(kept: Path) -> None:
    assert "Choose two different runs" in compare(kept, "a.json", "a.json").text
    assert "holds no run of the suite answers" in compare(kept, suite="answers").text
    for odd in (None, 7, ["a.json"]):
        assert "no choice of two runs" in compare(kept, odd).text


@given(texts, texts)
def test_whatever_a_run_says_stays_text(name: str, question: str) -> None:
    run = RunFile(name=name, when=WHEN, file=question, model=name, cases=3)
    other = RunFile(name=name, when=WHEN, file=f"{question}2", model=question)
    comparison = Comparison(
        suite=name,
        differences=(
            Difference(
                name=name, dataset=question, before=1.0, after=2.0, better="lower", unit=name, low=0.5, high=1.5
            ),
            Difference(name=name, dataset="", before=None, after=2.0, better="higher"),
        ),
        changed=(ChangedCase(id=name, dataset="", question=question, before="wrong", after="right", change="better"),),
        shared=1,
        only_before=2,
        warnings=(question,),
    )
    page = parse(render_choices([run, other]) + render_comparison(comparison, run, other, name))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "svg", "iframe"})
    assert all((a.get("href") or "/evals/").startswith("/evals/reports/") for _, a in page.tags if "href" in a)
    assert not any(key.startswith("on") for _, attributes in page.tags for key in attributes)
