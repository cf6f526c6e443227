from __future__ import annotations

import pytest

from ingest.errors import SourceRejectedError
from ingest.raw import RawSource
from ingest.readers.text import read
from ingest.settings import IngestSettings
from tests.ingest.samples import PROSE, SECOND

ARTICLE = f"""![]() |
US deports hundreds of alleged gang members to El Salvador |
El Salvador’s Mega-Prison Becomes a Hub for Deported Migrants
{PROSE}
{SECOND}
The Role of CECOT in Bukele’s Anti-Crime Strategy
{SECOND}
0 Comments"""


def read_text(text: str | bytes, settings: IngestSettings):  # type: ignore[no-untyped-def]
    data = text.encode() if isinstance(text, str) else text
    return read(RawSource(data=data, name="story.txt"), settings)


def test_an_article_as_it_was_copied_from_a_page_is_read_without_the_pages_furniture(settings: IngestSettings) -> None:
    draft = read_text(ARTICLE, settings)

    assert draft.title == "US deports hundreds of alleged gang members to El Salvador"
    assert "Comments" not in draft.text and "![]" not in draft.text and "|" not in draft.text
    assert draft.dropped == {"boilerplate": 2}
    assert [heading.text for heading in draft.headings] == [
        "US deports hundreds of alleged gang members to El Salvador",
        "El Salvador’s Mega-Prison Becomes a Hub for Deported Migrants",
        "The Role of CECOT in Bukele’s Anti-Crime Strategy",
    ]


def test_date_and_authors_in_the_first_lines_are_found(settings: IngestSettings) -> None:
    draft = read_text(f"A title of a story\nBy Jane Doe\n16 March 2025\n\n{PROSE}", settings)

    assert draft.published is not None and draft.published.isoformat() == "2025-03-16"
    assert draft.authors == ("Jane Doe",)


def test_a_text_of_one_paragraph_has_no_title(settings: IngestSettings) -> None:
    draft = read_text(PROSE, settings)

    assert (draft.title, draft.text) == (None, PROSE)


def test_a_text_of_furniture_alone_is_refused(settings: IngestSettings) -> None:
    with pytest.raises(SourceRejectedError, match="no visible text"):
        read_text("![]() |\n0 Comments\n", settings)


def test_old_encodings_are_read(settings: IngestSettings) -> None:
    assert (
        "déclaré" in read_text(("Le président a déclaré que l’été serait chaud. " * 5).encode("cp1252"), settings).text
    )


def test_invisible_characters_are_counted_once(settings: IngestSettings) -> None:
    assert read_text("Se\u200bcret words. " + PROSE, settings).dropped == {"invisible": 1}
