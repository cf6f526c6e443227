from __future__ import annotations

import pytest
from lxml import etree, html

from ingest.blocks import add_blocks, text_of
from ingest.drafting import TextBuilder


def blocks(body: str) -> list[str]:
    builder = TextBuilder()
    add_blocks(builder, html.fragment_fromstring(body, create_parent="body"))
    return builder.blocks


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One <b>two</b>\n three.</p>", ["One two three."]),
        ("Loose <i>words</i><p>Paragraph.</p>tail", ["Loose words", "Paragraph.", "tail"]),
        ("<div>One<br>two</div>", ["One\ntwo"]),
        ("<div><div><p>Deep.</p></div></div>", ["Deep."]),
        ("<ul><li>One<ul><li>inner <b>item</b></li></ul></li><li><p>Two</p></li></ul>", ["One\ninner item\nTwo"]),
        ("<ol><li><div>One<ul><li>inner</li></ul></div></li></ol>", ["One\ninner"]),
        ("<table><tr><th>Year</th><td></td><td>Deaths</td></tr><tr><td></td></tr></table>", ["Year | Deaths"]),
        ("<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>", ["a b | c"]),
        ("<pre>one\n  two</pre>", ["one\ntwo"]),
        ("<blockquote>Said <p>so.</p></blockquote>", ["Said", "so."]),
        ("<span><p>In a span.</p></span>", ["In a span."]),
        ("<p>One<button>Click</button><img alt=x> two.</p>", ["One two."]),
        ("<p>One<!-- no -->two</p>", ["Onetwo"]),
        ("<dl><dt>Word</dt><dd>Meaning</dd></dl>", ["Word", "Meaning"]),
        ("<button>Click</button>", []),
    ],
)
def test_elements_become_blocks(body: str, expected: list[str]) -> None:
    assert blocks(body) == expected


def test_headings_keep_their_level_in_both_vocabularies() -> None:
    builder = TextBuilder()
    root = etree.fromstring("<body><h3>A</h3><head rend='h1'>B</head><head>C</head><p>Text.</p></body>")
    add_blocks(builder, root)

    assert [(heading.text, heading.level) for heading in builder.finish().headings] == [("A", 3), ("B", 1), ("C", 2)]


def test_text_of_an_element_keeps_apart_what_the_page_shows_apart() -> None:
    assert text_of(html.fromstring("<td><p>One</p><p>two</p></td>")).split() == ["One", "two"]
