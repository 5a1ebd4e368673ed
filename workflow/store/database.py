"""The database: SQLite in a file as the embedded default, PostgreSQL by URL; the same code for both.

SQLite: WAL, synchronous FULL, foreign keys, and BEGIN IMMEDIATE for everything that writes – its default
transactions lose updates silently. A write transaction is short and never held over SMTP.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text


def connect(url: str, patience: float = 10) -> Engine:
    """An engine for the URL, with the pragmas that make SQLite safe; so many seconds it waits for its lock."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True)
        event.listen(engine, "connect", _give_up_when_silent)
        return engine
    engine = create_engine(url, connect_args={"isolation_level": None, "timeout": patience})
    event.listen(engine, "connect", _make_safe)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _give_up_when_silent(connection: Any, record: Any) -> None:
    """A process that was stopped in the middle of a transaction does not hold the others up for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = '60s'")
    connection.commit()


def _make_safe(connection: Any, record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: everything in it is there afterwards, or nothing is."""
    with engine.begin() as connection:
        yield connection


def taking_turns(connection: Connection, what: str) -> None:
    """Wait until no other transaction has its turn at it; it is ours until this transaction ends.

    For what no row can be locked for, as the next number of a chain: taken before it is read. On SQLite the
    transaction is alone already (BEGIN IMMEDIATE). Taken again in the same transaction it changes nothing.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:what))"), {"what": what})
