"""What is told of an answer to those who run the assistant: fields of a log event, attributes of a span."""

from __future__ import annotations

import logging

from vectorstore.tracing import Trace

from .answers import Answer

__all__ = ["observe_answer"]

_log = logging.getLogger("newsdesk.assistant")


def observe_answer(answer: Answer, trace: Trace, *, with_text: bool) -> None:
    """Note counts, names and times of an answer; its words and those of the question only `with_text`."""
    counts: dict[str, str | int] = {
        "status": answer.status,
        "model": answer.model,
        "sentences": len(answer.sentences),
        "withheld": len(answer.withheld),
        "citations": len(answer.citations),
        "disagreements": len(answer.disagreements),
    }
    words = {"question": answer.question, "text": answer.text} if with_text else {}
    trace.note(**counts, **words)
    if _log.isEnabledFor(logging.INFO):
        times = {f"{name}_ms": round(getattr(answer.timings_ms, name), 1) for name in ("retrieve", "verify", "total")}
        _log.info("question answered", extra={**counts, **times, **words})
