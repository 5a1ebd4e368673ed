"""Pure computing of dates. Late and overdue are computed here, never stored.

A date binds as it is printed. What *follows* from it waits: the effective end is the printed
day or, if that is a red day, the next working day (reading A15). Edge, lapse and the refusal of an
early review use the calendar day after the effective end, Saturdays included.
"""

from datetime import date, datetime, timedelta

from states.facts import CaseFacts, Deadline, DeadlineKind, Notice
from states.ruleset import Ruleset
from states.workdays import Calendar, local_day


def is_late(due_on: date, arrived_on: date) -> bool:
    """Late from 00:00 Europe/Stockholm on the day after the printed day, which is inclusive.

    An extension's day replaces the printed one for the items that it names.
    Source: 22 § förvaltningslagen (2017:900), arrival is a day; lifecycle, "Deadlines"; reading A16.
    """
    return arrived_on > due_on


def is_overdue(row: Deadline, now: datetime) -> bool:
    """The provider has been told, the day has passed, and nothing has come."""
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


def prescribed_time(case: CaseFacts, deficiency: str) -> date | None:
    """The deficiency's latest date for evidence, extensions counted; None if none is running.

    The documents' date of the notice is the prescribed time, also where no document is demanded of
    the deficiency. Source: rapport Sov 609/2022 rad 56–61; readings A4 and A43.
    """
    running = {notice.uuid for notice in live_notices(case, deficiency)}
    days = [
        row.due_on
        for row in case.deadlines_of(deficiency)
        if row.notice in running and row.kind is DeadlineKind.EVIDENCE_DUE
    ]
    return max(days, default=None)


def first_review_day(case: CaseFacts, deficiency: str, ruleset: Ruleset, calendar: Calendar) -> date | None:
    """The first day on which a result follow-up may begin without the provider's consent; None: no time runs.

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
        if row.notice in running and row.kind is DeadlineKind.REVIEW_NOT_BEFORE
    ]
