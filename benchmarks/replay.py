"""What the product says to the database, heard at the cursor, and the very same said again through the bare driver."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.pq import Trace, TransactionStatus
from sqlalchemy import Engine, event

PING = ";"  # with what the pool asks PostgreSQL whether the connection lives


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the driver: a statement at the cursor, or the end of a transaction."""

    call: str  # execute, executemany; commit, rollback
    arguments: tuple[Any, ...] = ()

    @property
    def sql(self) -> str:
        """The statement; empty for the end of a transaction."""
        return str(self.arguments[0]) if self.arguments else ""


Said = list[Step]


class _HeardCursor:
    """Writes down what it is told before it does it."""

    def execute(self, *arguments: Any) -> Any:
        self.connection.heard.append(Step("execute", arguments))
        return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        self.connection.heard.append(Step("executemany", arguments))
        return super().executemany(*arguments)


class _HeardConnection:
    """Writes down where a transaction ends."""

    def commit(self) -> None:
        if self.in_transaction:
            self.heard.append(Step("commit"))
        super().commit()

    def rollback(self) -> None:
        if self.in_transaction:
            self.heard.append(Step("rollback"))
        super().rollback()


class _SqliteCursor(_HeardCursor, sqlite3.Cursor):
    pass


class _PsycopgCursor(_HeardCursor, psycopg.Cursor):
    pass


def _listen(engine: Engine, heard: Said) -> None:
    """Let the connections that the engine will make write down in `heard` what goes over them."""

    class Sqlite(_HeardConnection, sqlite3.Connection):
        def cursor(self, factory: Any = _SqliteCursor) -> Any:
            return super().cursor(factory)

    class Psycopg(_HeardConnection, psycopg.Connection):
        @property
        def in_transaction(self) -> bool:
            return self.info.transaction_status != TransactionStatus.IDLE

    def opened(dialect: Any, record: Any, arguments: Any, options: Any) -> Any:
        if dialect.name == "sqlite":
            return sqlite3.connect(*arguments, **options, factory=Sqlite)
        return Psycopg.connect(*arguments, **options, cursor_factory=_PsycopgCursor)

    Sqlite.heard = Psycopg.heard = heard
    event.listen(engine, "do_connect", opened)


def record(engine: Engine, transit: Callable[[int], object], serials: Iterable[int]) -> dict[int, Said]:
    """What each transition says on a fresh engine: all that is asked, written and ended."""
    heard: Said = []
    _listen(engine, heard)
    engine.connect().close()
    said = {}
    for serial in serials:
        heard.clear()
        transit(serial)
        said[serial] = list(heard)
    return said


def count_round_trips(engine: Engine, transit: Callable[[int], object], serials: Sequence[int], trace: Path) -> int:
    """For how many answers the last of the transitions waits, from libpq's own trace of PostgreSQL's protocol."""
    *before, last = serials
    for serial in before:
        transit(serial)
    with trace.open("w") as file:
        with engine.connect() as pooled:
            connection = pooled.connection.dbapi_connection.pgconn
        connection.trace(file.fileno())
        connection.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        transit(last)
        connection.untrace()
    with trace.open() as file:
        messages = [tuple(line.split()[:3:2]) for line in file]
    return messages.count(("F", "Sync")) + messages.count(("F", "Query"))


@contextmanager
def bare(url: str) -> Iterator[Any]:
    """A connection of the driver alone, as safe as the product's."""
    if url.startswith("sqlite"):
        connection: Any = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
    else:
        connection = psycopg.connect(url.replace("+psycopg", "", 1))
    yield connection
    connection.close()


def play(connection: Any, said: Said) -> None:
    """Say it again. Every answer is fetched, every transaction is committed where the product committed.

    Only the pool's ping is left out: no program has to ask it.
    """
    cursor = connection.cursor()
    for step in said:
        if not step.arguments:
            getattr(connection, step.call)()
        elif step.arguments[0] != PING:
            getattr(cursor, step.call)(*step.arguments)
            if cursor.description:
                cursor.fetchall()
    cursor.close()
