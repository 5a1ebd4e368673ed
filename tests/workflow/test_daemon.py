"""The daemon's own promises: a sign of life, one at a time, mails that were begun when it died."""

from dataclasses import replace

import pytest

from notifications import outbox
from tests.workflow.world import World
from workflow import daemon as daemon_module
from workflow.daemon import Daemon, run, the_only_one
from workflow.errors import DaemonRuns
from workflow.store import queries
from workflow.store.database import writing
from workflow.store.reader import reading


def settled(world: World) -> object:
    with reading(world.url) as reader:
        row = reader.one(queries.SETTLED)
    return row.value if row else None


def test_when_nothing_is_left_to_do_the_daemon_writes_down_the_instant(world: World) -> None:
    Daemon(world.context).once()

    assert settled(world) == world.clock.at


def test_while_something_is_due_nothing_is_settled(world: World) -> None:
    world.begin()
    world.at("2023-09-05 09:00")
    Daemon(world.context).deliver()

    assert settled(world) is None


def test_a_mail_that_was_begun_when_the_daemon_died_is_oklart(world: World) -> None:
    world.sink.data = "451 later"
    from tests.workflow.test_delivery import noticed

    noticed(world)
    world.tick()
    with writing(world.context.engine) as connection:
        outbox.begin(connection, 1)
    world.sink.data = "250 OK"
    world.at("2023-05-22 11:00")

    run(world.context, once=True, is_trial=True)

    assert world.mail_rows()[0][0] == "oklart"
    assert world.letters() == []


def test_two_daemons_never_watch_one_folder(world: World) -> None:
    with the_only_one(world.folder), pytest.raises(DaemonRuns, match="bevakar redan"), the_only_one(world.folder):
        pass


def test_the_pace_is_so_many_mails_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = [1000.0]
    monkeypatch.setattr(daemon_module.time, "monotonic", lambda: machine[0])
    pace = daemon_module._Pace(25)
    pace.note(25)
    full = pace.room()
    machine[0] += 61

    assert (full, pace.room()) == (0, 25)


def test_nothing_is_settled_while_the_servers_limit_holds_mails_back(world: World) -> None:
    from tests.workflow.test_delivery import noticed

    noticed(world)
    one_a_minute = Daemon(replace(world.context, smtp=replace(world.context.smtp, max_per_minute=1)))
    one_a_minute._pace.note(1)
    one_a_minute.deliver()

    assert settled(world) is None
    assert world.letters() == []
