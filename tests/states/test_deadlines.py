"""When something is late, when a prescribed time has run out, and when a review may begin."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.deadline_kind import DeadlineKind
from states.deadlines import first_review_day, is_late, is_overdue, lapse_day, prescribed_time
from states.facts import DeadlineStatus
from states.workdays import local_day
from tests.states.golden import CALENDAR, FIRST, RULES, at, row

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
