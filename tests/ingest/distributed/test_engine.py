"""Ingest over a real Ray cluster of two workers on this machine."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest import IngestProgress, IngestReport, IngestSettings, ingest_into
from ingest.distributed import RayEngine
from ingest.errors import WorkersFailedError
from ingest.outcomes import Unread
from ingest.raw import RawSource
from tests.ingest.distributed import workers
from tests.ingest.samples import PROSE, SECOND, article, docx_bytes, html_bytes, jsonl_bytes
from vectorstore import HashingEmbedder, Store

ray = pytest.importorskip("ray")
pytestmark = pytest.mark.timeout(300)  # a cluster starts slowly on a busy machine

ROOT = Path(__file__).parents[3]
RAY = IngestSettings(engine="ray", ray_workers=2)
ONE = IngestSettings(engine="ray", ray_workers=1)
EMBEDDER = "hashing:16"


def start_cluster(tries: int = 3) -> Any:
    """Ray gives a cluster 30 seconds to start, which a busy machine may exceed."""
    try:
        return ray.init(
            address="local",
            num_cpus=4,  # two for the workers that most tests share, two for those that some tests start
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.ERROR,
            object_store_memory=100_000_000,
            _node_ip_address="127.0.0.1",
        )
    except Exception:
        ray.shutdown()
        if tries == 1:
            raise
        return start_cluster(tries - 1)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A cluster on this machine; its address."""
    before = {name: os.environ.get(name) for name in ("RAY_USAGE_STATS_ENABLED", "RAY_worker_niceness", "PYTHONPATH")}
    os.environ.update({"RAY_USAGE_STATS_ENABLED": "0", "RAY_worker_niceness": "0"})
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), before["PYTHONPATH"]]))
    context = start_cluster()
    ray.cloudpickle.register_pickle_by_value(workers)
    ray._private.worker._worker_logs_enabled = False
    yield context.address_info["address"]
    ray.shutdown()
    ray._private.worker._worker_logs_enabled = True
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home", embedder=HashingEmbedder(16)) as store:
        yield store


