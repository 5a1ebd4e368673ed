"""A database as rows: the same in SQLite and in PostgreSQL, to be copied, moved and compared (ADR 0019)."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, column, delete, func, insert, inspect, select, table, text

from workflow.store.database import connect

_REVISION = "alembic_version"
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Content:
    """How many rows a table has, and a sum over them that neither their order nor the kind of database changes."""

    rows: int
    sha256: str


def copy_sqlite(source: Path, target: Path) -> None:
    """One file with what the database holds now, whatever is being written to it meanwhile."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """PostgreSQL as it is at the first question, whatever is being written to it meanwhile. Reads only."""
    engine = connect(url)
    try:
        with engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        ) as connection:
            yield connection
    finally:
        engine.dispose()


def is_empty(url: str) -> bool:
    """The database holds no table at all; a SQLite file need not be there, and is not made."""
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        return True
    engine = connect(url)
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


def pour(source: Connection, target: Connection) -> None:
    """Every row of the one database into the other, which has the same schema and nothing but what its steps fill in.

    The rows keep their numbers, and the next new one gets the number after them.
    """
    for into in _tables(target):
        if target.execute(select(into.c[0]).limit(1)).first():
            target.execute(delete(into))
        for rows in _read(source, into.name, [found.name for found in into.columns]):
            target.execute(insert(into), [dict(row._mapping) for row in rows])
        if target.dialect.name == "postgresql":
            _go_on_after(target, into)


def contents(connection: Connection) -> dict[str, Content]:
    """What each table holds, by its name."""
    return {name: _content(connection, name, columns) for name, columns in _columns(connection).items()}


def stop_writers(connection: Connection) -> None:
    """Nobody else writes until this transaction ends. On SQLite it is alone already (BEGIN IMMEDIATE)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {', '.join(_columns(connection))} IN EXCLUSIVE MODE"))


def _columns(connection: Connection) -> dict[str, list[str]]:
    """The names of each table's columns: what rests on what need not be asked for them."""
    found = sorted(inspect(connection).get_multi_columns().items())
    return {name: sorted(column["name"] for column in columns) for (_, name), columns in found if name != _REVISION}


def _tables(connection: Connection) -> list[Table]:
    """Those on which others rest first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [found for found in metadata.sorted_tables if found.name != _REVISION]


def _read(connection: Connection, name: str, names: list[str]) -> Iterator[Any]:
    columns: list[Any] = [column(one) for one in names]
    few_at_a_time = {"stream_results": True, "yield_per": _AT_A_TIME}
    return connection.execute(select(*columns).select_from(table(name)), execution_options=few_at_a_time).partitions()


def _content(connection: Connection, name: str, columns: list[str]) -> Content:
    """The sum of the rows' sums, so that no order is needed, which the two databases do not share for text."""
    count = total = 0
    for rows in _read(connection, name, columns):
        for row in rows:
            count += 1
            total += int.from_bytes(hashlib.sha256(_as_text(row)).digest(), "big")
    return Content(count, f"{total % 2**256:064x}")


def _as_text(row: Any) -> bytes:
    return json.dumps(list(row), default=lambda value: {"bytes": bytes(value).hex()}).encode()


def _go_on_after(target: Connection, into: Table) -> None:
    if "id" in into.c:
        highest = target.execute(select(func.max(into.c.id))).scalar()
        if highest is not None:
            target.execute(select(func.setval(func.pg_get_serial_sequence(into.name, "id"), highest)))
