from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tracing import Recorder
from tests.ui.library import CECOT
from tests.ui.running import assert_refused, run
from ui.logs import JsonLines, PlainLines, are_logs_set_up, set_up_logs
from vectorstore.tracing import trace_stage

_OURS = ("newsdesk", "assistant", "evals", "ingest", "ui", "vectorstore", "uvicorn")


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    loggers = [logging.getLogger(), *map(logging.getLogger, _OURS)]
    levels = [logger.level for logger in loggers]
    monkeypatch.delenv("NEWSDESK_LOG_FORMAT", raising=False)
    monkeypatch.delenv("NEWSDESK_LOG_LEVEL", raising=False)
    yield
    monkeypatch.delenv("NEWSDESK_LOG_FORMAT", raising=False)
    monkeypatch.delenv("NEWSDESK_LOG_LEVEL", raising=False)
    set_up_logs()
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "prison.txt").write_text(CECOT, encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    return folder


def ask_for(monkeypatch: pytest.MonkeyPatch, form: str | None, level: str | None = None) -> None:
    for name, value in (("NEWSDESK_LOG_FORMAT", form), ("NEWSDESK_LOG_LEVEL", level)):
        if value is not None:
            monkeypatch.setenv(name, value)
    set_up_logs()


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_nothing_is_set_up_unless_it_is_asked_for() -> None:
    before = list(logging.getLogger().handlers)
    set_up_logs()
    assert not are_logs_set_up() and logging.getLogger().handlers == before


def test_an_event_is_one_line_of_json_with_its_fields(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask_for(monkeypatch, "json", "info")
    logging.getLogger("newsdesk.ingest").info(
        "two\nlines of %s", "sör", extra={"passages": 3, "path": Path("a"), "_mark": 1}
    )

    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert list(event) == ["time", "level", "logger", "message", "fields"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event.pop("time"))
    assert event == {
        "level": "info", "logger": "newsdesk.ingest", "message": "two\nlines of sör",
        "fields": {"passages": 3, "path": "a"},
    }  # fmt: skip


def test_an_error_is_told_with_where_it_arose(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask_for(monkeypatch, "json")
    try:
        raise KeyError("x")
    except KeyError:
        logging.getLogger("ui.page").exception("an answer failed")

    (event,) = events(capsys.readouterr().err)
    assert event["error"]["type"] == "KeyError" and "test_logs.py" in event["error"]["trace"]


def test_text_is_one_line_without_control_characters(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask_for(monkeypatch, "text", "info")
    logging.getLogger("newsdesk.ingest").info("not taken in", extra={"source": "a\x1b[2J\nb.txt"})

    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(r"Z info newsdesk.ingest: not taken in source='a\x1b[2J\nb.txt'")


@pytest.mark.parametrize(("level", "seen"), [(None, 1), ("info", 2), ("debug", 3), ("error", 0)])
def test_the_level_holds_for_our_loggers_and_others_are_heard_from_warnings_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], level: str | None, seen: int
) -> None:
    ask_for(monkeypatch, "json", level)
    ours, other = logging.getLogger("newsdesk.store"), logging.getLogger("httpx")
    for number in (logging.DEBUG, logging.INFO, logging.WARNING):
        ours.log(number, "ours")
    other.info("a request")
    other.warning("a warning")

    told = events(capsys.readouterr().err)
    assert [event["message"] for event in told if event["logger"] == "newsdesk.store"] == ["ours"] * seen
    assert [event["message"] for event in told if event["logger"] == "httpx"] == ["a warning"] * (level != "error")


@pytest.mark.parametrize(("name", "value"), [("NEWSDESK_LOG_FORMAT", "xml"), ("NEWSDESK_LOG_LEVEL", "loud")])
def test_an_unknown_format_or_level_is_wrong_use(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert_refused(run("sources", "list"), 2, name, f"'{value}'", "unset it")


def test_an_ingest_and_an_answer_are_told_of_without_their_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_LOG_FORMAT", "json")
    monkeypatch.setenv("NEWSDESK_LOG_LEVEL", "info")
    taken = run("ingest", str(folder), "--json")
    asked = run("ask", "How many people can CECOT hold?", "--json")

    refused, finished = [event for event in events(taken.stderr) if event["logger"] == "newsdesk.ingest"]
    assert refused["fields"]["source"].endswith("empty.txt") and "it is empty" in refused["fields"]["why"]
    assert (finished["message"], finished["fields"]["added"], finished["fields"]["rejected"]) == (
        "ingest finished",
        1,
        1,
    )
    assert json.loads(taken.stdout)["added"] == 1
    (answered,) = [event for event in events(asked.stderr) if event["logger"] == "newsdesk.assistant"]
    assert (answered["fields"]["status"], answered["fields"]["model"]) == ("answered", "quotes")
    assert answered["fields"]["total_ms"] > 0
    assert "CECOT" not in asked.stderr
    assert json.loads(asked.stdout)["status"] == "answered"


def test_words_are_told_when_a_setting_asks_for_them(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_LOG_LEVEL", "info")
    monkeypatch.setenv("NEWSDESK_TRACE_TEXT", "true")
    assert "question=How many people can CECOT hold?" in run("ask", "How many people can CECOT hold?").stderr


def test_a_command_is_quiet_by_default(folder: Path) -> None:
    run("ingest", str(folder))
    assert run("ask", "How many people can CECOT hold?").stderr == ""


def test_an_event_inside_a_span_names_it(spans: Recorder) -> None:
    record = logging.makeLogRecord({"msg": "stored", "levelname": "INFO", "name": "newsdesk.store"})
    with trace_stage("store"):
        event = json.loads(JsonLines().format(record))
    outside = json.loads(JsonLines().format(record))

    (span,) = spans.named("store")
    assert span.context is not None
    assert event["trace_id"] == f"{span.context.trace_id:032x}" and event["span_id"] == f"{span.context.span_id:016x}"
    assert "trace_id" not in outside
    assert PlainLines().format(record).endswith("info newsdesk.store: stored")
