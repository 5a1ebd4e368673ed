"""What leaves later than it ought, or not at all, says so: how late, and why.

The plan is due on 2023-06-08 (rapport Sov 609/2022 rad 22–23); the 6th is nationaldagen. Its reminder ought to leave on the
5th, the question inward on the 9th, the reminder after on the 12th.
"""

from datetime import date

import pytest

from tests.workflow.test_corrections import mend
from tests.workflow.test_delivery import noticed, tasks
from tests.workflow.world import ANNA, World, text_of
from workflow.actions.decide_notice import request_plan
from workflow.actions.fact_check import FactCheckOrder, send_fact_check
from workflow.actions.grant_extension import Extension, grant_extension
from workflow.actions.pause_reminders import pause
from workflow.actions.supplement import request_supplement
from workflow.actions.withdraw import withdraw
from workflow.clockwork import sweep
from workflow.status import mails
from workflow.status.ahead import ahead
from workflow.status.history import of_case
from workflow.store.kinds import Kind
from workflow.store.reader import reading


def last_mail(world: World) -> str:
    """What the history tells of the last mail that left."""
    with reading(world.url) as reader:
        return [line.what for line in of_case(reader, "1") if line.kind == Kind.MAIL_SENT][-1]


def waits(world: World) -> set[str]:
    """Why what is planned has not been said."""
    with reading(world.url) as reader:
        return {line.reason for line in mails.waiting(reader)[0]}


def ticks(world: World, *when: str) -> None:
    for instant in when:
        world.at(instant)
        world.tick()


# ── late ──


def test_what_leaves_on_its_day_is_not_late(world: World) -> None:
    world.begin()
    ticks(world, "2023-06-05 00:01", "2023-06-05 08:00")

    assert last_mail(world) == "mejl till vera@bjorken.example: Påminnelse [BV-1-C] (påminnelse före)"


def test_a_reminder_that_nobody_planned_on_its_day_says_that_the_service_was_down(world: World) -> None:
    world.begin()
    ticks(world, "2023-06-07 09:00")

    assert last_mail(world).endswith("– skulle ha gått 2023-06-05: tjänsten nere 2023-06-05")


def test_a_reminder_that_was_planned_and_not_sent_on_its_day_says_that_the_service_was_down(world: World) -> None:
    world.begin()
    world.at("2023-06-05 00:01")
    sweep(world.context)
    ticks(world, "2023-06-07 09:00")

    assert last_mail(world).endswith("– skulle ha gått 2023-06-05: tjänsten nere")


def test_a_reminder_that_the_server_put_off_says_so(world: World) -> None:
    world.begin()
    world.sink.rcpt = "451 later"
    ticks(world, "2023-06-05 09:00")
    world.sink.rcpt = "250 OK"
    ticks(world, "2023-06-07 09:00")

    assert last_mail(world).endswith("– skulle ha gått 2023-06-05: kunde inte lämnas 2023-06-05")


def test_a_letter_that_the_server_put_off_says_so(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    world.sink.data = "250 OK"
    ticks(world, "2023-05-23 09:00")

    assert last_mail(world).endswith("– skulle ha gått 2023-05-22: servern tog inte emot det förrän nu")


def test_a_reminder_that_waited_for_the_mailbox_says_so(world: World) -> None:
    world.begin()
    ticks(world, "2023-06-12 09:00", "2023-06-13 09:00")
    world.read_mailbox()
    ticks(world, "2023-06-13 09:01", "2023-06-14 09:00")

    assert "skulle ha gått 2023-06-12: brevlådan inte läst till och med 2023-06-08" in last_mail(world)


def test_a_decision_that_is_asked_for_on_a_saturday_leaves_on_the_monday(world: World) -> None:
    world.to_the_proposal()
    with reading(world.url) as reader:
        planned = [line for line in mails.waiting(reader)[0] if line.rung == "kräver beslut"]
    assert len(planned) == 1
    with world.context.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE planned_mail SET planned_at = '2024-01-13T10:00:00.000000Z' WHERE rung = 'kräver beslut'"
        )
    world.tick()

    assert last_mail(world).endswith("– skulle ha gått 2024-01-13: lördag")


def test_what_is_planned_after_four_leaves_the_next_day_and_says_why(world: World) -> None:
    world.to_the_proposal()
    world.at("2024-01-15 16:30")
    with world.context.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE planned_mail SET planned_at = '2024-01-15T15:30:00.000000Z' WHERE rung = 'kräver beslut'"
        )
    ticks(world, "2024-01-15 16:30", "2024-01-16 08:00")

    assert last_mail(world).endswith("– skulle ha gått 2024-01-15: efter kl. 16")


def test_the_case_shows_what_was_late_and_what_was_never_said(world: World) -> None:
    world.begin()
    ticks(world, "2023-06-07 09:00", "2023-06-12 09:00", "2023-06-15 09:00")

    with reading(world.url) as reader:
        told = ahead(reader, world.case(), world.clock.at, world.context.calendar)
    assert [mail.late for mail in told.mails if mail.subject.startswith("Påminnelse")] == [
        "skulle ha gått 2023-06-05: tjänsten nere 2023-06-05"
    ]
    assert [(line.status, line.rung, line.number) for line in told.unsaid if line.rung == "påminnelse efter"] == [
        ("struken", "påminnelse efter", 6)
    ]


# ── why it waits, and why it was struck ──


def test_why_a_reminder_waits_stands_in_the_queue(world: World) -> None:
    world.begin()
    pause(world.context, "1", date(2023, 6, 7), "Brand hos utföraren", ANNA)
    ticks(world, "2023-06-05 09:00")
    paused = waits(world)
    ticks(world, "2023-06-12 09:00")

    assert paused == {"påminnelserna pausade"}
    assert waits(world) == {"brevlådan inte läst till och med 2023-06-08"}


