"""databas flytta: the register into the other kind of database, whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection

from states.workdays import local_day
from workflow import locks
from workflow.config import Config
from workflow.errors import ConfigError, InputError, Temporary
from workflow.store.chain import Link, ends
from workflow.store.database import connect, writing
from workflow.store.events import Actor, Event, append
from workflow.store.kinds import Kind
from workflow.store.migrate import upgrade
from workflow.store.portable import Content, contents, is_empty, pour, stop_writers
from workflow.store.reader import Reader
from workflow.store.settings import put
from workflow.store.started import DRIFT, MOVED, STARTED_SETTING


@dataclass(frozen=True, slots=True)
class Compared:
    """What both databases held when they were compared."""

    tables: dict[str, Content]
    chains: dict[str, Link]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(content.rows for content in self.tables.values())


def move(old: Config, new: Config, at: datetime, actor: Actor) -> Compared:
    """Everything in the old configuration's database into the new one's, which is empty.

    The old one is locked meanwhile; afterwards no command reads it and no mail leaves it. In the new one everything
    is written in one transaction, which ends only where counts, sums and chains are equal. Raises ConfigError or
    InputError, Temporary where a daemon watches the folder, and then nothing is changed.
    """
    refuse_other_place(old, new)
    with _without_daemon(old.data_folder), _locked(old.database_url) as source:
        compared: list[Compared] = []

        def fill(target: Connection) -> None:
            pour(source, target)
            compared.append(_same(source, target))
            act = str(uuid4())
            body = {"act": act, "from": _kind(source), "to": _kind(target), "rows": compared[0].rows}
            append(target, Event(DRIFT, Kind.MOVED.value, body, local_day(at), at, actor, act))

        upgrade(new.database_url, fill)
        put(source, STARTED_SETTING, MOVED)
    return compared[0]


def refuse_other_place(old: Config, new: Config) -> None:
    """Raise ConfigError or InputError unless the new place is another, empty database of the same folder."""
    if new.data_folder.resolve() != old.data_folder.resolve():
        what = f"är {new.data_folder}, inte {old.data_folder}: handlingarna flyttas inte"
        raise ConfigError(f"{new.path}: [data] mapp", what, "ange samma mapp i båda filerna")
    if new.database_url == old.database_url:
        remedy = "ange den nya databasen i [databas] url"
        raise ConfigError(f"{new.path}: [databas] url", "är samma databas som nu", remedy)
    if not is_empty(new.database_url):
        remedy = "skapa en ny, tom databas"
        raise InputError("den nya databasen", "är inte tom; ingenting skrivs över", remedy)


@contextmanager
def _without_daemon(folder: Path) -> Iterator[None]:
    """Hold the lock that every daemon of the folder holds."""
    with (folder / locks.OF_DAEMONS).open("w") as file:
        if not locks.taken_alone(file):
            remedy = "stoppa den (systemctl stop bristvakt), och ge kommandot igen"
            raise Temporary(str(folder), "en tjänst bevakar mappen", remedy)
        yield


@contextmanager
def _locked(url: str) -> Iterator[Connection]:
    engine = connect(url)
    try:
        with writing(engine) as connection:
            stop_writers(connection)
            yield connection
    finally:
        engine.dispose()


def _same(source: Connection, target: Connection) -> Compared:
    """What both hold. Raises RuntimeError where they differ, which undoes everything."""
    before, after = _held(source), _held(target)
    if before != after:
        names = [name for name in before.tables if before.tables[name] != after.tables.get(name)]
        raise RuntimeError(f"raderna blev inte desamma: {', '.join(names) or 'kedjorna'}")
    return before


def _held(connection: Connection) -> Compared:
    reader = Reader(connection.connection.dbapi_connection)
    return Compared(contents(connection), ends(reader))


def _kind(connection: Connection) -> str:
    return {"sqlite": "SQLite"}.get(connection.dialect.name, "PostgreSQL")
