"""What leaves, when, to whom, and what the server's answer does to the case."""

import resource
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from notifications import claims
from notifications.smtp import Outcome, Result
from states.facts import DeadlineStatus
from states.instants import parse_instant
from tests.workflow.world import ANNA, PROVIDER, World, text_of
from workflow.actions.decide_notice import NoticeOrder, request_plan
from workflow.actions.grant_extension import Extension, grant_extension
from workflow.actions.people import change_person
from workflow.actions.register import registering
from workflow.delivery import _settle, deliver
from workflow.documents import archive
from workflow.errors import InputError
from workflow.status import mails, overview
from workflow.store.database import writing
from workflow.store.reader import reading

CONTROLLER = "disa.demo@exempelkommunen.example"
DECIDER = "egon.exempel@exempelkommunen.example"


def noticed(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)


def lines(world: World) -> list[overview.TaskLine]:
    with reading(world.url) as reader:
        return overview.tasks(reader, world.clock.at, world.context.calendar)


def tasks(world: World) -> list[str]:
    return [task.what for task in lines(world)]


def test_the_covering_mail_goes_at_once_with_its_document(world: World) -> None:
    world.at("2023-05-22 20:00")  # outside the window of reminders
    noticed(world)
    world.tick()

    (attached,) = world.letters()[0].iter_attachments()
    assert attached.get_content() == b"Beslut\n"


def test_what_the_provider_is_reminded_of_before_is_what_has_not_come(world: World) -> None:
    world.begin()
    world.at("2023-06-07 09:00")
    world.register("plan:D1,D2".split(",")[0], arrived="2023-06-01 09:00")
    world.tick()

    assert "åtgärdsplan för D2, D3, D4, D5, D6" in text_of(world.letters()[-1])


@pytest.mark.parametrize(
    ("when", "leaves"),
    [("2023-06-05 07:59", False), ("2023-06-05 08:00", True), ("2023-06-05 15:59", True), ("2023-06-05 16:00", False),
     ("2023-06-06 10:00", False)],
    ids=["before eight", "at eight", "before four", "at four", "nationaldagen"],
)  # fmt: skip
def test_a_reminder_leaves_on_working_days_from_eight_to_four(world: World, when: str, leaves: bool) -> None:
    world.begin()
    world.at(when)
    world.tick()

    assert ("Påminnelse" in world.subjects()) is leaves


def test_a_provider_with_two_cases_gets_one_reminder_a_day(world: World) -> None:
    world.begin()
    world.open("2", adress=PROVIDER)
    request_plan(world.context, "2", world.notice(), ANNA)
    world.tick()
    world.at("2023-06-05 09:00")
    world.tick()

    (reminder,) = [m for m in world.letters() if str(m["Subject"]).startswith("Påminnelse")]
    assert {"BV-1-C", "BV-2-E"} == {code for code in ("BV-1-C", "BV-2-E") if code in text_of(reminder)}


def test_what_falls_due_after_the_days_mail_waits_for_the_next_sending_day(world: World) -> None:
    world.begin()
    world.at("2023-06-05 09:00")
    world.tick()
    world.open("2", adress=PROVIDER)
    request_plan(world.context, "2", world.notice(), ANNA)
    world.tick()
    reminders = world.subjects().count("Påminnelse")
    world.at("2023-06-07 09:00")
    world.tick()

    assert (reminders, world.subjects().count("Påminnelse")) == (1, 2)


def test_the_provider_is_not_told_of_silence_before_the_mailbox_is_read(world: World) -> None:
    world.begin()
    world.at("2023-06-12 09:00")
    world.tick()

    assert world.subjects() == ["Påpekande nr 1"]


def test_once_the_mailbox_is_read_the_provider_is_told_on_the_second_working_day(world: World) -> None:
    world.begin()
    world.at("2023-06-12 08:30")
    world.read_mailbox()
    world.at("2023-06-12 09:00")
    world.tick()

    assert "Vi har inte registrerat" in text_of(world.letters()[-1])


