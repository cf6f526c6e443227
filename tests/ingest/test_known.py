from __future__ import annotations

from ingest.known import KnownSources, article_key, collection_key, file_key
from vectorstore.records import document_id_of

FEED = "/news/feed.jsonl"


def known(documents: dict[str, str | None], collections: dict[str, tuple[str, int]] | None = None) -> KnownSources:
    return KnownSources(
        {source: (document_id_of(source), key, "v1") for source, key in documents.items()}, collections or {}
    )


def test_a_file_is_known_by_its_size_and_time() -> None:
    assert known({"/a.txt": file_key(5, 7)}).key_of("/a.txt") == file_key(5, 7)
    assert file_key(5, 7) not in (file_key(5, 8), file_key(6, 7), file_key(0x57, 0))
    assert known({}).key_of("/a.txt") is None


def test_articles_are_known_by_their_line_and_their_collection() -> None:
    sources = known({"https://x/1": article_key(FEED, "aa"), "https://x/2": article_key("/other.jsonl", "bb")})

    assert sources.lines_of(FEED) == {"aa": "https://x/1"}


def test_a_collection_is_known_while_all_its_articles_are_there() -> None:
    documents: dict[str, str | None] = {"https://x/1": article_key(FEED, "aa")}
    key = collection_key("f1:5-7", 3)

    assert known(documents, {FEED: (key, 1)}).collection_key(FEED) == "f1:5-7"
    assert known(documents, {FEED: (key, 2)}).collection_key(FEED) is None
    assert known(documents).collection_key(FEED) is None
    assert known(documents, {FEED: (key, 1)}).refused_lines(FEED) == 3


def test_what_lies_in_a_folder_is_told_by_its_beginning() -> None:
    sources = known(
        {"/r/a.txt": file_key(1, 1), "/r2/b.txt": file_key(1, 1), "/r/f.jsonl#1": article_key("/r/f.jsonl", "aa")},
        {"/r/f.jsonl": ("k", 1), "/f.jsonl": ("k", 1)},
    )

    assert sources.files_in(["/r/"]) == ["/r/a.txt"]
    assert sources.collections_in(["/r/"]) == ["/r/f.jsonl"]
    assert sources.files_in([]) == sources.collections_in([]) == []
