"""One PostgreSQL database: connections, transactions, and PostgreSQL's errors as ours. The counterpart of `sqlite_file.py`.

Only this module imports psycopg, an extra. What stands in the database, and its schema, is for `postgres_catalog.py`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import re
import selectors
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from .errors import CatalogServerError, StorageFullError, StoreCorruptError

__all__ = ["PostgresDatabase", "Session", "shown_url"]

_OLDEST = 13
_DEFAULTS = {
    "application_name": "newsdesk",
    "connect_timeout": 10,
    "client_encoding": "UTF8",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
# A machine that vanishes without a word gives up the writer lock after a minute.
_SETTINGS = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
_UNREADABLE = (
    "it is no URL that PostgreSQL understands",
    "Write postgresql://user:password@host:port/database, with %40 for @ in a password and the like.",
)
_HINT = re.compile(r" Is the server running [^?]*\?")
_RIGHTS = "Make a database that this user owns: createdb --owner USER NAME. Then name it in NEWSDESK_CATALOG_URL."


class Session:
    """One connection, which takes `?` for a value as SQLite does."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, statement: str, parameters: Sequence[Any] = (), /) -> Any:
        return self._connection.execute(_with_percents(statement), parameters)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_with_percents(statement), rows)

    def run_script(self, statements: str) -> None:
        """Run statements without values, one after the other."""
        self._connection.execute(statements.encode())

    @property
    def is_idle(self) -> bool:
        """Whether it is open, outside a transaction, and the server did not hang up meanwhile."""
        from psycopg.pq import TransactionStatus

        if self._connection.closed or self._connection.info.transaction_status != TransactionStatus.IDLE:
            return False
        with selectors.DefaultSelector() as selector:
            selector.register(self._connection.fileno(), selectors.EVENT_READ)
            return not selector.select(0)  # an idle server has nothing to say but its farewell

    def close(self) -> None:
        self._connection.close()


