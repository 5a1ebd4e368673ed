"""The daemon's own promises: a sign of life, one at a time, mails that were begun when it died."""

import threading
from dataclasses import replace

from tests.workflow.test_delivery import begun, noticed
from tests.workflow.world import ANNA, World
from workflow.actions.decide_notice import request_plan
from workflow.daemon import Daemon, run
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
    noticed(world)
    world.tick()
    begun(world)
    world.sink.data = "250 OK"
    world.at("2023-05-22 11:00")

    run(world.context, once=True, is_trial=True)

    assert world.mail_rows()[0][0] == "oklart"
    assert world.letters() == []


class Waits(threading.Event):
    """Nobody asks the daemon to stop; while it waits, what was tried recedes into the past."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.waited = 0.0

    def wait(self, timeout: float | None = None) -> bool:
        self.waited += timeout or 0
        with writing(self.world.context.engine) as connection:
            connection.exec_driver_sql(f"UPDATE mail SET tried_at_ms = tried_at_ms - {int((timeout or 0) * 1000)}")
        return False


def two_mails_one_a_minute(world: World) -> tuple[Daemon, Waits]:
    for case in ("1", "2"):
        world.open(case)
        request_plan(world.context, case, world.notice(), ANNA)
    assert world.context.smtp is not None
    slow = replace(world.context, smtp=replace(world.context.smtp, max_per_minute=1))
    daemon, waits = Daemon(slow), Waits(world)
    daemon.stopping = waits
    return daemon, waits


def test_nothing_is_settled_while_the_servers_limit_holds_mails_back(world: World) -> None:
    daemon, _ = two_mails_one_a_minute(world)
    for _ in range(3):
        daemon.deliver()

    assert len(world.sink.received) == 1
    assert settled(world) is None


def test_with_once_the_daemon_goes_on_when_the_servers_limit_has_room_again(world: World) -> None:
    daemon, waits = two_mails_one_a_minute(world)

    daemon.once()

    assert len(world.sink.received) == 2
    assert 0 < waits.waited < 65  # the machine's own time goes too
    assert settled(world) == world.clock.at


def test_a_mail_that_is_held_does_not_keep_the_daemon_from_being_done(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    world.at("2023-05-24 09:00")

    Daemon(world.context).once()

    assert settled(world) == world.clock.at
