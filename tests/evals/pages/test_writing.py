"""The HTML report holds everything, escapes everything and loads nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Citation, Sentence
from evals.cases import Case, Gold, PastTurn
from evals.comparing import compare_reports
from evals.gating import GateResult, Threshold
from evals.pages.marking import mark_passage
from evals.pages.plots import Bar, draw_bars, draw_calibration, draw_histogram, draw_risk, draw_whisker
from evals.pages.writing import merge_records, render_page
from evals.report import Record, Report, Retrieved
from evals.scores import score_mean
from tests.evals.asking import answer_with

HOSTILE = "</style><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}"


def record(id: str = "a", *, notes: tuple[str, ...] = ("It went wrong.",), text: str = "There were 252.") -> Record:
    citation = Citation(marker=1, document_id="d", version="v", start=7, end=20, quote="were 252 men.", title=text)
    sentence = Sentence(text=text, verdict="supported", support=0.9, citations=(1,))
    answer = replace(answer_with(text), sentences=(sentence,), citations=(citation,))
    passage = Retrieved(
        document_id="d", version="v", start=0, end=30, title=text, publisher=text, published="2025-01-01",
        relevance=0.9, text="There, were 252 men. No more.",
    )  # fmt: skip
    case = Case(
        id=id, question=f"How many? {text}", answerable=True, accepted=("252",), tags=("numeric", text),
        gold=(Gold(document="d", quote="252 men"),), history=(PastTurn(role="user", content=text),),
    )  # fmt: skip
    return Record(
        case=case, answer=answer, outcome="wrong" if notes else "right", retrieved=(passage,), notes=notes,
        dataset="builtin", values={"right": float(not notes)},
    )  # fmt: skip


def report(*records: Record, suite: str = "abstention") -> Report:
    score = replace(score_mean("right", [r.values["right"] for r in records], seed=0), dataset="builtin")
    return Report(
        suite=suite, state="scored", scores=(score,), records=records, counts={"cases": len(records)},
        provenance={"model": HOSTILE, "corpus": "c"}, not_run=(f"squad2: {HOSTILE}",),
    )  # fmt: skip


class Seen(HTMLParser):
    """The tags of a page, with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def page_of(*reports: Report, **more: object) -> str:
    return render_page(reports, **more)  # type: ignore[arg-type]


def test_hostile_words_are_shown_and_never_run() -> None:
    hostile = record(text=HOSTILE, notes=(HOSTILE,))
    seen = Seen(page_of(report(hostile, record("b", notes=())), summaries={"abstention": HOSTILE}))
    tags = {tag for tag, _ in seen.tags}
    assert not tags & {"script", "img", "iframe", "object", "link", "base", "form"}
    assert not any(name.startswith("on") for _, attributes in seen.tags for name in attributes)
    assert HOSTILE in seen.words
    assert "49" not in re.findall(r"7\*7|49", seen.words)


def test_the_page_loads_nothing() -> None:
    page = page_of(report(record()))
    seen = Seen(page)
    assert not any("src" in attributes for _, attributes in seen.tags)
    assert all(attributes["href"].startswith("#") for tag, attributes in seen.tags if tag == "a" and attributes["href"])
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src 'none'" in page


def test_failing_cases_show_their_passages_and_why_and_passing_ones_are_folded() -> None:
    seen = Seen(page_of(report(record(), record("b", notes=()))))
    assert "Cases that went wrong" in seen.words
    assert "1 of 2" in seen.words
    assert "It went wrong." in seen.words
    assert sum(tag == "article" for tag, _ in seen.tags) == 1
    assert sum(attributes.get("class") == "passing" for _, attributes in seen.tags) == 1


def test_a_baseline_and_a_gate_are_shown() -> None:
    before, after = report(record(), record("b")), report(record(notes=()), record("b", notes=()))
    gate = [GateResult(threshold=Threshold(suite="x", dataset=None, name="y"), is_kept=False, account="y is broken.")]
    seen = Seen(page_of(after, comparisons=[compare_reports(before, after)], gate=gate))
    assert "Against the baseline" in seen.words
    assert "+1.000" in seen.words
    assert "y is broken." in seen.words
    assert any(attributes.get("class") == "chip better" for _, attributes in seen.tags)


def test_what_was_not_run_says_so_and_has_no_score() -> None:
    seen = Seen(page_of(Report(suite="realtimeqa", state="not run", why="no data folder was named")))
    assert "Not run." in seen.words
    assert "no data folder was named" in seen.words
    assert not any(attributes.get("class") == "card" for _, attributes in seen.tags)


def test_one_case_of_several_suites_is_shown_once() -> None:
    merged = merge_records([report(record(notes=("One.",))), report(record(notes=("One.", "Two.")), suite="answers")])
    assert len(merged) == 1
    assert merged[0].notes == ("One.", "Two.")


def test_cited_and_gold_words_are_marked() -> None:
    pieces = mark_passage(record().retrieved[0], record())
    assert "".join(piece.text for piece in pieces) == "There, were 252 men. No more."
    assert "".join(piece.text for piece in pieces if piece.is_cited) == "were 252 men."
    assert "".join(piece.text for piece in pieces if piece.is_gold) == "252 men"


UNIT = st.floats(0, 1)


@pytest.mark.parametrize("label", [HOSTILE, "numeric", "ж" * 50])
def test_labels_of_plots_are_escaped(label: str) -> None:
    root = ElementTree.fromstring(str(draw_bars([Bar(label=label, value=0.5, n=3)])))
    assert root.find(".//text") is not None
    assert root.find(".//script") is None


@given(st.lists(st.tuples(UNIT, UNIT), min_size=1, max_size=9), st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_plots_are_wellformed_and_stay_finite(points: list[tuple[float, float]], times: list[float]) -> None:
    drawings = [
        draw_risk(sorted(points)),
        draw_calibration([(x, y, 3) for x, y in sorted(points)]),
        draw_histogram(times, unit="milliseconds"),
        draw_whisker(points[0][0], points[0][1], None),
        draw_whisker(0.5, 0.4, 0.6, before=points[0][1]),
        draw_bars([Bar(label="x", value=y, n=1) for _, y in points]),
    ]
    for drawing in drawings:
        ElementTree.fromstring(str(drawing))
        assert "nan" not in str(drawing)
        assert "inf" not in str(drawing).replace("interval", "")