class PostgresDatabase:
    """Connections to one database, as many as threads ask at once.

    A thread that holds a session (see `session`) says all that it says on it, so that a transaction and the writer lock
    end with the connection that they were taken on, whatever happens to it.

    Args:
        url: postgresql://user:password@host:port/database; libpq's variables and files fill in what it leaves out.
        schema: the schema that the tables are in.

    Raises:
        CatalogServerError: the server cannot be used.
    """

    next_step = "Put a dump of the database back with pg_restore, or take the sources in again into a fresh database"

    def __init__(self, url: str, schema: str) -> None:
        self.where = shown_url(url)
        if importlib.util.find_spec("psycopg") is None:
            raise CatalogServerError(
                self.where,
                "the extra `postgres` is not installed",
                "Install it with: pip install 'newsdesk[postgres]'. Or unset NEWSDESK_CATALOG_URL.",
            )
        self._url = url
        self._schema = schema
        self._idle: list[Session] = []
        self._guard = threading.Lock()
        self._local = threading.local()

    @property
    def connection(self) -> Session:
        """This thread's session, inside `session()` or `transaction()`."""
        held: Session | None = getattr(self._local, "held", None)
        if held is None:
            raise RuntimeError("a connection to PostgreSQL is used outside a transaction")
        return held

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """One connection for all that this thread says in the block; the outer one inside another block."""
        held: Session | None = getattr(self._local, "held", None)
        if held is not None:
            yield held
            return
        session = self._take()
        self._local.held = session
        try:
            yield session
        finally:
            self._local.held = None
            self._give_back(session)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing. Other writers wait for the writer lock, not here."""
        with self.foreign_errors(), self.session() as session:
            session.execute("BEGIN")
            try:
                yield session
            except BaseException:
                with contextlib.suppress(Exception):  # a broken connection has rolled back by itself
                    session.execute("ROLLBACK")
                raise
            if session.execute("COMMIT").statusmessage != "COMMIT":
                raise StoreCorruptError(f"The catalog on {self.where}", "a statement failed unnoticed", self.next_step)

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        with self.foreign_errors(), self.session() as session:
            found: list[dict[str, Any]] = session.execute(statement, parameters).fetchall()
            return found

    def one(self, statement: str, parameters: Sequence[object] = ()) -> dict[str, Any] | None:
        with self.foreign_errors(), self.session() as session:
            row: dict[str, Any] | None = session.execute(statement, parameters).fetchone()
            return row

    def close(self) -> None:
        """Close the connections that no thread is using; a later use opens new ones."""
        with self._guard:
            idle, self._idle = self._idle, []
        for session in idle:
            session.close()

    @contextlib.contextmanager
    def foreign_errors(self) -> Iterator[None]:
        """PostgreSQL's errors become ours."""
        import psycopg
        from psycopg import errors

        try:
            yield
        except errors.DiskFull as err:
            raise StorageFullError(self.where) from err
        except errors.InsufficientPrivilege as err:
            raise CatalogServerError(self.where, _in_one_line(err), _RIGHTS) from err
        except (psycopg.OperationalError, psycopg.InterfaceError) as err:
            raise CatalogServerError(self.where, _in_one_line(err)) from err
        except psycopg.DataError as err:
            raise CatalogServerError(self.where, _in_one_line(err), "Leave that value out, and try again.") from err
        except psycopg.Error as err:
            raise StoreCorruptError(f"The catalog on {self.where}", _in_one_line(err), self.next_step) from err

    def _take(self) -> Session:
        while True:
            with self._guard:
                session = self._idle.pop() if self._idle else None
            if session is None:
                return self._connect()
            if session.is_idle:
                return session
            session.close()

    def _give_back(self, session: Session) -> None:
        if session.is_idle:
            with self._guard:
                self._idle.append(session)
        else:
            session.close()

    def _connect(self) -> Session:
        import psycopg
        from psycopg.conninfo import conninfo_to_dict
        from psycopg.rows import dict_row

        try:
            given = conninfo_to_dict(self._url)
        except psycopg.Error as err:  # its own words may quote the password
            raise CatalogServerError(self.where, *_UNREADABLE) from err
        if urlsplit(self._url).netloc.count("@") > 1:  # what libpq would take for the host is a part of the password
            raise CatalogServerError(self.where, *_UNREADABLE)
        options: dict[str, Any] = {**_DEFAULTS, **given, "autocommit": True, "row_factory": dict_row}
        try:
            connection = psycopg.connect(**options)
        except psycopg.Error as err:
            why = _HINT.sub("", _in_one_line(err).removeprefix("connection failed: "))
            raise CatalogServerError(self.where, why, _step_to_connect(why)) from err
        session = Session(connection)
        problem = _unfit(connection)
        if problem is not None:
            session.close()
            raise CatalogServerError(self.where, *problem)
        with self.foreign_errors():
            session.run_script(f"SET search_path = {self._schema}; {_SETTINGS}")
        return session


def shown_url(url: str) -> str:
    """A URL as it may be shown: without the password, and without what stands behind a question mark."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    return f"{parts.scheme}://{user.partition(':')[0]}{at}{host}{parts.path}"


def _step_to_connect(why: str) -> str | None:
    """What to do when no connection can be had; None for the step that always fits."""
    if any(words in why for words in ("password", "authentication", "role ", "pg_hba")):
        return (
            "Give the right user and password in NEWSDESK_CATALOG_URL; the password may also stand in PGPASSWORD or "
            "~/.pgpass."
        )
    if "database" in why and "does not exist" in why:
        return "Make it with: createdb --host HOST --username USER NAME. Newsdesk makes its tables in it by itself."
    return None


def _unfit(connection: Any) -> tuple[str, str] | None:
    """Why a database cannot hold a catalog, and the next step; None when it can."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        return (
            f"its encoding is {encoding}, not UTF8",
            "Make a database with: createdb --encoding UTF8 --template template0",
        )
    version = connection.info.server_version // 10_000
    if version < _OLDEST:
        return f"it is PostgreSQL {version}", f"Use PostgreSQL {_OLDEST} or newer."
    return None


@lru_cache(maxsize=500)
def _with_percents(statement: str) -> bytes:
    """Psycopg's marks for values in the place of SQLite's."""
    return statement.replace("%", "%%").replace("?", "%s").encode()


def _in_one_line(err: BaseException) -> str:
    return " ".join(str(err).split())[:300] or repr(err)
