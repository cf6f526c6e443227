"""A guard in front of the page: who may ask at all, and what the browser may fetch.

Without accounts it answers this machine's own names only, which keeps a hostile page elsewhere from reading the library
under a name that it points here (DNS rebinding). Always it refuses what another site's page sends (cross-site request
forgery), and forbids the browser to ask any other machine, which holds even if something slips into the page that should
not. Who is signed in is asked in `signing_in.py`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

__all__ = ["App", "Guard", "Message", "Receive", "Scope", "Send", "answer_plainly", "is_this_machine"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Gradio's page runs inline scripts and compiles templates, so those two stay allowed; nothing outside this server is.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


def is_this_machine(host: str) -> bool:
    """Whether a host name stands for the loopback addresses of this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """ASGI middleware that refuses foreign hosts and origins, and adds the protective headers to every response."""

    def __init__(self, app: App, is_open: Callable[[], bool] = lambda: False) -> None:
        """Args:
        is_open: whether the page may be asked under any name, for a sign-in protects it.
        """
        self._app = app
        self._is_open = is_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if not (self._is_open() or _names_this_machine("//" + host)):
            await answer_plainly(
                scope, receive, send, 403, b"This page answers http://127.0.0.1 and http://localhost only."
            )
            return
        if not _comes_from_here(headers, host, scope.get("method", "GET")):
            await answer_plainly(scope, receive, send, 403, b"Another site's page may not ask here.")
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message.get("headers", ())}
                added = [header for header in _HEADERS if header[0] not in present]
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        await self._app(scope, receive, send_guarded)


async def answer_plainly(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    words: bytes,
    headers: Iterable[tuple[bytes, bytes]] = (),
) -> None:
    """Answer a request with a line of text; a websocket is closed."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    shown = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(words)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*shown, *headers]})
    await send({"type": "http.response.body", "body": words})


def _comes_from_here(headers: dict[bytes, str], host: str, method: str) -> bool:
    """Whether a page of this server sent it, or no page at all, or it only follows a link to here."""
    if headers.get(b"sec-fetch-site", "none") in ("cross-site", "same-site"):
        is_link = headers.get(b"sec-fetch-mode") == "navigate" and headers.get(b"sec-fetch-dest") == "document"
        return is_link and method == "GET"
    origin = headers.get(b"origin")
    if origin is None:
        return True
    if _names_this_machine(origin) and _names_this_machine("//" + host):
        return True
    try:
        return urlsplit(origin).netloc.lower() == host.lower() != ""
    except ValueError:
        return False


def _names_this_machine(address: str) -> bool:
    try:
        return is_this_machine(urlsplit(address).hostname or "")
    except ValueError:
        return False
