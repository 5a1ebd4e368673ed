"""Pure computing of dates. Late and overdue are computed here, never stored.

A date binds as it is printed. What *follows* from it waits: the effective end is the printed
day or, if that is a red day, the next working day (reading A15). Edge, lapse and the refusal of an
early review use the calendar day after the effective end, Saturdays included.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from states.deadline_kind import DeadlineKind
from states.facts import CaseFacts, Deadline, Deficiency, Notice
from states.ruleset import ClockStart, Ruleset
from states.state import State
from states.workdays import Calendar, add_weeks, local_day


def is_late(due_on: date | None, arrived_on: date) -> bool:
    """Late from 00:00 Europe/Stockholm on the day after the printed day, which is inclusive.

    An extension's day replaces the printed one for the items that it names. Nothing is late by a day that is okänt.
    Source: 22 § förvaltningslagen (2017:900), arrival is a day; lifecycle, "Deadlines"; reading A16.
    """
    return due_on is not None and arrived_on > due_on


def is_overdue(row: Deadline, now: datetime) -> bool:
    """The provider has been told, the day has passed, and nothing has come. Never where the day is okänt."""
    return row.awaits_answer and is_late(row.due_on, local_day(now))


def lapse_day(due_on: date, calendar: Calendar) -> date:
    """The first day on which the prescribed time has run out: the day after its effective end."""
    return calendar.workday_on_or_after(due_on) + timedelta(days=1)


def live_notices(case: CaseFacts, deficiency: str) -> tuple[Notice, ...]:
    """Dispatched notices whose prescribed time no result decision has yet used up for the deficiency."""
    return tuple(
        notice
        for notice in case.notices_of(deficiency)
        if notice.dispatched_on is not None and deficiency not in notice.used_up_for
    )


def waits_for_nothing(case: CaseFacts, deficiency: Deficiency) -> bool:
    """A plan was asked for or has come, and all that was pointed out of it has been withdrawn since (reading A32).

    What is left of the deficiency has no prescribed time: only a person leads it on (lifecycle, "Deadlines").
    """
    if deficiency.state not in (State.ACTION_PLAN_REQUESTED, State.SUBMITTED):
        return False
    is_withdrawn = any(point.withdrawn_on for point in case.subpoints_of(deficiency.code))
    return is_withdrawn and all(deficiency.code in notice.used_up_for for notice in case.notices_of(deficiency.code))


def time_rows(rows: Iterable[Deadline]) -> list[Deadline]:
    """The rows that give a prescribed time: those for evidence, else those counted in weeks (readings A4, A13)."""
    found = list(rows)
    evidence = [row for row in found if row.kind is DeadlineKind.EVIDENCE_DUE]
    return evidence or [row for row in found if row.kind is DeadlineKind.REMEDY_WITHIN]


def latest_day(rows: Iterable[Deadline]) -> date | None:
    """The latest of the rows' days; None if there is no row, or if the day of one is okänt."""
    days = [row.due_on for row in rows]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def prescribed_time(case: CaseFacts, deficiency: str) -> date | None:
    """The deficiency's latest date for evidence, extensions counted; None if none is running, or one is okänt.

    The documents' date of the notice is the prescribed time, also where no document is demanded of
    the deficiency; where no date is printed, the weeks counted from the registered start.
    Source: rapport Sov 609/2022 rad 56–61; readings A4, A13 and A43.
    """
    running = {notice.uuid for notice in live_notices(case, deficiency)}
    return latest_day(time_rows(row for row in case.deadlines_of(deficiency) if row.cause in running))


def first_review_day(case: CaseFacts, deficiency: str, ruleset: Ruleset, calendar: Calendar) -> date | None:
    """The first day on which a result follow-up may begin without the provider's consent; None: no time is known.

    The day after the effective end of the latest row, or the later day that the notice prints.
    Source: rapport Sov 609/2022 rad 60–61 "kommer genomföras efter den 4 september 2023"; reading A49.
    """
    prescribed = prescribed_time(case, deficiency)
    if prescribed is None:
        return None
    after = lapse_day(prescribed, calendar) + timedelta(days=ruleset.review_days_after - 1)
    return max([after, *_printed_review_days(case, deficiency)])


def _printed_review_days(case: CaseFacts, deficiency: str) -> list[date]:
    running = {notice.uuid for notice in live_notices(case, deficiency)}
    return [
        row.due_on
        for row in case.deadlines_of(deficiency)
        if row.cause in running and row.kind is DeadlineKind.REVIEW_NOT_BEFORE and row.due_on is not None
    ]


def remedy_day(notice: Notice, ruleset: Ruleset) -> tuple[date, date] | None:
    """From when and to when the rule set's weeks run for a notice, both inclusive; None if there are none yet.

    Counted from the registered dispatch or receipt, never from the notice's own date (readings A10, A12, A13).
    """
    starts = {ClockStart.DISPATCH: notice.dispatched_on, ClockStart.RECEIPT: notice.received_on}
    start = starts[ruleset.remedy_from]
    if start is None or ruleset.remedy_weeks is None:
        return None
    return start, add_weeks(start, ruleset.remedy_weeks)
