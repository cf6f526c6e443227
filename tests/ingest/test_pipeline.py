from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ingest.reading
from ingest import IngestProgress, IngestReport, IngestSettings, NothingToIngestError, ingest_into
from tests.ingest.conftest import Website
from tests.ingest.memory_store import MemoryStore
from tests.ingest.samples import PROSE, SECOND, article, gz, html_bytes, jsonl_bytes
from vectorstore import HashingEmbedder, Store
from vectorstore.records import document_id_of

ALLOWED = IngestSettings(allow_private_addresses=True)


@pytest.fixture(params=["memory", "real"])
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """The fake and the real store: whatever is said here of one holds for the other."""
    if request.param == "memory":
        yield MemoryStore()
    else:
        with Store.open(tmp_path / "home", embedder=HashingEmbedder(16)) as store:
            yield store


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed


def write(path: Path, data: str | bytes, time_ns: int = 10**18) -> None:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    os.utime(path, ns=(time_ns, time_ns))


def test_a_new_source_is_added_and_an_unchanged_one_is_left_alone(library: Any, folder: Path) -> None:
    write(folder / "a.txt", PROSE)
    write(folder / "b.md", f"# On the prison\n\n{SECOND}")

    assert counts(ingest_into(library, [folder])) == (2, 0, 0, 0)
    assert counts(ingest_into(library, [folder])) == (0, 0, 2, 0)
    assert library.document(document_id_of(str(folder / "a.txt"))).text == PROSE


def test_a_changed_source_makes_a_new_version(library: Any, folder: Path) -> None:
    write(folder / "a.txt", PROSE)
    ingest_into(library, [folder])
    before = library.content_keys()[str(folder / "a.txt")]
    write(folder / "a.txt", SECOND, 2 * 10**18)

    report = ingest_into(library, [folder])

    after = library.content_keys()[str(folder / "a.txt")]
    assert counts(report) == (0, 1, 0, 0)
    assert before[0] == after[0] and before[2] != after[2]


def test_a_source_that_was_only_touched_is_unchanged_and_read_only_once_more(library: Any, folder: Path) -> None:
    write(folder / "a.txt", PROSE)
    ingest_into(library, [folder])
    write(folder / "a.txt", PROSE, 2 * 10**18)

    assert counts(ingest_into(library, [folder])) == (0, 0, 1, 0)
    key = library.content_keys()[str(folder / "a.txt")][1]
    assert key == ingest.reading.file_key(len(PROSE.encode()), 2 * 10**18)


def test_new_metadata_of_the_same_text_is_an_update(library: Any, folder: Path) -> None:
    write(folder / "a.md", f"---\npublisher: One\n---\n\n{PROSE}")
    ingest_into(library, [folder])
    write(folder / "a.md", f"---\npublisher: Two\n---\n\n{PROSE}", 2 * 10**18)

    assert counts(ingest_into(library, [folder])) == (0, 1, 0, 0)
    assert library.document(document_id_of(str(folder / "a.md"))).publisher == "Two"


def test_other_white_space_moves_no_offset_of_the_stored_version(library: Any, folder: Path) -> None:
    write(folder / "a.md", f"---\npublisher: One\n---\n\n{PROSE}\n\n{SECOND}")
    ingest_into(library, [folder])
    before = library.document(document_id_of(str(folder / "a.md")))
    write(folder / "a.md", f"---\npublisher: Two\n---\n\n{PROSE}\n{SECOND}", 2 * 10**18)
    ingest_into(library, [folder])
    after = library.document(document_id_of(str(folder / "a.md")))

    assert (before.version, before.text) == (after.version, after.text)
    assert after.publisher == "Two"


def test_what_is_gone_from_a_folder_is_reported_and_removed_only_when_asked(library: Any, folder: Path) -> None:
    write(folder / "a.txt", PROSE)
    write(folder / "b.txt", SECOND)
    write(folder.parent / "reports2.txt", SECOND)
    ingest_into(library, [folder, folder.parent / "reports2.txt"])
    (folder / "b.txt").unlink()
    (folder.parent / "reports2.txt").unlink()

    report = ingest_into(library, [folder])
    assert (counts(report), report.missing) == ((0, 0, 1, 0), (str(folder / "b.txt"),))
    assert str(folder / "b.txt") in library.content_keys()

    report = ingest_into(library, [folder], sync="remove")
    assert (counts(report), report.missing) == ((0, 0, 1, 1), (str(folder / "b.txt"),))
    assert set(library.content_keys()) == {str(folder / "a.txt"), str(folder.parent / "reports2.txt")}


def test_a_folder_that_is_gone_itself_removes_nothing(library: Any, folder: Path) -> None:
    write(folder / "a.txt", PROSE)
    ingest_into(library, [folder])
    (folder / "a.txt").unlink()
    folder.rmdir()

    report = ingest_into(library, [folder], sync="remove")

    assert counts(report) == (0, 0, 0, 0) and len(report.rejected) == 1
    assert library.content_keys()


