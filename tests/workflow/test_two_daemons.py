"""Two daemons on one installation, started by mistake or on purpose: every mail is said once, and nothing is held up."""

import resource
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from notifications import claims
from notifications.smtp import Outcome, Result
from tests.workflow.test_delivery import SECOND, begun, claimed, lapse, noticed, second_noticed, tasks
from tests.workflow.world import ANNA, PROVIDER, World
from workflow.actions.decide_notice import request_plan
from workflow.clockwork import sweep
from workflow.context import Context
from workflow.daemon import Daemon, watching
from workflow.delivery import Delivered, _settle, deliver
from workflow.store.chain import broken
from workflow.store.database import connect, writing
from workflow.store.reader import reading

ON_A_SERVER = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # on SQLite each waits its turn


def at_once(world: World, times: int = 2) -> list[Delivered]:
    """So many daemons tick at the same time."""
    contexts = [world.beside() for _ in range(times)]
    start = threading.Barrier(times)

    def tick(context: Context) -> Delivered:
        start.wait()
        sweep(context)
        return deliver(context)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(tick, contexts))


def came(world: World) -> Counter[tuple[str, str]]:
    """How often each mail has come: recipient and Message-ID."""
    return Counter(
        (recipient, str(message["Message-ID"]))
        for recipient, _ in world.sink.received
        for message in world.letters(recipient)
    )


def test_a_reminder_of_two_daemons_is_said_once(world: World) -> None:
    world.begin()
    for when in ("2023-06-05 09:00", "2023-06-09 09:00", "2023-06-12 09:00"):
        world.at(when)
        if when == "2023-06-09 09:00":
            world.read_mailbox()
        for _ in range(3):
            at_once(world)

    assert Counter(world.subjects()) == {"Påpekande nr 1": 1, "Påminnelse": 2}
    assert set(came(world).values()) == {1} or max(Counter(world.sink.received).values()) == 1
    with reading(world.url) as reader:
        assert list(broken(reader)) == []


def test_mails_are_shared_out_between_two_daemons_and_none_is_said_twice(world: World) -> None:
    for case in ("1", "2"):
        world.open(case)
        request_plan(world.context, case, world.notice(), ANNA)
    done = [*at_once(world), *at_once(world)]

    assert sum(tick.composed for tick in done) == 2
    assert sum(tick.tried for tick in done) == 2
    assert len(world.sink.received) == 2


