"""drift status and försenat: what whoever runs the server is told, and how loudly."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from notifications.settings import SmtpSettings
from tests.workflow.desk import Desk
from tests.workflow.test_delivery import noticed
from tests.workflow.world import ANNA, World, swedish
from workflow.actions.decide_notice import request_plan
from workflow.logs import Impersonal
from workflow.monitoring import tick
from workflow.status.late import Outage, outages
from workflow.status.operations import Degree, Standing, Unsent, Waiting, findings, standing, waiting_tasks
from workflow.store.reader import reading
from workflow.store.settings import put
from workflow.store.started import NEW, RESTORED, STARTED_SETTING, YES


@pytest.fixture(autouse=True)
def started(request: pytest.FixtureRequest) -> None:
    """Somebody has said that mail may leave."""
    if "world" in request.fixturenames:
        may_mail(request.getfixturevalue("world"), YES)


def may_mail(world: World, state: str) -> None:
    with world.context.engine.begin() as connection:
        put(connection, STARTED_SETTING, state)


def stands(world: World) -> Standing:
    with reading(world.url) as reader:
        return standing(reader, world.clock.at, world.context.calendar)


def told(world: World) -> list[tuple[Degree, str]]:
    return [(finding.degree, finding.what) for finding in findings(stands(world))]


def beat(world: World, daemon: str = "a/1") -> int:
    return tick.begin(world.context, daemon)


def a_tick(world: World) -> None:
    """What the daemon does, as it does it."""
    beat(world)
    world.tick()


# ── how it stands ──


def test_an_installation_whose_daemon_has_never_run_is_warned_about(world: World) -> None:
    assert told(world) == [(Degree.WARNING, "tjänsten har inte körts än")]


@pytest.mark.parametrize("state", [NEW, RESTORED])
def test_where_nobody_has_said_that_mail_may_leave_that_is_all_that_is_said_of_mail(world: World, state: str) -> None:
    may_mail(world, state)
    noticed(world)
    world.at("2023-05-22 12:00")
    beat(world)

    assert told(world) == [(Degree.WARNING, "inga mejl skickas: ingen har sagt att det ska börja")]


def test_when_the_daemon_ticks_and_nothing_waits_all_is_well(world: World) -> None:
    world.begin()
    a_tick(world)

    found = stands(world)
    assert (found.degree, findings(found)) == (Degree.OK, [])
    assert found.next_due_at is not None


AT = swedish("2023-05-22 10:00")
WELL = Standing(AT, AT, (), None, Waiting(None, ()), Unsent(0, None, ()), 0, {}, None, may_mail=True)


@pytest.mark.parametrize(
    ("minutes", "degree"), [(1, Degree.OK), (2, Degree.WARNING), (14, Degree.WARNING), (15, Degree.CRITICAL)]
)
def test_a_silent_daemon_is_a_warning_after_two_minutes_and_critical_after_fifteen(
    minutes: int, degree: Degree
) -> None:
    assert replace(WELL, at=AT + timedelta(minutes=minutes)).degree is degree


@pytest.mark.parametrize(
    ("minutes", "degree"), [(14, Degree.OK), (15, Degree.WARNING), (59, Degree.WARNING), (60, Degree.CRITICAL)]
)
def test_a_mail_that_does_not_leave_is_a_warning_after_a_quarter_and_after_an_hour_critical(
    minutes: int, degree: Degree
) -> None:
    assert replace(WELL, unsent=Unsent(1, AT - timedelta(minutes=minutes), (1,))).degree is degree


@pytest.mark.parametrize(("minutes", "degree"), [(14, Degree.OK), (15, Degree.WARNING), (60, Degree.CRITICAL)])
def test_a_case_that_stands_still_is_a_warning_after_a_quarter_and_after_an_hour_critical(
    minutes: int, degree: Degree
) -> None:
    assert replace(WELL, waiting=Waiting(AT - timedelta(minutes=minutes), (1,))).degree is degree


def test_one_of_two_daemons_that_died_is_a_warning_since_the_other_does_its_work(world: World) -> None:
    beat(world, "a/1")
    world.at("2023-05-22 10:15")
    beat(world, "b/2")

    assert told(world) == [(Degree.WARNING, "en av tjänsterna (a/1) tystnade för 15 minuter sedan")]


def test_a_notice_that_the_server_does_not_take_is_told_with_its_case(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    world.at("2023-05-22 10:15")
    beat(world)

    assert told(world) == [(Degree.WARNING, "1 mejl har inte lämnat, det äldsta på 15 minuter (ärende 1)")]


def test_a_notice_that_nobody_can_be_sent_waits_visibly_too(world: World) -> None:
    world.open()
    with world.context.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM contact")
    request_plan(world.context, "1", world.notice(), ANNA)
    world.tick()
    world.at("2023-05-22 11:00")
    beat(world)

    assert told(world) == [(Degree.CRITICAL, "1 mejl har inte lämnat, det äldsta på 60 minuter (ärende 1)")]


def test_a_held_notice_is_a_persons_to_decide_and_not_the_mail_servers_fault(world: World) -> None:
    noticed(world)
    world.at("2023-05-24 09:00")
    a_tick(world)

    assert told(world) == [
        (Degree.WARNING, "1 mejl som ger utföraren en tid hålls: det lämnade inte inom en arbetsdag"),
    ]


def test_a_refused_mail_is_a_warning(world: World) -> None:
    world.sink.rcpt = "550 no such user"
    noticed(world)
    a_tick(world)

    assert told(world) == [(Degree.WARNING, "1 mejl nekades av mottagarens server")]


def test_a_case_that_cannot_be_carried_out_is_told_by_its_number(world: World) -> None:
    world.begin()
    with world.context.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deadline SET look_again_at = '2023-05-22T07:00:00.000000Z'")
    beat(world)

    assert told(world) == [(Degree.CRITICAL, "ärende 1 har inte kunnat föras vidare på 60 minuter")]


def test_the_age_of_tasks_is_that_of_the_oldest(world: World) -> None:
    world.begin()
    world.at("2023-06-12 09:00")
    a_tick(world)

    with reading(world.url) as reader:
        tasks = waiting_tasks(reader, world.clock.at, world.context.calendar)

    assert (tasks.number, str(tasks.oldest_since_on)) == (1, "2023-06-09")


def test_the_exit_code_is_what_monitoring_reads(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.brist("drift", "status", code=1)  # has never run

    desk.brist("daemon", "--en-gång")
    assert desk.brist("drift", "status").startswith("ok Senaste varv: 2023-05-22 10:00")

    desk.at("2023-05-22 11:00")
    desk.brist("drift", "status", code=2)


def test_the_same_is_said_in_json(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.brist("daemon", "--en-gång")

    answer = desk.ask("drift", "status")

    assert (answer["degree"], answer["findings"], answer["tasks"]["number"]) == (0, [], 0)


# ── after a standstill ──


def late(world: World) -> list[Outage]:
    with reading(world.url) as reader:
        return outages(reader)


def test_what_fell_due_while_no_daemon_ran_is_kept_before_it_is_carried_out(world: World) -> None:
    world.begin()
    a_tick(world)
    world.at("2023-06-13 09:00")  # down over 8 June, the last day for the plan (rapport Sov 609/2022 rad 22–23)

    a_tick(world)

    (outage,) = late(world)
    assert (str(outage.since), str(outage.until)) == ("2023-05-22 08:00:00+00:00", "2023-06-13 07:00:00+00:00")
    assert {(day.serial, day.kind, str(day.due_on)) for day in outage.days} == {(1, "åtgärdsplan senast", "2023-06-08")}
    assert (Degree.WARNING, "tjänsten stod stilla i 21 dagar, och något förföll under tiden") in told(world)


def test_a_standstill_is_told_once_also_where_two_daemons_come_back(world: World) -> None:
    world.begin()
    a_tick(world)
    world.at("2023-06-13 09:00")

    first, second = beat(world, "a/1"), beat(world, "b/2")

    assert (first > 0, second, len(late(world))) == (True, 0, 1)


def test_a_notice_that_had_not_left_is_told_and_held_instead_of_sent_late(world: World) -> None:
    beat(world)
    noticed(world)
    world.at("2023-05-30 09:00")

    a_tick(world)

    (outage,) = late(world)
    assert [(mail.serial, mail.rung) for mail in outage.mails] == [(1, "påpekande")]
    assert world.letters() == []


def test_after_ten_days_down_each_recipient_gets_one_mail(world: World) -> None:
    world.begin()
    a_tick(world)
    sent = len(world.sink.received)
    world.at("2023-09-14 09:00")
    world.read_mailbox()

    a_tick(world)

    recipients = [recipient for recipient, _ in world.sink.received[sent:]]
    assert recipients
    assert len(recipients) == len(set(recipients))


@pytest.mark.parametrize(("later", "found"), [("10:59", 0), ("11:00", 1)])
def test_an_hour_is_a_standstill_and_less_is_none(world: World, later: str, found: int) -> None:
    beat(world)
    noticed(world)
    world.at(f"2023-05-22 {later}")

    assert (beat(world), len(late(world))) == (found, found)


def test_a_standstill_in_which_nothing_fell_due_is_not_told(world: World) -> None:
    world.begin()
    beat(world)
    world.at("2023-05-24 10:00")

    assert (beat(world), late(world)) == (0, [])


def test_in_a_trial_a_clock_that_travels_under_a_daemon_is_no_standstill(world: World) -> None:
    world.begin()
    beat(world)
    world.at("2023-06-13 09:00")

    assert tick.begin(world.context, "a/1", may_be_late=False) == 0


def test_the_command_shows_what_went_late(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.brist("drift", "försenat") == "Ingenting har förfallit medan tjänsten stod stilla."
    desk.brist("daemon", "--en-gång")
    desk.open()
    from workflow.demo.stage import template

    notice = desk.file("p.toml", template("papekande1.toml"))
    desk.brist("begär-plan", "1", "--handling", desk.file("b.txt", "Beslut\n"), "--påpekande", notice)
    desk.brist("expediera", "1", "--sätt", "brev")
    desk.at("2023-06-13 09:00")
    desk.brist("daemon", "--en-gång")

    told = desk.brist("drift", "försenat")

    assert told.startswith("Tjänsten stod stilla från 2023-05-22 10:00 till 2023-06-13 09:00.")
    assert "åtgärdsplan senast plan" in told


# ── the log ──

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PERSONAL = ("Disa", "Egon", "Vera", "Björken", "Påpekande nr", "hemligt-ord")


def a_day_with_failures(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused, postponed, unclear, uncomposable, unregistered, a poisoned case, and a server that is not there."""
    from workflow import clockwork, delivery

    def fails(*_: object, **__: object) -> None:
        raise ValueError("hemligt-ord vera@bjorken.example Disa Demo")

    for case in ("1", "2"):
        world.open(case)
    world.sink.data = "451 Vera vera@bjorken.example later"
    request_plan(world.context, "1", world.notice(), ANNA)
    world.tick()
    world.at("2023-05-22 10:05")
    world.sink.rcpt = "550 vera@bjorken.example Björken"
    world.tick()
    world.sink.rcpt = world.sink.data = "250 OK"
    request_plan(world.context, "2", world.notice(), ANNA)
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "letter", fails)
        world.tick()
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_sent", fails)
        world.tick()
    world.dispatch("1")
    with monkeypatch.context() as patch:
        patch.setattr(clockwork, "catch_up", fails)
        with world.context.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE deadline SET look_again_at = '2023-05-22T07:00:00.000000Z'")
        from workflow.clockwork import sweep

        sweep(world.context)
    nowhere = replace(world.context, smtp=SmtpSettings("127.0.0.1", 1, "ingen", None, None, 2, 1000))
    world.at("2023-06-09 09:00")
    while clockwork.sweep(world.context):
        pass
    delivery.deliver(nowhere)


