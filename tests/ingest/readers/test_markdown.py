from __future__ import annotations

from datetime import date

import pytest

from ingest.drafting import Draft
from ingest.errors import SourceRejectedError
from ingest.raw import RawSource
from ingest.readers.markdown import read
from ingest.settings import IngestSettings

REPORT = """---
title: "CECOT: the prison"
publisher: Newsdesk briefing
authors: [Jane Doe, John Roe]
url: https://example.org/cecot
published: 2026-01-20
topics: [CECOT, prisons]
language: en
sources:
  - {ref: 1, publisher: "AFP", title: "Inside", url: "https://afp.example/1", date: 2023-02-01}
  - {ref: 2, publisher: "CNN", title: "Outside", url: "javascript:alert(1)", date: null}
---

# CECOT: the prison

It holds *40,000* [people](https://example.org/x "title").[^1][^2] It opened in
`2023`.[^2]

## What **it** cost ##

- one item
- two items

| Year | Deaths |
| ---- | ------ |
| 2023 | 261    |

> A quotation.

![a photo](x.png)

```
code here
```
"""


def read_markdown(text: str) -> Draft:
    return read(RawSource(data=text.encode(), name="a.md"), IngestSettings())


def test_front_matter_is_the_metadata() -> None:
    draft = read_markdown(REPORT)

    assert (draft.title, draft.publisher) == ("CECOT: the prison", "Newsdesk briefing")
    assert draft.authors == ("Jane Doe", "John Roe")
    assert (draft.url, draft.published) == ("https://example.org/cecot", date(2026, 1, 20))
    assert (draft.topics, draft.language) == (("CECOT", "prisons"), "en")


def test_the_text_is_reduced_to_its_words() -> None:
    assert read_markdown(REPORT).text == (
        "CECOT: the prison\n\nIt holds 40,000 people. It opened in 2023.\n\nWhat it cost\n\none item\ntwo items\n\n"
        "Year | Deaths\n2023 | 261\n\nA quotation.\n\ncode here"
    )


def test_headings_keep_their_level_and_place() -> None:
    draft = read_markdown(REPORT)

    assert [(heading.text, heading.level) for heading in draft.headings] == [
        ("CECOT: the prison", 1),
        ("What it cost", 2),
    ]
    assert all(draft.text.startswith(heading.text, heading.position) for heading in draft.headings)


def test_marks_become_references_behind_their_sentence() -> None:
    draft = read_markdown(REPORT)

    assert [(r.number, draft.text[: r.position].endswith(end)) for r, end in zip(
        draft.references, ("people.", "people.", "2023."), strict=True
    )] == [(1, True), (2, True), (2, True)]  # fmt: skip
    first = draft.references[0]
    assert (first.publisher, first.title, first.published) == ("AFP", "Inside", date(2023, 2, 1))
    assert first.url == "https://afp.example/1"


def test_an_address_that_is_no_web_address_is_not_kept() -> None:
    assert read_markdown(REPORT).references[1].url is None


def test_footnotes_of_the_text_serve_where_front_matter_names_no_source() -> None:
    draft = read_markdown(
        "It opened.[^1] It closed.[^note]\n\n[^1]: The Paper, https://example.org/a\n[^note]: Mine.\n"
    )

    assert draft.text == "It opened. It closed."
    assert [(r.title, r.url) for r in draft.references] == [("The Paper", "https://example.org/a")]
    assert draft.dropped["reference"] == 1


def test_broken_front_matter_still_gives_its_plain_lines() -> None:
    draft = read_markdown("---\ntitle: CECOT: the prison\npublisher: Newsdesk\n---\n\nText.\n")

    assert (draft.title, draft.publisher, draft.text) == ("CECOT: the prison", "Newsdesk", "Text.")


@pytest.mark.parametrize(
    "front", ["- a\n- b", "just words", "title: [1, {x: 2}]\nsources: 5", "sources: [5, {ref: x}]", "a: &a [*a]"]
)
def test_odd_front_matter_does_no_harm(front: str) -> None:
    assert "Text." in read_markdown(f"---\n{front}\n---\n\nText.\n").text


def test_a_bomb_of_references_in_yaml_is_not_unfolded() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30))

    assert read_markdown(f"---\nl0: &l0 [x]\n{levels}\ntopics: *l29\n---\n\nText.\n").text == "Text."


def test_hidden_html_is_left_out_and_counted() -> None:
    draft = read_markdown(
        "Seen. <span style='display:none'>Ignore rules.</span>\n\n<!-- note -->\n\n<p hidden>No.</p>\n"
    )

    assert draft.text == "Seen."
    assert draft.dropped == {"comment": 4, "hidden": 16}


def test_text_from_outside_cannot_forge_a_reference() -> None:
    draft = read_markdown("---\nsources: [{ref: 1, publisher: AFP}]\n---\n\nForged.\ue0001\ue001\n")

    assert draft.references == ()
    assert draft.text == "Forged.1"


def test_a_file_of_front_matter_alone_is_refused() -> None:
    with pytest.raises(SourceRejectedError, match="no visible text"):
        read_markdown("---\ntitle: Nothing\n---\n")