def test_a_reminder_that_was_not_said_by_the_fifth_working_day_is_struck_and_a_task(world: World) -> None:
    world.begin()
    world.at("2023-06-12 09:00")
    world.tick()
    world.at("2023-06-15 09:00")
    world.read_mailbox()
    world.tick()

    assert world.subjects() == ["Påpekande nr 1"]
    assert "tiden för påminnelsen gick ut innan den kunde sägas" in world.struck()
    assert any("Fortfarande obesvarat" in task for task in tasks(world))


def test_after_an_outage_there_is_one_mail_not_one_for_each_missed_step(world: World) -> None:
    world.begin()
    world.at("2023-06-13 09:00")  # the reminder before was never sent
    world.read_mailbox()
    world.tick()

    assert world.subjects() == ["Påpekande nr 1", "Påminnelse"]


def test_an_answer_between_planning_and_sending_strikes_the_reminder(world: World) -> None:
    world.begin()
    world.at("2023-06-05 06:00")
    world.tick()  # planned, outside the window
    world.register("plan", arrived="2023-06-05 05:00")
    world.at("2023-06-05 09:00")
    world.tick()

    assert world.subjects() == ["Påpekande nr 1"]


def test_an_extension_takes_the_reminder_of_the_old_day_away(world: World) -> None:
    world.begin()
    world.at("2023-08-31 06:00")
    world.tick()
    for line in ("R1", "R2", "R3", "R4"):
        world.register(line, arrived="2023-08-31 05:00")
    grant_extension(world.context, "1", Extension(("R5",), date(2023, 9, 18), "skäl"), ANNA)
    world.at("2023-08-31 09:00")
    world.tick()

    assert "Påminnelse" not in world.subjects()


def test_a_notice_that_could_not_leave_within_a_working_day_is_held(world: World) -> None:
    noticed(world)
    world.at("2023-05-24 00:00")
    world.tick()

    assert world.letters() == []
    assert any("hålls kvar" in task for task in tasks(world))


