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
    "PORT_VARIABLE",
    "Session",
    "silence_telemetry",
]

HOME_VARIABLE = "NEWSDESK_HOME"
HOST_VARIABLE = "NEWSDESK_HOST"
PORT_VARIABLE = "NEWSDESK_PORT"
DEBUG_VARIABLE = "NEWSDESK_DEBUG"

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
