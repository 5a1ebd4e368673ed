"""Folds every event into empty tables and compares: the register must be what its events say, and nothing else."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import Connection, ExecutableDDLElement, create_engine, create_mock_engine, delete, select
from sqlalchemy.pool import StaticPool

from workflow.store.chain import ALL
from workflow.store.corrections import as_counted
from workflow.store.inbox_projection import CONCERNS, FILES, INCOMING, PLACES
from workflow.store.projection import (
    CASES,
    DEADLINES,
    DEFICIENCIES,
    DEMANDS,
    FINDINGS,
    MAILBOXES,
    MEETINGS,
    MILESTONES,
    NAMED,
    NOTICES,
    PAUSES,
    PROPOSALS,
    QUESTIONS,
    REQUESTS,
    SUBMISSIONS,
    SUBPOINTS,
    USED_UP,
    project,
)  # fmt: skip
from workflow.store.reader import Reader
from workflow.store.register_projection import REGISTERS
from workflow.store.tables import metadata

COPIES = (
    CASES, DEFICIENCIES, SUBPOINTS, NOTICES, NAMED, USED_UP, DEMANDS, DEADLINES, SUBMISSIONS, FINDINGS,
    PROPOSALS, MAILBOXES, REQUESTS, MILESTONES, QUESTIONS, PAUSES, MEETINGS, *REGISTERS.values(),
    INCOMING, PLACES, CONCERNS, FILES,
)  # fmt: skip
_NO_FACTS = frozenset({"id", "look_again_at"})


def differences(reader: Reader) -> Iterator[str]:
    """Each row that the register has and the events do not tell, or the other way round, in Swedish."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.begin() as connection:
        for statement in _schema():
            connection.exec_driver_sql(statement)
        for event in as_counted(reader.all(ALL)):
            project(connection, event.kind, event.content)
        for copy in COPIES:
            yield from _compared(connection, reader, copy)
    engine.dispose()


@cache
def _schema() -> tuple[str, ...]:
    """What makes the tables in SQLite; compiled once, since that takes longer than to fold a case."""
    statements: list[str] = []

    def write_down(ddl: ExecutableDDLElement, *_: Any, **__: Any) -> None:
        statements.append(str(ddl.compile(dialect=engine.dialect)))

    engine = create_mock_engine("sqlite://", write_down)
    metadata.create_all(engine, checkfirst=False)
    return tuple(statements)


def clear(connection: Connection, case_uuid: str) -> None:
    """Take away the case's copies, so that its events can be folded into them anew, in the same transaction."""
    for copy in reversed(COPIES):
        if (of_case := _of_case(copy, case_uuid)) is not None:
            connection.execute(delete(copy).where(of_case))


def _of_case(copy: Any, case_uuid: str) -> Any:
    """Which of its rows are the case's; None for a table that is no case's, as that of mailboxes."""
    if copy is CASES:
        return CASES.c.uuid == case_uuid
    if "case_uuid" in copy.c:
        return copy.c.case_uuid == case_uuid
    if "notice_uuid" in copy.c:
        return copy.c.notice_uuid.in_(select(NOTICES.c.uuid).where(NOTICES.c.case_uuid == case_uuid))
    return None


def _compared(connection: Connection, reader: Reader, copy: Any) -> Iterator[str]:
    names = [column.name for column in copy.columns if _is_fact(copy, column.name)]
    told = {tuple(row) for row in connection.execute(select(*(copy.c[name] for name in names)))}
    kept = set(reader.rows(f"SELECT {', '.join(names)} FROM {copy.name}"))  # noqa: S608 – our own names
    for row in sorted(kept - told, key=repr):
        yield f"{copy.name}: {row} står inte i händelserna"
    for row in sorted(told - kept, key=repr):
        yield f"{copy.name}: {row} saknas i registret"


def _is_fact(copy: Any, name: str) -> bool:
    return name not in _NO_FACTS and not (copy is CASES and name == "version")
