"""The first morning: nothing is mailed until a person has seen what would leave and said so."""

import logging
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.workflow.cli.conftest import Brist, Called, brist  # noqa: F401 – a fixture
from tests.workflow.world import ANNA, World, swedish
from workflow.actions.decide_notice import request_plan
from workflow.actions.start import start
from workflow.daemon import run
from workflow.first_morning import first_morning, next_window
from workflow.premises import HELD
from workflow.status import mails, overview
from workflow.store import chain
from workflow.store.database import writing
from workflow.store.reader import reading
from workflow.store.started import why_silent

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def new(world: World) -> World:
    """An installation whose mails nobody has started."""
    forget(world)
    return world


def forget(world: World) -> None:
    with writing(world.context.engine) as connection:
        connection.execute(text("DELETE FROM setting WHERE name = 'startad'"))


def everything(world: World) -> list[object]:
    names = ("event_head", "planned_mail", "mail", "deadline", "setting", "deficiency", "notice")
    with reading(world.url) as reader:
        return [sorted(reader.rows(f"SELECT * FROM {name}"), key=repr) for name in names]


def decided(world: World) -> None:
    """A case with a notice that has been decided and waits for its covering mail."""
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)


def reminded(world: World) -> None:
    """The plan is due on 8 June (rad 22–23): on 5 June the provider is reminded. No mail has ever left."""
    decided(world)
    world.dispatch()
    world.at("2023-06-05 07:00")


def test_a_new_installation_mails_nothing(new: World) -> None:
    decided(new)

    new.tick()

    assert new.sink.received == []
    assert new.mail_rows() == []
    assert new.case().notices[0].dispatched_on is None


def test_a_new_installation_carries_out_the_clocks_edges_and_plans_its_mails(new: World) -> None:
    reminded(new)
    new.at("2023-09-05 09:00")

    new.tick()

    assert {deficiency.state for deficiency in new.case().deficiencies} == {"resultatuppföljning"}
    with reading(new.url) as reader:
        assert mails.waiting(reader)[0]
    assert new.mail_rows() == []


def test_once_a_person_has_said_so_the_mail_leaves(new: World) -> None:
    decided(new)
    start(new.context, ANNA)

    new.tick()

    assert new.subjects() == ["Påpekande nr 1"]


def test_who_said_so_and_when_is_an_event_of_the_installation(new: World) -> None:
    start(new.context, ANNA)

    with reading(new.url) as reader:
        (event,) = (event for event in reader.all(chain.ALL) if event.chain == "drift")
    assert (event.kind, event.actor, event.recorded_at) == ("mejlen startade", "anna", new.clock.at)


@ON_SQLITE
def test_saying_so_again_changes_nothing(new: World) -> None:
    start(new.context, ANNA)
    before = everything(new)

    assert start(new.context, ANNA) is None
    assert everything(new) == before


def test_what_would_leave_is_shown_with_recipient_subject_and_reason(new: World) -> None:
    decided(new)

    (mail,) = first_morning(new.context).leaving

    assert (mail.at, mail.address) == (new.clock.at, "vera@bjorken.example")
    assert mail.subject.startswith("Påpekande nr 1")
    assert mail.why.startswith("påpekande [BV-1-")


def test_looking_at_what_would_leave_changes_nothing(new: World) -> None:
    reminded(new)
    before = everything(new)

    first_morning(new.context)

    assert everything(new) == before


def test_what_is_shown_is_what_then_leaves(new: World) -> None:
    reminded(new)
    shown = first_morning(new.context).leaving
    start(new.context, ANNA)

    new.at("2023-06-05 08:00")
    new.tick()

    assert [(mail.at, mail.address) for mail in shown] == [(new.clock.at, "vera@bjorken.example")]
    assert [str(letter["Subject"]) for letter in new.letters()] == [mail.subject for mail in shown]


