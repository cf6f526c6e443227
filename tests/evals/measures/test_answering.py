from __future__ import annotations

from dataclasses import replace

from assistant import Answer, Disagreement, Sentence
from assistant.answers import Stance, Timings
from evals.cases import Case
from evals.measures.answering import AnswerMeasure, short_answer
from evals.measures.disagreeing import DisagreementMeasure
from evals.measures.measuring import Setting
from evals.measures.timing import LatencyMeasure
from evals.report import Record
from evals.runner import judge_outcome
from tests.evals.asking import answer_with, case_with

SETTING = Setting(finder=None, judge=None)  # type: ignore[arg-type]


def make(case: Case, answer: Answer) -> Record:
    return Record(case=case, answer=answer, outcome=judge_outcome(case, answer))


def with_direct(text: str, direct: str) -> Answer:
    sentence = Sentence(text=text, verdict="supported", support=1.0, citations=(), direct=direct)
    return replace(answer_with(text), sentences=(sentence,))


def test_the_direct_words_are_held_against_the_accepted_ones() -> None:
    record = make(case_with("252 men"), with_direct("There were 252 men aboard.", "252 men"))
    assert short_answer(record) == "252 men"
    found = AnswerMeasure().measure(record, SETTING).values
    assert (found["exact match"], found["token F1"], found["answered right"]) == (1, 1, 1)


def test_a_refusal_is_neither_exact_nor_inexact() -> None:
    measured = AnswerMeasure().measure(make(case_with("252"), answer_with()), SETTING)
    assert measured.values == {"wrong refusals": 1, "answered right": 0, "right when answered": None}
    assert "refused" in measured.notes[0]


def test_without_accepted_strings_only_the_reference_is_compared() -> None:
    case = replace(case_with(), reference="There were 252 men.")
    found = AnswerMeasure().measure(make(case, answer_with("There were 252 women.")), SETTING).values
    assert found == {"wrong refusals": 0, "reference F1": 3 / 4}


def test_an_unanswerable_case_is_left_to_abstention() -> None:
    assert AnswerMeasure().measure(make(case_with(answerable=False), answer_with("x")), SETTING).values == {}


def side(value: str) -> Stance:
    return Stance(value=value, citation=1, publisher=None, published=None)


DISAGREE = Case(id="d", question="?", answerable=True, accepted_all=(("495",), ("458",)), tags=("disagree",))
AGREE = Case(id="a", question="?", answerable=True, accepted=("495",), tags=("agree",))


def test_both_sides_are_shown_and_set_side_by_side() -> None:
    disagreement = Disagreement(topic="homicides", stances=(side("495"), side("458")))
    answer = replace(answer_with("One counts 495."), disagreements=(disagreement,))
    found = DisagreementMeasure().measure(make(DISAGREE, answer), SETTING)
    assert found.values == {"both sides shown": 1, "set side by side": 1, "one side alone": 0}
    assert found.notes == ()


def test_one_side_alone_is_seen_and_the_other_is_named() -> None:
    found = DisagreementMeasure().measure(make(DISAGREE, answer_with("One counts 495.")), SETTING)
    assert found.values == {"both sides shown": 0, "set side by side": 0, "one side alone": 1}
    assert found.notes == ("Not shown: 458.",)


def test_a_disagreement_where_sources_agree_is_a_false_alarm() -> None:
    disagreement = Disagreement(topic="homicides", stances=(side("495"), side("four")))
    alarm = replace(answer_with("495."), disagreements=(disagreement,))
    assert DisagreementMeasure().measure(make(AGREE, alarm), SETTING).values == {"false alarms": 1}
    assert DisagreementMeasure().measure(make(AGREE, answer_with("495.")), SETTING).values == {"false alarms": 0}


def test_times_are_scored_by_percentiles_in_milliseconds() -> None:
    records = []
    for total in range(1, 102):
        answer = replace(answer_with("x"), timings_ms=Timings(retrieve=1.0, answer=total - 1.0, total=float(total)))
        made = make(case_with("x"), answer)
        records.append(LatencyMeasure().measure(made, SETTING).put_on(made))
    scores = {score.name: score for score in LatencyMeasure().score(records, 0)}
    assert (scores["total p50"].value, scores["total p95"].value, scores["total p99"].value) == (51, 96, 100)
    assert scores["total p50"].better == "lower"
    assert scores["total p50"].unit == "ms"
    assert "verify p50" not in scores
