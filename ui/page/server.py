"""Serving the chat page: on this machine only, with the built-in reports taken in first when the library is empty."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ..errors import HostRefusedError, PortTakenError
from ..library import fill_when_empty
from ..settings import silence_telemetry
from ..terminal import Paper
from .guarding import Guard, is_this_machine

if TYPE_CHECKING:
    import fastapi
    import uvicorn

    from assistant import Assistant

__all__ = ["build_app", "claim_port", "make_server", "serve"]

_SHUTDOWN_S = 2
_UPLOADS = "1kb"  # the page takes no files, so that is the most that Gradio's own upload route may keep


def serve(assistant: Assistant, host: str, port: int, paper: Paper | None = None) -> None:
    """Serve the page until it is stopped, saying on standard error where it is.

    Raises:
        HostRefusedError: other machines could reach this host.
        PortTakenError: another program listens there.
        StoreError: the library cannot be read or filled.
    """
    paper = paper or Paper.errors()
    with claim_port(host, port) as listener:
        fill_when_empty(assistant.store, paper)
        server = make_server(build_app(assistant))
        warming = threading.Thread(target=_warm_up, args=(assistant,), daemon=True, name="warm-up")
        warming.start()
        paper.write(f"Newsdesk is at http://{_in_address(host)}:{listener.getsockname()[1]} (Ctrl-C ends it)")
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
        warming.join()  # a caller may close the store, which no other thread may be reading then
        paper.write("The chat page is closed.", style="dim")


@contextmanager
def claim_port(host: str, port: int) -> Iterator[socket.socket]:
    """Listen on a port while the block runs, 0 for a free one; who connects before the page is there waits for it.

    Raises:
        HostRefusedError: other machines could reach this host.
        PortTakenError: another program listens there, or may not be displaced.
    """
    if not is_this_machine(host):
        raise HostRefusedError(host)
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    with listener:
        if os.name == "posix":  # elsewhere this option would let two programs share one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(128)
        except OSError as err:
            why = {
                errno.EADDRINUSE: "another program listens there",
                errno.EACCES: "ports below 1024 need special rights",
            }
            raise PortTakenError(host, port, why.get(err.errno or 0, (err.strerror or str(err)).lower())) from err
        yield listener


def build_app(assistant: Assistant) -> fastapi.FastAPI:
    """The web application: the guarded page, and `/healthz`."""
    silence_telemetry()
    import fastapi
    import gradio as gr

    from .layout import lay_out_page
    from .theme import head_of_page, make_theme

    app = fastapi.FastAPI(title="Newsdesk", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard)

    @app.get("/healthz")
    def report_health() -> dict[str, object]:
        return {"status": "ok", "documents": len(assistant.store.documents())}

    page: fastapi.FastAPI = gr.mount_gradio_app(
        app,
        lay_out_page(assistant),
        path="/",
        theme=make_theme(),
        head=head_of_page(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=_UPLOADS,
    )
    return page


def make_server(app: fastapi.FastAPI) -> uvicorn.Server:
    """The server for an application; run it with `server.run(sockets=[listener])`."""
    import uvicorn

    return uvicorn.Server(
        uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=_SHUTDOWN_S
        )
    )


def _warm_up(assistant: Assistant) -> None:
    """Load the models before the first question; whatever stands in the way is told with that question."""
    with suppress(Exception):
        assistant.ask("Is the first answer quick?")


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
