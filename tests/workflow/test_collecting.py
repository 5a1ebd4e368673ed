"""One mail to each recipient and day: what is put together, for whom, and what becomes of it when its day has passed.

The plan is due on 2023-06-08 (rapport Sov 609/2022 rad 22–23); the 6th is nationaldagen.
"""

from datetime import date
from email.message import EmailMessage

import pytest

from tests.workflow.test_registers import SECOND, change, replace
from tests.workflow.world import ANNA, PROVIDER, World, text_of
from workflow.actions.decide_notice import request_plan
from workflow.actions.pause_reminders import pause
from workflow.actions.people import name_substitute
from workflow.actions.questions import Asked, ask
from workflow.actions.withdraw import withdraw
from workflow.status import mails
from workflow.store.database import writing
from workflow.store.reader import reading

CONTROLLER = "disa.demo@exempelkommunen.example"


def reminders(world: World, recipient: str = PROVIDER) -> list[EmailMessage]:
    return [letter for letter in world.letters(recipient) if str(letter["Subject"]).startswith("Påminnelse")]


def second_case(world: World, **changes: str) -> None:
    world.open("1", **{"diarienummer": "SOC 2023/103", **changes})
    request_plan(world.context, "2", world.notice(), ANNA)
    world.tick()


# ── to whom ──


def test_two_units_with_the_same_contact_are_told_in_one_mail(world: World) -> None:
    world.begin()
    second_case(world, enhet="Björken natt")
    world.at("2023-06-05 09:00")
    world.tick()

    (told,) = reminders(world)
    assert all(unit in text_of(told) for unit in ("Björken service", "Björken natt", "BV-1-C", "BV-2-E"))


def test_two_units_of_a_provider_with_contacts_of_their_own_are_told_of_their_own(world: World) -> None:
    world.begin()
    second_case(world, enhet="Björken natt", adress="natt@bjorken.example")
    world.at("2023-06-05 09:00")
    world.tick()

    (first,), (second,) = reminders(world), reminders(world, "natt@bjorken.example")
    assert "BV-2-E" not in text_of(first)
    assert "BV-1-C" not in text_of(second)


def test_an_address_in_capitals_is_the_same_recipient(world: World) -> None:
    world.begin()
    capital = PROVIDER.replace("vera", "Vera")
    second_case(world, enhet="Björken natt", adress=capital)
    world.at("2023-06-05 09:00")
    world.tick()

    told = [*reminders(world), *reminders(world, capital)]
    assert [str(letter["Subject"]).count("[BV-") for letter in told] == [2]


def test_a_contact_that_is_changed_between_planning_and_sending_gets_the_reminder(world: World) -> None:
    world.begin()
    world.at("2023-06-05 06:00")
    world.tick()
    replace(world)
    world.at("2023-06-05 09:00")
    world.tick()

    assert (len(reminders(world)), len(reminders(world, SECOND))) == (0, 1)


def test_a_mail_that_the_server_put_off_goes_to_the_contact_who_has_come_since(world: World) -> None:
    world.sink.rcpt = "451 later"
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    world.tick()
    replace(world)
    world.sink.rcpt = "250 OK"
    world.at("2023-05-22 10:02")
    world.tick()

    assert (world.subjects(), world.subjects(SECOND)) == ([], ["Påpekande nr 1"])
    assert [status for status, _ in world.mail_rows()] == ["ej avsänd", "avsänd"]


def test_a_contact_who_comes_back_gets_what_was_taken_from_them_meanwhile(world: World) -> None:
    world.sink.rcpt = "451 later"
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    world.tick()
    replace(world)
    world.at("2023-05-22 10:02")
    world.tick()
    with writing(world.context.engine) as connection:
        connection.exec_driver_sql(f"UPDATE contact SET address = '{PROVIDER}' WHERE address = '{SECOND}'")
    world.sink.rcpt = "250 OK"
    world.at("2023-05-22 10:04")
    world.tick()

    assert (world.subjects(), world.subjects(SECOND)) == (["Påpekande nr 1"], [])


def test_one_who_also_acts_for_the_decider_is_told_of_both_in_one_mail(world: World) -> None:
    world.to_the_proposal()
    change(world, name_substitute, "egon", "disa", date(2024, 1, 15), date(2024, 1, 31))
    world.open("2")
    request_plan(world.context, "2", world.notice(), ANNA)
    world.dispatch("2")
    world.tick()

    (told,) = [m for m in world.letters(CONTROLLER) if "Kräver beslut" in str(m["Subject"])]
    assert "brist avtalsbrott pröva 1/D3" in text_of(told)
    assert "Kontrollera brevlådan" in text_of(told)
    assert text_of(told).index("avtalsbrott pröva") < text_of(told).index("Kontrollera brevlådan")


