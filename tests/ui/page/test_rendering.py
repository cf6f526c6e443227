from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given

from assistant.answers import Answer, AnswerEvent, Disagreement, Stance, WithheldSentence
from tests.ui.answers import abstained, answered, answers, citation, sentence, texts
from tests.ui.page.parsing import Page, parse
from ui.page.actions import say_with_citations
from ui.page.conversation import Turn
from ui.page.rendering import render_turn, render_turns

_TAGS = {
    "a", "article", "blockquote", "button", "details", "div", "h2", "h3", "li", "mark", "ol", "p", "section", "span",
    "strong", "summary", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "aria-describedby", "aria-hidden", "aria-label", "class", "data-ask", "data-copy", "data-document", "data-end",
    "data-note", "data-open", "data-opinion",
    "data-start", "data-turn", "aria-pressed", "data-version", "href", "id", "rel", "role", "target", "type",
}  # fmt: skip


def turn_of(answer: Answer, **changes: Any) -> Turn:
    return replace(Turn(question=answer.question).after(AnswerEvent(kind="answer", answer=answer)), **changes)


def rendered(answer: Answer) -> Page:
    return parse(render_turn(turn_of(answer), 1))


@given(answers())
def test_whatever_an_answer_holds_only_our_own_tags_and_attributes_come_out(answer: Answer) -> None:
    page = rendered(answer)
    assert {tag for tag, _ in page.tags} <= _TAGS
    for _, attributes in page.tags:
        assert set(attributes) <= _ATTRIBUTES
        assert (attributes.get("href") or "https://").startswith(("https://", "http://"))


@given(texts, texts)
def test_notes_and_follow_ups_stay_text(note: str, question: str) -> None:
    page = parse(render_turn(turn_of(answered(), ordinal=1, opinion="down", note=note, followups=(question,)), 1))
    assert {tag for tag, _ in page.tags} <= _TAGS
    for _, attributes in page.tags:
        assert set(attributes) <= _ATTRIBUTES


def test_a_kept_answer_can_be_judged_and_the_opinion_taken_back() -> None:
    assert "Not right" not in render_turn(turn_of(answered()), 1)
    fresh = parse(render_turn(turn_of(answered(), ordinal=4), 1))
    assert [a["data-opinion"] for _, a in fresh.tags if "data-opinion" in a] == ["up", "down"]
    judged = parse(render_turn(turn_of(answered(), ordinal=4, opinion="down", note="It is 14,500."), 1))
    assert [(a["data-opinion"], a["data-turn"]) for _, a in judged.tags if "data-opinion" in a] == [
        ("up", "4"), ("", "4"), ("down", "4"),
    ]  # fmt: skip
    assert "Your note: It is 14,500." in judged.text


def test_only_the_last_turn_offers_what_to_ask_next() -> None:
    turn = turn_of(answered(), followups=("And then?",))
    first, last = render_turns([turn, turn])
    assert "Ask next" not in first
    assert "Ask next" in last
    assert "Ask instead" in render_turn(turn_of(abstained(), followups=("And then?",)), 1)


def test_an_answer_of_a_model_says_which_one_wrote_it() -> None:
    assert "Written by ollama:qwen3." in rendered(answered(model="ollama:qwen3")).text
    assert "by quotes" not in rendered(answered()).text


@given(answers())
def test_ids_are_unique_and_every_description_exists(answer: Answer) -> None:
    page = parse("".join(render_turns([turn_of(answer), turn_of(answer)])))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    described = [attributes["aria-describedby"] for _, attributes in page.tags if "aria-describedby" in attributes]
    assert len(ids) == len(set(ids))
    assert set(described) <= set(ids)


@given(texts)
def test_a_failure_and_its_question_stay_text(text: str) -> None:
    page = parse(render_turn(Turn(question=text).failed(text), 1))
    assert {tag for tag, _ in page.tags} <= _TAGS


def test_a_sentence_has_its_direct_words_in_bold_a_chip_and_who_said_it() -> None:
    page = rendered(answered())
    assert page.text_in("strong", "direct") == "40,000"
    assert page.text_in("button", "chip") == "1"
    assert page.text_in("span", "attribution") == "Newsdesk briefing, 20 January 2026"


