"""The sign-in page, and the door: without a sign-in, where one is asked for, nothing behind it can be reached.

Passwords and tokens are checked in `accounts.py`; foreign hosts and origins are refused in `guarding.py`.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from .accounts import SIGN_IN_LASTS_S, Accounts, Refusal
from .guarding import App, Message, Receive, Scope, Send, answer_plainly
from .markup import escape
from .theme import head_of_sign_in

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["COOKIE", "VISITOR", "Door", "add_sign_in", "render_sign_in", "visitor_of"]

COOKIE = "newsdesk_sign_in"
VISITOR = "newsdesk_visitor"
"""The key of the request's scope that names the visitor: a user's name, or empty where the page has no accounts."""
_OPEN = frozenset({"/sign-in", "/healthz"})
_LONGEST_FORM = 4096


class Door:
    """ASGI middleware: lets signed-in visitors in, sends others to the sign-in page, and answers programs with 401."""

    def __init__(self, app: App, accounts: Accounts) -> None:
        self._app = app
        self._accounts = accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"] in _OPEN:
            await self._app(scope, receive, send)
            return
        if not self._accounts.are_on:
            scope[VISITOR] = ""
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        visitor = self._accounts.visitor(_token_in(headers.get(b"cookie", "")))
        if visitor is not None:
            scope[VISITOR] = visitor
            await self._app(scope, receive, _uncached(send))
        elif scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/":
            await answer_plainly(scope, receive, send, 303, b"Sign in first.", ((b"location", b"/sign-in"),))
        else:
            await answer_plainly(scope, receive, send, 401, b"Sign in first: open the page in a browser.")


def visitor_of(request: Request) -> str | None:
    """Who sent this request, as the door found out; None when it did not come through the door."""
    visitor = request.scope.get(VISITOR)
    return visitor if isinstance(visitor, str) else None


def add_sign_in(app: FastAPI, accounts: Accounts) -> None:
    """The routes `/sign-in` and `/sign-out`."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import HTMLResponse, RedirectResponse

    def show_sign_in(request: Request) -> Response:
        if not accounts.are_on:
            return RedirectResponse("/", status_code=303)
        return HTMLResponse(render_sign_in(), headers={"cache-control": "no-store"})

    async def sign_in(request: Request) -> Response:
        form = await _read_form(request)
        name, password = form.get("name", "").strip(), form.get("password", "")
        address = request.client.host if request.client else ""
        result = await run_in_threadpool(accounts.sign_in, name, password, address)
        if isinstance(result, Refusal):
            headers = {"cache-control": "no-store"}
            if result.wait_s:
                headers["retry-after"] = str(round(result.wait_s) + 1)
            status = 429 if result.wait_s else 401
            return HTMLResponse(render_sign_in(name, result), status_code=status, headers=headers)
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(
            COOKIE,
            result,
            max_age=SIGN_IN_LASTS_S,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
            path="/",
        )
        return response

    def sign_out(request: Request) -> Response:
        token = request.cookies.get(COOKIE)
        if token:
            accounts.users.sign_out(token)
        response = RedirectResponse("/sign-in", status_code=303)
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        return response

    app.add_route("/sign-in", show_sign_in, methods=["GET"])
    app.add_route("/sign-in", sign_in, methods=["POST"])
    app.add_route("/sign-out", sign_out, methods=["POST"])


def render_sign_in(name: str = "", refusal: Refusal | None = None) -> str:
    """The sign-in page; it needs no script."""
    said = ""
    if refusal is not None and refusal.wait_s:
        said = f"Too many attempts. Wait {_say_wait(refusal.wait_s)}, then try again."
    elif refusal is not None:
        said = "Name and password do not fit. Try again."
    alert = f'<p class="alert" role="alert">{escape(said)}</p>' if said else ""
    first, second = (" autofocus", "") if not name else ("", " autofocus")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in · Newsdesk</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{head_of_sign_in()}</head>'
        f'<body class="sign-in"><main><h1>Newsdesk</h1><p>Answers you can check</p>{alert}'
        '<form method="post" action="/sign-in"><label for="name">Name</label>'
        f'<input id="name" name="name" autocomplete="username" required maxlength="64" value="{escape(name)}"{first}>'
        '<label for="password">Password</label>'
        f'<input id="password" name="password" type="password" autocomplete="current-password" required{second}>'
        "<button>Sign in</button></form>"
        '<p class="hint">No account? Whoever runs this Newsdesk adds you with <code>newsdesk users add NAME</code>.</p>'
        "</main></body></html>"
    )


async def _read_form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_FORM:
            return {}
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}


def _token_in(cookies: str) -> str | None:
    try:
        morsel = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None


def _uncached(send: Send) -> Send:
    """Pages of signed-in visitors are not kept by the browser for whoever comes next."""

    async def send_uncached(message: Message) -> None:
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message.get("headers", ())}
            if b"cache-control" not in names:
                message["headers"] = [*message.get("headers", ()), (b"cache-control", b"private, no-cache")]
        await send(message)

    return send_uncached


def _say_wait(seconds: float) -> str:
    return f"{round(seconds) + 1} seconds" if seconds < 90 else f"{round(seconds / 60) + 1} minutes"
