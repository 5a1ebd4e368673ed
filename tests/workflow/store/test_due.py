"""What is due is found by the index of what is due: a tick never looks at every row that waits."""

from typing import Any

from sqlalchemy import Engine

from states.instants import instant_text
from tests.workflow.world import swedish
from workflow.store import queries


def road(engine: Engine, sql: str, **values: str) -> str:
    """How the database means to find what the query asks for; on PostgreSQL as it would in a large table."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            rows: Any = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            return " ".join(str(row[3]) for row in rows)
        connection.exec_driver_sql("SET enable_seqscan = off")
        for name in values:
            sql = sql.replace(f":{name}", f"%({name})s")
        return " ".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}", values))


def test_the_cases_that_are_due_are_found_by_the_day_that_they_are_due(engine: Engine) -> None:
    found = road(engine, queries.DUE_CASES.sql, now=instant_text(swedish("2023-06-05 09:00")), after="")

    assert "ix_deadline_look" in found
    assert "ix_notice_look" in found
    assert "ix_deadline_case_uuid" not in found
