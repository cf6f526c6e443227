"""`newsdesk chat`: opens the library and serves the chat page. The page itself lives in `ui.page`."""

from __future__ import annotations

from typing import Annotated

import typer

from ..settings import DEFAULT_HOST, DEFAULT_PORT, HOST_VARIABLE, PORT_VARIABLE, Session
from .options import ModelOption

__all__ = ["open_page"]


def open_page(
    context: typer.Context,
    host: Annotated[
        str,
        typer.Option(envvar=HOST_VARIABLE, help="The address to listen on; other machines only once there is a user."),
    ] = DEFAULT_HOST,
    port: Annotated[
        int, typer.Option(envvar=PORT_VARIABLE, min=1, max=65535, help="The port to listen on.")
    ] = DEFAULT_PORT,
    model: ModelOption = None,
    offered: Annotated[
        list[str] | None,
        typer.Option("--offer", help="A further model to choose on the page; may be given several times."),
    ] = None,
) -> None:
    """Serve the chat page.

    Open http://127.0.0.1:7860 in a browser on this machine; Ctrl-C ends it. Other machines may reach it once there is a
    user: newsdesk users add NAME.
    """
    session: Session = context.obj
    from assistant import Assistant

    from ..page.server import serve

    # Left open at the end: an answer may still be under way in another thread, and the process ends anyway.
    serve(Assistant.open(session.folder(), model), host, port, offered=offered or ())
