"""The triggers that refuse UPDATE and DELETE on events, for both databases.

Alembic's batch mode re-creates a table without its triggers: a migration that touches an event table
creates them again from its own copy of these lines, and a test compares the result.
"""

TABLES = ("event_head", "event_body")
MESSAGE = "händelser ändras aldrig"


def statements(dialect: str) -> list[str]:
    """The DDL, one statement each. `dialect` is sqlite or postgresql."""
    if dialect == "sqlite":
        return [_sqlite(table, verb) for table in TABLES for verb in ("UPDATE", "DELETE")]
    return [_POSTGRESQL_FUNCTION, *(_postgresql(table) for table in TABLES)]


def _sqlite(table: str, verb: str) -> str:
    return (
        f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


_POSTGRESQL_FUNCTION = (
    "CREATE FUNCTION events_never_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
)


def _postgresql(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_never_change()"
    )
