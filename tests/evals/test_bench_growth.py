from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from evals.bench_asking import AskingTimes
from evals.bench_documents import PassageSupply, open_supply, questions_of, read_realtimeqa, read_reuters
from evals.bench_growth import GrowthReport, GrowthRequest, SizeTimes, ratios_of, read_sizes, run_growth
from evals.bench_library import copy_library
from evals.errors import BenchLibraryError, BenchTooLargeError, DataMissingError
from evals.progress import EvalProgress
from ingest import split_document
from vectorstore import Document, HashingEmbedder, Store, StoreLockedError, document_id_of, version_of

_STORIES = """<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" OLDID="5544" NEWID="1">
<DATE>26-FEB-1987 15:01:01.79</DATE>
<UNKNOWN>&#5;&#5;C</UNKNOWN>
<TEXT>&#2;
<TITLE>COCOA &lt;CCA> REVIEW</TITLE>
<DATELINE>    SALVADOR, Feb 26 - </DATELINE><BODY>Showers continued throughout
the week in the Bahia cocoa zone.
&\\tThe dry period means the crop will be late.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
<REUTERS TOPICS="NO" OLDID="5545" NEWID="2">
<TEXT><TITLE>NO BODY HERE</TITLE></TEXT>
</REUTERS>
"""


def _document(number: int, sentences: int = 40) -> Document:
    text = " ".join(f"Sentence {place} of story {number} tells of harvests and of ships." for place in range(sentences))
    source = f"story:{number}"
    return Document(
        document_id=document_id_of(source), version=version_of(text), source=source, text=text, title=f"Story {number}"
    )


