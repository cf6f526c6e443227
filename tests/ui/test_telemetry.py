"""Spans to a real receiver on this machine, from the command as its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

from tests.ui.library import EMBEDDER
from tests.ui.running import assert_refused, run
from ui.settings import wants_spans

ROOT = Path(__file__).parents[2]
QUESTION = "How many people can CECOT hold?"


class Receiver(trace_service_pb2_grpc.TraceServiceServicer):
    """A collector of spans."""

    def __init__(self) -> None:
        self.requests: list[Any] = []
        self.server = grpc.server(ThreadPoolExecutor(2))
        trace_service_pb2_grpc.add_TraceServiceServicer_to_server(self, self.server)  # type: ignore[no-untyped-call]
        self.port = self.server.add_insecure_port("127.0.0.1:0")
        self.server.start()

    def Export(self, request: Any, context: Any) -> Any:
        self.requests.append(request)
        return trace_service_pb2.ExportTraceServiceResponse()

    @property
    def spans(self) -> list[Any]:
        resources = [resource for request in self.requests for resource in request.resource_spans]
        return [span for resource in resources for scope in resource.scope_spans for span in scope.spans]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.stop(0).wait()


def newsdesk(home: Path, endpoint: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "NEWSDESK_HOME": str(home), "NEWSDESK_STORE_EMBEDDER": EMBEDDER, "NEWSDESK_CUTOFF": "0",
        "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "OTEL_EXPORTER_OTLP_TIMEOUT": "1",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", "from ui.cli import main; main()", *arguments],
        capture_output=True, text=True, timeout=110, check=False, cwd=ROOT, env=environment,
    )  # fmt: skip


def test_an_answer_is_sent_to_the_collector_stage_by_stage(home: Path, receiver: Receiver) -> None:
    done = newsdesk(home, f"http://127.0.0.1:{receiver.port}", "ask", QUESTION)

    assert done.returncode == 0 and done.stderr == ""
    names = {span.name for span in receiver.spans}
    assert {"newsdesk.answer", "newsdesk.retrieve", "newsdesk.draft"} <= names
    attributes = receiver.requests[0].resource_spans[0].resource.attributes
    assert {each.key: each.value.string_value for each in attributes}["service.name"] == "newsdesk"
    assert "CECOT" not in str(receiver.requests)


def test_a_collector_that_is_not_there_costs_no_answer(home: Path) -> None:
    done = newsdesk(home, "http://127.0.0.1:1", "ask", QUESTION)

    assert done.returncode == 0 and "40,000" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("environment", "is_wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4317"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4317"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4317", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4317", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_spans_are_sent_when_the_standard_variables_say_so(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], is_wanted: bool
) -> None:
    for name in [name for name in os.environ if name.startswith("OTEL_")]:
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_spans() is is_wanted


def test_an_unknown_protocol_is_wrong_use(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from opentelemetry import trace

    monkeypatch.setattr(trace, "get_tracer_provider", trace.ProxyTracerProvider)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "pigeon")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "test")
    assert_refused(run("sources", "list"), 2, "'pigeon'", "grpc")
