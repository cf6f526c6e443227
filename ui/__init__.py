"""The two faces of Newsdesk: the command line and the chat page. The only place that imports gradio, typer and rich.

Nothing here retrieves, answers or stores: that is asked of the floors below.
"""

from __future__ import annotations

__all__: list[str] = []
