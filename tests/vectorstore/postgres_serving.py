"""A real PostgreSQL server on loopback, for tests. `make test` installs it where it can."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

__all__ = ["PASSWORD", "find_postgres", "run_sql", "serve_postgres"]

PASSWORD = "a long secret"
"""Of the user `guarded`, the only one whom the server asks for a password."""
_LONGEST_START_S = 60
_RULES = """
host all guarded 127.0.0.1/32 scram-sha-256
host all all     127.0.0.1/32 trust
"""


def find_postgres() -> Path | None:
    """The folder of initdb and postgres, the newest there is; None where PostgreSQL is not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    anywhere = shutil.which("initdb")
    found = [*map(str, debian), *([anywhere] if anywhere else [])]
    return Path(found[-1]).parent if found else None


@contextlib.contextmanager
def serve_postgres(programs: Path) -> Iterator[str]:
    """A new server while the block runs; the URL of its database `postgres`. It refuses to run as root, so it does not."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="newsdesk-postgres-"))
    identity = _somebody_else(folder) if os.geteuid() == 0 else {}
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N"],
            check=True,
            capture_output=True,
            cwd=folder,
            **identity,
        )
        (folder / "data" / "pg_hba.conf").write_text(_RULES, encoding="utf-8")
        options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"]
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *(part for option in options for part in ("-c", option))],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            **identity,
        )
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        try:
            _wait_for(url, server)
            run_sql(url, f"CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}'")
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # it would wait for its clients otherwise
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_sql(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Run statements, each on its own; what the last one found."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def _somebody_else(folder: Path) -> dict[str, int]:
    """A user without rights, who gets the folder."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(folder, user.pw_uid, user.pw_gid)
            return {"user": user.pw_uid, "group": user.pw_gid}
    raise AssertionError("there is no user but root")


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    deadline = time.monotonic() + _LONGEST_START_S
    while True:
        with contextlib.suppress(psycopg.OperationalError):
            run_sql(url, "SELECT 1")
            return
        assert server.poll() is None, "PostgreSQL ended"
        assert time.monotonic() < deadline, "PostgreSQL did not start"
        time.sleep(0.05)
