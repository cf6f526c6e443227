"""Serving the chat page: on this machine only unless there are users, with the built-in reports taken in first when the
library is empty. What stands before the page: the guard, the door with its sign-in, uploads and downloads.
"""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from ..errors import HostRefusedError, PortTakenError
from ..library import fill_when_empty
from ..logs import are_logs_set_up
from ..settings import silence_telemetry
from ..terminal import Paper
from .accounts import Accounts
from .guarding import Guard, is_this_machine

if TYPE_CHECKING:
    import fastapi
    import uvicorn

    from assistant import Assistant
    from vectorstore import PeopleFile, Store

__all__ = ["build_app", "claim_port", "make_server", "serve"]

_SHUTDOWN_S = 2
_GRADIO_UPLOADS = "1kb"  # files come by `uploads.py`, so that is the most that Gradio's own upload route may keep


def serve(
    assistant: Assistant, host: str, port: int, paper: Paper | None = None, *, offered: Sequence[str] = ()
) -> None:
    """Serve the page until it is stopped, saying on standard error where it is.

    Args:
        offered: models that a visitor may choose beside the assistant's own.

    Raises:
        HostRefusedError: other machines could reach this host, and there is no user.
        PortTakenError: another program listens there.
        StoreError: the library cannot be read or filled.
    """
    from vectorstore import PeopleFile, Users

    paper = paper or Paper.errors()
    people = PeopleFile(assistant.store.home)
    accounts = Accounts(Users(people), is_required=not is_this_machine(host))
    with claim_port(host, port, has_users=accounts.users.any()) as listener:
        fill_when_empty(assistant.store, paper)
        server = make_server(build_app(assistant, people=people, accounts=accounts, offered=offered))
        warming = threading.Thread(target=_warm_up, args=(assistant,), daemon=True, name="warm-up")
        warming.start()
        paper.write(f"Newsdesk is at http://{_in_address(host)}:{listener.getsockname()[1]} (Ctrl-C ends it)")
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
        warming.join()  # a caller may close the store, which no other thread may be reading then
        paper.write("The chat page is closed.", style="dim")


@contextmanager
def claim_port(host: str, port: int, *, has_users: bool = False) -> Iterator[socket.socket]:
    """Listen on a port while the block runs, 0 for a free one; who connects before the page is there waits for it.

    Args:
        has_users: whether a sign-in protects the page, so that other machines may reach it.

    Raises:
        HostRefusedError: other machines could reach this host, and nothing protects the page.
        PortTakenError: another program listens there, or may not be displaced.
    """
    if not has_users and not is_this_machine(host):
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


def build_app(
    assistant: Assistant,
    *,
    people: PeopleFile | None = None,
    accounts: Accounts | None = None,
    offered: Sequence[str] = (),
) -> fastapi.FastAPI:
    """The web application: the guarded page, its uploads and downloads, the sign-in, and `/healthz`.

    Args:
        people: where users and conversations are kept; None for the file in the library's folder.
    """
    silence_telemetry()
    import fastapi
    import gradio as gr

    from ingest import IngestSettings
    from vectorstore import Conversations, PeopleFile, StoreError, Users

    from .archive import Archive
    from .downloads import add_downloads
    from .layout import lay_out_page
    from .librarian import Librarian
    from .measuring import Measuring
    from .models import ModelChoice
    from .signing_in import Door, add_sign_in, visitor_of
    from .theme import head_of_page, make_theme
    from .uploads import Uploads, add_uploads

    store = assistant.store
    people = people or PeopleFile(store.home)
    known = accounts or Accounts(Users(people))
    conversations = Conversations(people)
    uploads = Uploads(store.home, int(IngestSettings().max_file_mb * 1_000_000))

    app = fastapi.FastAPI(title="Newsdesk", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Door, accounts=known)  # the guard, which is added last, stands before it
    app.add_middleware(Guard, is_open=lambda: known.are_on)

    @app.get("/healthz", response_model=None)
    def report_health() -> Any:
        """Whether the library can be read: one row of it, however large it is."""
        try:
            store.is_empty()
        except StoreError:
            return fastapi.responses.JSONResponse({"status": "the library cannot be read"}, status_code=503)
        return {"status": "ok"}

    add_sign_in(app, known)
    add_downloads(app, conversations, store.home, lambda document_id: _name_document(store, document_id))
    add_uploads(app, uploads)
    blocks = lay_out_page(
        ModelChoice(assistant, offered),
        Archive(conversations),
        Librarian(store, uploads, lambda: known.are_on),
        Measuring(store.home),
    )
    page: fastapi.FastAPI = gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        auth_dependency=visitor_of,
        theme=make_theme(),
        head=head_of_page(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=_GRADIO_UPLOADS,
    )
    return page


def make_server(app: fastapi.FastAPI) -> uvicorn.Server:
    """The server for an application; run it with `server.run(sockets=[listener])`."""
    import uvicorn

    config = uvicorn.Config(
        app,
        log_config=None if are_logs_set_up() else uvicorn.config.LOGGING_CONFIG,
        log_level=None if are_logs_set_up() else "warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_S,
    )
    return uvicorn.Server(config)


def _warm_up(assistant: Assistant) -> None:
    """Load the models before the first question; whatever stands in the way is told with that question."""
    with suppress(Exception):
        assistant.ask("Is the first answer quick?")


def _name_document(store: Store, document_id: str) -> str:
    """What cases call a document: `01-cecot` for a built-in report, the file's name or the address for others."""
    source = store.document(document_id).source
    return source.removeprefix("builtin:") if "://" in source else source.rsplit("/", 1)[-1].removeprefix("builtin:")


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
