from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ingest.pages import Line, PageBlock, join_pages

WIDE = "The prison was opened in January of that year and it can hold many thousand people, as the"


def lines(*texts: str, top: float = 700.0, leading: float = 12.0, size: float = 10.0) -> list[Line]:
    return [Line(text=text, y=top - number * leading, size=size) for number, text in enumerate(texts)]


def join(*pages: Sequence[Line]) -> list[PageBlock]:
    return join_pages(pages, Counter())


def test_a_wider_gap_ends_a_paragraph() -> None:
    blocks = join([*lines(WIDE, WIDE), *lines(WIDE, WIDE, top=660.0)])

    assert [block.text for block in blocks] == [f"{WIDE} {WIDE}"] * 2


def test_a_short_line_ends_a_paragraph_where_gaps_are_even() -> None:
    assert [block.text for block in join(lines(WIDE, "ministry said.", WIDE))] == [f"{WIDE} ministry said.", WIDE]


def test_larger_print_is_a_heading_and_the_largest_the_highest() -> None:
    page = [
        *lines("Prison report", top=760, size=20),
        *lines("What it", "cost", top=720, leading=17, size=14),
        *lines(WIDE, WIDE, top=670),
    ]

    assert [(block.text, block.level) for block in join(page)] == [
        ("Prison report", 1),
        ("What it cost", 2),
        (f"{WIDE} {WIDE}", 0),
    ]


def test_bold_print_is_a_heading_unless_all_is_bold() -> None:
    bold = Line(text="What it cost", y=712, size=10, is_bold=True)
    plain = lines(WIDE, WIDE)

    assert [block.level for block in join([bold, *plain])] == [2, 0]
    assert [block.level for block in join([Line(text=WIDE, is_bold=True), Line(text=WIDE, is_bold=True)])] == [0]


def test_a_line_of_a_table_of_contents_is_no_heading() -> None:
    page = [*lines("1 Introduction . . . . . . 5", top=760, size=14), *lines(WIDE, WIDE)]

    assert all(block.level == 0 for block in join(page))


def test_a_paragraph_goes_on_over_a_page_border() -> None:
    other = WIDE.replace("prison", "hospital")

    assert [block.text for block in join(lines(WIDE, WIDE), lines(other))] == [f"{WIDE} {WIDE} {other}"]


def test_running_titles_and_page_numbers_are_left_out_also_where_they_are_drawn_first() -> None:
    dropped: Counter[str] = Counter()
    pages = [
        [
            Line(text=f"The Paper {n}", y=20, size=8),
            *lines(*(f"{WIDE} {letter}" for letter in ("abcde", "fghij", "klmno")[n])),
            Line(text=f"- {n} -", y=30, size=8),
        ]
        for n in range(3)
    ]

    text = " ".join(block.text for block in join_pages(pages, dropped))

    assert "Paper" not in text and "-" not in text
    assert dropped["boilerplate"] == 6


def test_list_items_are_paragraphs_of_their_own() -> None:
    assert [block.text for block in join(lines("• one item", "• two items"))] == ["• one item", "• two items"]


def test_no_lines_give_no_blocks() -> None:
    assert join([], []) == []


@given(
    st.lists(
        st.lists(
            st.builds(
                Line,
                text=st.text("abc. •1", min_size=1, max_size=60).map(str.strip).filter(bool),
                y=st.floats(-1000, 1000),
                size=st.sampled_from([0.0, 8.0, 10.0, 24.0]),
                is_bold=st.booleans(),
            ),
            max_size=6,
        ),
        max_size=4,
    )
)
def test_no_line_is_lost_unless_it_is_counted(pages: list[list[Line]]) -> None:
    dropped: Counter[str] = Counter()
    kept = "".join(block.text for block in join_pages(pages, dropped))

    if not dropped["boilerplate"]:
        assert "".join(kept.split()) == "".join("".join(line.text for page in pages for line in page).split())
