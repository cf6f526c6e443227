"""The chat page: layout, events, theme, the server, and pure rendering of answers and sources as escaped HTML.

Nothing here retrieves or answers; the page asks an Assistant and shows what its store holds.
"""

from __future__ import annotations

__all__: list[str] = []