def test_a_reminder_that_could_not_be_said_in_time_is_struck_with_what_it_waited_for(world: World) -> None:
    world.begin()
    ticks(world, "2023-06-05 09:00", "2023-06-12 09:00", "2023-06-15 09:00")

    assert set(world.struck()) == {
        "tiden för påminnelsen gick ut innan den kunde sägas: brevlådan inte läst till och med 2023-06-08"
    }


def test_a_reminder_whose_whole_time_the_service_was_down_stands_as_struck(world: World) -> None:
    world.begin()
    ticks(world, "2023-06-16 09:00")

    with reading(world.url) as reader:
        found = {(line.rung, line.reason) for line in mails.struck(reader)}
    assert found == {
        ("påminnelse före", "tiden för påminnelsen gick ut innan den kunde sägas: tjänsten nere 2023-06-05"),
        ("påminnelse efter", "tiden för påminnelsen gick ut innan den kunde sägas: tjänsten nere 2023-06-12"),
    }


def test_a_reminder_whose_day_had_passed_when_its_row_began_is_neither_late_nor_missed(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(**{"2023-06-08": "2023-05-23"}), ANNA)
    world.tick()

    assert last_mail(world) == "mejl till vera@bjorken.example: Påminnelse [BV-1-C] (påminnelse före)"


def test_a_reminder_whose_time_had_run_out_when_its_row_began_was_never_missed(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(**{"2023-06-08": "2023-05-23"}), ANNA)
    world.at("2023-05-26 09:00")
    world.dispatch()
    world.tick()

    with reading(world.url) as reader:
        assert [line.rung for line in mails.struck(reader)] == ["påpekande"]


# ── held, or late all the same ──


def down(world: World) -> None:
    world.sink.rcpt = "451 later"


def up(world: World) -> None:
    world.sink.rcpt = "250 OK"


def test_an_extension_that_does_not_leave_is_a_task_and_leaves_late_all_the_same(world: World) -> None:
    world.begin()
    down(world)
    grant_extension(world.context, "1", Extension(("R5",), date(2023, 9, 18), "Ny chef"), ANNA)
    ticks(world, "2023-05-23 09:00")
    early = [task for task in tasks(world) if "har inte lämnat kommunen" in task]
    ticks(world, "2023-05-24 09:00")
    told = [task for task in tasks(world) if "har inte lämnat kommunen" in task]
    up(world)
    ticks(world, "2023-05-25 09:00")

    assert (early, told) == (
        [],
        ["Mejlet om anstånd har inte lämnat kommunen sedan 2023-05-22: nå utföraren på annat sätt"],
    )
    assert world.subjects()[-1] == "Anstånd"
    assert not any("har inte lämnat kommunen" in task for task in tasks(world))


def test_a_withdrawal_is_as_true_late_as_in_time(world: World) -> None:
    world.begin()
    down(world)
    withdraw(world.context, "1", "D6", None, "Fel enhet", ANNA)
    world.tick()
    up(world)
    ticks(world, "2023-06-01 09:00")

    assert world.subjects()[-1] == "Återkallelse"


def test_an_extension_of_which_no_day_is_left_is_held(world: World) -> None:
    world.begin()
    down(world)
    world.at("2023-06-08 10:00")
    grant_extension(world.context, "1", Extension(("plan",), date(2023, 6, 9), "Ny chef"), ANNA)
    world.tick()
    up(world)
    ticks(world, "2023-06-12 09:00")

    assert "Anstånd" not in world.subjects()
    assert any("Mejlet om anstånd har inte lämnat kommunen" in task for task in tasks(world))


def test_a_request_for_a_supplement_is_held_after_a_working_day_as_a_notice_is(world: World) -> None:
    supplement_held(world)
    up(world)
    ticks(world, "2023-06-05 09:00")

    assert "Komplettering" not in world.subjects()
    assert any(
        "Mejlet om komplettering har inte lämnat kommunen sedan 2023-06-01 och hålls kvar" in task
        for task in tasks(world)
    )


def supplement_held(world: World) -> None:
    world.begin()
    world.at("2023-06-01 09:00")
    world.register("plan", arrived="2023-06-01 08:00")
    down(world)
    request_supplement(world.context, "1", "D1", date(2023, 6, 30), "Ansvarig saknas", ANNA)


@pytest.mark.parametrize("is_queued", [True, False], ids=["composed", "not composed"])
def test_a_held_supplement_leaves_with_its_new_day_once_that_is_corrected(world: World, is_queued: bool) -> None:
    supplement_held(world)
    if is_queued:
        world.tick()
    ticks(world, "2023-06-05 09:00")
    up(world)
    mend(world, Kind.SUPPLEMENT_REQUESTED, until_day=date(2023, 7, 7))
    world.tick()

    (told,) = [letter for letter in world.letters() if str(letter["Subject"]).startswith("Komplettering")]
    assert "senast 2023-07-07" in text_of(told)


def test_a_fact_check_is_held_after_a_working_day(world: World) -> None:
    world.open("1", regler="botkyrka-extern")
    order = FactCheckOrder(world.file("utkast.txt", "Utkast\n"), date(2023, 6, 5))
    down(world)
    send_fact_check(world.context, "1", order, ANNA)
    world.tick()
    up(world)
    ticks(world, "2023-05-24 09:00")

    assert world.letters() == []
    assert any(
        "Mejlet om sakgranskning har inte lämnat kommunen sedan 2023-05-22 och hålls kvar" in t for t in tasks(world)
    )