@ON_SQLITE
def test_the_coming_five_working_days_are_told_and_not_the_sixth(new: World) -> None:
    # Friday 2 June; 6 June is Sweden's national day, so the fifth working day is Monday 12 June
    decided(new)
    new.dispatch()
    new.at("2023-06-02 09:00")

    coming = first_morning(new.context).coming

    assert {line.on for line in coming} == {date(2023, 6, 5), date(2023, 6, 9), date(2023, 6, 12)}


@ON_SQLITE
def test_a_notice_that_is_held_is_shown_as_waiting_with_its_reason(new: World) -> None:
    decided(new)
    new.at("2023-05-24 10:00")

    found = first_morning(new.context)

    assert found.leaving == ()
    assert [line.reason for line in found.held] == [HELD]


@ON_SQLITE
@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2023-06-05 10:00", "2023-06-05 10:00"),
        ("2023-06-05 07:59", "2023-06-05 08:00"),
        ("2023-06-05 16:00", "2023-06-07 08:00"),  # over the national day
        ("2023-06-09 20:00", "2023-06-12 08:00"),  # over a weekend
    ],
)
def test_reminders_would_leave_when_the_window_opens_next(world: World, now: str, opens: str) -> None:
    assert next_window(world.context, swedish(now)) == swedish(opens)


def test_what_may_have_been_said_before_can_be_struck_instead(new: World) -> None:
    reminded(new)

    struck = start(new.context, ANNA, strike=True)
    new.at("2023-06-05 09:00")
    new.tick()

    assert new.sink.received == []
    assert (struck, set(new.struck())) == (7, {"struket när mejlen startade, av anna"})  # six plans and a covering mail


@ON_SQLITE
def test_an_installation_that_has_mailed_before_needs_no_saying(world: World) -> None:
    world.begin()

    forget(world)

    with reading(world.url) as reader:
        assert why_silent(reader) == ""


@ON_SQLITE
def test_the_queue_the_tasks_and_the_log_say_why_nothing_leaves(new: World, caplog: pytest.LogCaptureFixture) -> None:
    with reading(new.url) as reader:
        told = why_silent(reader)
        (task,) = overview.tasks(reader, new.clock.at, new.context.calendar)
    with caplog.at_level(logging.WARNING, "bristvakt"):
        run(new.context, once=True, is_trial=True)

    assert told.endswith("brist drift starta --visa")
    assert (task.role, task.command) == ("administratör", "brist drift starta --visa")
    assert [record.getMessage() for record in caplog.records].count(told) == 1


# ── the command ──

CONFIG = (
    '[kommun]\nnamn = "Exempelkommunen"\navsandare = "bristvakt@exempelkommunen.example"\n'
    'brevlador = ["egetval@exempelkommunen.example"]\n[data]\nmapp = "data"\n'
)


@pytest.fixture
def installed(tmp_path: Path, brist) -> str:  # type: ignore[no-untyped-def] # noqa: F811
    """The configuration of a new installation, which is no trial."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    assert brist("--config", str(config), "databas", "skapa").code == 0
    return str(config)


def test_the_command_shows_and_starts_only_with_yes(installed: str, brist: Brist) -> None:  # noqa: F811
    def call(*words: str) -> Called:
        return brist("--config", installed, "drift", "starta", *words)

    assert "skulle lämna nu" in call("--visa").out
    assert (call().code, "--ja" in call().err) == (4, True)
    assert "Inga mejl skrivs" in brist("--config", installed, "epost", "kö").out
    assert "går mejlen" in call("--ja").out
    assert "går redan" in call("--ja").out
    assert "Inga mejl skrivs" not in brist("--config", installed, "epost", "kö").out


def test_a_trial_folder_needs_no_saying(tmp_path: Path, brist: Brist) -> None:  # noqa: F811
    (tmp_path / "prov.toml").write_text(CONFIG, encoding="utf-8")
    brist("--config", str(tmp_path / "prov.toml"), "databas", "skapa", "--prov")

    assert "Inga mejl skrivs" not in brist("--config", str(tmp_path / "prov.toml"), "epost", "kö").out
