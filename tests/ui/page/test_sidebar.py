from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given

from tests.ui.answers import texts
from tests.ui.page.parsing import parse
from ui.page.sidebar import render_conversations
from vectorstore import ConversationSummary


def summary(title: str = "Prisons", day: int = 20, key: str = "abc") -> ConversationSummary:
    changed = datetime(2026, 1, day, 12, tzinfo=UTC)
    return ConversationSummary(conversation_id=key, title=title, turns=2, changed_at=changed)


def test_conversations_stand_under_the_day_of_their_last_change() -> None:
    listed = [summary("A", 20), summary("B", 20), summary("C", 19), summary("D", 3)]
    page = parse(render_conversations(listed, None, today=date(2026, 1, 20)))
    assert page.text_in("h2") == "TodayYesterday3 January 2026"


def test_the_open_one_is_marked() -> None:
    page = parse(render_conversations([summary(key="a"), summary(key="b")], "b"))
    marked = [attributes["data-conversation"] for _, attributes in page.tags if "aria-current" in attributes]
    assert marked == ["b"]


def test_an_empty_list_says_why() -> None:
    assert "are kept here" in render_conversations([], None)
    assert "No conversation holds these words" in render_conversations([], None, "zebra")


@given(texts, texts)
def test_titles_stay_text(title: str, key: str) -> None:
    page = parse(render_conversations([summary(title, key=key)], key))
    assert {tag for tag, _ in page.tags} == {"h2", "ul", "li", "button", "span"}
