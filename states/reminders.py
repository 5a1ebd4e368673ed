"""The ladder of reminders: when something is said about a date, and to whom. Pure.

Two working days before, to the provider; on the first working day after, inwards ("kontrollera brevlådan"); on
the second, to the provider, once the mailbox is known to be read past the deadline – not said by the fifth: struck,
and a task. An answer may have reached the network at 23:41 on the last day (NJA 2024 s. 3; reading A17), so the
provider is never told before somebody has looked.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from states.facts import Deadline
from states.ruleset import Ladder
from states.workdays import Calendar, end_of_day, start_of_day


class Role(StrEnum):
    """Who is told; the address is found when the mail is sent."""

    PROVIDER = "utförare"
    CONTROLLER = "avtalscontroller"
    DECIDER = "enhetschef"


class RungName(StrEnum):
    """One step of the ladder."""

    BEFORE = "påminnelse före"
    CHECK_MAILBOX = "kontrollera brevlådan"
    AFTER = "påminnelse efter"
    UNANSWERED = "fortfarande obesvarad"


@dataclass(frozen=True, slots=True)
class Rung:
    """It ought to be said from `at` (inclusive) until `until` (exclusive; None: no end)."""

    name: RungName
    role: Role
    at: datetime
    until: datetime | None


def ladder(row: Deadline, rule: Ladder, calendar: Calendar) -> tuple[Rung, ...]:
    """The rungs of one row, in order of time."""
    return _rungs(row.last_day, rule, calendar)


@lru_cache(maxsize=4096)
def _rungs(day: date, rule: Ladder, calendar: Calendar) -> tuple[Rung, ...]:
    """Every row of a day has the same rungs, and every command asks for them."""
    before = calendar.workday_before(day, -rule.remind_before)
    check = calendar.workday_after(day, rule.check_mailbox)
    after = calendar.workday_after(day, rule.remind_after)
    struck = calendar.workday_after(day, rule.strike_after)
    return (
        Rung(RungName.BEFORE, Role.PROVIDER, start_of_day(before), end_of_day(day)),
        Rung(RungName.CHECK_MAILBOX, Role.CONTROLLER, start_of_day(check), None),
        Rung(RungName.AFTER, Role.PROVIDER, start_of_day(after), start_of_day(struck)),
        Rung(RungName.UNANSWERED, Role.CONTROLLER, start_of_day(struck), None),
    )


def climbs(row: Deadline) -> bool:
    """The row has a ladder: it binds the provider, its day is known, and something is asked for that has not come."""
    return row.awaits_answer and row.kind.binds_provider and row.due_on is not None


def due(
    row: Deadline, now: datetime, rule: Ladder, calendar: Calendar, *, since: date | None = None
) -> tuple[Rung, ...]:
    """The rungs that ought to have been planned by now and still mean something.

    `since`: the day on which a case that began earlier was registered. What was to be said by then is not said one
    by one (lifecycle, "A case may begin in mid-life").
    """
    if not climbs(row):
        return ()
    return tuple(
        rung
        for rung in ladder(row, rule, calendar)
        if rung.at <= now and (rung.until is None or now < rung.until) and not fell_before(rung.at, since)
    )


def passed(row: Deadline, now: datetime, rule: Ladder, calendar: Calendar) -> tuple[Rung, ...]:
    """The rungs that have been reached and mean nothing any more."""
    if not climbs(row):
        return ()
    return tuple(rung for rung in ladder(row, rule, calendar) if rung.until is not None and rung.until <= now)


def fell_before(at: datetime, registered_on: date | None) -> bool:
    """It fell due by the morning of the day on which the case was registered."""
    return registered_on is not None and at <= start_of_day(registered_on)


def coming(row: Deadline, after: datetime, until: datetime, rule: Ladder, calendar: Calendar) -> tuple[Rung, ...]:
    """The rungs that will be reached after the one instant, by the other (inclusive), if nothing comes in."""
    if not climbs(row):
        return ()
    return tuple(rung for rung in ladder(row, rule, calendar) if after < rung.at <= until)


def next_rung_at(row: Deadline, now: datetime, rule: Ladder, calendar: Calendar) -> datetime | None:
    """When the row has something to say next, strictly after now; None if never."""
    if not climbs(row):
        return None
    return min((rung.at for rung in ladder(row, rule, calendar) if rung.at > now), default=None)


def mailbox_is_read_past(row: Deadline, read_to: datetime | None) -> bool:
    """Somebody has said that the mailbox has been read to the end of the row's last day, or later."""
    return read_to is not None and read_to >= end_of_day(row.last_day)
