from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.tracing import Recorder
from vectorstore.tracing import Trace, trace_stage


def test_without_a_provider_nothing_is_recorded_and_nothing_is_loaded() -> None:
    code = (
        "import sys\nfrom vectorstore.tracing import Trace, trace_stage\n"
        "with trace_stage('embed', passages=1) as stage:\n    stage.note(sentences=2)\n"
        "trace = Trace('answer')\nassert list(trace.iterate([1, 2])) == [1, 2]\ntrace.end()\n"
        "print(any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_stage_is_a_span_with_what_was_noted(spans: Recorder) -> None:
    with trace_stage("store", documents=3) as stage, trace_stage("embed"):
        stage.note(passages=7, model=None)

    embed, store = spans.all()
    assert (store.name, dict(store.attributes or {})) == (
        "newsdesk.store", {"newsdesk.documents": 3, "newsdesk.passages": 7},
    )  # fmt: skip
    assert embed.parent is not None and store.context is not None
    assert embed.parent.span_id == store.context.span_id


def test_an_error_passes_through_and_the_span_bears_its_kind_without_its_words(spans: Recorder) -> None:
    with pytest.raises(ValueError, match="secret"), trace_stage("read"):
        raise ValueError("secret words")

    (span,) = spans.all()
    assert span.attributes is not None and span.attributes["error.type"] == "ValueError"
    assert span.status.description == "ValueError" and not span.events
    assert "secret" not in span.to_json()


def test_a_trace_holds_what_is_done_inside_its_pieces_only(spans: Recorder) -> None:
    trace = Trace("answer", model="quotes")

    def work() -> Iterator[int]:
        for number in range(2):
            with trace_stage("verify"):
                yield_later = number
            yield yield_later

    for _ in trace.iterate(work()):
        with trace_stage("elsewhere"):
            pass

    by_name = {span.name: span for span in spans.all()}
    root = by_name["newsdesk.answer"].context
    assert root is not None
    assert by_name["newsdesk.elsewhere"].parent is None
    verify = [span for span in spans.all() if span.name == "newsdesk.verify"]
    assert [span.parent.span_id for span in verify if span.parent] == [root.span_id] * 2
    assert len(spans.all()) == 5


def test_a_trace_ends_once_also_when_no_one_wants_the_rest(spans: Recorder) -> None:
    trace = Trace("answer")
    events = trace.iterate(iter([1, 2, 3]))
    assert next(events) == 1
    events.close()  # type: ignore[attr-defined]
    trace.end()

    (span,) = spans.all()
    assert span.status.is_unset


def test_an_error_in_a_piece_ends_the_trace(spans: Recorder) -> None:
    trace = Trace("answer")
    with pytest.raises(KeyError), trace.piece():
        raise KeyError("x")

    (span,) = spans.all()
    assert span.attributes is not None and span.attributes["error.type"] == "KeyError"