def test_a_chip_carries_the_span_and_shows_the_quote_in_its_context() -> None:
    page = rendered(answered())
    chip = next(attributes for tag, attributes in page.tags if "chip" in (attributes.get("class") or "").split())
    assert (chip["data-document"], chip["data-version"]) == ("0123456789abcdef", "abcdef012345")
    assert (chip["data-start"], chip["data-end"]) == ("10", "35")
    assert chip["aria-label"] == "Source 1: Inside the prison"
    assert "… It opened in 2023. It can hold 40,000 people. It stands near Tecoluca. …" in page.text_in("span", "tip")


def test_a_source_card_has_title_publisher_date_heading_link_and_origin() -> None:
    text = rendered(answered()).text_in("li", "card")
    assert "Inside the prison" in text
    assert "Newsdesk briefing · 20 January 2026 · Size · Original" in text
    assert "As reported by The Central Gazette" in text


def test_a_marker_without_a_citation_gets_no_chip() -> None:
    page = rendered(answered(sentences=(sentence(citations=(1, 9)),)))
    assert page.text_in("button", "chip") == "1"


def test_direct_words_that_the_sentence_does_not_hold_change_nothing() -> None:
    page = rendered(answered(sentences=(sentence(direct="50,000"),)))
    assert page.text_in("p", "sentence").startswith("It can hold 40,000 people.")


def test_a_question_that_was_completed_shows_how_it_was_read() -> None:
    page = rendered(answered("And how many?", standalone_question="How many people can CECOT hold?"))
    assert "Read as: How many people can CECOT hold?" in page.text
    assert "Read as" not in rendered(answered()).text


def test_a_sentence_that_does_not_stand_says_so() -> None:
    page = rendered(answered(sentences=(sentence(verdict="unsupported"),)))
    assert page.text_in("span", "verdict") == "not supported by the source"


def test_withheld_sentences_unfold_with_the_reason() -> None:
    withheld = WithheldSentence(
        text="It holds 50,000.", verdict="contradicted", support=0.0, why="the source says 40,000"
    )
    page = rendered(answered(withheld=(withheld,)))
    assert page.text_in("summary") == "1 sentence withheld"
    assert "contradicted by the source: the source says 40,000" in page.text_in("details")


def test_an_abstention_offers_the_nearest_passages_to_open() -> None:
    page = rendered(abstained())
    assert "The library does not answer this." in page.text
    assert page.text_in("blockquote") == "The moon."
    assert sum("data-open" in attributes for _, attributes in page.tags) == 1
    assert "Copy with citations" not in page.text


def test_sources_that_disagree_stand_side_by_side_with_their_chips() -> None:
    stances = (
        Stance(value="261", citation=1, publisher="A", published=None),
        Stance(value="238", citation=7, publisher="B", published=None),
    )
    page = rendered(answered(disagreements=(Disagreement(topic="the number", stances=stances),)))
    assert page.text_in("h3") == "Sources disagree on the number"
    assert "238" in page.text_in("ul", "stances")


def test_each_state_of_a_turn_says_what_can_be_done() -> None:
    turn = Turn(question="Why?")
    assert "Looking …" in render_turn(turn, 1)
    assert "Reading 8 passages …" in render_turn(turn.after(AnswerEvent(kind="retrieved", passages=8)), 1)
    for ended in (turn.stopped(), turn.failed("No model.")):
        page = parse(render_turn(ended, 1))
        assert ("button", {"type": "button", "class": "quiet", "data-ask": "Why?"}) in page.tags


def test_copying_takes_the_answer_and_its_numbered_sources() -> None:
    assert say_with_citations(answered(citations=(citation(), citation(2, url=None)))) == (
        "It can hold 40,000 people. [1]\n\n"
        "[1] Inside the prison. Newsdesk briefing · 20 January 2026. https://example.org/cecot\n"
        "    “It can hold 40,000 people.”\n"
        "[2] Inside the prison. Newsdesk briefing · 20 January 2026.\n"
        "    “It can hold 40,000 people.”"
    )