def test_a_file_that_cannot_be_read_any_more_is_not_missing(library: Any, folder: Path) -> None:
    write(folder / "a.txt", PROSE)
    ingest_into(library, [folder])
    write(folder / "a.txt", b"\x00\x01\x02" * 100, 2 * 10**18)

    report = ingest_into(library, [folder], sync="remove")

    assert report.missing == () and len(report.rejected) == 1
    assert library.document(document_id_of(str(folder / "a.txt"))).text == PROSE


@pytest.mark.parametrize("pack", [bytes, gz])
def test_an_unchanged_collection_is_not_opened(
    library: Any, folder: Path, pack: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "feed.jsonl", pack(jsonl_bytes([article(n) for n in range(30)])))
    assert counts(ingest_into(library, [folder])) == (30, 0, 0, 0)

    monkeypatch.setattr(ingest.reading, "open_file", None)
    assert counts(ingest_into(library, [folder])) == (0, 0, 30, 0)


def test_only_new_and_changed_articles_of_a_collection_are_written(library: Any, folder: Path) -> None:
    write(folder / "feed.jsonl", jsonl_bytes([article(n) for n in range(10)]))
    ingest_into(library, [folder])
    changed = [article(0, text=f"{SECOND} Changed."), *[article(n) for n in range(2, 12)]]
    write(folder / "feed.jsonl", jsonl_bytes(changed), 2 * 10**18)

    report = ingest_into(library, [folder], sync="remove")

    assert counts(report) == (2, 1, 8, 1)
    assert report.missing == ("https://news.example.com/1",)
    assert counts(ingest_into(library, [folder])) == (0, 0, 11, 0)


def test_a_collection_that_is_gone_takes_its_articles_along(library: Any, folder: Path) -> None:
    write(folder / "feed.jsonl", jsonl_bytes([article(1), article(2, url=None)]))
    write(folder / "a.txt", PROSE)
    ingest_into(library, [folder])
    (folder / "feed.jsonl").unlink()

    report = ingest_into(library, [folder], sync="remove")

    assert report.removed == 2
    assert set(library.content_keys()) == {str(folder / "a.txt")}


def test_an_article_that_was_removed_is_taken_again_with_its_collection(library: Any, folder: Path) -> None:
    write(folder / "feed.jsonl", jsonl_bytes([article(1), article(2)]))
    ingest_into(library, [folder])
    with library.writer() as writer:
        writer.remove(document_id_of("https://news.example.com/1"))

    assert counts(ingest_into(library, [folder])) == (1, 0, 1, 0)


def test_the_first_of_two_articles_with_one_address_is_kept(library: Any, folder: Path) -> None:
    write(folder / "1.jsonl", jsonl_bytes([article(1), article(1, text=SECOND)]))
    write(folder / "2.jsonl", jsonl_bytes([article(1, text=f"{SECOND} Third."), article(2)]))

    report = ingest_into(library, [folder])

    assert counts(report) == (2, 0, 0, 0)
    assert [each.why.partition(":")[0] for each in report.rejected] == ["duplicate", "duplicate"]
    assert str(folder / "1.jsonl") in report.rejected[1].why
    assert library.document(document_id_of("https://news.example.com/1")).text.startswith(PROSE)

    write(folder / "2.jsonl", jsonl_bytes([article(1, text=f"{SECOND} Third."), article(2), article(3)]), 2 * 10**18)
    assert counts(ingest_into(library, [folder])) == (1, 0, 2, 0)
    assert library.document(document_id_of("https://news.example.com/1")).text.startswith(PROSE)


def test_lines_that_were_refused_are_remembered(library: Any, folder: Path) -> None:
    write(folder / "feed.jsonl", jsonl_bytes([article(1)]) + b"broken\n" * 30)

    first = ingest_into(library, [folder])
    again = ingest_into(library, [folder])

    assert len(first.rejected) == 21 and "10 more of its lines" in first.rejected[-1].why
    assert [each.why[:29] for each in again.rejected] == ["30 of its lines were not take"]
    assert counts(again) == (0, 0, 1, 0)


def test_a_page_is_taken_from_the_web_and_known_the_next_time(library: Any, website: Website) -> None:
    address = website.page("/story.html", html_bytes(f"<h1>On the prison</h1><p>{PROSE}</p>"), ETag='"1"')

    assert counts(ingest_into(library, [address], settings=ALLOWED)) == (1, 0, 0, 0)
    assert counts(ingest_into(library, [address.replace("http", "HTTP")], settings=ALLOWED)) == (0, 0, 1, 0)
    website.page("/story.html", html_bytes(f"<h1>On the prison</h1><p>{SECOND}</p>"), ETag='"2"')
    assert counts(ingest_into(library, [address], settings=ALLOWED)) == (0, 1, 0, 0)


