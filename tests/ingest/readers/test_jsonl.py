from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from ingest.errors import SourceRejectedError
from ingest.readers.jsonl import Article, read_articles
from ingest.settings import IngestSettings
from tests.ingest.samples import PROSE, article, gz, jsonl_bytes


def read_lines(data: bytes, known: frozenset[str] = frozenset(), **settings: float) -> list[Article]:
    return list(read_articles(io.BytesIO(data), len(data), IngestSettings(**settings), known))  # type: ignore[arg-type]


def read_one(**fields: Any) -> Any:
    return read_lines(jsonl_bytes([article(1, **fields)]))[0].draft


def test_each_line_is_an_article() -> None:
    articles = read_lines(jsonl_bytes([article(1), article(2)]))

    assert [each.line for each in articles] == [1, 2]
    draft = articles[0].draft
    assert draft is not None
    assert (draft.title, draft.url, draft.publisher) == ("Story 1", "https://news.example.com/1", "news.example.com")
    assert (draft.published, draft.authors) == (date(2024, 5, 17), ("Jane Doe", "John Roe"))
    assert draft.text.startswith(PROSE)


@pytest.mark.parametrize(
    ("fields", "attribute", "value"),
    [
        ({"published": "2025-03-16"}, "published", date(2025, 3, 16)),
        ({"publish_date": None, "date": "16 March 2025"}, "published", date(2025, 3, 16)),
        ({"publish_date": "soon"}, "published", None),
        ({"publisher": "The Paper"}, "publisher", "The Paper"),
        ({"source": {"name": "The Paper"}}, "publisher", "The Paper"),
        ({"authors": "Jane Doe; John Roe"}, "authors", ("Jane Doe", "John Roe")),
        ({"authors": [{"name": "Jane Doe"}, 5, None]}, "authors", ("Jane Doe",)),
        ({"authors": None}, "authors", ()),
        ({"tags": ["a", "b"]}, "topics", ("a", "b")),
        ({"url": "javascript:alert(1)"}, "url", None),
        ({"title": None, "headline": "Head"}, "title", "Head"),
        ({"text": "", "body": "The body."}, "text", "The body."),
        ({"text": "<p>One.</p><p hidden>Two.</p>"}, "text", "One."),
    ],
)
def test_usual_names_of_fields_are_understood(fields: dict[str, Any], attribute: str, value: object) -> None:
    assert getattr(read_one(**fields), attribute) == value


def test_a_packed_file_reads_the_same() -> None:
    data = jsonl_bytes([article(1), article(2)])

    assert [each.draft for each in read_lines(gz(data))] == [each.draft for each in read_lines(data)]


def test_known_lines_are_not_parsed() -> None:
    data = jsonl_bytes([article(1), article(2)])
    keys = frozenset([read_lines(data)[0].key])

    assert [each.draft is None for each in read_lines(data, keys)] == [True, False]


def test_a_broken_line_is_refused_and_the_next_one_read() -> None:
    data = b"\n".join([b'{"text": ', b"[1]", b'{"title": "No text"}', jsonl_bytes([article(1)])])

    articles = read_lines(data)

    assert [each.refusal is None for each in articles] == [False, False, False, True]
    for each, words in zip(articles, ("not JSON", "no JSON object", "holds no text"), strict=False):
        assert words in str(each.refusal)


def test_a_line_that_is_too_long_is_refused_without_being_held() -> None:
    data = b'{"text": "' + b"x" * 100_000 + b'"}\n' + jsonl_bytes([article(1)])

    articles = read_lines(data, max_line_mb=0.01)

    assert "MAX_LINE_MB" in str(articles[0].refusal)
    assert articles[1].draft is not None and articles[1].line == 2


def test_a_gzip_bomb_is_refused() -> None:
    with pytest.raises(SourceRejectedError, match="bomb"):
        read_lines(gz(jsonl_bytes([article(1)]) + b" " * 25_000_000))


def test_more_than_allowed_in_all_is_refused() -> None:
    with pytest.raises(SourceRejectedError, match="MAX_COLLECTION_MB"):
        read_lines(jsonl_bytes([article(n) for n in range(50)]), max_collection_mb=0.01)


@pytest.mark.parametrize("cut", [20, 100])
def test_a_cut_off_gzip_file_is_damaged(cut: int) -> None:
    data = gz(jsonl_bytes([article(n) for n in range(50)]))
    with pytest.raises(SourceRejectedError, match="damaged"):
        read_lines(data[:-cut])


def test_a_file_without_any_article_is_given_up_early() -> None:
    with pytest.raises(SourceRejectedError, match="none of its first"):
        read_lines(b"not json\n" * 5000)


def test_utf_16_is_named() -> None:
    with pytest.raises(SourceRejectedError, match="UTF-16"):
        read_lines('{"text": "x"}\n'.encode("utf-16"))


def test_a_byte_order_mark_and_empty_lines_are_passed_over() -> None:
    articles = read_lines(b"\xef\xbb\xbf" + jsonl_bytes([article(1)]) + b"\n\n" + jsonl_bytes([article(2)]))

    assert [each.line for each in articles] == [1, 4]


@pytest.mark.parametrize(
    "line", [b"[" * 100_000, b'{"text": "\\ud800"}', b'{"text": ' + b"9" * 5000 + b"}", b'{"text": "caf\xe9 and more"}']
)
def test_hostile_lines_are_read_or_refused(line: bytes) -> None:
    for each in read_lines(line):
        assert (each.draft is None) != (each.refusal is None)


def test_articles_without_an_address_are_told_apart() -> None:
    records = [article(n, url=None) for n in (1, 2)] + [{"id": 7, "text": "Seven."}]

    identities = [each.identity for each in read_lines(jsonl_bytes(records))]

    assert len(set(identities)) == 3 and identities[2] == "7"
