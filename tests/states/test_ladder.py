"""Never an endless nag and never silence: whatever the rule set, the calendar and the days on which somebody looks."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from states.facts import CaseFacts, Deadline
from states.reminders import Role, RungName, due, ladder, next_rung_at, passed
from states.ruleset import Ladder
from states.tasks import open_tasks
from states.workdays import Calendar, end_of_day, local_day, start_of_day
from tests.states.golden import FIRST, RULES

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
EXTRA = st.frozensets(st.dates(date(2020, 1, 1), date(2036, 12, 31)), max_size=20)
ROUNDS = st.lists(st.integers(-3_000, 3_000), max_size=12)  # in hours from the last day: when a daemon was up


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """As a rule set may say it: rising after the day (`ruleset_text`)."""
    check, after, struck = sorted(draw(st.sets(st.integers(1, 60), min_size=3, max_size=3)))
    return Ladder(draw(st.integers(-60, -1)), check, after, struck)


def case_with(row: Deadline) -> CaseFacts:
    return replace(FIRST, deadlines=(row,))


def row_due(day: date) -> Deadline:
    return replace(FIRST.deadlines[0], due_on=day)


@settings(max_examples=150, deadline=None)
@given(day=DAYS, rule=ladders(), extra=EXTRA, rounds=ROUNDS)
def test_a_provider_is_told_at_most_twice_and_the_municipality_at_most_twice(
    day: date, rule: Ladder, extra: frozenset[date], rounds: list[int]
) -> None:
    row, calendar = row_due(day), Calendar(extra)
    instants = [start_of_day(day) + timedelta(hours=hours) for hours in rounds]
    told = [(rung.name, rung.role) for at in instants for rung in due(row, at, rule, calendar)]

    by_role = {role: {name for name, to in told if to is role} for role in Role}
    assert by_role[Role.PROVIDER] <= {RungName.BEFORE, RungName.AFTER}
    assert by_role[Role.CONTROLLER] <= {RungName.CHECK_MAILBOX, RungName.UNANSWERED}
    assert by_role[Role.DECIDER] == set()


@settings(max_examples=150, deadline=None)
@given(day=DAYS, rule=ladders(), extra=EXTRA)
def test_every_rung_falls_on_a_working_day_and_comes_after_the_one_before(
    day: date, rule: Ladder, extra: frozenset[date]
) -> None:
    calendar = Calendar(extra)
    rungs = ladder(row_due(day), rule, calendar)

    assert [rung.at for rung in rungs] == sorted({rung.at for rung in rungs})
    assert all(calendar.is_workday(local_day(rung.at)) for rung in rungs)
    assert all(rung.until is None or rung.at < rung.until for rung in rungs)


@settings(max_examples=150, deadline=None)
@given(day=DAYS, rule=ladders(), extra=EXTRA, hours=st.integers(0, 30_000))
def test_after_the_last_rung_there_is_a_task_that_stays_and_nothing_more_is_said(
    day: date, rule: Ladder, extra: frozenset[date], hours: int
) -> None:
    row, calendar = row_due(day), Calendar(extra)
    last = ladder(row, rule, calendar)[-1]
    now = last.at + timedelta(hours=hours)

    tasks = open_tasks(case_with(row), now, replace(RULES, ladder=rule), calendar)
    assert any(task.key == f"{RungName.UNANSWERED}:{day}" for task in tasks)
    assert next_rung_at(row, now, rule, calendar) is None
    assert {rung.role for rung in due(row, now, rule, calendar)} == {Role.CONTROLLER}


@settings(max_examples=150, deadline=None)
@given(day=DAYS, rule=ladders(), extra=EXTRA, hours=st.integers(0, 3_000))
def test_from_the_last_day_on_there_is_never_a_moment_without_a_next_rung_or_a_task(
    day: date, rule: Ladder, extra: frozenset[date], hours: int
) -> None:
    row, calendar = row_due(day), Calendar(extra)
    now: datetime = end_of_day(day) + timedelta(hours=hours)

    has_task = bool(open_tasks(case_with(row), now, replace(RULES, ladder=rule), calendar))
    assert has_task or next_rung_at(row, now, rule, calendar) is not None


@settings(max_examples=150, deadline=None)
@given(day=DAYS, rule=ladders(), extra=EXTRA, hours=st.integers(-3_000, 3_000))
def test_a_rung_that_has_been_reached_is_either_due_or_has_passed(
    day: date, rule: Ladder, extra: frozenset[date], hours: int
) -> None:
    row, calendar = row_due(day), Calendar(extra)
    now = start_of_day(day) + timedelta(hours=hours)

    reached = {rung.name for rung in ladder(row, rule, calendar) if rung.at <= now}
    said, gone = (
        {rung.name for rung in found} for found in (due(row, now, rule, calendar), passed(row, now, rule, calendar))
    )
    assert said | gone == reached
    assert not said & gone
