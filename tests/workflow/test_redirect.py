"""Redirect mode: one address gets everything, nothing counts, and nothing leaves by itself later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any, get_args

import pytest

from notifications import claims
from notifications.compose import compose
from notifications.intents import Mailable
from notifications.smtp import Letter, Outcome, Result, deliver
from tests.notifications.letters import ALL, ENVELOPE
from tests.notifications.server import Handler, serving
from tests.notifications.test_smtp import settings
from tests.workflow.test_delivery import CONTROLLER, noticed, tasks
from tests.workflow.world import ANNA, PROVIDER, World, text_of
from workflow import delivery
from workflow.actions.grant_extension import Extension, grant_extension
from workflow.actions.meetings import Booking, book
from workflow.actions.release import let_leave
from workflow.store.database import writing

TESTER = "prov@exempelkommunen.example"
KINDS = [type(said).__name__ for said in ALL]


# ── the door ──


@pytest.mark.parametrize("said", ALL, ids=KINDS)
def test_no_kind_of_mail_reaches_its_recipient(said: Any) -> None:
    handler = Handler()
    raw, results = compose(said, ENVELOPE), []
    with serving(handler) as port:
        deliver(
            replace(settings(port), redirect_to=TESTER),
            None,
            [Letter("a", ENVELOPE.sender, ENVELOPE.recipient, raw)],
            before_data=lambda letter: True,
            done=lambda letter, result: results.append(result),
        )

    ((recipient, content),) = handler.received
    message, original = (message_from_bytes(part, policy=default) for part in (content, raw))
    assert (recipient, message["To"], message["Reply-To"], message["Cc"]) == (TESTER, TESTER, TESTER, None)
    assert message["Subject"] == f"[omdirigerat från {ENVELOPE.recipient}] {original['Subject']}"
    assert text_of(message) == text_of(original)
    assert [result.outcome for result in results] == [Outcome.REDIRECTED]


def test_every_kind_of_mail_is_tried_here() -> None:
    assert {type(said) for said in ALL} == set(get_args(Mailable))


# ── what it counts for ──


def redirecting(world: World, to: str | None = TESTER) -> None:
    assert world.context.smtp is not None
    world.context = replace(world.context, smtp=replace(world.context.smtp, redirect_to=to))


def reminded(world: World) -> None:
    world.at("2023-06-05 09:00")


def tasked(world: World) -> None:
    world.at("2023-06-09 09:00")


def extended(world: World) -> None:
    grant_extension(world.context, "1", Extension(("R5",), date(2023, 9, 18), "skäl"), ANNA)


def called(world: World) -> None:
    book(world.context, "1", Booking(world.clock.at + timedelta(days=20), "Rådhuset"), ANNA)


@pytest.mark.parametrize("cause", [reminded, tasked, extended, called])
def test_what_goes_to_the_redirect_address_is_not_sent_and_never_leaves_by_itself(
    world: World, cause: Callable[[World], None]
) -> None:
    world.begin()
    redirecting(world)
    sent = world.kinds()["mejl avsänt"]
    cause(world)
    world.tick()
    diverted = [recipient for recipient, _ in world.sink.received[1:]]
    redirecting(world, None)
    world.clock.at += timedelta(minutes=5)
    world.tick()

    assert set(diverted) == {TESTER}
    assert len(world.sink.received) == 1 + len(diverted)
    assert {status for status, _ in world.mail_rows()[1:]} == {"ej avsänd"}
    assert world.kinds()["mejl avsänt"] == sent


def test_a_redirected_notice_is_not_dispatched_starts_no_period_and_is_held(world: World) -> None:
    redirecting(world)
    noticed(world)
    world.tick()
    redirecting(world, None)
    world.at("2023-05-24 09:00")
    world.tick()

    assert world.case().notices[0].dispatched_on is None
    assert {row.status.value for row in world.case().deadlines} == {"vilande"}
    assert world.letters() == []
    assert tasks(world) == ["Påpekande nr 1 har inte lämnat kommunen och hålls kvar"]


def test_a_redirected_notice_leaves_for_real_once_a_person_says_so(world: World) -> None:
    redirecting(world)
    noticed(world)
    world.tick()
    redirecting(world, None)
    let_leave(world.context, "1", None, "provet är slut", ANNA)
    world.tick()

    assert world.subjects() == ["Påpekande nr 1"]
    assert world.case().notices[0].dispatched_on is not None


def test_what_is_kept_of_a_redirected_mail_is_the_mail_itself(world: World) -> None:
    redirecting(world)
    noticed(world)
    world.tick()

    assert world.mail_rows() == [("ej avsänd", f"omdirigerat till {TESTER}: 250 OK")]
    (letter,) = world.letters(TESTER)
    assert str(letter["Subject"]).startswith(f"[omdirigerat från {PROVIDER}] Påpekande nr 1")


@pytest.mark.parametrize("answer", ["451 later", "554 spam", "drop"])
def test_whatever_the_server_says_a_redirected_mail_is_tried_once_and_counts_for_nothing(
    world: World, answer: str
) -> None:
    redirecting(world)
    world.sink.data = answer
    noticed(world)
    world.tick()
    redirecting(world, None)
    world.sink.data = "250 OK"
    world.at("2023-05-22 12:00")
    world.tick()

    assert [status for status, _ in world.mail_rows()] == ["ej avsänd"]
    assert world.sink.received == []


def test_a_mail_that_was_written_before_the_redirect_was_turned_on_is_redirected_too(world: World) -> None:
    world.sink.data = "451 later"
    noticed(world)
    world.tick()
    world.sink.data = "250 OK"
    redirecting(world)
    world.at("2023-05-22 10:02")
    world.tick()

    assert [recipient for recipient, _ in world.sink.received] == [TESTER]
    assert world.mail_rows()[0][0] == "ej avsänd"


def test_a_daemon_that_dies_while_it_redirects_leaves_nothing_oklart(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    redirecting(world)
    noticed(world)
    monkeypatch.setattr(delivery.smtp, "deliver", die)
    with pytest.raises(Killed):
        world.tick()
    monkeypatch.undo()
    redirecting(world, None)
    world.tick()

    assert world.mail_rows() == [("ej avsänd", f"omdirigerat till {TESTER}")]
    assert world.sink.received == []


def test_a_mail_that_went_elsewhere_is_not_sent_even_if_delivery_had_not_known_it(world: World) -> None:
    noticed(world)
    delivery._compose(world.context, world.clock.at)
    with writing(world.context.engine) as connection:
        (mail,) = claims.take(connection, [1])
    delivery._settle(world.context, mail, Result(Outcome.REDIRECTED, "250 OK"), world.clock.at)

    assert world.mail_rows()[0][0] == "ej avsänd"
    assert world.case().notices[0].dispatched_on is None


def test_the_municipalitys_own_people_get_nothing_either(world: World) -> None:
    world.begin()
    redirecting(world)
    tasked(world)
    world.tick()

    assert world.letters(CONTROLLER) == []
    (letter,) = world.letters(TESTER)
    assert str(letter["Subject"]).startswith(f"[omdirigerat från {CONTROLLER}] Att göra")