def _size(passages: int, *, rate: float, bare: float, p95: float) -> SizeTimes:
    return SizeTimes(
        passages=passages,
        documents=1,
        window_passages=10,
        ingest_passages_per_s=rate,
        bare_passages_per_s=bare,
        ingest_share_of_bare=rate / bare,
        ingest_memory_mb=None,
        questions=4,
        answered=2,
        retrieve_p50_ms=p95 / 2,
        retrieve_p95_ms=p95,
        ask_p50_ms=p95,
        ask_p95_ms=3 * p95,
        asking_memory_mb=None,
        disk_mb=1.0,
        library="grown from nothing",
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of two articles, one question and one story."""
    folder = tmp_path / "data"
    (folder / "realtimeqa").mkdir(parents=True)
    (folder / "reuters21578").mkdir()
    lines = [
        {
            "url": "https://news.example/a",
            "title": "Bridges",
            "text": "The bridge opened on Monday.\n\nIt took a year.",
        },
        {"url": "https://news.example/a", "title": "Bridges again", "text": "The same address."},
        {"url": "https://news.example/b", "title": "Ships", "text": "Three ships left the harbour."},
    ]
    with gzip.open(folder / "realtimeqa" / "articles_202206.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(line) + "\n" for line in lines)
    question = {
        "question_id": "q1",
        "question_sentence": " When did the bridge open? ",
        "answerable": False,
        "answer_text": [],
    }
    (folder / "realtimeqa" / "questions.jsonl").write_text(json.dumps(question) + "\n", encoding="utf-8")
    (folder / "reuters21578" / "reut2-000.sgm.gz").write_bytes(gzip.compress(_STORIES.encode("latin-1")))
    return folder


def test_sizes_are_read_ascending_and_each_once() -> None:
    assert read_sizes("10_000, 1000,1000 200") == (200, 1000, 10_000)


@pytest.mark.parametrize("words", ["", "many", "5,1000", "1000,-2"])
def test_sizes_that_are_no_numbers_of_passages_are_refused(words: str) -> None:
    with pytest.raises(ValueError):
        read_sizes(words)


def test_ratios_set_the_largest_size_against_the_smallest() -> None:
    sizes = [
        _size(1000, rate=50, bare=100, p95=20),
        _size(10_000, rate=10, bare=100, p95=90),
        _size(100_000, rate=40, bare=50, p95=30),
    ]
    ratios = ratios_of(sizes)
    assert (ratios["from_passages"], ratios["to_passages"]) == (1000, 100_000)
    assert ratios["retrieve_p95_at_largest_over_smallest"] == pytest.approx(1.5)
    assert ratios["ingest_rate_at_largest_over_smallest"] == pytest.approx(0.8)
    assert ratios["ingest_share_of_bare_at_largest_over_smallest"] == pytest.approx(1.6)


def test_one_size_has_no_ratios() -> None:
    assert ratios_of([_size(1000, rate=50, bare=100, p95=20)]) == {}


def test_a_supply_gives_just_as_many_passages_as_are_asked_for_and_no_document_twice() -> None:
    documents = [_document(number) for number in range(6)]
    total = sum(len(split_document(document)) for document in documents)
    supply = PassageSupply(documents, "six stories")
    first, second = supply.take(3), supply.take(4)
    assert (len(first.texts), len(second.texts)) == (3, 4)
    ids = [document.document_id for corpus in (first, second) for document, _ in corpus.documents]
    assert len(ids) == len(set(ids))
    with pytest.raises(BenchTooLargeError, match="six stories"):
        supply.take(total)


def test_stories_of_both_sets_come_by_turns(data: Path) -> None:
    corpus = open_supply(data).take(3)
    assert [document.title for document, _ in corpus.documents] == ["Bridges", "Cocoa <cca> review", "Ships"]


def test_documents_that_a_library_holds_are_not_given_again(data: Path) -> None:
    held = document_id_of("https://news.example/a")
    corpus = open_supply(data, lacking=lambda document_id: document_id != held).take(2)
    assert [document.title for document, _ in corpus.documents] == ["Cocoa <cca> review", "Ships"]


def test_a_data_folder_without_stories_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match="realtimeqa"):
        open_supply(tmp_path)


def test_an_address_of_realtimeqa_is_read_once(data: Path) -> None:
    articles = list(read_realtimeqa(data / "realtimeqa"))
    assert [article.title for article in articles] == ["Bridges", "Ships"]
    assert articles[0].publisher == "news.example"
    assert articles[0].text == "The bridge opened on Monday.\n\nIt took a year."


def test_a_story_of_reuters_loses_its_marks_and_keeps_its_paragraphs(data: Path) -> None:
    (story,) = read_reuters(data / "reuters21578")
    assert story.source == "reuters:1"
    assert story.text == (
        "Showers continued throughout the week in the Bahia cocoa zone.\n\nThe dry period means the crop will be late."
    )


def test_questions_are_those_of_the_data_folder_or_else_the_built_in_ones(data: Path) -> None:
    assert questions_of(data, 5) == ["When did the bridge open?"]
    built_in = questions_of(None, 7)
    assert len(set(built_in)) == 7


def test_a_copied_library_answers_and_the_original_stays_as_it_was(tmp_path: Path) -> None:
    home = _filled(tmp_path / "home")
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.name == "journal.log"}
    copied = copy_library(home, tmp_path / "copied")
    with Store.open(copied) as store:
        assert store.search("What of the ships in story 1?", 3)
        with store.writer() as writer:
            writer.put([(_document(7), split_document(_document(7)))])
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.name == "journal.log"} == before


def test_a_folder_without_a_library_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(BenchLibraryError, match="there is none"):
        copy_library(tmp_path, tmp_path / "copied")


def test_a_library_that_is_written_to_is_not_copied(tmp_path: Path) -> None:
    home = _filled(tmp_path / "home")
    with Store.open(home) as store, store.writer(), pytest.raises(StoreLockedError):
        copy_library(home, tmp_path / "copied")


def test_a_library_whose_vectors_are_on_a_server_is_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = _filled(tmp_path / "home")
    monkeypatch.setenv("NEWSDESK_CHROMA_URL", "http://127.0.0.1:9")
    with pytest.raises(BenchLibraryError, match="server"):
        copy_library(home, tmp_path / "copied")


class _Asked:
    """Stands for the process that asks: gives the same times whatever it is asked, and notes which libraries it was."""

    def __init__(self, interrupt_at: int = 99) -> None:
        self.homes: list[Path] = []
        self._interrupt_at = interrupt_at

    def __call__(self, home: Path, questions: list[str]) -> AskingTimes:
        self.homes.append(home)
        if len(self.homes) == self._interrupt_at:
            raise KeyboardInterrupt
        return AskingTimes(retrieve_ms=[1.0, 3.0], ask_ms=[5.0, 7.0], answered=1, peak_memory_mb=100.0)


def _run(monkeypatch: pytest.MonkeyPatch, request: GrowthRequest, asked: _Asked) -> GrowthReport:
    monkeypatch.setattr("evals.bench_growth.measure_asking", asked)
    return run_growth(request)


def test_one_library_grows_from_size_to_size(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[EvalProgress] = []
    request = GrowthRequest(sizes=(12, 30), questions=2, embedder=HashingEmbedder(), progress=told.append)
    asked = _Asked()
    report = _run(monkeypatch, request, asked)
    assert [(size.passages, size.window_passages) for size in report.sizes] == [(12, 12), (30, 12)]
    assert len(set(asked.homes)) == 1
    assert [at for at, _ in report.curve] == [12, 18, 30]
    assert report.is_complete
    assert report.sizes[0].retrieve_p50_ms == 2.0
    written = json.loads(json.dumps(report.to_json(), allow_nan=False))
    assert written["ratios"]["retrieve_p95_at_largest_over_smallest"] == 1.0
    last = {progress.step: progress for progress in told}
    assert {"Growing to 12", "Growing to 30"} <= set(last)
    assert all(progress.done == progress.total for progress in last.values())


def test_a_run_that_is_interrupted_keeps_the_sizes_that_were_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    request = GrowthRequest(sizes=(12, 30), questions=2, embedder=HashingEmbedder())
    report = _run(monkeypatch, request, _Asked(interrupt_at=2))
    assert [size.passages for size in report.sizes] == [12]
    assert not report.is_complete


def test_a_run_that_is_interrupted_before_the_first_size_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    request = GrowthRequest(sizes=(12,), questions=2, embedder=HashingEmbedder())
    with pytest.raises(KeyboardInterrupt):
        _run(monkeypatch, request, _Asked(interrupt_at=1))


def test_a_filled_library_is_the_last_size_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = _filled(tmp_path / "home")
    with Store.open(home) as store:
        held = sum(document.passages for document in store.documents())
    request = GrowthRequest(sizes=(10,), library=home, questions=2, embedder=HashingEmbedder())
    report = _run(monkeypatch, request, _Asked())
    assert [size.passages for size in report.sizes] == [10, held + 10]
    assert report.sizes[-1].library == f"a copy of {home}"
    with Store.open(home) as store:
        assert sum(document.passages for document in store.documents()) == held


def test_health_is_measured_on_the_last_size_which_mends_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    request = GrowthRequest(sizes=(12,), questions=2, with_health=True, embedder=HashingEmbedder())
    health = _run(monkeypatch, request, _Asked()).health
    assert health is not None
    assert (health.passages, health.is_sound) == (12, True)
    assert health.mended
    assert health.rebuild_share_of_bare is not None


def _filled(home: Path) -> Path:
    with Store.open(home, embedder=HashingEmbedder()) as store, store.writer() as writer:
        writer.put([(document, split_document(document)) for document in map(_document, range(3))])
    return home
