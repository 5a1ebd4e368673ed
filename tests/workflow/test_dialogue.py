"""What goes between the municipality and the provider beside the notices: notes, questions, meetings, held reminders."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from states.dialogue import QuestionState
from states.flags import Flag, flags
from states.refusal import Refused
from states.ruleset_text import parse
from states.tasks import open_tasks
from tests.workflow.desk import Desk
from tests.workflow.world import ANNA, World, swedish, text_of
from workflow.actions.decide_notice import request_plan
from workflow.actions.meetings import Booking, book, cancel
from workflow.actions.milestones import meeting_held
from workflow.actions.pause_reminders import pause, resume
from workflow.actions.plan_followup import plan_followup
from workflow.actions.questions import Asked, Outcome, ask, follow_up
from workflow.actions.write_note import OfficialNote, write_note
from workflow.errors import InputError, NotFound
from workflow.status import overview
from workflow.store.facts import stored_ruleset
from workflow.store.kinds import Kind
from workflow.store.reader import reading
from workflow.store.replay import differences

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def tasks(world: World) -> list[str]:
    case = world.case()
    with reading(world.url) as reader:
        rules = stored_ruleset(reader, case.head.ruleset)
    return [task.what for task in open_tasks(case, world.clock.now(), rules, world.context.calendar)]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with case 1 in it, opened 2023-05-22."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.open()
    return desk.folder


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    copy = shutil.copytree(prepared, tmp_path / "desk")
    yield Desk(copy)


# ── tjänsteanteckningar ──


def test_a_note_bears_its_day_its_writer_and_with_whom(desk: Desk) -> None:
    # 27 § förvaltningslagen (2017:900)
    desk.at("2023-06-02 09:00")
    desk.brist(
        "anteckna", "1/D3", "--slag", "telefon", "--den", "2023-06-01", "--med", "verksamhetschefen",
        "Rutinen är på väg", "--som", "Disa",
    )  # fmt: skip

    (note,) = desk.ask("ärende", "visa", "1")["around"]["notes"]
    assert (note["on_day"], note["written_at"][:10]) == ("2023-06-01", "2023-06-02")
    assert (note["form"], note["party"], note["deficiency"], note["text"]) == (
        "telefon", "verksamhetschefen", "D3", "Rutinen är på väg",
    )  # fmt: skip
    assert "Disa" in note["actor"]
    assert "telefon med verksamhetschefen om D3: Rutinen är på väg" in desk.brist("historik", "1")


def test_a_note_that_looks_like_it_names_a_person_by_number_warns_and_is_kept(desk: Desk) -> None:
    desk.brist("anteckna", "1", "--slag", "telefon", "Anhörig till 121212-1212 ringde")

    assert "personnummer (121212-1212)" in desk.warned
    assert len(desk.ask("ärende", "visa", "1")["around"]["notes"]) == 1


def test_a_note_with_an_organisation_number_does_not_warn(desk: Desk) -> None:
    desk.brist("anteckna", "1", "--slag", "övrigt", "Bolaget har nu 992345-6785")

    assert desk.warned == ""


@sqlite
def test_a_note_is_not_written_ahead_of_what_happened(world: World) -> None:
    world.open()

    with pytest.raises(InputError, match="framtiden"):
        write_note(world.context, "1", None, OfficialNote("besök", "Vi var där", date(2023, 5, 23)), ANNA)


@sqlite
def test_a_note_about_a_deficiency_that_is_not_there_is_not_found(world: World) -> None:
    world.open()

    with pytest.raises(NotFound, match="D9"):
        write_note(world.context, "1", "D9", OfficialNote("besök", "Vi var där"), ANNA)


# ── frågor (läsning A41; hemtjänst i extern regi 2024 rad 134–135: "inte besvarats trots påminnelse") ──


def question(world: World, answer_by: date = date(2023, 6, 2)) -> None:
    ask(world.context, "1", "D3", Asked("Vem ansvarar?", answer_by), ANNA)


@sqlite
def test_a_question_is_a_task_on_the_working_day_after_its_last_day_and_not_before(world: World) -> None:
    world.open()
    question(world)  # fredag 2 juni 2023

    world.at("2023-06-04 12:00")
    assert not any("Fråga 1" in task for task in tasks(world))
    world.at("2023-06-05 00:00")
    assert any("Fråga 1 (ställd) skulle ha besvarats 2023-06-02" in task for task in tasks(world))


@sqlite
def test_a_reminded_question_waits_for_its_new_day(world: World) -> None:
    world.open()
    question(world)
    world.at("2023-06-05 09:00")
    follow_up(world.context, "1", Outcome(Kind.QUESTION_REMINDED, answer_by=date(2023, 6, 9)), ANNA)

    assert not any("Fråga 1" in task for task in tasks(world))
    world.at("2023-06-12 09:00")
    assert any("Fråga 1 (påmind) skulle ha besvarats 2023-06-09" in task for task in tasks(world))


@sqlite
@pytest.mark.parametrize("kind", [Kind.QUESTION_ANSWERED, Kind.QUESTION_UNANSWERED])
def test_a_question_that_is_settled_is_no_task_and_no_deficiency(world: World, kind: Kind) -> None:
    world.open()
    question(world)
    before = world.case().deficiencies
    world.at("2023-06-12 09:00")
    follow_up(world.context, "1", Outcome(kind), ANNA)

    assert not any("Fråga" in task for task in tasks(world))
    assert world.case().deficiencies == before


@sqlite
def test_an_answer_may_come_after_it_was_put_down_that_none_came(world: World) -> None:
    world.open()
    question(world)
    follow_up(world.context, "1", Outcome(Kind.QUESTION_UNANSWERED, note="två påminnelser"), ANNA)
    with pytest.raises(Refused, match="ingen fråga i ärendet väntar"):
        follow_up(world.context, "1", Outcome(Kind.QUESTION_ANSWERED), ANNA)
    follow_up(world.context, "1", Outcome(Kind.QUESTION_ANSWERED, number=1), ANNA)

    assert [q.state for q in world.case().questions] == [QuestionState.ANSWERED]


@sqlite
def test_with_two_open_questions_it_is_said_which(world: World) -> None:
    world.open()
    question(world)
    question(world)

    with pytest.raises(InputError, match="1, 2"):
        follow_up(world.context, "1", Outcome(Kind.QUESTION_ANSWERED), ANNA)
    with pytest.raises(NotFound, match="3"):
        follow_up(world.context, "1", Outcome(Kind.QUESTION_ANSWERED, number=3), ANNA)


def test_the_questions_of_a_case_are_shown_with_where_they_stand(desk: Desk) -> None:
    desk.brist("fråga", "ställd", "1/D3", "--svar-senast", "2023-06-02", "Vem ansvarar?")
    desk.brist("fråga", "påmind", "1")
    desk.brist("fråga", "obesvarad", "1", "--skäl", "två påminnelser")

    shown = desk.brist("ärende", "visa", "1")
    assert "D3 Vem ansvarar?" in shown
    assert "obesvarad 2023-05-22" in " ".join(shown.split())


# ── påminnelser ──


def told(world: World) -> int:
    """How many letters have said that something has not been registered."""
    return sum("Vi har inte registrerat" in text_of(letter) for letter in world.letters())


def past_the_plans_day(world: World) -> None:
    """rapport Sov 609/2022 rad 22–23: the plan was due 2023-06-08; the first day to say so is Monday 12 June."""
    world.at("2023-06-12 09:00")
    world.read_mailbox()
    world.tick()


@sqlite
def test_a_pause_holds_the_providers_reminder_and_not_the_lateness(world: World) -> None:
    world.begin()
    world.at("2023-06-09 09:00")
    pause(world.context, "1", date(2023, 6, 12), "brand hos utföraren", ANNA)
    past_the_plans_day(world)

    assert told(world) == 0
    assert Flag.PLAN_MISSING in flags(world.case(), "D1", world.clock.now())
    world.at("2023-06-13 09:00")
    world.tick()
    assert told(world) == 1


@sqlite
def test_reminders_that_are_resumed_go_the_same_day(world: World) -> None:
    world.begin()
    world.at("2023-06-09 09:00")
    pause(world.context, "1", date(2023, 6, 30), "brand", ANNA)
    past_the_plans_day(world)
    resume(world.context, "1", ANNA)
    world.tick()

    assert told(world) == 1


@sqlite
def test_a_notice_leaves_although_reminders_are_paused(world: World) -> None:
    world.open()
    pause(world.context, "1", date(2023, 6, 30), "brand", ANNA)
    request_plan(world.context, "1", world.notice(), ANNA)
    world.tick()

    assert world.subjects() == ["Påpekande nr 1"]


@sqlite
def test_one_cases_pause_does_not_hold_what_another_case_has_to_say(world: World) -> None:
    for case in ("1", "2"):
        world.open(case, adress="vera@bjorken.example", diarienummer=f"SOC 2023/10{case}")
        request_plan(world.context, case, world.notice(), ANNA)
    world.tick()
    pause(world.context, "2", date(2023, 6, 30), "brand", ANNA)
    past_the_plans_day(world)

    (letter,) = [text_of(one) for one in world.letters() if "Vi har inte registrerat" in text_of(one)]
    assert "SOC 2023/101" in letter
    assert "SOC 2023/102" not in letter


@sqlite
def test_the_end_of_a_pause_is_a_task_until_a_person_has_said_what_holds(world: World) -> None:
    world.begin()
    pause(world.context, "1", date(2023, 6, 2), "brand", ANNA)
    world.at("2023-06-05 09:00")

    assert any("Pausen i påminnelserna gick ut 2023-06-02 (brand)" in task for task in tasks(world))
    resume(world.context, "1", ANNA)
    assert not any("Pausen" in task for task in tasks(world))


@sqlite
def test_what_is_not_paused_is_not_resumed_and_no_pause_ends_in_the_past(world: World) -> None:
    world.open()

    with pytest.raises(Refused, match="inte pausade"):
        resume(world.context, "1", ANNA)
    with pytest.raises(InputError, match="har passerat"):
        pause(world.context, "1", date(2023, 5, 21), "brand", ANNA)


def test_a_pause_is_seen_in_the_case(desk: Desk) -> None:
    desk.brist("påminnelser", "pausa", "1", "--till", "2023-06-30", "--skäl", "brand hos utföraren")

    shown = desk.brist("ärende", "visa", "1")
    assert "pausade till och med 2023-06-30: brand hos utföraren" in shown


# ── möten (Nynäshamn SON/2024/0476/739 rad 182: "inom tre (3) månader") ──

ROOM = "Rådhuset, rum 3"


def booking(when: str, *, is_called: bool = False) -> Booking:
    return Booking(swedish(when), ROOM, is_called)


@sqlite
def test_a_booked_meeting_calls_the_provider_at_once_outside_office_hours_too(world: World) -> None:
    world.open()
    world.at("2023-05-22 19:00")
    book(world.context, "1", booking("2023-06-14 13:00"), ANNA)
    world.tick()

    (letter,) = world.letters()
    assert "Kallelse till möte" in letter["Subject"]
    assert "onsdag 2023-06-14 kl. 13.00" in text_of(letter)
    assert ROOM in text_of(letter)
    assert [meeting.called_on for meeting in world.case().meetings] == [date(2023, 5, 22)]


@sqlite
def test_a_new_time_takes_the_place_of_the_old_and_says_so(world: World) -> None:
    world.open()
    book(world.context, "1", booking("2023-06-14 13:00"), ANNA)
    world.tick()
    book(world.context, "1", booking("2023-06-15 09:00"), ANNA)
    world.tick()

    assert "ersätter den förra" in text_of(world.letters()[-1])
    assert [meeting.is_booked for meeting in world.case().meetings] == [False, True]


@sqlite
def test_a_cancelled_meeting_is_told_to_the_provider_without_the_reason(world: World) -> None:
    world.open()
    book(world.context, "1", booking("2023-06-14 13:00"), ANNA)
    world.tick()
    cancel(world.context, "1", "handläggaren är sjuk", ANNA)
    world.tick()

    assert "Inställt möte" in world.letters()[-1]["Subject"]
    assert "sjuk" not in text_of(world.letters()[-1])


@sqlite
def test_a_meeting_that_is_cancelled_before_the_call_has_left_is_never_spoken_of(world: World) -> None:
    world.open()
    book(world.context, "1", booking("2023-06-14 13:00"), ANNA)
    cancel(world.context, "1", "fel dag", ANNA)
    world.tick()

    assert world.letters() == []


@sqlite
def test_a_call_that_has_not_left_within_a_working_day_is_held_and_a_task(world: World) -> None:
    world.open()
    book(world.context, "1", booking("2023-06-14 13:00"), ANNA)
    world.at("2023-05-24 08:00")
    world.tick()

    assert world.letters() == []
    assert any("Kallelsen till mötet 2023-06-14" in task for task in tasks(world))


@sqlite
def test_a_cancelled_meeting_leaves_the_municipalitys_own_day_as_it_was(world: World) -> None:
    # läsning A11: "inom tre (3) månader", räknade från expedieringen; A10
    rules, text = world.context.rulesets["orebro-extern"]
    months = text.replace('mote_inom_manader = { varde = "aldrig"', "mote_inom_manader = { varde = 3")
    assert months != text
    months = months.replace('version = "2023-2"', 'version = "prov"')
    world.context = replace(world.context, rulesets={rules.key: (parse(months, "prov.toml"), months)})
    world.begin()
    book(world.context, "1", booking("2023-08-21 13:00"), ANNA)
    cancel(world.context, "1", "sjukdom", ANNA)
    world.at("2023-08-22 12:00")
    assert not any("Möte skulle ha hållits" in task for task in tasks(world))

    world.at("2023-08-23 00:00")

    assert any("Möte skulle ha hållits senast 2023-08-22" in task for task in tasks(world))


@sqlite
def test_one_who_has_been_called_otherwise_gets_no_mail(world: World) -> None:
    world.open()
    book(world.context, "1", booking("2023-06-14 13:00", is_called=True), ANNA)
    world.tick()

    assert world.letters() == []
    assert [meeting.called_on for meeting in world.case().meetings] == [date(2023, 5, 22)]


@sqlite
def test_a_meeting_whose_day_has_passed_is_a_task_until_it_is_said_to_be_held(world: World) -> None:
    world.open()
    book(world.context, "1", booking("2023-06-14 13:00", is_called=True), ANNA)
    world.at("2023-06-15 08:00")

    assert any("Mötet 2023-06-14 är varken hållet eller inställt" in task for task in tasks(world))
    meeting_held(world.context, "1", date(2023, 6, 14), "", ANNA)
    assert not any("Mötet" in task for task in tasks(world))


@sqlite
def test_a_meeting_is_booked_ahead_and_only_what_is_booked_is_cancelled(world: World) -> None:
    world.open()

    with pytest.raises(InputError, match="har passerat"):
        book(world.context, "1", booking("2023-05-22 09:59"), ANNA)
    with pytest.raises(Refused, match="inget möte är bokat"):
        cancel(world.context, "1", "fel", ANNA)


def test_a_time_that_no_clock_shows_is_refused_with_how_to_write_it(desk: Desk) -> None:
    refused = desk.brist("möte", "boka", "1", "--den", "2023-06-14", "--kl", "25.00", "--plats", "Rådhuset", code=4)

    assert "--kl 13.00" in refused


# ── nästa uppföljning ──


@sqlite
def test_the_replay_of_the_events_gives_the_same_questions_pauses_meetings_and_plans(world: World) -> None:
    everything(world)

    with reading(world.url) as reader:
        assert list(differences(reader)) == []


def everything(world: World) -> None:
    world.open()
    question(world)
    question(world)
    follow_up(world.context, "1", Outcome(Kind.QUESTION_REMINDED, number=1, answer_by=date(2023, 6, 9)), ANNA)
    follow_up(world.context, "1", Outcome(Kind.QUESTION_UNANSWERED, number=2, note="nej"), ANNA)
    pause(world.context, "1", date(2023, 6, 2), "brand", ANNA)
    pause(world.context, "1", date(2023, 6, 9), "brand igen", ANNA)
    book(world.context, "1", booking("2023-06-14 13:00"), ANNA)
    world.tick()
    book(world.context, "1", booking("2023-06-15 13:00"), ANNA)
    plan_followup(world.context, "1", date(2026, 5, 4), "", ANNA)
    plan_followup(world.context, "1", date(2026, 4, 15), "", ANNA)


def test_every_question_to_the_register_is_answered_on_both_databases(world: World) -> None:
    from workflow.status.around import around
    from workflow.status.diary import diary
    from workflow.status.followups import followups

    everything(world)
    world.at("2026-05-25 09:00")

    with reading(world.url) as reader:
        case = world.case()
        assert around(reader, case, world.context.calendar).notes == ()
        assert [line.subject for line in diary(reader)] == ["Mejl: kallelse"]
        (line,) = followups(reader, world.clock.now(), world.context.calendar)
        waiting = overview.tasks(reader, world.clock.now(), world.context.calendar)
    assert (line.next_by, line.planned_on, line.is_overdue) == (date(2026, 5, 22), date(2026, 4, 15), True)
    assert any("planerades till 2026-04-15" in task.what for task in waiting)
