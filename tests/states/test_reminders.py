"""What is said about a date, to whom, and when. The deadline is Thursday 8 June 2023 (rapport Sov 609/2022 rad 22–23)."""

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from states.deadline_kind import DeadlineKind
from states.facts import NO_DOCUMENT, Deadline, DeadlineStatus
from states.reminders import Role, RungName, climbs, due, ladder, mailbox_is_read_past, next_rung_at
from states.workdays import end_of_day, start_of_day
from tests.states.golden import CALENDAR, FIRST, RULES, at

PLAN = FIRST.deadlines[0]


def names(day: date, hour: int = 12) -> list[str]:
    return [rung.name for rung in due(PLAN, at(day, hour), RULES.ladder, CALENDAR)]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        pytest.param(RungName.BEFORE, date(2023, 6, 5), id="two working days before: 6 June is nationaldagen"),
        pytest.param(RungName.CHECK_MAILBOX, date(2023, 6, 9), id="first working day after"),
        pytest.param(RungName.AFTER, date(2023, 6, 12), id="second working day after: a Monday"),
        pytest.param(RungName.UNANSWERED, date(2023, 6, 15), id="fifth working day after"),
    ],
)
def test_each_rung_has_its_day(name: RungName, day: date) -> None:
    (rung,) = (rung for rung in ladder(PLAN, RULES.ladder, CALENDAR) if rung.name is name)

    assert rung.at == start_of_day(day)


def test_the_morning_after_the_municipality_is_asked_not_the_provider() -> None:
    (rung,) = due(PLAN, at(date(2023, 6, 9), 8), RULES.ladder, CALENDAR)

    assert (rung.name, rung.role) == (RungName.CHECK_MAILBOX, Role.CONTROLLER)


def test_a_reminder_before_is_never_sent_after_the_day() -> None:
    assert RungName.BEFORE not in names(date(2023, 6, 9))


def test_a_reminder_after_that_was_not_said_by_the_fifth_day_is_not_said_at_all() -> None:
    assert RungName.AFTER not in names(date(2023, 6, 15))


def test_nothing_is_said_about_what_has_come() -> None:
    answered = replace(PLAN, answered_on=date(2023, 6, 8), status=DeadlineStatus.KEPT)

    assert due(answered, at(date(2023, 6, 12)), RULES.ladder, CALENDAR) == ()


def test_nothing_is_said_where_no_document_is_demanded() -> None:
    silent = replace(PLAN, item=NO_DOCUMENT)

    assert due(silent, at(date(2023, 6, 12)), RULES.ladder, CALENDAR) == ()


def test_nothing_is_said_before_the_notice_has_left() -> None:
    dormant = replace(PLAN, status=DeadlineStatus.DORMANT)

    assert due(dormant, at(date(2023, 6, 12)), RULES.ladder, CALENDAR) == ()


def test_the_mailbox_is_read_past_the_day_only_when_it_is_read_to_its_end() -> None:
    end = end_of_day(date(2023, 6, 8))

    assert not mailbox_is_read_past(PLAN, at(date(2023, 6, 8), 23, 59, 59))
    assert mailbox_is_read_past(PLAN, end)


def test_nobody_has_read_a_mailbox_until_somebody_says_so() -> None:
    assert not mailbox_is_read_past(PLAN, None)


def test_after_the_last_rung_there_is_silence() -> None:
    assert next_rung_at(PLAN, at(date(2023, 6, 15)), RULES.ladder, CALENDAR) is None


def test_looking_again_from_rung_to_rung_meets_every_one() -> None:
    seen, now = [], at(date(2023, 5, 22))
    while following := next_rung_at(PLAN, now, RULES.ladder, CALENDAR):
        seen.append(following)
        now = following

    assert seen == [rung.at for rung in ladder(PLAN, RULES.ladder, CALENDAR)]


def test_the_provider_is_told_before_and_after_and_the_municipality_the_rest() -> None:
    assert [(rung.name, rung.role) for rung in ladder(PLAN, RULES.ladder, CALENDAR)] == [
        (RungName.BEFORE, Role.PROVIDER),
        (RungName.CHECK_MAILBOX, Role.CONTROLLER),
        (RungName.AFTER, Role.PROVIDER),
        (RungName.UNANSWERED, Role.CONTROLLER),
    ]


def test_a_reminder_before_ends_with_the_8th_of_june_and_one_after_where_the_15th_begins() -> None:
    assert [rung.until for rung in ladder(PLAN, RULES.ladder, CALENDAR)] == [
        end_of_day(date(2023, 6, 8)),
        None,
        start_of_day(date(2023, 6, 15)),
        None,
    ]


def test_on_the_5th_of_june_at_midnight_the_provider_is_reminded_and_not_a_second_earlier() -> None:
    assert names(date(2023, 6, 5), 0) == [RungName.BEFORE]
    assert due(PLAN, at(date(2023, 6, 4), 23, 59, 59), RULES.ladder, CALENDAR) == ()


def test_the_last_second_of_the_day_is_still_before_and_midnight_is_not() -> None:
    assert [r.name for r in due(PLAN, at(date(2023, 6, 8), 23, 59, 59), RULES.ladder, CALENDAR)] == [RungName.BEFORE]
    assert names(date(2023, 6, 9), 0) == [RungName.CHECK_MAILBOX]


def test_on_the_second_working_day_after_the_provider_is_told_until_the_fifth_begins() -> None:
    assert names(date(2023, 6, 12), 0) == [RungName.CHECK_MAILBOX, RungName.AFTER]
    assert names(date(2023, 6, 14), 23) == [RungName.CHECK_MAILBOX, RungName.AFTER]
    assert names(date(2023, 6, 15), 0) == [RungName.CHECK_MAILBOX, RungName.UNANSWERED]


@pytest.mark.parametrize(
    "silent",
    [
        pytest.param(replace(PLAN, due_on=None), id="its day is unknown"),
        pytest.param(replace(PLAN, kind=DeadlineKind.RESULT_DUE), id="it binds the municipality"),
        pytest.param(replace(PLAN, answered_on=date(2023, 6, 8)), id="the answer has come"),
    ],
)
def test_what_has_no_ladder_says_nothing_now_or_later(silent: Deadline) -> None:
    assert not climbs(silent)
    assert due(silent, at(date(2023, 6, 12)), RULES.ladder, CALENDAR) == ()
    assert next_rung_at(silent, at(date(2023, 5, 22)), RULES.ladder, CALENDAR) is None


def test_what_is_next_is_strictly_after_now() -> None:
    before = start_of_day(date(2023, 6, 5))

    assert climbs(PLAN)
    assert next_rung_at(PLAN, at(date(2023, 6, 4), 23, 59, 59), RULES.ladder, CALENDAR) == before
    assert next_rung_at(PLAN, before, RULES.ladder, CALENDAR) == start_of_day(date(2023, 6, 9))


def test_a_mailbox_read_to_a_later_day_is_read_past_it() -> None:
    assert mailbox_is_read_past(PLAN, at(date(2023, 6, 12), 8))


def test_a_rung_is_the_same_for_every_row_of_its_day_and_cannot_be_changed_for_one() -> None:
    rung = ladder(PLAN, RULES.ladder, CALENDAR)[0]

    with pytest.raises(FrozenInstanceError):
        rung.until = None  # type: ignore[misc]