@pytest.fixture(scope="module")
def engine(cluster: str) -> Iterator[RayEngine]:
    """Two workers, which end where a document says so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.distributed.pool.DocumentWorker", workers.MortalWorker)
        with RayEngine(RAY, EMBEDDER) as engine:
            yield engine


def write(path: Path, data: str | bytes) -> None:
    path.write_bytes(data.encode() if isinstance(data, str) else data)


def fill(folder: Path) -> None:
    """Documents of several kinds, good and bad, some twice."""
    write(folder / "a.txt", PROSE)
    write(folder / "b.md", f"# On the prison\n\n{SECOND}\n\n## Visits\n\n{PROSE}")
    write(folder / "c.html", html_bytes(f"<h1>On the prison</h1><p>{PROSE}</p><p>{SECOND}</p>"))
    write(folder / "d.docx", docx_bytes())
    write(folder / "empty.txt", "")
    write(folder / "broken.pdf", b"%PDF-1.7\nnothing")
    write(folder / "picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(300))
    records: list[Any] = [article(number) for number in range(40)]
    write(folder / "feed.jsonl", jsonl_bytes([*records, article(3, text=SECOND), {"title": "no text"}]) + b"broken\n")


def outline(report: IngestReport) -> dict[str, Any]:
    return report.to_json() | {"seconds": None}


def content(store: Store) -> list[Any]:
    """All that is stored of each document: its text and metadata, its passages, and their vectors as they are kept."""
    rows = store.catalog.rows(
        'SELECT v.document_id, p.ordinal, p.start, p."end", p.heading, s.passage, s.packed FROM passages p '
        "JOIN versions v ON v.version_no = p.version_no JOIN sentence_vectors s ON s.passage_id = p.passage_id "
        "ORDER BY v.document_id, p.ordinal"
    )
    documents = [store.document(document_id) for document_id, _, _ in sorted(store.content_keys().values())]
    told = [vars(document) | {"ingested_at": None} for document in documents]
    return [told, [tuple(row) for row in rows], store.collection_keys()]


def sources_stored(store: Store) -> list[str]:
    return sorted(summary.source for summary in store.documents())


def test_a_cluster_stores_what_this_process_would(
    engine: RayEngine, store: Store, folder: Path, tmp_path: Path
) -> None:
    fill(folder)
    told: list[IngestProgress] = []
    with Store.open(tmp_path / "other", embedder=HashingEmbedder(16)) as other:
        here = ingest_into(other, [folder, folder / "nowhere"])
        there = ingest_into(store, [folder, folder / "nowhere"], engine=engine, progress=told.append)

        assert outline(there) == outline(here)
        assert len(there.rejected) == 7 and there.added == 44
        assert content(store) == content(other)
        assert [hit.text for hit in store.search("story number 7", 3)] == [
            hit.text for hit in other.search("story number 7", 3)
        ]
    assert (told[-1].documents, told[-1].passages, told[-1].fraction) == (44, there.passages, 1.0)
    assert store.check().is_sound


def test_only_what_changed_is_sent_out(
    engine: RayEngine, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder)
    ingest_into(store, [folder], engine=engine)
    write(folder / "a.txt", f"{PROSE} {SECOND}")
    sent: list[str] = []
    pool = engine.start()
    submit = pool.submit

    def watched(batch: Sequence[Unread]) -> int:
        sent.extend(Path(each.source).name for each in batch)
        return submit(batch)

    monkeypatch.setattr(pool, "submit", watched)
    report = ingest_into(store, [folder], engine=engine)

    assert (report.added, report.updated, report.unchanged) == (0, 1, 43)
    assert sent == ["a.txt", "broken.pdf", "empty.txt", "picture.txt"]


def test_nothing_new_asks_for_no_cluster(store: Store, folder: Path) -> None:
    write(folder / "a.txt", PROSE)
    ingest_into(store, [folder])

    report = ingest_into(store, [folder], settings=IngestSettings(engine="ray", ray_address="127.0.0.1:1"))

    assert report.unchanged == 1


def test_a_killed_worker_costs_nothing_but_time(engine: RayEngine, store: Store, folder: Path, tmp_path: Path) -> None:
    """Each of the two marked documents kills the worker that has it, once, in the middle of the run."""
    marks = [tmp_path / "first", tmp_path / "second"]
    records = [article(number) for number in range(60)]
    for mark, number in zip(marks, (20, 45), strict=True):
        records[number] = article(number, text=f"{PROSE} [once: {mark}] {SECOND}")
    write(folder / "feed.jsonl", jsonl_bytes(records))

    report = ingest_into(store, [folder], engine=engine)

    assert all(mark.exists() for mark in marks)
    assert (report.added, report.rejected) == (60, ())
    assert sources_stored(store) == sorted(f"https://news.example.com/{number}" for number in range(60))
    assert store.check().is_sound


def test_a_document_that_kills_every_worker_is_named_and_the_rest_goes_on(
    engine: RayEngine, store: Store, folder: Path
) -> None:
    for number in range(12):
        write(folder / f"{number:02}.txt", f"{PROSE} {number} {SECOND}")
    write(folder / "05.txt", f"{PROSE} [fatal]")
    write(folder / "07.txt", f"{PROSE} [raise]")

    report = ingest_into(store, [folder], engine=engine)

    assert report.added == 10
    assert [Path(each.source).name for each in report.rejected] == ["05.txt", "07.txt"]
    assert "3 workers of the cluster ended" in report.rejected[0].why
    assert "the model tripped" in report.rejected[1].why
    assert len(sources_stored(store)) == 10


def test_a_collection_with_a_refused_article_is_read_again_the_next_time(
    engine: RayEngine, store: Store, folder: Path
) -> None:
    write(folder / "feed.jsonl", jsonl_bytes([article(1), article(2, text=f"{PROSE} [fatal]"), article(3)]))
    assert (first := ingest_into(store, [folder], engine=engine)).added == 2 and len(first.rejected) == 1

    again = ingest_into(store, [folder])

    assert (again.added, again.unchanged) == (1, 2)


def test_an_interruption_leaves_what_was_stored_and_the_next_run_goes_on(
    engine: RayEngine, store: Store, folder: Path
) -> None:
    write(
        folder / "feed.jsonl", jsonl_bytes([article(number, text=f"{PROSE}\n\n{SECOND} " * 20) for number in range(40)])
    )
    store.settings = store.settings.model_copy(update={"batch_passages": 16})

    def interrupt(progress: IngestProgress) -> None:
        if progress.documents:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest_into(store, [folder], engine=engine, progress=interrupt)
    stored = len(sources_stored(store))
    assert 0 < stored < 40

    assert ingest_into(store, [folder], engine=engine).added == 40 - stored
    assert len(sources_stored(store)) == 40 and store.check().is_sound


def test_what_is_out_at_a_time_is_bounded(engine: RayEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is never further ahead of the last outcome taken than a few batches."""
    monkeypatch.setattr("ingest.distributed.engine._LEAST_BATCH", 2000)
    monkeypatch.setattr(engine, "_settings", RAY.model_copy(update={"read_ahead_characters": 0}))
    text = f"{PROSE} {SECOND}".encode()
    ahead = taken = most = 0

    def read() -> Iterator[Unread]:
        nonlocal ahead, most
        for number in range(200):
            ahead += 1
            most = max(most, ahead - taken)
            yield Unread(
                source=f"{number}.txt", content=RawSource(data=text, name="a.txt"), content_key=f"{number}",
                taken_at=datetime.now(UTC), done=number,
            )  # fmt: skip

    for outcome in engine.make(read(), bytes_in_all=2000):
        assert outcome.done == taken
        taken += 1
    assert taken == 200
    assert most <= 3 * 2 * 2000 / len(text) + 2


