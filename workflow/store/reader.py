"""One small reader for named queries, over the plain DB-API: used by commands, daemon and rules alike.

No ORM: a reading command never imports it. A query is written once, with `:name`; the reader adapts
placeholders and turns each row into the query's frozen dataclass, by its annotations.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from states.instants import instant_text, parse_instant

Row = TypeVar("Row")
_NAME = re.compile(r":(\w+)")


@dataclass(frozen=True)
class Query(Generic[Row]):
    """`purpose` says in a line what it is for; `row` has one field per column, in order."""

    purpose: str
    sql: str
    row: type[Row]


class Reader:
    """Runs named queries on one open DB-API connection (sqlite3 or psycopg)."""

    def __init__(self, connection: Any) -> None:
        """Take over nothing: who opened the connection closes it."""
        self._connection = connection
        self._is_sqlite = isinstance(connection, sqlite3.Connection)

    def all(self, query: Query[Row], **parameters: Any) -> list[Row]:
        """Every row. Days and instants are given as `date` and `datetime`."""
        cursor = self._connection.cursor()
        sql = query.sql if self._is_sqlite else _for_psycopg(query.sql)
        cursor.execute(sql, {name: _plain(value) for name, value in parameters.items()})
        converters = _converters(query.row, len(cursor.description))  # type: ignore[arg-type]
        try:
            return [_build(query.row, converters, values) for values in cursor]
        finally:
            cursor.close()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Every row as it is stored, for a query without parameters that no dataclass describes."""
        cursor = self._connection.cursor()
        try:
            return [tuple(row) for row in cursor.execute(sql)]
        finally:
            cursor.close()

    def one(self, query: Query[Row], **parameters: Any) -> Row | None:
        """The first row, or None."""
        rows = self.all(query, **parameters)
        return rows[0] if rows else None


@contextmanager
def reading(url: str) -> Iterator[Reader]:
    """A reader over a connection of its own that cannot write, without importing the ORM.

    Everything is read as it was at the first query: what others write meanwhile is not seen.
    """
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        connection: Any = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10, isolation_level=None)
        connection.execute("BEGIN")
    else:
        import psycopg

        connection = psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"))
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    try:
        yield Reader(connection)
    finally:
        connection.close()


@cache
def _for_psycopg(sql: str) -> str:
    return _NAME.sub(r"%(\1)s", sql.replace("%", "%%"))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


@cache
def _converters(row: Any, width: int) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """For those of the first columns that are not taken as they are stored: the column's place, and what it becomes."""
    hints = get_type_hints(row)
    found = (_converter(hints[field.name]) for field in fields(row)[:width])
    return tuple((place, converter) for place, converter in enumerate(found) if converter is not None)


def _converter(hint: Any) -> Callable[[Any], Any] | None:
    if isinstance(hint, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    if hint is datetime:
        return parse_instant
    if hint is date:
        return date.fromisoformat
    if get_origin(hint) is frozenset:
        return lambda text: frozenset(text.split(",")) if text else frozenset()
    if hint is bool or (isinstance(hint, type) and issubclass(hint, Enum)):
        return hint
    return None


def _build(row: type[Row], converters: tuple[tuple[int, Callable[[Any], Any]], ...], values: Any) -> Row:
    found = list(values)
    for place, converter in converters:
        if found[place] is not None:
            found[place] = converter(found[place])
    return row(*found)