def written(log: pytest.LogCaptureFixture) -> str:
    """The log as the daemon writes it."""
    form = Impersonal("%(levelname)s %(name)s: %(message)s")
    return "\n".join(form.format(record) for record in log.records)


def test_a_day_of_failures_leaves_no_personal_data_in_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    a_day_with_failures(world, monkeypatch)

    text = written(caplog)
    assert "builtins.ValueError" in text
    assert [word for word in PERSONAL if word in text] == []
    assert _ADDRESS.findall(text) == []


def test_each_failure_is_logged_with_its_cases_number(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    a_day_with_failures(world, monkeypatch)

    messages = [record.getMessage() for record in caplog.records]
    assert [message for message in messages if not re.search(r"ärende \d", message)] == []
    for said in (
        "mejl 1 (ärende 1): tillfälligt nekad 451",
        "mejl 1 (ärende 1): nekad 550",
        "ett mejl i ärende 2 kunde inte skrivas",
        "mejl 2 (ärende 2) togs emot men kunde inte registreras",
        "ärende 1 kunde inte föras vidare",
    ):
        assert said in messages, messages
    assert any("servern nåddes inte" in message for message in messages)


def test_of_an_exception_the_log_says_its_kind_its_place_and_what_the_system_meant() -> None:
    import errno
    import logging
    import sys

    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device", "Disa Demo.pdf")
        except OSError as error:
            raise ExceptionGroup("vera@bjorken.example", [ValueError("Disa")]) from error
    except ExceptionGroup:
        record = logging.LogRecord("bristvakt", logging.ERROR, "x", 1, "det gick inte", (), sys.exc_info())

    text = Impersonal("%(message)s").format(record)

    assert "builtins.OSError: skivan är full" in text
    assert "builtins.ValueError" in text
    assert "test_operations.py rad" in text
    assert "Disa" not in text
    assert "@" not in text


def test_the_degrees_have_the_codes_that_are_documented() -> None:
    assert json.dumps([Degree.OK, Degree.WARNING, Degree.CRITICAL]) == "[0, 1, 2]"
