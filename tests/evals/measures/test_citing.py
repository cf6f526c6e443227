"""ALCE's recall and precision, by hand and by a plain reading of the paper's own program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, Assistant, Citation, Sentence
from assistant.scripted import ScriptedChatModel
from assistant.verdicts.scripted import ScriptedJudge
from evals.judges import ChatJudge, LanguageModelJudge, WordJudge
from evals.measures.citing import score_citations, supports_by
from evals.runner import RunRequest, run_suite
from evals.systems import AssistantSystem, System
from tests.evals.asking import answer_with
from tests.evals.village import request_for
from vectorstore import SearchFilter, Store


def supports_if(*enough: frozenset[int]) -> Callable[[Sequence[int]], bool]:
    """Any of these sets of citations, and whatever holds one, supports the sentence."""
    return lambda markers: any(group <= frozenset(markers) for group in enough)


def alce(cited: Sequence[int], known: frozenset[int], supports: Callable[[Sequence[int]], bool]) -> tuple[int, int]:
    """(supported, precise citations) as the paper's program counts them for one sentence."""
    if not cited or any(marker not in known for marker in cited):
        return 0, 0
    joint = int(supports(cited))
    if not joint or len(cited) == 1:
        return joint, joint
    precise = 0
    for marker in cited:
        if supports([marker]):
            precise += 1
        else:
            subset = [other for other in cited if other != marker]
            precise += int(not supports(subset))
    return joint, precise


@pytest.mark.parametrize(
    ("cited", "enough", "is_supported", "precise"),
    [
        ((1,), ({1},), True, (True,)),
        ((1,), (), False, (False,)),
        ((), ({1},), False, ()),
        ((1, 2), ({1},), True, (True, False)),  # the second is idle
        ((1, 2), ({1, 2},), True, (True, True)),  # each is needed
        ((1, 2), ({1}, {2}), True, (True, True)),  # each is enough
        ((1, 2, 3), ({1, 2},), True, (True, True, False)),
        ((1, 9), ({1},), False, (False, False)),  # there is no 9
        ((0,), ({0},), False, (False,)),
        ((1, 1), ({1},), True, (True,)),  # said twice, counted once
    ],
)
def test_sentences_by_hand(
    cited: tuple[int, ...], enough: tuple[set[int], ...], is_supported: bool, precise: tuple[bool, ...]
) -> None:
    found = score_citations(cited, frozenset({1, 2, 3}), supports_if(*map(frozenset, enough)))
    assert (found.is_supported, found.precise) == (is_supported, precise)


@given(
    st.lists(st.integers(1, 5), unique=True, max_size=4),
    st.frozensets(st.integers(1, 5)),
    st.lists(st.frozensets(st.integers(1, 5), min_size=1), max_size=3),
)
def test_any_sentence_is_scored_as_the_papers_program_scores_it(
    cited: list[int], known: frozenset[int], enough: list[frozenset[int]]
) -> None:
    supports = supports_if(*enough)
    found = score_citations(cited, known, supports)
    assert (int(found.is_supported), sum(found.precise)) == alce(cited, known, supports)
    assert len(found.precise) == len(cited)


def answer_citing(text: str, *quotes: str) -> Answer:
    citations = tuple(
        Citation(marker=n, document_id="d", version="v", start=0, end=len(q), quote=q, title="t")
        for n, q in enumerate(quotes, start=1)
    )
    sentence = Sentence(text=text, verdict="supported", support=1.0, citations=tuple(range(1, len(quotes) + 1)))
    return replace(answer_with(text), sentences=(sentence,), citations=citations)


def test_the_judge_reads_the_quotes_that_are_cited_each_set_once() -> None:
    judge = ScriptedJudge()
    answer = answer_citing("Both.", "One half.", "The other half.")
    supports = supports_by(judge, "Both.", answer)
    assert supports([1, 2]) and supports([2, 1])
    ((sentence, spans),) = judge.asked
    assert (sentence, [span.text for span in spans]) == ("Both.", ["One half.", "The other half."])


def test_words_that_are_not_in_the_quote_are_not_supported() -> None:
    answer = answer_citing("CECOT can hold 80,000 people.", "CECOT can hold 40,000 people.")
    assert not supports_by(WordJudge(), answer.sentences[0].text, answer)([1])
    assert supports_by(WordJudge(), "CECOT can hold 40,000 people", answer)([1])


YES, NO = '{"verdict": "supported", "why": ""}', '{"verdict": "unsupported", "why": "it lacks the figure"}'


def judge_saying(*replies: str, name: str = "scripted:a", runs: Path | None = None) -> ChatJudge:
    return ChatJudge(LanguageModelJudge(ScriptedChatModel(replies=replies), name=name), runs=runs)


def test_what_a_chat_model_left_without_a_verdict_is_neither_supported_nor_unsupported(tmp_path: Path) -> None:
    report = run_suite("citations", request_for(tmp_path, judge=judge_saying(YES, "Hm.", NO, "Hm.", YES)))
    recall, precision = report.score("citation recall"), report.score("citation precision")
    assert (recall.n, precision.n) == (8, 8)
    assert recall.value == precision.value == 7 / 8
    silent = [record for record in report.records if record.values["citation recall"] is None]
    assert [record.values["citation precision"] for record in silent] == [None, None]
    assert all("Not scored: the judge gave no verdict on 1 of 1 sentences." in record.notes for record in silent)
    assert all(record.values["cites the gold"] == 1 for record in silent)
    assert report.counts["verdicts that could not be read"] == 2


def test_a_report_names_its_judge_and_runs_with_different_judges_are_not_mixed(tmp_path: Path) -> None:
    asked: list[str] = []

    class Counting(AssistantSystem):
        def ask(self, question: str, *, history: Sequence[Mapping[str, str]], filter: SearchFilter | None) -> Answer:
            asked.append(question)
            return super().ask(question, history=history, filter=filter)

    def open_counting(store: Store, request: RunRequest) -> System:
        return Counting(Assistant(store, request.settings))

    runs = tmp_path / "runs"
    kept = request_for(tmp_path, runs=runs, open_system=open_counting, judge=judge_saying(YES, runs=runs))
    yes = run_suite("citations", kept)
    no = run_suite("citations", replace(kept, judge=judge_saying(NO, name="scripted:b", runs=runs)))
    assert (yes.score("citation recall").value, no.score("citation recall").value) == (1, 0)
    assert (yes.provenance["judge"], no.provenance["judge"]) == ("scripted:a", "scripted:b")
    assert len(asked) == 10  # the answers are the same for both, so that each question is asked once
    again = run_suite("citations", replace(kept, judge=judge_saying(NO, runs=runs)))
    assert again.scores == yes.scores
    assert run_suite("citations", replace(kept, judge=None)).provenance["judge"] == "newsdesk"
    assert "judge" not in run_suite("answers", kept).provenance