@pytest.mark.parametrize(
    ("worker", "said"),
    [
        (workers.StillbornWorker, "cannot do the work"),
        (workers.ForeignWorker, r"Newsdesk 0\.0\.7.*same release"),
        (workers.UnknowingWorker, "no such model"),
    ],
)
def test_workers_that_never_get_ready_end_the_run(
    cluster: str, monkeypatch: pytest.MonkeyPatch, worker: type, said: str
) -> None:
    monkeypatch.setattr("ingest.distributed.pool.DocumentWorker", worker)
    with RayEngine(ONE, EMBEDDER) as engine, pytest.raises(WorkersFailedError, match=said):
        engine.wait_until_ready()


def test_a_cluster_without_room_is_told_of(cluster: str) -> None:
    settings = IngestSettings(engine="ray", ray_workers=1, ray_worker_cpus=64, ray_start_timeout_s=1)
    with RayEngine(settings, EMBEDDER) as engine, pytest.raises(WorkersFailedError, match=r"4 CPUs in all.* needs 64"):
        engine.wait_until_ready()


def test_the_command_reaches_a_cluster_by_its_address_and_prints_the_report_alone(
    cluster: str, folder: Path, tmp_path: Path
) -> None:
    write(folder / "a.txt", PROSE)
    write(folder / "b.txt", SECOND)
    done = subprocess.run(
        [sys.executable, "-c", "from ui.cli import main; main()", "ingest", str(folder), "--json",
         "--engine", "ray", "--ray-address", cluster],
        capture_output=True, text=True, timeout=100, check=False, cwd=ROOT,
        env=os.environ | {"NEWSDESK_INGEST_RAY_WORKERS": "1", "NEWSDESK_HOME": str(tmp_path / "home"),
                          "NEWSDESK_STORE_EMBEDDER": EMBEDDER},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["added"] == 2
