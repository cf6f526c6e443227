from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench import BenchReport, BenchRequest, run_bench
from evals.bench_corpus import change_figures, make_corpus, write_corpus
from evals.progress import EvalProgress
from vectorstore import HashingEmbedder


@pytest.fixture(scope="module")
def measured() -> tuple[BenchReport, list[EvalProgress]]:
    told: list[EvalProgress] = []
    request = BenchRequest(passages=25, questions=4, embedder=HashingEmbedder(), progress=told.append)
    return run_bench(request), told


def test_the_benchmark_measures_everything(measured: tuple[BenchReport, list[EvalProgress]]) -> None:
    report, _ = measured
    assert (report.passages, report.questions, report.embedder) == (25, 4, "hashing:64")
    assert 0 < report.ask_p50_ms <= report.ask_p95_ms
    assert report.store_share_of_bare == pytest.approx(report.store_passages_per_s / report.bare_passages_per_s)
    assert report.store_share_of_bare_by_cpu > 0
    assert report.files_passages_per_s > 0
    assert report.unchanged_share > 0
    assert report.cores >= 1


def test_the_benchmark_as_json_keeps_every_figure(measured: tuple[BenchReport, list[EvalProgress]]) -> None:
    written = json.loads(json.dumps(measured[0].to_json(), allow_nan=False))
    assert written["passages"] == 25
    assert {"store_share_of_bare", "ask_p50_ms", "ask_p95_ms", "unchanged_share", "peak_memory_mb"} <= set(written)


def test_the_progress_of_each_step_reaches_its_end(measured: tuple[BenchReport, list[EvalProgress]]) -> None:
    last = {progress.step: progress for progress in measured[1]}
    assert {"The bare model", "Storing", "Asking", "Reading files"} <= set(last)
    assert all(progress.done == progress.total for progress in last.values())


def test_the_corpus_has_the_wanted_passages_each_a_span_of_its_document() -> None:
    corpus = make_corpus(700)
    assert len(corpus.texts) == 700
    spans = [(document, passage) for document, passages in corpus.documents for passage in passages]
    assert [document.text[passage.start : passage.end] for document, passage in spans] == list(corpus.texts)
    assert len({document.document_id for document, _ in corpus.documents}) == len(corpus.documents)
    assert len(set(corpus.texts)) > 650


def test_changed_figures_keep_the_length() -> None:
    assert change_figures("On 19 March 2025, 238 men", 3) == "On 42 March 5358, 561 men"
    assert change_figures("On 19 March", 10) == "On 19 March"


def test_the_files_hold_the_documents(tmp_path: Path) -> None:
    corpus = make_corpus(25)
    folder = write_corpus(corpus, tmp_path / "files")
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())]
    assert len(texts) == len(corpus.documents)
    assert all(document.text.startswith(text) for (document, _), text in zip(corpus.documents, texts, strict=True))
