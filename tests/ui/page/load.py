"""How the page bears many visitors: `python -m tests.ui.page.load --home DIR`. Not a test, for its figures depend on the
machine.

First, users ask at once, each in a session of their own: p50 and p95 of the time to the first sentence, and errors. Then
one user asks many questions in a row, each in the same conversation: how the server's memory grows.
"""

from __future__ import annotations

import argparse
import json
import re
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

QUESTIONS = (
    "How many people can CECOT hold?",
    "When was the Alien Enemies Act invoked?",
    "How was gang membership decided?",
    "Who is Kilmar Abrego Garcia?",
    "How many Venezuelans were sent home in July 2025?",
    "What did the judge order about the flights?",
    "How many deaths in custody were counted?",
    "What was agreed for six million dollars?",
)
_ASKED = re.compile(r'class=\\?"sentence|class=\\?"abstained')
_PATIENCE_S = 300


@dataclass(kw_only=True)
class Asked:
    """One question: seconds to the first sentence and to the end; None where there was none."""

    first_s: float | None
    whole_s: float
    error: str | None = None


def ask(client: httpx.Client, function: int, question: str, session: str) -> Asked:
    """Ask as the page's own script does: join the queue, then listen until the answer is whole."""
    began, first = time.perf_counter(), None
    try:
        joined = client.post(
            "/gradio_api/queue/join",
            json={
                "data": [question, None, None, [], "", ""], "event_data": None, "fn_index": function,
                "trigger_id": 0, "session_hash": session,
            },
        )  # fmt: skip
        joined.raise_for_status()
        event = joined.json()["event_id"]
        with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
            for line in stream.iter_lines():
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                if message.get("event_id") != event:
                    continue
                if first is None and _ASKED.search(line):
                    first = time.perf_counter() - began
                if message["msg"] == "process_completed":
                    error = None if message.get("success") else str(message.get("output"))[:200]
                    return Asked(first_s=first, whole_s=time.perf_counter() - began, error=error)
    except (httpx.HTTPError, ValueError, KeyError) as err:
        return Asked(first_s=first, whole_s=time.perf_counter() - began, error=repr(err)[:200])
    return Asked(first_s=first, whole_s=time.perf_counter() - began, error="the stream ended")


def find_asking(config: dict[str, object]) -> int:
    """The number of the handler that answers questions: the one that may be stopped."""
    dependencies: list[dict[str, object]] = config["dependencies"]  # type: ignore[assignment]
    return next(int(found[0]) for item in dependencies if (found := item.get("cancels")))  # type: ignore[index, call-overload]


def resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found.group(1)) / 1024 if found else 0.0


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def measure(address: str, pid: int, users: int, questions: int) -> dict[str, object]:
    """Both parts, as one record."""
    with httpx.Client(base_url=address, timeout=_PATIENCE_S, limits=httpx.Limits(max_connections=users * 3)) as client:
        function = find_asking(client.get("/config").json())
        ask(client, function, QUESTIONS[0], secrets.token_hex(6))  # the models are loaded by now
        with ThreadPoolExecutor(users) as pool:
            asked = list(
                pool.map(
                    lambda n: ask(client, function, QUESTIONS[n % len(QUESTIONS)], secrets.token_hex(6)), range(users)
                )
            )
        session = secrets.token_hex(6)
        steady = max(1, questions // 10)
        in_row = [ask(client, function, QUESTIONS[n % len(QUESTIONS)], session) for n in range(steady)]
        before = resident_mb(pid)
        in_row += [ask(client, function, QUESTIONS[n % len(QUESTIONS)], session) for n in range(questions - steady)]
        after = resident_mb(pid)
    firsts = [item.first_s for item in asked if item.first_s is not None]
    return {
        "users": users,
        "first_sentence_p50_s": round(percentile(firsts, 0.5), 2),
        "first_sentence_p95_s": round(percentile(firsts, 0.95), 2),
        "errors": [item.error for item in (*asked, *in_row) if item.error],
        "questions_in_a_row": len(in_row),
        "memory_mb": [round(before, 1), round(after, 1)],
        "memory_growth": round((after - before) / before, 4) if before else None,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a library; conversations are added to it")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--port", type=int, default=7989)
    given = parser.parse_args()
    code = "from ui.cli import main; main()"
    command = [sys.executable, "-c", code, "--home", str(given.home), "chat", "--port", str(given.port)]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        while "Newsdesk is at" not in (line := server.stderr.readline()):
            if not line:
                raise SystemExit("The server did not start.")
        print(json.dumps(measure(f"http://127.0.0.1:{given.port}", server.pid, given.users, given.questions), indent=2))
    finally:
        server.terminate()
        server.wait(timeout=30)


if __name__ == "__main__":
    main()
