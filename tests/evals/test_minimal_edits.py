from __future__ import annotations

from collections import Counter
from functools import lru_cache

import pytest

from assistant.scripted import ScriptedChatModel
from assistant.verdicts import ScriptedJudge
from evals.judges import ChatJudge, LanguageModelJudge
from evals.minimal_edits import EDIT_KINDS, MinimalEdit, make_minimal_edits
from evals.paraphrases import read_paraphrases
from evals.report_sentences import ReportSentence, read_report_sentences
from evals.runner import RunRequest
from evals.suites import MinimalEditsSuite


@lru_cache(maxsize=1)
def sentences() -> tuple[ReportSentence, ...]:
    return tuple(read_report_sentences())


@lru_cache(maxsize=1)
def edits() -> tuple[MinimalEdit, ...]:
    return tuple(make_minimal_edits(sentences(), seed=3))


def test_there_are_fifty_edits_of_each_kind() -> None:
    assert Counter(edit.kind for edit in edits()) == dict.fromkeys(EDIT_KINDS, 50)


def test_each_sentence_is_used_once_and_changed() -> None:
    assert len({edit.original.text for edit in edits()}) == 300
    assert all(edit.edited != edit.original.text for edit in edits())


def test_the_same_seed_gives_the_same_edits() -> None:
    assert make_minimal_edits(sentences(), each=5, seed=4) == make_minimal_edits(sentences(), each=5, seed=4)
    assert make_minimal_edits(sentences(), each=5, seed=4) != make_minimal_edits(sentences(), each=5, seed=5)


def test_a_sentence_stands_in_its_window_and_its_passage() -> None:
    for sentence in sentences():
        assert sentence.text in sentence.window
        assert sentence.window in sentence.passage


@pytest.mark.parametrize("kind", ["number", "date", "unit"])
def test_an_edit_changes_little(kind: str) -> None:
    for edit in edits():
        if edit.kind == kind:
            before, after = edit.original.text.split(), edit.edited.split()
            assert len(set(after) - set(before)) <= 2


def test_there_are_a_hundred_paraphrases_of_different_sentences_in_two_halves() -> None:
    paraphrases = read_paraphrases()
    assert len({paraphrase.original.text for paraphrase in paraphrases}) == 100
    assert sum(paraphrase.is_tuned_on for paraphrase in paraphrases) == 50
    assert all(paraphrase.text != paraphrase.original.text for paraphrase in paraphrases)


def test_a_judge_that_keeps_everything_withholds_no_edit() -> None:
    report = MinimalEditsSuite(each=2, judge=ScriptedJudge()).run(RunRequest())
    assert report.score("edits withheld").value == 0
    assert report.score("originals kept, longer span").value == 1
    assert report.score("rewordings kept").n == 100


def test_what_a_judge_says_nothing_of_is_neither_kept_nor_withheld() -> None:
    replies = ["Hm.", '{"verdict": "unsupported", "why": ""}', '{"verdict": "supported", "why": ""}']
    judge = ChatJudge(LanguageModelJudge(ScriptedChatModel(replies=replies), name="scripted:a"))
    report = MinimalEditsSuite(each=2).run(RunRequest(judge=judge))
    assert (report.score("edits withheld").n, report.score("edits withheld").value) == (11, 1 / 11)
    assert report.score("rewordings kept").value == 1
    assert report.counts["verdicts that could not be read"] == 1
    assert report.provenance["judge"] == "scripted:a"


def test_the_default_judge_withholds_edits_and_keeps_the_true_sentences() -> None:
    report = MinimalEditsSuite(each=8).run(RunRequest())
    assert report.counts["edits"] == 48
    for name in ("edits withheld", "edits withheld, longer span", "originals kept", "originals kept, longer span"):
        value = report.score(name).value
        assert value is not None
        assert value >= 0.9
