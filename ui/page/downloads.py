"""What a visitor can take away, as routes: a conversation in two forms, the opinions as cases, the pages of eval reports.

What stands in a file is made in `exporting.py`; a visitor gets their own conversations only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from .conversation import Turn
from .exporting import opinions_to_cases, talk_to_markdown, talk_to_receipts
from .recording import restore_turn
from .signing_in import visitor_of

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from vectorstore import Conversations

__all__ = ["EVALS_FOLDER", "add_downloads"]

EVALS_FOLDER = "evals"
_REPORT_NAME = re.compile(r"[\w][\w.-]{0,120}\.html")
# A report may draw with its own scripts, but as a page of nowhere: it reaches neither this server nor the visitor's cookie.
_REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'unsafe-inline'; sandbox allow-scripts"
)


def add_downloads(app: FastAPI, conversations: Conversations, home: Path, name_document: Callable[[str], str]) -> None:
    """Add the routes.

    Args:
        name_document: the name that cases give a document.
    """
    from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

    from vectorstore import ConversationNotFoundError

    def send(content: str, media_type: str, name: str) -> Response:
        headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
        return Response(content, media_type=media_type, headers=headers)

    def load(request: Request) -> tuple[str, Sequence[Turn]]:
        owner, conversation_id = visitor_of(request) or "", request.path_params["conversation_id"]
        stored = conversations.turns(owner, conversation_id)
        return conversations.title(owner, conversation_id), [restore_turn(turn) for turn in stored]

    def send_markdown(request: Request) -> Response:
        title, turns = load(request)
        return send(talk_to_markdown(title, turns), "text/markdown; charset=utf-8", "conversation.md")

    def send_receipts(request: Request) -> Response:
        receipts = talk_to_receipts(*load(request))
        return send(json.dumps(receipts, ensure_ascii=False, indent=2), "application/json", "receipts.json")

    def send_cases(request: Request) -> Response:
        owner = visitor_of(request) or ""
        judged = groupby(conversations.opinions(owner), key=lambda turn: turn.conversation_id)
        talks = [(found, [restore_turn(turn) for turn in conversations.turns(owner, found)]) for found, _ in judged]
        lines = [json.dumps(case, ensure_ascii=False) + "\n" for case in opinions_to_cases(talks, name_document)]
        return send("".join(lines), "application/x-ndjson", "reader-cases.jsonl")

    def show_report(request: Request) -> Response:
        name = request.path_params["name"]
        path = home / EVALS_FOLDER / name
        if not _REPORT_NAME.fullmatch(name) or not path.is_file() or path.is_symlink():
            return PlainTextResponse("There is no such report.", status_code=404)
        headers = {"content-security-policy": _REPORT_POLICY, "cache-control": "no-store"}
        return HTMLResponse(path.read_text(encoding="utf-8", errors="replace"), headers=headers)

    def guarded(handler: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def handle(request: Request) -> Response:
            if visitor_of(request) is None:
                return PlainTextResponse("Sign in first.", status_code=401)
            try:
                return handler(request)
            except ConversationNotFoundError as err:
                return JSONResponse({"error": str(err)}, status_code=404)

        return handle

    for path, handler in (
        ("/conversations/{conversation_id}/conversation.md", send_markdown),
        ("/conversations/{conversation_id}/receipts.json", send_receipts),
        ("/opinions/cases.jsonl", send_cases),
        ("/evals/reports/{name}", show_report),
    ):
        app.add_route(path, guarded(handler), methods=["GET"])
