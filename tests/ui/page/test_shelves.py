from __future__ import annotations

from datetime import date

from hypothesis import given

from ingest import IngestProgress, IngestReport, Rejection
from tests.ui.answers import texts
from tests.ui.page.parsing import parse
from ui.page.shelves import find_documents, render_documents, render_outcome, render_progress
from vectorstore import DocumentSummary


def document(
    title: str = "The flights", publisher: str | None = "The Daily Ledger", **changes: object
) -> DocumentSummary:
    values: dict[str, object] = {
        "document_id": "0123456789abcdef", "version": "abcdef012345", "title": title, "publisher": publisher, "url": None,
        "published": date(2025, 3, 17), "passages": 3, "source": "/reports/flights.md", "status": "ready",
    }  # fmt: skip
    return DocumentSummary(**(values | changes))  # type: ignore[arg-type]


def test_documents_are_found_by_title_publisher_date_and_source() -> None:
    documents = [document(), document("The exchange", None, published=None, source="x")]
    for words in ("flights", "daily LEDGER", "17 march", "2025-03-17", "flights.md"):
        assert find_documents(documents, words) == documents[:1], words
    assert find_documents(documents, "undated") == documents[1:]
    assert find_documents(documents, " ") == documents
    assert find_documents(documents, "flights exchange") == []


def test_a_row_tells_title_publisher_date_passages_and_status() -> None:
    page = parse(render_documents([document()], 1))
    assert page.text_in("td") == "The flightsThe Daily Ledger17 March 20253ReadyRead againRemove"
    assert "1 document, 3 passages" in page.text


def test_a_withdrawn_document_can_be_restored_and_not_removed() -> None:
    text = parse(render_documents([document(status="removed")], 1)).text_in("td")
    assert text.endswith("WithdrawnRestore")


def test_fifty_documents_are_shown_at_first_and_the_rest_on_demand() -> None:
    documents = [document() for _ in range(120)]
    assert "Show 70 more documents" in render_documents(documents, 120)
    assert "Show 20 more documents" in render_documents(documents, 120, pages=2)
    assert "more document" not in render_documents(documents, 120, pages=3)


def test_an_empty_library_and_a_search_in_vain_say_so() -> None:
    assert "The library is empty" in render_documents([], 0)
    assert "No document holds “zebra”" in render_documents([], 4, "zebra")


def test_an_account_names_every_source_that_was_turned_away_with_the_reason() -> None:
    report = IngestReport(
        added=2, updated=1, passages=9, seconds=1.25, rejected=(Rejection(source="/u/a.pdf", why="no"),)
    )
    page = parse(render_outcome(report, [("b.exe", "it is not a kind of document that is read")], lambda s: s[3:]))
    assert "2 documents added, 1 updated; 9 passages in 1.2 s." in page.text
    assert "Not taken in: 2 sources" in page.text
    assert "b.exeIt is not a kind of document that is read.a.pdfNo." in page.text_in("li")


def test_progress_is_a_share_with_words() -> None:
    progress = IngestProgress(source="x", documents=3, passages=20, unchanged=0, rejected=1, fraction=0.4)
    assert "40%: 3 documents stored, 20 passages, 1 rejected" in parse(render_progress(progress)).text
    assert "Beginning" in render_progress(None)


@given(texts, texts)
def test_names_and_reasons_stay_text(name: str, why: str) -> None:
    listed = parse(render_documents([document(name, why, source=name, document_id=why)], 1, name))
    assert {tag for tag, _ in listed.tags} <= {"p", "table", "thead", "tbody", "tr", "th", "td", "span", "button"}
    account = parse(render_outcome(None, [(name, why)], str))
    assert {tag for tag, _ in account.tags} <= {"div", "p", "h3", "ul", "li", "strong", "span"}
