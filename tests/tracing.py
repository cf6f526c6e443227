"""Spans as tests see them: kept in memory. The provider can be set once a process only, so it stays set."""

from __future__ import annotations

from collections.abc import Sequence

from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


class Recorder:
    """The spans of Newsdesk that ended since the recorder was made, in the order of their ends."""

    _exporter: InMemorySpanExporter | None = None

    def __init__(self) -> None:
        if Recorder._exporter is None:
            Recorder._exporter = InMemorySpanExporter()
            provider = TracerProvider()
            provider.add_span_processor(SimpleSpanProcessor(Recorder._exporter))
            trace.set_tracer_provider(provider)
        Recorder._exporter.clear()

    def all(self) -> Sequence[ReadableSpan]:
        assert Recorder._exporter is not None
        return [span for span in Recorder._exporter.get_finished_spans() if span.name.startswith("newsdesk.")]

    def named(self, name: str) -> list[ReadableSpan]:
        return [span for span in self.all() if span.name == f"newsdesk.{name}"]

    def told(self) -> str:
        """All that left the process, as text."""
        return "\n".join(span.to_json() for span in self.all())
