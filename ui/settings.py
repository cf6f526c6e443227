"""What the two faces read from the environment, and their defaults. Nothing else in this folder reads it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "DEBUG_VARIABLE",
    "DEFAULT_HOST",
    "DEFAULT_PORT",
    "HOME_VARIABLE",
    "HOST_VARIABLE",
    "LOG_FORMAT_VARIABLE",
    "LOG_LEVEL_VARIABLE",
    "PORT_VARIABLE",
    "Session",
    "log_choices",
    "otlp_protocol",
    "silence_telemetry",
    "wants_spans",
]

HOME_VARIABLE = "NEWSDESK_HOME"
HOST_VARIABLE = "NEWSDESK_HOST"
PORT_VARIABLE = "NEWSDESK_PORT"
DEBUG_VARIABLE = "NEWSDESK_DEBUG"
LOG_FORMAT_VARIABLE = "NEWSDESK_LOG_FORMAT"
LOG_LEVEL_VARIABLE = "NEWSDESK_LOG_LEVEL"

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860

_SILENT = {
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


@dataclass(kw_only=True)
class Session:
    """One run of the command line: the library's folder as given, and whether its output is JSON."""

    home: Path | None = None
    """None stands for the platform's data folder."""
    is_json: bool = False

    def folder(self) -> Path:
        """The library's folder."""
        if self.home is not None:
            return self.home.expanduser().absolute()
        from vectorstore import default_home

        return default_home()


def silence_telemetry() -> None:
    """Turn off what libraries would report or look up elsewhere, before any of them is imported."""
    for name, value in _SILENT.items():
        os.environ.setdefault(name, value)


def log_choices() -> tuple[str | None, str | None]:
    """The format and the level of logs that the environment asks for."""
    return os.environ.get(LOG_FORMAT_VARIABLE) or None, os.environ.get(LOG_LEVEL_VARIABLE) or None


def wants_spans() -> bool:
    """Whether the standard variables of OpenTelemetry name a place for spans."""
    is_named = any(
        os.environ.get(name) for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    )
    is_off = (
        os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or os.environ.get("OTEL_TRACES_EXPORTER") == "none"
    )
    return is_named and not is_off


def otlp_protocol() -> str:
    """How spans are to be sent; the service is named, unless it has a name."""
    if "service.name" not in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", ""):
        os.environ.setdefault("OTEL_SERVICE_NAME", "newsdesk")
    return (
        os.environ.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL") or "grpc"
    )
