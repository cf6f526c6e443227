from __future__ import annotations

import io
import re

from hypothesis import given
from rich.console import Console

from assistant.answers import Answer, AnswerEvent, Disagreement, Stance, WithheldSentence
from tests.ui.answers import abstained, answered, answers, citation, sentence
from ui.terminal import AnswerPrinter, Paper, print_answer, print_rows

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(answer: Answer) -> str:
    paper, output = _paper(is_terminal=False)
    print_answer(paper, answer)
    return output.getvalue()


def pretty(answer: Answer) -> str:
    paper, output = _paper(is_terminal=True)
    print_answer(paper, answer)
    return output.getvalue()


def _paper(*, is_terminal: bool) -> tuple[Paper, io.StringIO]:
    output = io.StringIO()
    console = Console(
        file=output, force_terminal=is_terminal, color_system="truecolor" if is_terminal else None, width=72,
        markup=False, highlight=False, emoji=False,
    )  # fmt: skip
    return Paper(console), output


def test_plain_text_has_the_answer_its_sources_and_no_escape_sequence() -> None:
    text = plain(answered())
    assert "It can hold 40,000 people. [1]  (Newsdesk briefing, 20 January 2026)" in text
    assert "[1] Inside the prison · Size\n    Newsdesk briefing · 20 January 2026" in text
    assert "… It opened in 2023. **It can hold 40,000 people.** It stands near Tecoluca. …" in text
    assert "as reported by The Central Gazette" in text
    assert "https://example.org/cecot" in text
    assert "1 statement supported by 1 independent source." in text
    assert "\x1b" not in text


def test_plain_text_keeps_a_long_sentence_on_one_line() -> None:
    long = "word " * 60 + "end."
    assert long in plain(answered(sentences=(sentence(long, direct=None),)))


def test_a_terminal_sees_the_direct_words_bold_and_the_quote_marked() -> None:
    text = pretty(answered())
    assert "\x1b[1m40,000\x1b[0m" in text
    assert re.search(r"\x1b\[[\d;]*30;103mIt can hold 40,000 people\.", text)
    assert "**" not in text


def test_an_abstention_gives_its_reason_and_the_nearest_passages() -> None:
    text = plain(abstained())
    assert text.startswith("The library does not answer this.\nNothing in the library is about this question.\n")
    assert "“The moon.”\n    Inside the prison · Newsdesk briefing · 20 January 2026" in text


def test_a_reason_that_the_answer_says_already_is_not_repeated() -> None:
    assert plain(abstained(text="Nothing here.", reason="Nothing here.", nearest=())) == "Nothing here.\n"


def test_withheld_sentences_are_listed_with_why() -> None:
    withheld = WithheldSentence(
        text="It holds 50,000.", verdict="contradicted", support=0.1, why="the source says 40,000"
    )
    text = plain(answered(withheld=(withheld,)))
    assert "Withheld: 1 sentence\n  It holds 50,000. (contradicted by the source: the source says 40,000)" in text


def test_sources_that_disagree_stand_side_by_side() -> None:
    stances = (
        Stance(value="261", citation=1, publisher="A", published=None),
        Stance(value="238", citation=2, publisher="B", published=None),
    )
    text = plain(
        answered(disagreements=(Disagreement(topic="how many", stances=stances),), citations=(citation(), citation(2)))
    )
    assert "Sources disagree on how many:\n  261 [1], A · undated\n  238 [2], B · undated" in text


@given(answers())
def test_no_text_of_an_answer_can_control_the_terminal(answer: Answer) -> None:
    assert not _CONTROL.search(plain(answer))


def _stream(answer: Answer, *sentences: str) -> str:
    paper, output = _paper(is_terminal=False)
    printer = AnswerPrinter(paper)
    printer.show(AnswerEvent(kind="retrieved", passages=8))
    for text in sentences:
        printer.show(AnswerEvent(kind="sentence", sentence=sentence(text)))
    printer.show(AnswerEvent(kind="answer", answer=answer))
    return output.getvalue()


def test_a_streamed_answer_prints_the_same_as_a_whole_one() -> None:
    assert _stream(answered(), "It can hold 40,000 people.") == plain(answered())


def test_an_answer_that_replaces_what_was_streamed_says_so() -> None:
    text = _stream(answered(), "Something else.")
    assert text.index("Something else.") < text.index("The answer was replaced") < text.index("It can hold 40,000")


def test_rows_are_tab_separated_where_output_is_piped() -> None:
    paper, output = _paper(is_terminal=False)
    print_rows(paper, ["ID", "Title"], [["1", "A\ttab\nand \x1b[31mcolour"]])
    assert output.getvalue() == "1\tA tab and \N{REPLACEMENT CHARACTER}[31mcolour\n"


def test_rows_are_a_table_with_headings_on_a_terminal() -> None:
    paper, output = _paper(is_terminal=True)
    print_rows(paper, ["ID", "Title"], [["1", "A long title"]])
    assert "ID" in output.getvalue()
    assert "A long title" in output.getvalue()
