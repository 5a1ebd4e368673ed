"""The whole schema of a database as comparable facts: columns, keys, CHECKs, indexes with predicates, triggers."""

import re
from typing import Any

from sqlalchemy import Engine, text

Facts = set[tuple[str, ...]]


def schema(engine: Engine) -> Facts:
    """Every fact about the schema but alembic's own table."""
    with engine.connect() as connection:
        found = _sqlite(connection) if engine.dialect.name == "sqlite" else _postgresql(connection)
    return {fact for fact in found if "alembic_version" not in " ".join(fact)}


def _normal(sql: str) -> str:
    return re.sub(r"\s+", " ", sql.replace('"', "")).strip()


def _sqlite(connection: Any) -> Facts:
    found: Facts = set()
    for kind, name, table, sql in connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master")):
        if kind in ("trigger", "index") and sql:
            found.add((kind, table, name, _normal(sql)))
        if kind == "table":
            found |= _sqlite_table(connection, name)
            found |= {("check", name, _normal(check)) for check in _checks(sql)}
    return found


def _sqlite_table(connection: Any, table: str) -> Facts:
    columns = connection.execute(text(f"PRAGMA table_info('{table}')"))
    found = {("column", table, c.name, c.type, str(c.notnull), str(c.dflt_value), str(c.pk)) for c in columns}
    keys = connection.execute(text(f"PRAGMA foreign_key_list('{table}')"))
    found |= {("foreign key", table, k[3], k[2], str(k[4]), k[5], k[6]) for k in keys}
    for index in list(connection.execute(text(f"PRAGMA index_list('{table}')"))):
        names = ",".join(i[2] for i in connection.execute(text(f"PRAGMA index_info('{index[1]}')")))
        found.add(("unique" if index[2] else "plain", table, names, index[3], str(index[4])))
    return found


def _checks(sql: str) -> list[str]:
    """The text inside each CHECK ( … ), parentheses balanced."""
    checks = []
    for match in re.finditer(r"CHECK \(", sql):
        depth, at = 1, match.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[at], 0)
            at += 1
        checks.append(sql[match.end() : at - 1])
    return checks


_POSTGRESQL = (
    "SELECT 'column', table_name, column_name, data_type, is_nullable, coalesce(column_default, '') "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
    "SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


def _postgresql(connection: Any) -> Facts:
    return {tuple(str(part) for part in row) for sql in _POSTGRESQL for row in connection.execute(text(sql))}
