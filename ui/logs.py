"""Logs of the command line and the chat page on standard error: one line an event, for people or as JSON.

Without NEWSDESK_LOG_FORMAT and NEWSDESK_LOG_LEVEL nothing is set up, and only warnings are seen. The level holds for
Newsdesk's own loggers; what other libraries say is shown from warnings on.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, TextIO

from .errors import WrongUseError
from .settings import LOG_FORMAT_VARIABLE, LOG_LEVEL_VARIABLE, log_choices

__all__ = ["JsonLines", "PlainLines", "are_logs_set_up", "set_up_logs"]

_FORMATS = ("text", "json")
_LEVELS = ("debug", "info", "warning", "error")
_OURS = ("newsdesk", "assistant", "evals", "ingest", "ui", "vectorstore", "uvicorn")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class _Errors(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is when something is said."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, stream: TextIO) -> None:
        """Nothing is kept."""


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, fields; where there is one, the error and the span."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            "time": _time_of(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "fields": _fields_of(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            kind = record.exc_info[0].__name__
            event["error"] = {"type": kind, "trace": "".join(traceback.format_exception(*record.exc_info))}
        return json.dumps(event | _span_now(), ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """One line for people: time, level, logger, message, then the fields."""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={_plain(value)}" for name, value in _fields_of(record).items())
        line = f"{_time_of(record)} {record.levelname.lower()} {record.name}: {_plain(record.getMessage())}{fields}"
        return line if not record.exc_info else f"{line}\n{self.formatException(record.exc_info)}"


def set_up_logs() -> None:
    """Set up what the environment asks for; called again, it takes the place of what it did before.

    Raises:
        WrongUseError: no such format or level.
    """
    form, level = log_choices()
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Errors)]:
        root.removeHandler(handler)
    if form is None and level is None:
        return
    form, level = (form or "text").lower(), (level or "warning").lower()
    if form not in _FORMATS:
        raise WrongUseError(f"{LOG_FORMAT_VARIABLE} is {form!r}. Set it to {' or '.join(_FORMATS)}, or unset it.")
    if level not in _LEVELS:
        raise WrongUseError(f"{LOG_LEVEL_VARIABLE} is {level!r}. Set it to one of {', '.join(_LEVELS)}, or unset it.")
    handler = _Errors()
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    root.addHandler(handler)
    number: int = getattr(logging, level.upper())
    root.setLevel(max(number, logging.WARNING))
    for name in _OURS:
        logging.getLogger(name).setLevel(number)


def are_logs_set_up() -> bool:
    """Whether `set_up_logs` has set up anything."""
    return any(isinstance(handler, _Errors) for handler in logging.getLogger().handlers)


def _time_of(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """What the caller gave as `extra`; names with an underscore before them are other libraries' own marks."""
    return {name: value for name, value in vars(record).items() if name not in _STANDARD and not name.startswith("_")}


def _plain(value: object) -> str:
    """On one line, without characters that could move a terminal's cursor."""
    text = str(value)
    return text if text.isprintable() else repr(text)


def _span_now() -> dict[str, str]:
    """The ids of the span that is under way, by which a collector joins logs and spans."""
    trace: Any = sys.modules.get("opentelemetry.trace")
    context = trace.get_current_span().get_span_context() if trace is not None else None
    if context is None or not context.is_valid:
        return {}
    return {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}
