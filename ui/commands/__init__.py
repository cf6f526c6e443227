"""The commands of `newsdesk`, one noun a file: what each takes, and what it shows. Rendering lives in `ui.terminal`."""

from __future__ import annotations

__all__: list[str] = []
