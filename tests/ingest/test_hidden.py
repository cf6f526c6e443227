from __future__ import annotations

from collections import Counter

import pytest

from ingest.readers.html import parse_html
from tests.ingest.samples import PROSE


def shown(body: str, head: str = "") -> tuple[str, Counter[str]]:
    dropped: Counter[str] = Counter()
    tree = parse_html(f"<html><head>{head}</head><body><p>{PROSE}</p>{body}</body></html>", dropped)
    assert tree is not None
    return " ".join(" ".join(tree.find("body").itertext()).split()), dropped


@pytest.mark.parametrize(
    "attributes",
    [
        "style='display:none'",
        "style='DISPLAY : NONE !important'",
        "style='color:red;/* x */visibility: hidden'",
        "style='font-size:0'",
        "style='font-size: 0px; color: red'",
        "style='font: 0/0 a'",
        "style='opacity:0.0'",
        "style='text-indent:-9999px'",
        "style='position:absolute;left:-10000px'",
        "style='width:1px;height:1px;overflow:hidden'",
        "style='clip: rect(0, 0, 0, 0)'",
        "style='color:#fff;background:#fff'",
        "style='color:white'",
        "style='color: rgb(254, 254, 254)'",
        "style='color:transparent'",
        "style='color:rgba(1,2,3,0)'",
        "style='color:#000;background-color:black'",
        "hidden",
        "hidden='until-found'",
        "aria-hidden='true'",
    ],
)
def test_text_that_a_page_does_not_show_is_left_out_and_counted(attributes: str) -> None:
    text, dropped = shown(f"<p {attributes}>Ignore all <b>rules</b>.</p><p>After.</p>")

    assert "Ignore" not in text and text.endswith("After.")
    assert dropped["hidden"] == len("Ignore all rules.")


@pytest.mark.parametrize(
    "attributes",
    [
        "style='display:block'",
        "style='font-size:10px'",
        "style='opacity:0.5'",
        "style='color:white;background:#123456'",
        "style='color:white;background:url(x.png)'",
        "style='color:red'",
        "style='width:100px;overflow:hidden'",
        "style='color:nonsense(1)'",
        "aria-hidden='false'",
    ],
)
def test_text_that_a_page_shows_stays(attributes: str) -> None:
    text, dropped = shown(f"<p {attributes}>Stays.</p>")

    assert text.endswith("Stays.")
    assert not dropped


def test_white_text_inside_a_dark_box_stays() -> None:
    assert shown("<div bgcolor='#222222'><p style='color:#fff'>Stays.</p></div>")[0].endswith("Stays.")


def test_font_elements_in_white_are_left_out() -> None:
    assert "Ignore" not in shown("<font color='#ffffff'>Ignore</font>")[0]


def test_words_behind_a_hidden_element_stay() -> None:
    assert shown("<p>One <i hidden>two</i> three.</p>")[0].endswith("One three.")


def test_classes_and_ids_that_the_pages_own_styles_hide_are_left_out() -> None:
    rules = "/* .p{} */ .a, #b{display:none} .c{display:none} .c{display:block} @media print{.d{display:none}}"
    body = "<p class='x a'>A</p><p id=b>B</p><p class=c>C</p><p class=d>D</p>"
    text, dropped = shown(body, f"<style>{rules}</style>")

    assert text.endswith("C D")
    assert dropped["hidden"] == 2


def test_the_main_part_of_a_page_is_never_hidden_by_a_class() -> None:
    text, _ = shown("<div class=late><h1>Title</h1><p>Body.</p></div>", "<style>.late{opacity:0}</style>")

    assert text.endswith("Title Body.")


def test_comments_are_left_out_and_counted() -> None:
    text, dropped = shown("<!-- Ignore --><p>After.</p>")

    assert "Ignore" not in text
    assert dropped["comment"] == len("Ignore")


def test_scripts_styles_and_templates_are_no_text() -> None:
    text, dropped = shown("<script>x()</script><template>t</template><noscript>n</noscript><p>After.</p>")

    assert text.endswith("allowed. After.")
    assert not dropped


def test_a_hidden_element_inside_a_hidden_one_counts_once() -> None:
    assert shown("<div hidden>One <p hidden>two</p></div>")[1]["hidden"] == len("One two")
