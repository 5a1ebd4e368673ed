"""When something is late, when a prescribed time has run out, and when a review may begin."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.deadline_kind import DeadlineKind
from states.deadlines import first_review_day, is_late, is_overdue, lapse_day, latest_day, prescribed_time, remedy_day
from states.facts import DeadlineStatus
from states.ruleset import ClockStart
from states.workdays import local_day
from tests.states.golden import CALENDAR, FIRST, RULES, at, row, second

PLAN = FIRST.deadlines[0]


def test_a_plan_that_arrives_in_the_last_second_of_the_last_day_is_in_time() -> None:
    # rapport Sov 609/2022 rad 22–23: senast den 8 juni 2023
    assert not is_late(date(2023, 6, 8), local_day(at(date(2023, 6, 8), 23, 59, 59)))


def test_a_plan_that_arrives_at_midnight_after_the_last_day_is_late() -> None:
    assert is_late(date(2023, 6, 8), local_day(at(date(2023, 6, 9), 0)))


def test_a_plan_that_has_not_come_is_not_overdue_on_the_last_day() -> None:
    assert not is_overdue(PLAN, at(date(2023, 6, 8), 23, 59, 59))


def test_a_plan_that_has_not_come_is_overdue_from_midnight() -> None:
    assert is_overdue(PLAN, at(date(2023, 6, 9), 0))


def test_nothing_is_overdue_before_the_notice_has_left() -> None:
    dormant = replace(PLAN, status=DeadlineStatus.DORMANT)

    assert not is_overdue(dormant, at(date(2023, 6, 30)))


@pytest.mark.parametrize(
    ("due_on", "lapses_on"),
    [
        pytest.param(date(2023, 9, 4), date(2023, 9, 5), id="Monday"),
        pytest.param(date(2023, 12, 15), date(2023, 12, 16), id="Friday: Saturday, the edge does not wait"),
        pytest.param(date(2023, 6, 23), date(2023, 6, 27), id="midsommarafton: Monday is the effective end"),
        pytest.param(date(2024, 11, 2), date(2024, 11, 5), id="alla helgons dag, a Saturday"),
    ],
)
def test_the_time_has_run_out_the_day_after_its_effective_end(due_on: date, lapses_on: date) -> None:
    assert lapse_day(due_on, CALENDAR) == lapses_on


@given(st.dates(date(2005, 1, 1), date(2100, 12, 1)))
def test_the_time_never_runs_out_on_the_printed_day_or_before(due_on: date) -> None:
    assert lapse_day(due_on, CALENDAR) > due_on


@pytest.mark.parametrize("code", ["D1", "D2", "D3", "D4", "D5", "D6"])
def test_the_review_may_begin_on_the_5th_of_september_for_every_deficiency(code: str) -> None:
    # rapport Sov 609/2022 rad 60–61; D1, D4–D6 have no document demanded (läsning A43)
    assert first_review_day(FIRST, code, RULES, CALENDAR) == date(2023, 9, 5)


def test_a_later_day_that_the_notice_prints_is_waited_for() -> None:
    printed = row("n1", "D2", DeadlineKind.REVIEW_NOT_BEFORE, "*", date(2023, 10, 1), frozenset())
    case = replace(FIRST, deadlines=(*FIRST.deadlines, printed))

    assert first_review_day(case, "D2", RULES, CALENDAR) == date(2023, 10, 1)


def test_an_extension_moves_the_review_and_the_old_day_no_longer_counts() -> None:
    def moved(rows: tuple) -> tuple:  # type: ignore[type-arg]
        for old in rows:
            if old.item == "R1":
                yield replace(old, status=DeadlineStatus.MOVED)
                yield replace(old, version=2, due_on=date(2023, 9, 18))
            else:
                yield old

    case = replace(FIRST, deadlines=tuple(moved(FIRST.deadlines)))

    assert first_review_day(case, "D2", RULES, CALENDAR) == date(2023, 9, 19)


def test_no_time_runs_while_the_notice_has_not_left() -> None:
    held = replace(FIRST.notices[0], dispatched_on=None)

    assert prescribed_time(replace(FIRST, notices=(held,)), "D1") is None


def test_a_time_that_a_result_decision_has_used_up_runs_no_more() -> None:
    used = replace(FIRST.notices[0], used_up_for=frozenset({"D1"}))

    assert prescribed_time(replace(FIRST, notices=(used,)), "D1") is None


def test_nothing_is_late_by_a_day_that_is_unknown() -> None:
    assert not is_late(None, date(2023, 6, 9))


@pytest.mark.parametrize(
    ("start", "period"),
    [
        (ClockStart.DISPATCH, (date(2024, 6, 3), date(2024, 7, 1))),
        (ClockStart.RECEIPT, (date(2024, 6, 5), date(2024, 7, 3))),
    ],
)
def test_four_weeks_run_from_the_registered_start_and_not_from_the_notices_own_date(
    start: ClockStart, period: tuple[date, date]
) -> None:
    rules = replace(RULES, remedy_weeks=4, remedy_from=start)
    sent = replace(
        FIRST.notices[0], decided_on=date(2024, 5, 31), dispatched_on=date(2024, 6, 3), received_on=date(2024, 6, 5)
    )

    assert remedy_day(sent, rules) == period


def test_no_weeks_run_before_the_start_is_registered_or_without_a_rule_in_weeks() -> None:
    sent = replace(FIRST.notices[0], received_on=None)
    from_receipt = replace(RULES, remedy_weeks=4, remedy_from=ClockStart.RECEIPT)

    assert remedy_day(sent, from_receipt) is None
    assert remedy_day(FIRST.notices[0], replace(from_receipt, remedy_weeks=None)) is None


def test_the_date_for_documents_is_the_time_also_where_the_weeks_end_later() -> None:
    weeks = row("n1", "D2", DeadlineKind.REMEDY_WITHIN, "*", date(2023, 10, 2), frozenset())
    case = replace(FIRST, deadlines=(*FIRST.deadlines, weeks))

    assert prescribed_time(case, "D2") == date(2023, 9, 4)


def test_where_no_date_is_printed_the_weeks_are_the_time_and_the_plans_day_is_not() -> None:
    weeks = row("n1", "D2", DeadlineKind.REMEDY_WITHIN, "*", date(2023, 6, 19), frozenset())
    plan = row("n1", "D2", DeadlineKind.PLAN_DUE, "plan", date(2023, 7, 3), frozenset())

    assert prescribed_time(replace(FIRST, deadlines=(weeks, plan)), "D2") == date(2023, 6, 19)
    assert prescribed_time(replace(FIRST, deadlines=(plan,)), "D2") is None


def test_of_two_documents_the_latest_day_is_the_time_and_one_unknown_day_makes_it_unknown() -> None:
    early = row("n1", "D3", DeadlineKind.EVIDENCE_DUE, "R2", date(2023, 9, 4), frozenset())
    later = row("n1", "D3", DeadlineKind.EVIDENCE_DUE, "R3", date(2023, 9, 18), frozenset())
    unknown = replace(later, item="R4", due_on=None)

    assert latest_day([later, early]) == date(2023, 9, 18)
    assert latest_day([later, early, unknown]) is None
    assert latest_day([]) is None
    assert first_review_day(replace(FIRST, deadlines=(early, unknown)), "D3", RULES, CALENDAR) is None


def test_the_time_of_a_notice_that_is_used_up_is_not_that_of_the_next() -> None:
    # Notice 1's documents were due on 4 September 2023; notice 2 gives D3 until 15 December.
    assert prescribed_time(second(decided_on=None), "D3") == date(2023, 12, 15)


def test_a_rule_of_three_days_after_begins_the_review_two_days_later() -> None:
    rules = replace(RULES, review_days_after=3)

    assert first_review_day(FIRST, "D2", rules, CALENDAR) == date(2023, 9, 7)


@pytest.mark.parametrize(
    ("cause", "kind", "due_on"),
    [
        pytest.param("n1", DeadlineKind.REVIEW_NOT_BEFORE, date(2023, 9, 1), id="an earlier day than the rule's"),
        pytest.param("n9", DeadlineKind.REVIEW_NOT_BEFORE, date(2023, 10, 1), id="another notice's"),
        pytest.param("n1", DeadlineKind.MEETING_WITHIN, date(2023, 10, 1), id="a day for something else"),
        pytest.param("n1", DeadlineKind.REVIEW_NOT_BEFORE, None, id="an unknown day"),
    ],
)
def test_only_a_later_day_for_the_review_in_a_running_notice_is_waited_for(
    cause: str, kind: DeadlineKind, due_on: date | None
) -> None:
    printed = replace(row(cause, "D2", kind, "*", date(2023, 10, 1), frozenset()), due_on=due_on)
    case = replace(FIRST, deadlines=(*FIRST.deadlines, printed))

    assert first_review_day(case, "D2", RULES, CALENDAR) == date(2023, 9, 5)