def test_a_temporary_no_is_tried_again_with_the_same_bytes(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    world.sink.data = "250 OK"
    world.at("2023-05-22 10:02")
    world.tick()

    assert world.subjects() == ["Påpekande nr 1"]
    assert world.mail_rows() == [("avsänd", "250 OK")]


def test_why_a_planned_mail_was_struck_is_shown_the_latest_first(world: World) -> None:
    noticed(world)
    world.dispatch()
    world.at("2023-06-05 06:00")
    world.tick()  # planned, outside the window
    world.register("plan", arrived="2023-06-05 05:00")
    world.at("2023-06-05 09:00")
    world.tick()

    with reading(world.url) as reader:
        found = mails.struck(reader)
    assert [(line.reason, line.reference) for line in found] == [
        *[("raden väntar inte längre på svar", "BV-1-C")] * 6,
        ("påpekandet är redan expedierat (brev)", "BV-1-C"),
    ]


def test_why_a_planned_mail_waits_is_shown(world: World) -> None:
    noticed(world)
    kept_document(world).unlink()
    world.tick()

    with reading(world.url) as reader:
        (line,), _ = mails.waiting(reader)
    assert "beslut.txt saknas" in line.reason


def test_a_notice_that_is_tried_again_too_late_is_held_not_sent(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    world.sink.data = "250 OK"
    world.at("2023-05-24 09:00")
    world.tick()

    assert world.letters() == []


def test_a_mail_in_the_queue_is_not_sent_once_a_letter_has_gone(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    world.dispatch()
    world.sink.data = "250 OK"
    world.at("2023-05-22 10:02")
    world.tick()

    assert world.letters() == []
    assert world.mail_rows()[0][0] == "ej avsänd"


def test_a_permanent_no_becomes_a_task_and_no_dispatch(world: World) -> None:
    world.sink.rcpt = "550 no such user"
    noticed(world)
    world.tick()

    assert world.case().notices[0].dispatched_on is None
    assert any("nekades" in task for task in tasks(world))


def test_silence_after_the_final_dot_is_oklart_and_never_tried_again(world: World) -> None:
    world.sink.data = "drop"
    noticed(world)
    world.tick()
    world.sink.data = "250 OK"
    for when in ("2023-05-22 11:00", "2023-05-23 11:00"):
        world.at(when)
        world.tick()

    assert world.letters() == []
    assert world.mail_rows()[0][0] == "oklart"
    assert any("Ingen vet" in task for task in tasks(world))


def test_what_is_oklart_is_not_dispatched_until_a_person_says_so(world: World) -> None:
    world.sink.data = "drop"
    noticed(world)
    world.tick()
    assert {row.status for row in world.case().deadlines} == {DeadlineStatus.DORMANT}

    world.dispatch()

    assert {row.status for row in world.case().deadlines} == {DeadlineStatus.RUNNING}


def test_a_notice_that_a_person_says_has_left_is_asked_about_no_more(world: World) -> None:
    world.sink.data = "drop"
    noticed(world)
    world.tick()

    world.dispatch()

    assert not any("Ingen vet" in task for task in tasks(world))


def test_without_a_server_the_mail_lies_in_the_maildir_and_counts_for_nothing(world: World) -> None:
    world.context = replace(world.context, smtp=None)
    noticed(world)
    world.tick()

    assert len(list((world.folder / "utkorg" / "new").iterdir())) == 1
    assert world.case().notices[0].dispatched_on is None
    assert world.mail_rows()[0][0] == "ej avsänd"


def test_a_mail_from_the_maildir_never_leaves_by_itself_later(world: World) -> None:
    with_server = world.context
    world.context = replace(world.context, smtp=None)
    noticed(world)
    world.tick()
    world.context = with_server
    world.at("2023-05-22 11:00")
    world.tick()

    assert world.letters() == []


def test_what_kräver_beslut_goes_to_the_one_who_decides_once(world: World) -> None:
    world.to_the_proposal()
    for when in ("2024-01-15 10:30", "2024-01-16 09:00"):
        world.at(when)
        world.tick()

    assert world.subjects(DECIDER) == ["Kräver beslut"]


def test_a_mail_to_a_role_that_nobody_has_waits(world: World) -> None:
    world.begin()
    with registering(world.context, ANNA) as registry:
        change_person(registry, "disa", {"valid_to": date(2023, 6, 8)})
    world.at("2023-06-09 09:00")
    world.tick()
    with registering(world.context, ANNA) as registry:
        change_person(registry, "disa", {"valid_to": None})
    world.tick()

    assert world.subjects(CONTROLLER) == ["Att göra"]


def test_at_most_so_many_mails_are_tried_as_the_server_allows(world: World) -> None:
    noticed(world)
    world.open("2")
    request_plan(world.context, "2", world.notice(), ANNA)

    assert deliver(world.context, at_most=1).tried == 1
    assert len(world.sink.received) == 1


def test_nothing_new_is_begun_once_the_daemon_is_told_to_stop(world: World) -> None:
    noticed(world)

    deliver(world.context, stopping=lambda: True)

    assert world.sink.received == []
    assert world.mail_rows()[0][0] == "köad"


def claimed(world: World, *, lapsed: bool = False) -> claims.Claimed:
    """The first mail, claimed as a daemon does that is then heard of no more; `lapsed`: the former claim has run out."""
    with writing(world.context.engine) as connection:
        if lapsed:
            connection.exec_driver_sql("UPDATE mail SET lease_until_ms = 1")
        (mail,) = claims.take(connection, [1])
    return mail


def begun(world: World) -> claims.Claimed:
    """The first mail, begun by a daemon that is then heard of no more."""
    mail = claimed(world)
    with writing(world.context.engine) as connection:
        assert claims.begin(connection, mail)
    return mail


def lapse(world: World) -> None:
    """Time enough goes for whoever has a mail in hand to be given up."""
    with writing(world.context.engine) as connection:
        connection.exec_driver_sql("UPDATE mail SET lease_until_ms = 1 WHERE lease_until_ms IS NOT NULL")


def test_of_two_deliveries_only_one_may_begin_a_mail(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    deliver(world.context)
    mail, later = claimed(world), claimed(world, lapsed=True)
    with writing(world.context.engine) as first:
        begun = claims.begin(first, later)
    with writing(world.context.engine) as second:
        again = claims.begin(second, mail)

    assert (begun, again) == (True, False)


def is_kept(path: Path) -> bool:
    return path.is_file() and len(path.name) == 64


def test_a_mail_without_its_document_waits_while_another_case_is_mailed(world: World) -> None:
    noticed(world)
    for path in list(world.folder.rglob("*")):
        if is_kept(path):
            path.unlink()
    world.open("2")
    order = world.notice()
    request_plan(world.context, "2", NoticeOrder(world.file("annat.txt", "Ett annat beslut\n"), order.file), ANNA)
    world.tick()

    assert world.letters() == []
    assert len(world.letters("viktor@linden.example")) == 1
    assert any("kunde inte skrivas" in task for task in tasks(world))


def test_each_try_that_the_server_puts_off_waits_longer(world: World) -> None:
    world.sink.rcpt = "450 greylisted"
    noticed(world)
    world.tick()
    for when in ("10:01", "10:02", "10:05", "10:06"):
        world.at(f"2023-05-22 {when}")
        world.tick()

    with reading(world.url) as reader:
        assert reader.rows("SELECT attempts FROM mail") == [(3,)]  # at 10.00, 10.01 and 10.06


def test_a_reminder_that_could_not_leave_before_the_answer_came_is_not_sent(world: World) -> None:
    world.begin()
    world.sink.rcpt = "450 later"
    world.at("2023-06-05 15:59")
    world.tick()
    world.register("plan", arrived="2023-06-05 15:00")
    world.sink.rcpt = "250 OK"
    world.at("2023-06-07 09:00")
    world.tick()

    assert world.subjects() == ["Påpekande nr 1"]


def test_a_reminder_that_is_tried_again_keeps_to_the_window(world: World) -> None:
    world.begin()
    world.sink.rcpt = "450 later"
    world.at("2023-06-05 15:59")
    world.tick()
    world.sink.rcpt = "250 OK"
    world.at("2023-06-05 20:00")
    world.tick()

    assert world.subjects() == ["Påpekande nr 1"]


def test_a_notice_that_a_person_has_sent_meanwhile_is_dispatched_once(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    world.at("2023-05-22 10:01")
    mail = claimed(world)
    world.dispatch()
    _settle(world.context, mail, Result(Outcome.SENT, "250 OK"), world.clock.at)

    assert world.kinds()["påpekande expedierat"] == 1


def test_a_proposal_that_a_new_time_has_overtaken_is_closed_and_not_mailed(world: World) -> None:
    # läsning A47: en ny tid är ett nytt påpekande
    world.to_the_proposal()
    order = world.notice(
        "papekande2.toml", **{"2023-10-18": "2024-01-15", "2023-11-01": "2024-01-31", "2023-12-15": "2024-04-12"}
    )
    request_plan(world.context, "1", order, ANNA)
    world.tick()

    assert [proposal.settled for proposal in world.case().proposals] == ["ny tid"]
    assert not any("Kräver beslut" in subject for subject in world.subjects(DECIDER))


def test_what_was_begun_and_never_ended_is_shown_at_the_next_delivery(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    begun(world)
    lapse(world)
    deliver(world.context)

    assert world.mail_rows()[0][0] == "oklart"


SECOND = "viktor@linden.example"


def second_noticed(world: World, text: str = "Ett annat beslut\n") -> None:
    world.open("2")
    request_plan(world.context, "2", NoticeOrder(world.file("annat.txt", text), world.notice().file), ANNA)


def change(world: World, statement: str) -> None:
    with writing(world.context.engine) as connection:
        connection.exec_driver_sql(statement)


def kept_document(world: World) -> Path:
    (path,) = (path for path in world.folder.rglob("*") if is_kept(path))
    return path


@pytest.mark.parametrize("address", ["vera@", "vera@[bjorken", "vera\n@bjorken.example"])
def test_an_address_that_no_mail_can_bear_does_not_stop_the_others(world: World, address: str) -> None:
    noticed(world)
    change(world, f"UPDATE contact SET address = '{address}'")
    second_noticed(world)
    world.tick()

    assert len(world.letters(SECOND)) == 1
    assert any("kunde inte skrivas" in task for task in tasks(world))


def test_a_planned_mail_whose_premise_cannot_be_told_does_not_stop_the_others(world: World) -> None:
    world.begin()
    world.at("2023-06-05 06:00")
    world.tick()
    change(world, "UPDATE planned_mail SET rung = 'okänd' WHERE status = 'planerad'")
    second_noticed(world)
    world.tick()

    assert len(world.letters(SECOND)) == 1


def test_a_queued_mail_whose_premise_cannot_be_told_does_not_stop_the_others(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    change(world, "UPDATE planned_mail SET cause_id = 'okänd'")
    world.sink.data = "250 OK"
    world.at("2023-05-22 10:02")
    second_noticed(world)
    world.tick()

    assert (len(world.letters()), len(world.letters(SECOND))) == (0, 1)


def test_once_its_document_is_back_the_mail_leaves_and_the_task_goes(world: World) -> None:
    noticed(world)
    document = kept_document(world)
    content = document.read_bytes()
    document.unlink()
    world.tick()
    told = any("beslut.txt saknas" in task for task in tasks(world))
    document.write_bytes(content)
    world.tick()

    assert told
    assert world.subjects() == ["Påpekande nr 1"]
    assert not any("kunde inte skrivas" in task for task in tasks(world))


def test_a_document_that_has_been_altered_is_not_mailed(world: World) -> None:
    noticed(world)
    kept_document(world).write_text("något annat", encoding="utf-8")
    world.tick()

    assert world.letters() == []
    assert any("har ändrats" in task for task in tasks(world))


def test_why_a_mail_cannot_be_composed_is_logged_once_with_its_case(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    noticed(world)
    kept_document(world).unlink()
    for _ in range(3):
        world.tick()

    assert [record.getMessage() for record in caplog.records if record.name == "bristvakt.epost"] == [
        "ett mejl i ärende 1 kunde inte skrivas"
    ]


def test_mails_that_are_held_take_no_place_from_those_that_may_leave(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    world.sink.data = "250 OK"
    world.at("2023-05-24 09:00")
    second_noticed(world)
    deliver(world.context, at_most=1)

    assert (len(world.letters()), len(world.letters(SECOND))) == (0, 1)


@pytest.mark.parametrize("connections", [1, 2])
def test_an_address_with_swedish_letters_is_refused_and_the_next_mail_leaves(world: World, connections: int) -> None:
    assert world.context.smtp is not None
    world.context = replace(world.context, smtp=replace(world.context.smtp, max_connections=connections))
    noticed(world)
    change(world, "UPDATE contact SET address = 'vera@björken.example'")
    second_noticed(world)
    world.tick()

    assert [status for status, _ in world.mail_rows()] == ["nekad", "avsänd"]
    assert any("nekades" in task for task in tasks(world))


def test_a_250_that_is_not_utf_8_is_a_dispatch_all_the_same(world: World) -> None:
    world.sink.data = "250 köat"
    noticed(world)
    world.tick()

    assert world.mail_rows() == [("avsänd", "250 k?at")]
    assert world.case().notices[0].dispatched_on == date(2023, 5, 22)


@pytest.mark.parametrize("answer", ["rcpt", "mail", "data"])
def test_every_try_waits_longer_until_four_hours(world: World, answer: str) -> None:
    setattr(world.sink, answer, "421 later")
    noticed(world)
    assert waits_of(world) == [1, 5, 15, 60, 240, 240]


def test_a_server_that_is_not_reached_costs_the_mail_no_try(world: World) -> None:
    assert world.context.smtp is not None
    world.context = replace(world.context, smtp=replace(world.context.smtp, port=1))
    noticed(world)

    assert waits_of(world) == [1] * 6
    with reading(world.url) as reader:
        assert reader.rows("SELECT attempts, status FROM mail") == [(0, "köad")]


def waits_of(world: World) -> list[int]:
    """How many minutes the mail waits after each of six tries."""
    waits: list[int] = []
    for _ in range(6):
        world.tick()
        with reading(world.url) as reader:
            ((next_try_at,),) = reader.rows("SELECT next_try_at FROM mail")
        waits.append(int((parse_instant(next_try_at) - world.clock.at).total_seconds()) // 60)
        world.clock.at = parse_instant(next_try_at)
    return waits


def test_a_250_that_the_case_cannot_take_in_is_kept_for_a_person_and_never_sent_again(world: World) -> None:
    noticed(world)
    world.tick()
    change(world, "CREATE UNIQUE INDEX only_one ON event_head (kind) WHERE kind = 'mejl avsänt'")
    second_noticed(world)
    world.tick()
    change(world, "DROP INDEX only_one")
    world.at("2023-05-22 11:00")
    world.tick()

    status, reply = world.mail_rows()[1]
    assert (status, len(world.letters(SECOND))) == ("oklart", 1)
    assert "250 OK" in reply


def test_what_left_but_could_not_be_registered_is_told_as_such_with_what_to_do(world: World) -> None:
    noticed(world)
    world.tick()
    change(world, "CREATE UNIQUE INDEX only_one ON event_head (kind) WHERE kind = 'påpekande expedierat'")
    second_noticed(world)
    world.tick()
    change(world, "DROP INDEX only_one")

    (task,) = [line for line in lines(world) if "Servern tog emot" in line.what]
    assert "men det står inte i ärendet: registrera att påpekandet har gått iväg – Påpekande nr 1" in task.what
    assert task.command == "brist expediera 2 --sätt epost --den 2023-05-22"
    assert not any("Ingen vet" in told for told in tasks(world))

    world.dispatch("2")

    assert [line for line in lines(world) if "Servern tog emot" in line.what] == []


def test_a_reminder_that_left_but_could_not_be_registered_is_not_to_be_sent_again(world: World) -> None:
    noticed(world)
    world.tick()
    change(world, "CREATE UNIQUE INDEX only_one ON event_head (kind) WHERE kind = 'mejl avsänt'")
    world.at("2023-06-05 09:00")
    world.tick()

    (task,) = [line for line in lines(world) if "Servern tog emot" in line.what]
    assert "sänd det inte igen, felet står i loggen – " in task.what
    assert task.command == "brist epost klar 2 --skäl TEXT"


def test_a_disk_that_is_full_leaves_no_half_document_behind(tmp_path: Path) -> None:
    decided = tmp_path / "beslut.pdf"
    decided.write_bytes(b"x" * 100_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(OSError, match="large"):
            archive.keep(tmp_path / "data", decided)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert [path for path in (tmp_path / "data").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("keep", [archive.keep, lambda folder, path: archive.describe(path)], ids=["keep", "dry run"])
@pytest.mark.parametrize(
    ("name", "said"),
    [("mapp", "är en mapp"), ("saknas.pdf", "finns inte"), ("x" * 300, "namnet är för långt")],
    ids=["a folder", "nothing", "a name too long"],
)
def test_a_document_that_cannot_be_read_is_refused_in_swedish(
    tmp_path: Path, keep: Callable[[Path, Path], object], name: str, said: str
) -> None:
    (tmp_path / "mapp").mkdir()

    with pytest.raises(InputError, match=said):
        keep(tmp_path / "data", tmp_path / name)


@pytest.mark.parametrize("keep", [archive.keep, lambda folder, path: archive.describe(path)], ids=["keep", "dry run"])
@pytest.mark.parametrize(
    "name", ["beslut\n.pdf", "beslut\x1b.pdf", "beslut\udce5.pdf", "beslut\u2028.pdf"],
    ids=["line end", "control character", "latin-1", "line separator"],
)  # fmt: skip
def test_a_document_whose_name_no_mail_can_bear_is_refused(
    tmp_path: Path, keep: Callable[[Path, Path], object], name: str
) -> None:
    (tmp_path / name).write_bytes(b"Beslut\n")

    with pytest.raises(InputError, match=r"beslut\?\.pdf: .*\nGör så här: ge filen ett namn") as refused:
        keep(tmp_path / "data", tmp_path / name)
    str(refused.value).encode("utf-8")


def test_a_document_may_have_spaces_and_swedish_letters_in_its_name(tmp_path: Path) -> None:
    (tmp_path / "påpekande nr\u202f1.pdf").write_bytes(b"Beslut\n")

    assert archive.keep(tmp_path / "data", tmp_path / "påpekande nr\u202f1.pdf").name == "påpekande nr\u202f1.pdf"
