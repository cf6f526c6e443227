"""`python -m evals.peers`: Newsdesk and its peers on the same cases, with the same embedder and the same chat model."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..report_files import write_reports
from ..runner import RunRequest, default_runs
from ..running_all import run_all

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from vectorstore import Store

    from ..report import Report
    from ..systems import System

__all__ = ["compare_with_peers", "main"]

_SUITES = ("answers", "citations", "abstention")
_SHOWN = (
    "answered right", "right when answered", "wrong refusals", "citation recall", "citation precision",
    "unknown markers", "cites the gold", "abstention F1", "CRAG score",
)  # fmt: skip


def compare_with_peers(model: str, request: RunRequest) -> dict[str, list[Report]]:
    """The reports of each system, by its name."""
    from .chain import ChainPeer
    from .citation_engine import CitationEnginePeer

    chat = _open_chat(model)

    def with_model(store: Store, asked: RunRequest) -> System:
        from assistant import Assistant

        from ..systems import AssistantSystem

        return AssistantSystem(Assistant.open(model=chat, store=store))

    openers: dict[str, Callable[[Store, RunRequest], System]] = {
        "newsdesk": with_model,
        "newsdesk, quotes": request.open_system,
        "langchain chain": lambda store, asked: ChainPeer(store, chat, model),
        "llamaindex citation engine": lambda store, asked: CitationEnginePeer(store, chat, model),
    }
    found = {}
    with tempfile.TemporaryDirectory(prefix="newsdesk-peers-") as folder:
        for name, opener in openers.items():
            home = Path(folder) / "built-in"
            asked = replace(request, open_system=opener, built_in_home=home, datasets=("builtin",))
            found[name] = run_all(asked, names=_SUITES)
    return found


def _open_chat(name: str) -> BaseChatModel:
    if name.startswith("llamacpp:"):
        from assistant.llamacpp import LlamaCppChatModel

        return LlamaCppChatModel.load(name.removeprefix("llamacpp:"))
    from langchain.chat_models import init_chat_model

    return init_chat_model(name, temperature=0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison and print a table; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evals.peers", description=__doc__)
    parser.add_argument("--model", required=True, help="the chat model of all, as `newsdesk ask --model` names it")
    parser.add_argument("--limit", type=int, default=60, help="cases, spread evenly over the built-in ones")
    parser.add_argument("--json", type=Path, help="a folder to write each system's report to")
    parser.add_argument("--runs", type=Path, default=default_runs(), help="where records are kept")
    given = parser.parse_args(arguments)
    found = compare_with_peers(given.model, RunRequest(limit=given.limit, runs=given.runs))
    rows = {
        name: {s.name: (s.value, s.n) for report in reports for s in report.scores if s.name in _SHOWN}
        for name, reports in found.items()
    }
    print(json.dumps(rows, indent=1))
    if given.json is not None:
        given.json.mkdir(parents=True, exist_ok=True)
        for name, reports in found.items():
            write_reports(reports, given.json / f"{name.replace(', ', '-').replace(' ', '-')}.json")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