def test_a_daemon_that_was_stopped_with_a_mail_begins_nothing_once_another_has_it(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    stopped = claimed(world)
    lapse(world)
    world.sink.data = "250 OK"
    world.at("2023-05-22 10:01")
    world.tick()

    with writing(world.context.engine) as connection:
        assert not claims.begin(connection, stopped)
    assert len(world.letters()) == 1


def test_a_mail_that_another_daemon_has_in_hand_is_left_alone(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    claimed(world)
    world.sink.data = "250 OK"
    world.at("2023-05-22 10:01")
    world.tick()

    assert world.letters() == []


def called_unclear(world: World) -> claims.Claimed:
    """A notice's mail that a daemon had begun, and that another has called oklart since it was heard of no more."""
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    mail = begun(world)
    lapse(world)
    world.tick()
    return mail


def test_the_answer_to_a_mail_that_was_called_oklart_meanwhile_counts(world: World) -> None:
    mail = called_unclear(world)
    unclear = (world.mail_rows()[0][0], world.case().notices[0].dispatched_on)

    _settle(world.context, mail, Result(Outcome.SENT, "250 OK"), world.clock.at)

    assert unclear == ("oklart", None)
    assert world.mail_rows()[0] == ("avsänd", "250 OK")
    assert world.case().notices[0].dispatched_on == date(2023, 5, 22)
    assert not any("Ingen vet" in task for task in tasks(world))


def test_a_no_for_now_to_a_mail_that_was_called_oklart_does_not_send_it_again(world: World) -> None:
    mail = called_unclear(world)

    _settle(world.context, mail, Result(Outcome.TEMPORARY, "451 later"), world.clock.at)

    assert world.mail_rows()[0][0] == "oklart"


def test_a_notice_that_was_sent_as_a_letter_while_its_mail_was_oklart_is_dispatched_once(world: World) -> None:
    mail = called_unclear(world)
    world.dispatch()

    _settle(world.context, mail, Result(Outcome.SENT, "250 OK"), world.clock.at)

    assert world.kinds()["påpekande expedierat"] == 1


def test_two_daemons_keep_to_the_servers_pace_together(world: World) -> None:
    assert world.context.smtp is not None
    world.context = replace(world.context, smtp=replace(world.context.smtp, max_per_minute=1))
    noticed(world)
    second_noticed(world)
    at_once(world)

    assert len(world.sink.received) == 1


def test_the_pace_has_room_again_after_a_minute_and_when_the_machines_clock_is_set_back(world: World) -> None:
    noticed(world)
    world.tick()
    rooms: list[int] = []
    for moved in (0, -61_000, 3_600_000):
        with writing(world.context.engine) as connection:
            connection.exec_driver_sql(f"UPDATE mail SET tried_at_ms = tried_at_ms + {moved}")
            rooms.append(claims.room(connection, 25))

    assert rooms == [24, 25, 25]


def test_a_notice_leaves_before_the_reminders_that_were_there_first(world: World) -> None:
    assert world.context.smtp is not None
    world.context = replace(world.context, smtp=replace(world.context.smtp, max_connections=1))
    world.begin()
    world.sink.data = "451 later"
    world.at("2023-06-05 09:00")
    world.tick()
    second_noticed(world)
    world.tick()
    world.sink.data = "250 OK"
    world.sink.received.clear()
    world.at("2023-06-05 09:02")
    world.tick()

    order = [recipient for recipient, _ in world.sink.received]
    assert order.index(SECOND) < order.index(PROVIDER)


def test_a_correction_that_takes_back_a_mail_which_was_begun_meanwhile_does_not_call_it_unsent(world: World) -> None:
    from notifications import outbox

    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    begun(world)
    with writing(world.context.engine) as connection:
        taken = outbox.withdraw(connection, 1, "rättat", world.clock.at)

    assert (taken, world.mail_rows()[0][0]) == (False, "påbörjad")


def test_what_one_daemon_has_in_hand_another_does_not_call_settled(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    claimed(world)
    Daemon(world.beside()).deliver()

    with reading(world.url) as reader:
        assert reader.rows("SELECT value FROM setting WHERE name = 'settled_at'") == []


def test_a_daemon_that_starts_beside_another_calls_nothing_oklart_that_the_other_has_begun(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    with watching(world.context):
        begun(world)
        with watching(world.beside()):
            beside = world.mail_rows()[0][0]
    with watching(world.context):
        alone = world.mail_rows()[0][0]

    assert (beside, alone) == ("påbörjad", "oklart")


@ON_A_SERVER
def test_a_case_that_somebody_has_in_hand_does_not_hold_the_clock_up(world: World) -> None:
    world.begin()
    world.at("2023-09-05 09:00")
    with world.context.engine.connect() as holding:
        holding.execute(text("SELECT 1 FROM followup_case FOR UPDATE"))
        passed_over = sweep(world.beside())
    assert (passed_over, sweep(world.context), sweep(world.context)) == (0, 1, 0)


@ON_A_SERVER
def test_a_process_that_is_stopped_in_a_transaction_is_let_go_by_postgresql(world: World) -> None:
    with world.context.engine.connect() as connection:
        assert connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one() == "1min"


@contextmanager
def full_disk() -> Iterator[Callable[[], None]]:
    """A call that fills the disk: no file of this process grows beyond what the write-ahead log has, until the end."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_disk_that_is_full_when_the_answer_comes_makes_the_mail_oklart_and_never_sends_it_again(world: World) -> None:
    noticed(world)
    with full_disk() as fill:
        world.sink.while_data = fill
        with pytest.raises((OperationalError, ExceptionGroup)):
            deliver(world.context)
    world.sink.while_data = None
    status = world.mail_rows()[0][0]
    lapse(world)
    world.tick()

    assert (status, world.mail_rows()[0][0]) == ("påbörjad", "oklart")
    assert len(world.letters()) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_on_a_disk_that_is_full_nothing_is_sent_that_could_not_be_marked_as_begun(world: World) -> None:
    noticed(world)
    with full_disk() as fill:
        fill()
        with pytest.raises(OperationalError):
            deliver(world.context)
    assert world.letters() == []
    world.tick()

    assert len(world.letters()) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_is_locked_delays_a_tick_and_loses_nothing(world: World) -> None:
    noticed(world)
    impatient = replace(world.beside(), engine=connect(world.url, patience=0.05))
    world.others.append(impatient.engine)
    with world.context.engine.begin(), pytest.raises(OperationalError, match="locked"):
        deliver(impatient)

    world.tick()

    assert len(world.letters()) == 1


def test_a_clock_that_is_set_back_an_hour_says_nothing_again(world: World) -> None:
    world.begin()
    world.at("2023-06-05 09:00")
    world.tick()
    world.at("2023-06-05 08:00")
    world.tick()
    world.at("2023-06-05 09:30")
    world.tick()

    assert world.subjects() == ["Påpekande nr 1", "Påminnelse"]


def test_after_three_weeks_down_the_provider_gets_one_mail_and_a_notice_is_held(world: World) -> None:
    world.begin()
    second_noticed(world)
    world.at("2023-06-13 09:00")  # nothing has ticked since 22 May; both rungs of the plan's day, 8 June, have come
    world.read_mailbox()
    world.tick()

    assert len(world.letters()) == 2  # the notice of 22 May, and one reminder
    assert world.letters(SECOND) == []
