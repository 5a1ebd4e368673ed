"""What waits for a person, derived from the facts."""

from dataclasses import replace
from datetime import date

from states.facts import CaseFacts, Proposal
from states.reminders import Role
from states.state import State
from states.tasks import open_tasks
from states.workdays import end_of_day
from tests.states.golden import CALENDAR, FIRST, RULES, at, second, with_state


def told(case: CaseFacts, day: date, hour: int = 12) -> list[str]:
    return [task.what for task in open_tasks(case, at(day, hour), RULES, CALENDAR)]


def test_nothing_waits_while_the_providers_time_runs() -> None:
    assert told(FIRST, date(2023, 5, 23)) == []


def test_the_morning_after_somebody_has_to_look_into_the_mailbox_once() -> None:
    (task,) = told(FIRST, date(2023, 6, 9), 8)

    assert task.startswith("Kontrollera brevlådan egetval@exempelkommunen.example")


def test_a_mailbox_that_is_read_past_the_day_waits_for_nobody() -> None:
    read = replace(FIRST, mailbox_read_to=end_of_day(date(2023, 6, 8)))

    assert told(read, date(2023, 6, 9)) == []


def test_five_working_days_of_silence_become_a_task() -> None:
    read = replace(FIRST, mailbox_read_to=end_of_day(date(2023, 6, 8)))

    assert any(task.startswith("Fortfarande obesvarat") for task in told(read, date(2023, 6, 15)))


def test_a_notice_that_has_not_left_within_one_working_day_is_held_and_told() -> None:
    held = replace(FIRST, notices=(replace(FIRST.notices[0], dispatched_on=None, received_on=None),), deadlines=())

    assert told(held, date(2023, 5, 23)) == []
    assert told(held, date(2023, 5, 24), 0) == ["Påpekande nr 1 har inte lämnat kommunen och hålls kvar"]


def test_a_receipt_that_nobody_confirms_is_asked_for_after_five_working_days() -> None:
    unproven = replace(FIRST, notices=(replace(FIRST.notices[0], received_on=None),))

    assert told(unproven, date(2023, 5, 26)) == []
    assert told(unproven, date(2023, 5, 29)) == ["Påpekande nr 1 är inte bekräftat mottaget"]


def test_a_review_waits_for_its_decision() -> None:
    reviewed = with_state(FIRST, "D2", State.RESULT_FOLLOWUP)

    assert told(reviewed, date(2023, 5, 23)) == ["Resultatuppföljning pågår för D2: bedöm och besluta"]


def test_a_proposal_waits_for_the_one_who_decides_and_comes_first() -> None:
    case = replace(
        with_state(second(), "D2", State.RESULT_FOLLOWUP),
        proposals=(Proposal("p", "D3", "r2", date(2024, 1, 15), None),),
    )
    tasks = open_tasks(case, at(date(2024, 1, 16)), RULES, CALENDAR)

    assert (tasks[0].role, "kräver beslut" in tasks[0].what) == (Role.DECIDER, True)


def test_a_settled_proposal_waits_for_nobody() -> None:
    case = replace(second(), proposals=(Proposal("p", "D3", "r2", date(2024, 1, 15), "avstådd"),), deadlines=())

    assert told(case, date(2024, 1, 16)) == []


def test_what_was_noted_is_asked_for_with_the_followup_that_should_take_it_up() -> None:
    noted = with_state(FIRST, "D2", State.NOTED)
    opened_on = FIRST.head.opened_on
    later = opened_on.replace(year=opened_on.year + 3, month=opened_on.month + 1)  # rad 5: at least every third year

    assert [task for task in told(noted, later) if task.startswith("Enheten skulle ha följts upp igen")] == [
        f"Enheten skulle ha följts upp igen senast {opened_on.replace(year=opened_on.year + 3)}; då tas D2 upp"
    ]
