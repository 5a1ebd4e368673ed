"""What a person says about a mail: stop it, let it leave after all, ask no more about it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from notifications import claims
from states.refusal import Refused
from tests.workflow.test_delivery import SECOND, noticed, tasks
from tests.workflow.world import ANNA, BO, PROVIDER, World, text_of
from workflow.actions.correct import Change, correct
from workflow.actions.decide_notice import request_plan
from workflow.actions.mails import handle_mail, stop_mail
from workflow.actions.meetings import Booking, book
from workflow.actions.register import registering
from workflow.actions.release import let_leave
from workflow.errors import NotFound
from workflow.status import history
from workflow.status.invariants import breaches
from workflow.store.database import writing
from workflow.store.reader import reading

TEN_MINUTES = timedelta(minutes=10)


def delaying(world: World, delay: timedelta = TEN_MINUTES) -> None:
    world.context = replace(world.context, send_delay=delay)


def told(world: World, case: str = "1") -> list[str]:
    with reading(world.url) as reader:
        return [line.what for line in history.of_case(reader, case)]


# ── the delay ──


def test_a_mail_that_is_written_waits_for_as_long_as_it_may_be_stopped(world: World) -> None:
    delaying(world)
    noticed(world)
    world.tick()
    world.at("2023-05-22 10:09")
    world.tick()
    before = len(world.letters())
    world.at("2023-05-22 10:10")
    world.tick()

    assert (before, len(world.letters())) == (0, 1)


def test_the_days_mail_is_not_written_so_late_that_the_delay_would_end_outside_the_window(world: World) -> None:
    world.begin()
    delaying(world)
    world.at("2023-06-05 15:55")
    world.tick()
    world.at("2023-06-07 09:00")
    world.tick()
    world.at("2023-06-07 09:10")
    world.tick()

    assert world.subjects().count("Påminnelse") == 1
    assert len(world.mail_rows()) == 2


# ── epost stoppa ──


def stopped(world: World) -> None:
    delaying(world)
    noticed(world)
    world.tick()
    stop_mail(world.context, 1, "fel bilaga", ANNA)


def test_a_mail_that_is_stopped_within_the_delay_never_leaves(world: World) -> None:
    stopped(world)
    for when in ("2023-05-22 10:10", "2023-05-23 10:00", "2023-05-26 10:00"):
        world.at(when)
        world.tick()

    assert world.letters() == []
    assert world.mail_rows() == [("ej avsänd", "stoppat av anna: fel bilaga")]


def test_an_installation_with_a_stopped_mail_hangs_together(world: World) -> None:
    stopped(world)

    with reading(world.url) as reader:
        assert list(breaches(reader)) == []


def test_what_a_stopped_mail_says_is_struck_with_who_and_why(world: World) -> None:
    stopped(world)

    assert world.struck() == ["stoppat av anna: fel bilaga"]
    assert (
        told(world)[-1] == f"mejl till {PROVIDER} stoppat: Påpekande nr 1 – Björken service [BV-1-C]. Skäl: fel bilaga"
    )


def test_a_stopped_notice_is_not_dispatched_and_a_task_says_at_once_how_to_go_on(world: World) -> None:
    stopped(world)

    assert world.case().notices[0].dispatched_on is None
    assert [task.partition(":")[0] for task in tasks(world)] == ["Mejlet stoppades och har inte lämnat kommunen"]


def test_once_a_stopped_notice_is_held_one_task_says_so_not_two(world: World) -> None:
    stopped(world)
    world.at("2023-05-24 00:00")

    assert tasks(world) == ["Påpekande nr 1 har inte lämnat kommunen och hålls kvar"]


def test_a_stopped_notice_that_has_gone_as_a_letter_is_asked_about_no_more(world: World) -> None:
    stopped(world)
    world.dispatch()

    assert tasks(world) == []


def test_a_reminder_that_is_stopped_is_told_in_each_case_and_comes_not_again(world: World) -> None:
    world.begin()
    world.open("2", adress=PROVIDER)
    request_plan(world.context, "2", world.notice(), ANNA)
    world.tick()
    delaying(world)
    world.at("2023-06-05 09:00")
    world.tick()

    said = stop_mail(world.context, 3, "utföraren har ringt", BO)
    for when in ("2023-06-05 09:10", "2023-06-07 09:00", "2023-06-07 09:10"):
        world.at(when)
        world.tick()

    assert said.cases == (1, 2)
    assert {told(world, case)[-1].partition(": ")[0] for case in ("1", "2")} == {f"mejl till {PROVIDER} stoppat"}
    assert "Påminnelse" not in world.subjects()


def test_a_correction_does_not_bring_back_what_a_person_has_stopped(world: World) -> None:
    world.begin()
    delaying(world)
    world.at("2023-06-05 09:00")
    world.tick()
    stop_mail(world.context, 2, "utföraren har ringt", ANNA)
    world.register("plan", arrived="2023-06-05 08:05")
    number = max(event.number for event in world.events() if event.kind == "handling registrerad")
    correct(world.context, "1", number, Change(is_void=True), "fel ärende", ANNA)
    for when in ("2023-06-07 09:00", "2023-06-07 09:10"):
        world.at(when)
        world.tick()

    assert "Påminnelse" not in world.subjects()


@pytest.mark.parametrize(
    ("answer", "why", "what_to_do"),
    [("250 OK", "det är avsänt", "brist återkalla"), ("drop", "ingen vet om det kom fram", "brist att-göra"),
     ("554 spam", "det nekades", "brist att-göra")],
    ids=["sent", "unclear", "refused"],
)  # fmt: skip
def test_a_mail_that_is_not_in_the_queue_any_more_cannot_be_stopped(
    world: World, answer: str, why: str, what_to_do: str
) -> None:
    world.sink.data = answer
    noticed(world)
    world.tick()
    before = world.kinds()

    with pytest.raises(Refused, match=why) as no:
        stop_mail(world.context, 1, "ångrat", ANNA)

    assert what_to_do in str(no.value)
    assert world.kinds() == before


def test_a_mail_that_is_being_given_to_the_server_cannot_be_stopped(world: World) -> None:
    delaying(world)
    noticed(world)
    world.tick()
    with writing(world.context.engine) as connection:
        claims.begin(connection, *claims.take(connection, [1]))

    with pytest.raises(Refused, match="håller på att lämnas"):
        stop_mail(world.context, 1, "ångrat", ANNA)


def test_a_mail_that_does_not_exist_cannot_be_stopped(world: World) -> None:
    world.open()

    with pytest.raises(NotFound, match="Det finns inget mejl '7'"):
        stop_mail(world.context, 7, "ångrat", ANNA)


def test_a_mail_that_is_stopped_while_the_server_is_told_of_it_is_not_given_away(world: World) -> None:
    world.sink.on_rcpt = lambda: stop_mail(world.context, 1, "fel bilaga", ANNA)
    noticed(world)
    world.tick()

    assert world.letters() == []
    assert world.mail_rows()[0][0] == "ej avsänd"


def test_a_dry_run_stops_nothing(world: World) -> None:
    delaying(world)
    noticed(world)
    world.tick()

    stop_mail(world.dry(), 1, "fel bilaga", ANNA)

    assert world.mail_rows()[0][0] == "köad"


# ── epost sänd ──


def test_a_stopped_notice_leaves_once_a_person_says_so(world: World) -> None:
    stopped(world)
    let_leave(world.context, "1", None, "bilagan var rätt", ANNA)
    world.tick()
    world.at("2023-05-22 10:10")
    world.tick()

    assert world.subjects() == ["Påpekande nr 1"]
    assert world.case().notices[0].dispatched_on == date(2023, 5, 22)
    assert tasks(world) == []


def test_a_held_notice_leaves_as_a_mail_once_a_person_says_so(world: World) -> None:
    noticed(world)
    world.at("2023-05-24 09:00")
    world.tick()
    held = len(world.letters())
    let_leave(world.context, "1", None, "tjänsten var nere", ANNA)
    world.tick()

    assert (held, world.subjects()) == (0, ["Påpekande nr 1"])
    assert "mejl (påpekande) får gå iväg. Skäl: tjänsten var nere" in told(world)


def test_a_notice_that_was_written_and_then_held_leaves_once_a_person_says_so(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    world.sink.data = "250 OK"
    world.at("2023-05-24 09:00")
    world.tick()
    let_leave(world.context, "1", None, "servern var nere", ANNA)
    world.tick()

    assert world.subjects() == ["Påpekande nr 1"]


def test_what_a_person_has_let_go_is_held_again_after_another_working_day(world: World) -> None:
    noticed(world)
    world.at("2023-05-24 09:00")
    let_leave(world.context, "1", None, "tjänsten var nere", ANNA)
    world.at("2023-05-26 09:00")
    world.tick()

    assert world.letters() == []


def test_a_held_kallelse_leaves_once_a_person_says_so(world: World) -> None:
    world.begin()
    book(world.context, "1", Booking(world.clock.at + timedelta(days=20), "Rådhuset"), ANNA)
    world.at("2023-05-24 09:00")
    let_leave(world.context, "1", None, "tjänsten var nere", ANNA)
    world.tick()

    assert world.subjects()[-1].startswith("Kallelse")


def test_a_mail_out_of_the_maildir_leaves_when_a_person_says_so(world: World) -> None:
    with_server = world.context
    world.context = replace(world.context, smtp=None)
    noticed(world)
    world.tick()
    world.context = with_server
    let_leave(world.context, "1", None, "servern är nu inställd", ANNA)
    world.tick()

    assert world.subjects() == ["Påpekande nr 1"]


def test_a_refused_mail_goes_to_the_address_that_counts_when_a_person_says_so(world: World) -> None:
    world.sink.rcpt = "550 no such user"
    noticed(world)
    world.tick()
    world.sink.rcpt = "250 OK"
    with registering(world.context, ANNA) as registry:
        registry.connection.exec_driver_sql(f"UPDATE contact SET address = '{SECOND}'")
    let_leave(world.context, "1", 1, "adressen är rättad", ANNA)
    world.tick()

    (letter,) = world.letters(SECOND)
    assert letter["To"] == SECOND
    assert tasks(world) == []


def test_a_reminder_that_was_stopped_and_let_go_comes_with_the_next_days_mail(world: World) -> None:
    world.begin()
    delaying(world)
    world.at("2023-06-05 09:00")
    world.tick()
    stop_mail(world.context, 2, "utföraren har ringt", ANNA)
    let_leave(world.context, "1", 2, "missförstånd", ANNA)
    for when in ("2023-06-05 09:30", "2023-06-07 09:00", "2023-06-07 09:10"):
        world.at(when)
        world.tick()

    assert "Påminnelse" in world.subjects()


def test_what_no_longer_holds_is_struck_even_if_a_person_lets_it_go(world: World) -> None:
    world.begin()
    delaying(world)
    world.at("2023-06-05 09:00")
    world.tick()
    stop_mail(world.context, 2, "utföraren har ringt", ANNA)
    world.register("plan", arrived="2023-06-05 08:05")
    let_leave(world.context, "1", 2, "missförstånd", ANNA)
    for when in ("2023-06-07 09:00", "2023-06-07 09:10"):
        world.at(when)
        world.tick()

    assert "Påminnelse" not in world.subjects()


def test_what_is_oklart_leaves_again_only_if_that_mail_is_named(world: World) -> None:
    world.sink.data = "drop"
    noticed(world)
    world.tick()
    world.sink.data = "250 OK"

    with pytest.raises(Refused, match="hålls kvar eller har stoppats"):
        let_leave(world.context, "1", None, "igen", ANNA)

    let_leave(world.context, "1", 1, "mottagaren har inte fått det", ANNA)
    world.tick()
    assert world.subjects() == ["Påpekande nr 1"]
    assert tasks(world) == []


@pytest.mark.parametrize("answer", ["250 OK", "451 later"], ids=["sent", "on its way"])
def test_a_mail_that_has_left_or_is_on_its_way_is_not_sent_twice(world: World, answer: str) -> None:
    world.sink.data = answer
    noticed(world)
    world.tick()

    for mail in (None, 1):
        with pytest.raises(Refused):
            let_leave(world.context, "1", mail, "igen", ANNA)


def test_a_mail_of_another_case_cannot_be_let_go_here(world: World) -> None:
    stopped(world)
    world.open("2")

    with pytest.raises(NotFound):
        let_leave(world.context, "2", 1, "igen", ANNA)


# ── epost klar ──


def reminder_that(world: World, answer: str) -> None:
    world.begin()
    world.sink.data = answer
    world.at("2023-06-05 09:00")
    world.tick()


@pytest.mark.parametrize("answer", ["drop", "554 spam"], ids=["unclear", "refused"])
def test_a_mail_that_somebody_has_taken_care_of_is_asked_about_no_more(world: World, answer: str) -> None:
    reminder_that(world, answer)
    asked = len(tasks(world))
    handle_mail(world.context, 2, "ringde: de vet", ANNA)

    assert (asked, tasks(world)) == (1, [])
    assert told(world)[-1].startswith(f"mejl till {PROVIDER} avklarat: Påminnelse")
    assert world.kinds()["mejl avklarat"] == 1


@pytest.mark.parametrize("answer", ["drop", "554 spam"], ids=["unclear", "refused"])
def test_whether_a_notice_has_left_is_not_settled_that_way(world: World, answer: str) -> None:
    world.sink.data = answer
    noticed(world)
    world.tick()

    with pytest.raises(Refused, match="brist expediera"):
        handle_mail(world.context, 1, "ringde: de har fått det", ANNA)

    assert len(tasks(world)) == 1


def test_a_mail_that_nothing_is_asked_about_has_nothing_to_settle(world: World) -> None:
    world.begin()

    with pytest.raises(Refused, match="ingen fråga väntar"):
        handle_mail(world.context, 1, "klart", ANNA)


def test_settling_a_mail_hides_nothing_that_fell_due_while_the_daemon_was_down(world: World) -> None:
    """The plan of 2023-06-08 has not come by the fifth working day after, 2023-06-15."""
    reminder_that(world, "554 spam")
    world.at("2023-06-16 09:00")
    handle_mail(world.context, 2, "ringde: de vet", ANNA)
    world.tick()

    assert "fortfarande obesvarad" in planned_rungs(world)


def planned_rungs(world: World) -> list[str]:
    with reading(world.url) as reader:
        return [row[0] for row in reader.rows("SELECT rung FROM planned_mail ORDER BY id")]


def test_the_history_of_a_stopped_mail_survives_a_replay(world: World) -> None:
    from workflow.store.replay import differences

    stopped(world)
    let_leave(world.context, "1", None, "bilagan var rätt", ANNA)

    with reading(world.url) as reader:
        assert list(differences(reader)) == []


def test_the_text_of_a_mail_that_leaves_after_all_is_that_of_the_first(world: World) -> None:
    stopped(world)
    let_leave(world.context, "1", None, "bilagan var rätt", ANNA)
    world.tick()
    world.at("2023-05-22 10:10")
    world.tick()

    assert "BV-1-C" in text_of(world.letters()[0])


def test_a_mail_that_was_stopped_by_mistake_is_not_corrected_but_let_go(world: World) -> None:
    stopped(world)
    number = max(event.number for event in world.events())

    with pytest.raises(Refused, match="Gör i stället: låt mejlet gå ändå: brist epost sänd 1"):
        correct(world.context, "1", number, Change(is_void=True), "fel mejl", ANNA)
