"""`realtimeqa`: quiz questions on the news, asked of some 10,000 articles (Kasai et al. 2023, RealTime QA).

The articles are kept in a library under the cache folder: a run that was stopped goes on, a second one reads nothing
anew. The data set itself is read by `realtimeqa_files.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..metrics import hit_at, reciprocal_rank
from ..progress import follow_ingest
from ..report import Record, Report
from ..runner import RunRequest, ask_cases, default_cache, describe_run
from ..scores import Score, score_mean
from .realtimeqa_files import Question, find_missing, read_questions, shards_of, write_limited
from .scoring import score_answers, score_confidence, score_quotes

if TYPE_CHECKING:
    from assistant import Assistant
    from vectorstore import Store

__all__ = ["RealTimeQASuite", "rank_articles"]

_PASSAGES_RANKED = 50
_ARTICLES_KEPT = 10


@dataclass(frozen=True, kw_only=True)
class RealTimeQASuite:
    """Ranks the articles for each answerable question, and asks all of the questions."""

    name: str = "realtimeqa"
    summary: str = "Finding the article that holds the answer, answers and refusals on 10,277 news articles"
    needs: str = "--data DIR, a folder that holds realtimeqa/questions.jsonl and realtimeqa/articles_*.jsonl.gz"
    uses_judge: bool = False
    takes_cases: bool = False

    def run(self, request: RunRequest) -> Report:
        from assistant import Assistant
        from ingest import ingest_into
        from vectorstore import Store, StoreSettings

        missing = find_missing(request.data)
        if missing is not None or request.data is None:
            return Report(suite=self.name, state="not run", why=missing)
        folder = request.data / "realtimeqa"
        home, sources = _prepare(folder, request)
        with Store.open(home, settings=StoreSettings.of_folder(), embedder=request.embedder) as store:
            ingested = ingest_into(store, sources, progress=follow_ingest("Reading the articles", request.progress))
            documents = store.documents()
            questions = read_questions(folder)
            asked = questions
            if request.limit_articles is not None:
                asked = _keep_askable(questions, {document.url for document in documents})
            records = _ask(Assistant(store), asked, request)
            provenance = describe_run(store, request)
        return Report(
            suite=self.name,
            state="scored",
            scores=_score(asked, records, request.seed),
            records=records,
            counts={
                "cases": len(records),
                "questions left out": len(questions) - len(asked),
                "documents": len(documents),
                "rejected articles": len(ingested.rejected),
                "passages": sum(document.passages for document in documents),
            },
            provenance=provenance,
        )


def rank_articles(store: Store, question: str) -> tuple[str, ...]:
    """The addresses of the articles that hold the best passages, best first, each once; copies behind their first."""
    ranked: dict[str, None] = {}
    for hit in store.search(question, _PASSAGES_RANKED):
        copies = [store.document(document_id) for document_id in hit.copies]
        for document in (hit.document, *copies):
            ranked.setdefault(document.url or document.source)
    return tuple(ranked)


def _prepare(folder: Path, request: RunRequest) -> tuple[Path, list[Path]]:
    """Where the library is kept, and the files to ingest."""
    cache = request.cache or default_cache()
    name = "realtimeqa" if request.limit_articles is None else f"realtimeqa-{request.limit_articles}"
    home = cache / name
    home.mkdir(parents=True, exist_ok=True)
    if request.limit_articles is None:
        return home, shards_of(folder)
    return home, [write_limited(folder, request.limit_articles, cache / f"{name}.jsonl")]


def _keep_askable(questions: Sequence[Question], addresses: set[str | None]) -> list[Question]:
    """Of a limited run: the questions that some article here answers, and those that none answers anywhere."""
    kept = [
        replace(question, relevant=frozenset(address for address in question.relevant if address in addresses))
        for question in questions
    ]
    return [question for question in kept if question.relevant or not question.case.answerable]


def _ask(assistant: Assistant, questions: Sequence[Question], request: RunRequest) -> tuple[Record, ...]:
    records = ask_cases(assistant, [question.case for question in questions], request.progress)
    return tuple(
        replace(record, ranked=rank_articles(assistant.store, record.case.question)[:_ARTICLES_KEPT])
        if record.case.answerable
        else record
        for record in records
    )


def _score(questions: Sequence[Question], records: Sequence[Record], seed: int) -> tuple[Score, ...]:
    pairs = [(r.ranked, q.relevant) for q, r in zip(questions, records, strict=True) if q.case.answerable]
    hits = [score_mean(f"hit@{k}", [hit_at(*pair, k) for pair in pairs], seed=seed) for k in (1, 5, 10)]
    ranks = score_mean("MRR@10", [reciprocal_rank(*pair) for pair in pairs], seed=seed)
    return (*hits, ranks, *score_answers(records, seed), *score_confidence(records, seed), score_quotes(records, seed))