def test_what_else_waits_in_the_case_stands_in_the_mail_that_goes_inward(world: World) -> None:
    world.begin()
    ask(world.context, "1", None, Asked("Hur många medarbetare har ni?", date(2023, 6, 5)), ANNA)
    pause(world.context, "1", date(2023, 6, 2), "Brand hos utföraren", ANNA)
    world.at("2023-06-09 09:00")
    world.tick()

    (told,) = world.letters(CONTROLLER)
    for what in ("Kontrollera brevlådan", "Fråga 1 (ställd)", "Pausen i påminnelserna gick ut"):
        assert what in text_of(told)


# ── the worst first ──


def test_what_has_passed_stands_before_what_is_coming_and_the_oldest_first(world: World) -> None:
    def noticed(case: str, plan: str) -> None:
        request_plan(world.context, case, world.notice(**{"2023-06-08": plan}), ANNA)

    days = {"1": "2023-06-14", "2": "2023-06-08", "3": "2023-06-07"}
    for case, plan in days.items():
        world.open("1", diarienummer=f"SOC 2023/20{case}", enhet=f"Björken {case}")
        noticed(case, plan)
    world.tick()
    for when in ("2023-06-02 09:00", "2023-06-05 09:00"):
        world.at(when)
        world.tick()
    world.at("2023-06-12 08:00")
    world.read_mailbox()
    world.at("2023-06-12 09:00")
    world.tick()

    text = text_of(reminders(world)[-1])
    assert text.index("Björken 3") < text.index("Björken 2") < text.index("Björken 1")


# ── its day ──


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2023-06-05 09:00", "- senast 2023-06-08: åtgärdsplan"),
        ("2023-06-07 09:00", "- senast 2023-06-08 (i morgon): åtgärdsplan"),
        ("2023-06-08 09:00", "- senast 2023-06-08 (i dag): åtgärdsplan"),
    ],
    ids=["three days before", "the day before", "the day"],
)
def test_a_late_reminder_says_the_day_as_it_is_when_it_leaves(world: World, when: str, said: str) -> None:
    world.begin()
    world.at(when)
    world.tick()

    assert said in text_of(reminders(world)[-1])


def test_a_reminder_that_the_server_put_off_past_its_day_is_written_anew(world: World) -> None:
    world.begin()
    world.sink.rcpt = "451 later"
    world.at("2023-06-05 15:30")
    world.tick()
    world.sink.rcpt = "250 OK"
    world.at("2023-06-07 09:00")
    world.tick()

    (told,) = reminders(world)
    assert "2023-06-08 (i morgon)" in text_of(told)
    assert [status for status, _ in world.mail_rows()] == ["avsänd", "ej avsänd", "avsänd"]


def test_a_reminder_that_is_tried_again_the_same_day_is_the_same_bytes(world: World) -> None:
    world.begin()
    world.sink.data = "451 later"
    world.at("2023-06-05 09:00")
    world.tick()
    world.sink.data = "250 OK"
    world.at("2023-06-05 09:02")
    world.tick()

    with reading(world.url) as reader:
        mail = mails.one(reader, 2)
    assert mail is not None
    assert (mail.status, mail.attempts) == ("avsänd", 2)
    assert mail.raw.replace(b"\r\n", b"\n") == world.sink.received[-1][1].replace(b"\r\n", b"\n")


def test_what_the_server_put_off_and_what_is_new_are_one_mail_the_next_day(world: World) -> None:
    world.begin()
    second_case(world, enhet="Björken natt")
    world.sink.rcpt = "451 later"
    world.at("2023-06-05 09:00")
    world.tick()
    world.sink.rcpt = "250 OK"
    world.at("2023-06-07 08:30")
    world.tick()
    world.at("2023-06-07 09:00")
    world.tick()

    assert [str(letter["Subject"]).count("[BV-") for letter in reminders(world)] == [2]


def test_a_letter_that_is_brought_back_after_it_was_queued_can_be_written_again(world: World) -> None:
    world.begin()
    world.sink.rcpt = "451 later"
    withdraw(world.context, "1", "D6", None, "Fel enhet", ANNA)
    world.tick()
    with writing(world.context.engine) as connection:
        connection.exec_driver_sql("UPDATE mail SET status = 'ej avsänd' WHERE status = 'köad'")
        connection.exec_driver_sql("UPDATE planned_mail SET status = 'planerad' WHERE cause_kind = 'withdrawal'")
    world.sink.rcpt = "250 OK"
    world.tick()

    assert world.subjects()[-1] == "Återkallelse"
