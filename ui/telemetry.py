"""Spans to a collector: set up by the two faces when the standard variables of OpenTelemetry name one.

An application that uses Newsdesk as a library sets its own tracer provider instead; see `vectorstore.tracing`.
"""

from __future__ import annotations

from .errors import WrongUseError
from .settings import otlp_protocol, wants_spans

__all__ = ["send_spans"]

_EXPORTERS = {
    "grpc": "opentelemetry-exporter-otlp-proto-grpc",
    "http/protobuf": "opentelemetry-exporter-otlp-proto-http",
}


def send_spans() -> None:
    """Send spans to where OTEL_EXPORTER_OTLP_ENDPOINT says; without it nothing is loaded.

    Raises:
        WrongUseError: what sends them by the wanted protocol is not installed.
    """
    if not wants_spans():
        return
    from opentelemetry import trace

    if not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return  # this process has one already
    protocol = otlp_protocol()
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        if protocol == "grpc":
            from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        elif protocol == "http/protobuf":
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # type: ignore[no-redef,import-not-found]
                OTLPSpanExporter,
            )
        else:
            raise WrongUseError(
                f"OTEL_EXPORTER_OTLP_PROTOCOL is {protocol!r}. Set it to {' or '.join(_EXPORTERS)}, or unset it."
            )
    except ImportError as err:
        raise WrongUseError(
            f"Spans are to be sent by {protocol}, and {_EXPORTERS[protocol]} is not installed. Install it, or unset "
            "OTEL_EXPORTER_OTLP_ENDPOINT."
        ) from err
    provider = TracerProvider(resource=Resource.create())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
