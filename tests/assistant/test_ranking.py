from __future__ import annotations

from assistant.abstention import RANKED_ANSWERABLE_FEATURES, answerable_features, rate_sentences
from assistant.evidence import gather_evidence
from assistant.questions import analyse_question
from assistant.ranker import ScriptedRanker
from assistant.ranking import RANKED_FEATURES, rank_rest, rank_sentences, with_lead
from assistant.weights import load_weights
from vectorstore.words import content_stems

from .library import QUESTION, whole_hit, write_document

SENTENCES = (
    "The prison near Tecoluca can hold many people.",
    "It takes in 40,000.",
    "People say how many the prison near Tecoluca has.",
)


def rated():  # type: ignore[no-untyped-def]
    analysed = analyse_question(QUESTION)
    rarity = dict.fromkeys(content_stems(QUESTION), 1.0)
    hit = whole_hit(write_document("prison", " ".join(SENTENCES), title="Prison"))
    return analysed, rate_sentences(gather_evidence(analysed, [hit], rarity), load_weights("sentence")), rarity


def test_the_ranker_puts_the_sentence_first_that_answers() -> None:
    analysed, first, _ = rated()
    told = ScriptedRanker({with_lead(s): 0.999 if "40,000" in s.text else 0.0001 for _, s in first})
    ranked = rank_sentences(analysed, first, told, load_weights("ranked"), most=3)
    assert first[0][1].text != SENTENCES[1]
    assert ranked[0][1].text == SENTENCES[1]


def test_sentences_that_are_not_read_stay_behind_those_that_are() -> None:
    analysed, first, _ = rated()
    ranked = rank_sentences(analysed, first, ScriptedRanker(), load_weights("ranked"), most=2)
    assert {s.text for _, s in ranked} == set(SENTENCES)
    assert ranked[2][1].text == first[2][1].text
    assert set(RANKED_FEATURES).isdisjoint(ranked[2][1].features)
    assert [value for value, _ in ranked] == sorted((value for value, _ in ranked), reverse=True)


def test_reading_the_rest_rates_all_as_if_all_had_been_read_at_once() -> None:
    analysed, first, _ = rated()
    by_words, by_both, ranker = load_weights("sentence"), load_weights("ranked"), ScriptedRanker()
    some = rank_sentences(analysed, first, ranker, by_both, most=1)
    assert rank_rest(analysed, some, ranker, by_words, by_both) == rank_sentences(
        analysed, first, ranker, by_both, most=3
    )


def test_the_lead_is_the_title_of_the_document() -> None:
    _, first, _ = rated()
    assert with_lead(first[0][1]) == f"Prison. {first[0][1].text}"


def test_the_evidence_is_measured_by_the_ranker_too() -> None:
    analysed, first, rarity = rated()
    ranked = rank_sentences(analysed, first, ScriptedRanker(), load_weights("ranked"), most=3)
    assert set(RANKED_ANSWERABLE_FEATURES) <= set(answerable_features(analysed, ranked, rarity, None))
    assert set(RANKED_ANSWERABLE_FEATURES) <= set(answerable_features(analysed, [], rarity, None))


def test_no_evidence_is_ranked_to_none() -> None:
    assert rank_sentences(analyse_question(QUESTION), [], ScriptedRanker(), load_weights("ranked"), most=3) == []
