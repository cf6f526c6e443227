"""Spans of OpenTelemetry around the stages of ingest and answering; importable from every floor.

Nothing is recorded, and OpenTelemetry is not even loaded, unless the application has set a tracer provider; the command
line sets one when OTEL_EXPORTER_OTLP_ENDPOINT is there (`ui.telemetry`). Attributes are counts and names. Questions,
answers and documents are never put into a span from here; whoever wants that has to note it by a setting.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from types import TracebackType

    from opentelemetry.trace import Span, Tracer

__all__ = ["Trace", "trace_stage"]

Attribute: TypeAlias = str | bool | int | float
Item = TypeVar("Item")
_NAME = "newsdesk"


class trace_stage:
    """A span around a block.

        with trace_stage("embed", passages=12) as stage:
            ...
            stage.note(sentences=40)

    An error passes through; the span bears its kind, not its words, which may quote a text.
    """

    __slots__ = ("_attributes", "_manager", "_name", "_span")

    def __init__(self, name: str, **attributes: Attribute) -> None:
        self._name = name
        self._attributes = attributes
        self._span: Span | None = None
        self._manager: AbstractContextManager[Span] | None = None

    def __enter__(self) -> trace_stage:
        tracer = _find_tracer()
        if tracer is not None:
            self._manager = tracer.start_as_current_span(
                f"{_NAME}.{self._name}", record_exception=False, set_status_on_exception=False
            )
            self._span = self._manager.__enter__()
            self.note(**self._attributes)
        return self

    def note(self, **attributes: Attribute | None) -> None:
        """Add attributes; None is left out."""
        _note(self._span, attributes)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._span is not None and self._manager is not None:
            _note_error(self._span, kind)
            self._manager.__exit__(None, None, None)


class Trace:
    """A span of work that is done piece by piece, such as an answer that is streamed; it lasts until `end`.

    What is traced inside a piece belongs to it.
    """

    def __init__(self, name: str, **attributes: Attribute) -> None:
        tracer = _find_tracer()
        self._span: Span | None = None if tracer is None else tracer.start_span(f"{_NAME}.{name}")
        self.note(**attributes)

    def note(self, **attributes: Attribute | None) -> None:
        """Add attributes; None is left out."""
        _note(self._span, attributes)

    def piece(self) -> AbstractContextManager[None]:
        """A block of the work; an error in it ends the span."""
        return nullcontext() if self._span is None else self._piece(self._span)

    def iterate(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, each made as a piece of the work; the span ends with the last one, or when no more are wanted."""
        if self._span is None:
            yield from items
            return
        iterator = iter(items)
        try:
            while True:
                with self.piece():
                    try:
                        item = next(iterator)
                    except StopIteration:
                        return
                yield item
        finally:
            close = getattr(iterator, "close", None)
            if close is not None:
                close()
            self.end()

    def end(self, error: type[BaseException] | None = None) -> None:
        """The work is done, or has come to nothing by an error. The first end counts."""
        if self._span is not None:
            _note_error(self._span, error)
            self._span.end()
            self._span = None

    @contextmanager
    def _piece(self, span: Span) -> Iterator[None]:
        from opentelemetry.trace import use_span

        try:
            with use_span(span, end_on_exit=False, record_exception=False, set_status_on_exception=False):
                yield
        except BaseException as err:
            self.end(type(err))
            raise


def _find_tracer() -> Tracer | None:
    """The tracer of the application; None when it has none."""
    trace: Any = sys.modules.get("opentelemetry.trace")
    if trace is None:
        return None
    provider = trace.get_tracer_provider()
    if isinstance(provider, trace.ProxyTracerProvider | trace.NoOpTracerProvider):
        return None
    tracer: Tracer = provider.get_tracer(_NAME)
    return tracer


def _note(span: Span | None, attributes: dict[str, Any]) -> None:
    if span is not None:
        span.set_attributes({f"{_NAME}.{key}": value for key, value in attributes.items() if value is not None})


def _note_error(span: Span, kind: type[BaseException] | None) -> None:
    if kind is None or kind is GeneratorExit:
        return
    from opentelemetry.trace import StatusCode

    span.set_attribute("error.type", kind.__name__)
    span.set_status(StatusCode.ERROR, kind.__name__)