def test_a_collection_is_taken_from_the_web(library: Any, website: Website) -> None:
    address = website.page("/feed.jsonl.gz", gz(jsonl_bytes([article(1), article(2)])), "application/gzip", ETag='"1"')

    assert counts(ingest_into(library, [address], settings=ALLOWED)) == (2, 0, 0, 0)
    assert counts(ingest_into(library, [address], settings=ALLOWED)) == (0, 0, 2, 0)


def test_one_bad_source_does_not_stop_the_others(
    store: MemoryStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.pdf", "c.txt"):
        write(folder / name, PROSE)

    def trip(*_: object) -> None:
        raise ZeroDivisionError("reader tripped")

    monkeypatch.setattr("ingest.readers.text.find_authors", trip)
    report = ingest_into(store, [folder, folder / "nowhere"])
    assert report.added == 0
    assert [each.why.split(" (")[0] for each in report.rejected[1:]] == [
        "the document is damaged or cut off",
        "the PDF is damaged or cut off",
        "the document is damaged or cut off",
    ]


def test_nothing_to_write_takes_no_lock(store: MemoryStore, folder: Path) -> None:
    write(folder / "a.txt", PROSE)
    ingest_into(store, [folder])
    ingest_into(store, [folder, folder / "nowhere"])

    assert store.locks_taken == 1


def test_progress_tells_only_what_is_stored(store: MemoryStore, folder: Path) -> None:
    write(folder / "feed.jsonl", jsonl_bytes([article(n) for n in range(40)]))
    told: list[IngestProgress] = []

    report = ingest_into(store, [folder, folder / "nowhere"], progress=told.append)

    assert [each.documents for each in told] == sorted(each.documents for each in told)
    assert len({each.documents for each in told}) > 3
    assert (told[-1].documents, told[-1].passages, told[-1].fraction) == (40, report.passages, 1.0)
    assert told[-1].passages_in_all == report.passages
    assert all(0 <= each.fraction <= 1 for each in told)
    assert told[0].rejected == 1 and told[0].passages_in_all == 0


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), OSError(28, "No space left")])
def test_an_interruption_comes_through_and_the_next_run_goes_on(
    store: MemoryStore, folder: Path, failure: BaseException
) -> None:
    write(folder / "feed.jsonl", jsonl_bytes([article(n) for n in range(40)]))
    store.fails_after, store.failure = 25, failure

    with pytest.raises(type(failure)):
        ingest_into(store, [folder])
    stored = len(store.stored)
    assert 0 < stored < 40
    assert not store.is_open_for_writing and not store.collections

    store.fails_after = None
    assert counts(ingest_into(store, [folder])) == (40 - stored, 0, stored, 0)
    assert counts(ingest_into(store, [folder])) == (0, 0, 40, 0)


def test_a_collection_is_not_known_before_all_its_articles_are_stored(store: MemoryStore, folder: Path) -> None:
    write(folder / "1.jsonl", jsonl_bytes([article(n) for n in range(6)]))
    write(folder / "2.jsonl", jsonl_bytes([article(n) for n in range(6, 40)]))
    put = store.put_collection_key

    def checked(source: str, content_key: str, documents: int) -> None:
        mine = [key for _, key, _ in store.content_keys().values() if key and document_id_of(source) in key]
        assert len(mine) == documents
        put(source, content_key, documents)

    store.put_collection_key = checked  # type: ignore[method-assign]
    ingest_into(store, [folder])

    assert len(store.collections) == 2


def test_reading_ahead_changes_nothing(folder: Path) -> None:
    write(folder / "feed.jsonl", jsonl_bytes([article(n) for n in range(20)]))
    one, other = MemoryStore(), MemoryStore()

    ingest_into(one, [folder], settings=IngestSettings(read_ahead_characters=0))
    ingest_into(other, [folder], settings=IngestSettings(read_ahead_characters=10_000_000))

    assert one.content_keys() == other.content_keys()


def test_no_source_at_all_is_an_error(store: MemoryStore) -> None:
    with pytest.raises(NothingToIngestError, match="--built-in"):
        ingest_into(store, [])


def test_the_report_has_the_keys_of_the_contract(store: MemoryStore, folder: Path) -> None:
    write(folder / "a.txt", PROSE)

    report = json.loads(json.dumps(ingest_into(store, [folder, folder / "nowhere"]).to_json()))

    assert set(report) == {"added", "updated", "unchanged", "removed", "rejected", "passages", "seconds", "missing"}
    assert set(report["rejected"][0]) == {"source", "why"}
    assert report["passages"] == 1


def test_a_giant_title_is_shortened(store: MemoryStore, folder: Path) -> None:
    write(folder / "feed.jsonl", jsonl_bytes([article(1, title="word " * 5000), article(2, title=None)]))
    ingest_into(store, [folder])

    titles = [document.title for document, _ in store.stored.values()]
    assert all(len(title) <= 301 for title in titles)
    assert titles[1].startswith("The prison was opened") and titles[1].endswith("…")
