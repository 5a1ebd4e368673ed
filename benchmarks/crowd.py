"""Many cases out of one, and many pending rows, by SQL: filling through the engine would take longer than measuring.

A copied case has everything the first one has – unit, contact, deficiencies, notices, rows, chain – under numbers of
its own. The copies' chains can be added to; that they verify is not claimed.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, text

from states.instants import instant_text
from workflow.store.tables import metadata

ROWS_PER_CASE = 20  # of the cases that only wait
_RIPE = "åtgärdsplan senast"
_NUMBER = "substr(CAST(100000000 + copy_number AS TEXT), 2)"  # eight digits
_CASE = "(SELECT uuid FROM followup_case WHERE serial = 1)"
_UNIT = "(SELECT unit_uuid FROM followup_case WHERE serial = 1)"
_NOTICES = f"(SELECT uuid FROM notice WHERE case_uuid = {_CASE})"  # noqa: S608 – our own names, here and below
_HEADS = f"(SELECT hash FROM event_head WHERE chain = 'ärende:' || {_CASE})"  # noqa: S608
_COPIED = {  # in the order in which the tables refer to each other: which rows are the first case's
    "unit": f"uuid = {_UNIT}",
    "contact": f"unit = {_UNIT}",
    "followup_case": "serial = 1",
    "deficiency": f"case_uuid = {_CASE}",
    "subpoint": f"case_uuid = {_CASE}",
    "notice": f"case_uuid = {_CASE}",
    "notice_subpoint": f"notice_uuid IN {_NOTICES}",
    "demand": f"notice_uuid IN {_NOTICES}",
    "deadline": f"case_uuid = {_CASE}",
    "event_head": f"hash IN {_HEADS}",
    "event_body": f"head_hash IN {_HEADS}",
}
_OF_ITS_OWN = frozenset({"uuid", "case_uuid", "unit_uuid", "notice_uuid", "cause", "chain", "hash", "head_hash"})


def copy_first_case(connection: Connection, numbers: range, ripe_at: datetime) -> None:
    """Cases with those serial numbers. The rows for their plans are to be looked at at that instant, nothing before."""
    _count(connection, numbers)
    row = f"CASE WHEN kind = '{_RIPE}' THEN '{instant_text(ripe_at)}' ELSE look_again_at END"
    looks = {"deadline": row, "notice": "NULL"}
    for table, whose in _COPIED.items():
        own = {"look_again_at": looks[table]} if table in looks else {}
        _insert(connection, table, own, f"crowd, {table} WHERE {whose}")


def hush_first_case(connection: Connection) -> None:
    """It has been copied, and is not measured itself."""
    for table in ("deadline", "notice"):
        connection.execute(text(f"UPDATE {table} SET look_again_at = NULL WHERE case_uuid = {_CASE}"))  # noqa: S608


def add_pending(connection: Connection, count: int) -> None:
    """So many running rows whose time comes in eight years, of cases that have nothing else."""
    _count(connection, range(50_000_000, 50_000_000 + count // ROWS_PER_CASE))
    _insert(connection, "followup_case", {"unit_uuid": "unit_uuid"}, "crowd, followup_case WHERE serial = 1")
    own = {
        "item": "'H' || line",
        "look_again_at": "'2031-01-01T00:00:' || substr(CAST(100 + line AS TEXT), 2) || '.' "
        "|| substr(CAST(1000000 + copy_number % 1000000 AS TEXT), 2) || 'Z'",
    }
    one = "(SELECT * FROM deadline WHERE id = (SELECT MIN(id) FROM deadline)) one"
    _insert(connection, "deadline", own, f"crowd, lines, {one}")


def look_at_statistics(connection: Connection) -> None:
    """Let the database look at what it has been given, as it does by itself with time."""
    connection.execute(text("ANALYZE"))


def _insert(connection: Connection, table: str, own: Mapping[str, str], source: str) -> None:
    columns = [column.name for column in metadata.tables[table].columns if column.name != "id"]
    values = ", ".join(own.get(name) or _of_the_copy(table, name) for name in columns)
    connection.execute(text(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {source}"))  # noqa: S608


def _of_the_copy(table: str, column: str) -> str:
    """What a copy has in the column, as SQL over the first case's row."""
    if column in _OF_ITS_OWN or (table, column) == ("contact", "unit"):
        return f"substr({column}, 1, length({column}) - 8) || {_NUMBER}"
    if column == "serial":
        return "copy_number"
    if column in ("reference", "register_number") or (table, column) == ("unit", "folded"):
        return f"{column} || '/' || copy_number"
    return f"copy_number || {column}" if (table, column) == ("contact", "address") else column


def _count(connection: Connection, numbers: range) -> None:
    """The numbers as a table, and the numbers of a case's rows as another."""
    for table, column, first, last in (
        ("crowd", "copy_number", numbers[0], numbers[-1]),
        ("lines", "line", 1, ROWS_PER_CASE),
    ):
        connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
        connection.execute(
            text(
                f"CREATE TEMP TABLE {table} AS WITH RECURSIVE s({column}) AS (SELECT {first} UNION ALL "  # noqa: S608
                f"SELECT {column} + 1 FROM s WHERE {column} < {last}) SELECT {column} FROM s"
            )
        )
