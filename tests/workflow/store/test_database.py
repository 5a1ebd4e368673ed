"""The connections: safe settings, no lost update, readers that cannot write."""

import subprocess
import sys
import threading
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.journeys.test_golden_case import open_and_dispatch
from tests.journeys.town import ROOT, Town
from workflow.status import invariants, late, mails, operations, overview, settings
from workflow.store import chain, queries, registers, started
from workflow.store.database import writing
from workflow.store.reader import Query, reading

QUERIES = [
    pytest.param(query, id=f"{module.__name__.rpartition('.')[2]}.{name}")
    for module in (queries, chain, overview, mails, registers, late, operations, invariants, settings, started)
    for name, query in vars(module).items()
    if isinstance(query, Query)
]


def test_sqlite_writes_ahead_flushes_fully_and_minds_its_keys(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert found == ["wal", 2, 1]


def test_two_writers_at_once_lose_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO setting (name, value) VALUES ('antal', '0')"))

    def count() -> None:
        for _ in range(50):
            with writing(engine) as connection:
                lock = " FOR UPDATE" if engine.dialect.name == "postgresql" else ""
                value = connection.execute(text(f"SELECT value FROM setting WHERE name = 'antal'{lock}")).scalar_one()
                connection.execute(
                    text("UPDATE setting SET value = :v WHERE name = 'antal'"), {"v": str(int(value) + 1)}
                )

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM setting WHERE name = 'antal'")).scalar_one() == "200"


def test_what_raises_inside_a_transaction_undoes_it(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as connection:
        connection.execute(text("INSERT INTO setting (name, value) VALUES ('a', 'b')"))
        raise RuntimeError

    with engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM setting")).scalar_one() == 0


def test_a_reader_cannot_write(engine: Engine, database_url: str) -> None:
    with reading(database_url) as reader, pytest.raises(Exception, match="read-only|readonly|read only"):
        reader.rows("INSERT INTO setting (name, value) VALUES ('a', 'b')")


_GIVEN: dict[str, Any] = {"now": datetime.fromisoformat("2023-06-08T23:41:00+02:00"), "day": date(2023, 6, 8)}


@pytest.mark.parametrize("query", QUERIES)
def test_every_named_query_runs_and_says_what_it_is_for(engine: Engine, database_url: str, query: Query[Any]) -> None:
    import re

    names = set(re.findall(r":(\w+)", query.sql))
    values = {name: _GIVEN.get(name, 1 if name in ("serial", "mail") else "x") for name in names}

    with reading(database_url) as reader:
        reader.all(query, **values)

    assert query.purpose.endswith(".")
    assert fields(query.row)


def test_a_constraint_of_the_database_is_no_silent_correction(engine: Engine) -> None:
    with pytest.raises(DBAPIError), writing(engine) as connection:
        connection.execute(text("INSERT INTO setting (name, value) VALUES ('a', NULL)"))


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """One case, its notice decided; the commands here only read it."""
    made = Town(tmp_path_factory.mktemp("town"))
    open_and_dispatch(made)
    return made


@pytest.mark.parametrize(
    "words",
    [("ärende", "lista"), ("ärende", "visa", "1"), ("frister",), ("att-göra",), ("historik", "1"),
     ("avtalsbrott", "pröva", "1/D1"), ("epost", "kö"), ("epost", "visa", "1"), ("konfig", "visa"), ("drift", "status"),
     ("drift", "försenat"), ("--hjälp",),
     ("--version",)],
    ids=" ".join,
)  # fmt: skip
def test_a_command_that_reads_does_not_load_the_orm(words: tuple[str, ...], town: Town) -> None:
    script = (
        "import sys\nfrom workflow.cli.main import main\nimport os\n"
        f"main({['--config', str(town.config), '--klocka', str(town.clock), *words]!r}, stdout=sys.stderr, "
        "stderr=sys.stderr, environ=os.environ)\n"
        "print(sorted({'sqlalchemy', 'sqlmodel', 'pydantic', 'jinja2', 'asyncio', 'apscheduler', 'transitions', "
        "'alembic'} & set(sys.modules)))\n"
    )

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
