from __future__ import annotations

from datetime import date

import pytest

from ingest.outlines import find_authors, find_published, is_heading, is_title, title_of_name
from tests.ingest.samples import PROSE


@pytest.mark.parametrize(
    "line", ["The Role of CECOT in Bukele’s Strategy", "Why Were Migrants Transferred?", "BACKGROUND", "Background"]
)
def test_a_short_line_written_as_a_heading_before_prose_is_one(line: str) -> None:
    assert is_heading(line, PROSE)


@pytest.mark.parametrize(
    "line",
    [
        "He left the room.",
        "the prison opened",
        "By Jane Doe",
        "16 March 2025",
        "Visits are not allowed there",
        "a,",
        "—",
    ],
)
def test_other_short_lines_are_no_headings(line: str) -> None:
    assert not is_heading(line, PROSE)


def test_a_line_with_nothing_or_no_prose_behind_it_is_no_heading() -> None:
    assert not is_heading("The Role of CECOT", None)
    assert not is_heading("The Role of CECOT", "Another Short Line")


def test_the_first_line_is_the_title_when_it_is_no_sentence() -> None:
    assert is_title("US deports hundreds of alleged gang members to El Salvador", [PROSE])
    assert is_title("A quarrel in the U.S.", [PROSE])
    assert not is_title("It opened in 2023.", [PROSE])
    assert not is_title("Lonely line", [])
    assert not is_title("word " * 60, [PROSE])


@pytest.mark.parametrize("line", ["16 March 2025", "Published: 2025-03-16", "Updated on March 16, 2025 at 10:15"])
def test_a_date_alone_in_a_line_is_found(line: str) -> None:
    assert find_published(["A title", line, PROSE]) == date(2025, 3, 16)


def test_a_date_inside_a_sentence_is_not_the_date_of_the_text() -> None:
    assert find_published(["March 16, 2025 was the day on which the prison was opened by the president."]) is None


def test_a_byline_names_the_authors() -> None:
    assert find_authors(["A title", "By Jane Doe and John van Roe"]) == ("Jane Doe", "John van Roe")
    assert find_authors(["By the end of the year all was over"]) == ()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("us-prisons_2024.txt", "Us prisons 2024"),
        ("a.jsonl.gz", "A"),
        ("My%20Report.PDF", "My Report"),
        (".txt", "Untitled"),
    ],
)
def test_a_files_name_makes_a_title(name: str, title: str) -> None:
    assert title_of_name(name) == title
