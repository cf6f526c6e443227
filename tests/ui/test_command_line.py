"""The command as its own process: what it loads, what it writes where, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.library import CECOT, EMBEDDER

_HEAVY = ("chromadb", "gradio", "langchain_core", "numpy", "pydantic", "rich", "sentence_transformers", "torch")
_MAIN = "from ui.cli import main; main()"


def newsdesk(home: Path, *arguments: str, code: str = _MAIN) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home.parent),
        "NEWSDESK_HOME": str(home),
        "NEWSDESK_STORE_EMBEDDER": EMBEDDER,
        "NEWSDESK_CUTOFF": "0",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "HF_HUB_OFFLINE": "0",
    }
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=110,
        env=environment,
        check=False,
    )


def test_help_loads_no_heavy_library(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom ui.cli import main\ntry:\n    main()\nfinally:\n"
        f"    print('loaded:', sorted(set(sys.modules) & set({_HEAVY!r})))"
    )
    done = newsdesk(tmp_path / "home", "--help", code=code)
    assert "loaded: []" in done.stdout
    for command in ("ask", "chat", "doctor", "ingest", "reindex", "sources"):
        assert f"\n  {command} " in done.stdout


def test_piped_output_has_no_colour_and_standard_output_has_the_answer_alone(home: Path) -> None:
    done = newsdesk(home, "ask", "How many people can CECOT hold?")
    assert (done.returncode, done.stderr) == (0, "")
    assert "40,000" in done.stdout
    assert "\x1b" not in done.stdout


def test_an_error_goes_to_standard_error_with_status_one(home: Path) -> None:
    done = newsdesk(home, "sources", "show", "ffffffffffff")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("No document 'ffffffffffff'.")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs /bin/sh")
def test_a_reader_that_stops_listening_is_no_error(home: Path) -> None:
    script = f"{sys.executable} -c '{_MAIN}' sources list | head -n 1"
    environment = os.environ | {"NEWSDESK_HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        ["/bin/sh", "-c", script], capture_output=True, text=True, timeout=110, env=environment, check=False
    )
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_question_may_hold_anything_a_shell_would_not_like(home: Path) -> None:
    done = newsdesk(home, "ask", "--", '--how many `people` can $CECOT "hold"?')
    assert done.returncode == 0
    assert "40,000" in done.stdout


def test_the_first_question_of_a_newcomer_is_answered_without_any_request(tmp_path: Path) -> None:
    """Every connection that is not to this machine fails loudly here, so an answer proves that none was tried."""
    code = (
        "import socket\nreal = socket.socket.connect\n"
        "def connect(self, address):\n"
        "    if self.family != socket.AF_UNIX and address[0] not in ('127.0.0.1', '::1', 'localhost'):\n"
        "        import os; os.write(2, f'REQUEST {address}'.encode()); os._exit(99)\n"
        "    return real(self, address)\n"
        "socket.socket.connect = connect\n"
        "def getaddrinfo(host, *rest, **more):\n"
        "    import os; os.write(2, f'LOOKUP {host}'.encode()); os._exit(98)\n"
        f"socket.getaddrinfo = getaddrinfo\n{_MAIN}"
    )
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "prison.txt").write_text(CECOT, encoding="utf-8")
    environment = os.environ | {"NEWSDESK_HOME": str(tmp_path / "home"), "PYTHONPATH": str(Path(__file__).parents[2])}
    for name in ("NEWSDESK_STORE_EMBEDDER", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        environment.pop(name, None)
    for arguments in (["ingest", str(folder)], ["ask", "How many people can CECOT hold?"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=110, env=environment,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert "40,000" in done.stdout
