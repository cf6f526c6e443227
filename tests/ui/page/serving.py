"""A real server on a free port for the time of a test, and the browser that the tests open it in."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ui.page.server import build_app, claim_port, make_server

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_browser() -> str | None:
    """The machine's own Chromium; None leaves the choice to Playwright, which may have brought one."""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


@contextmanager
def serving(assistant: Any) -> Iterator[str]:
    """Serve the page of this assistant; yields its address."""
    with claim_port("127.0.0.1", 0) as listener:
        server = make_server(build_app(assistant))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
