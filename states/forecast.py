"""What will be mailed if nothing comes in and nobody does anything: for the one who is about to open a case. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from states.deadlines import first_review_day
from states.facts import PLAN_ITEM, CaseFacts, Deadline
from states.lifecycle import REVIEWABLE
from states.reminders import Role, Rung, RungName, coming
from states.ruleset import Ruleset
from states.workdays import Calendar, local_day


@dataclass(frozen=True, slots=True)
class ComingMail:
    """A mail that would go on a day. `condition` is what has to be so on that day besides that nothing came in."""

    on: date
    role: Role
    what: str
    condition: str = ""


def coming_mails(
    case: CaseFacts, after: datetime, until: datetime, ruleset: Ruleset, calendar: Calendar
) -> tuple[ComingMail, ...]:
    """The mails of the ladder after the one instant, by the other; what goes to one role on one day is one mail."""
    found: dict[tuple[date, Role, str, str], set[str]] = {}
    for row in case.deadlines:
        for rung in coming(row, after, until, ruleset.ladder, calendar):
            day = calendar.workday_on_or_after(local_day(rung.at))
            key = (day, rung.role, f"{rung.name}: {_item(row)} senast {row.last_day}", _condition(rung))
            found.setdefault(key, set()).add(row.deficiency)
    return tuple(
        ComingMail(day, role, f"{what} ({', '.join(sorted(codes))})", condition)
        for (day, role, what, condition), codes in sorted(found.items())
    )


def coming_reviews(case: CaseFacts, ruleset: Ruleset, calendar: Calendar) -> tuple[tuple[date, tuple[str, ...]], ...]:
    """The days on which the clock leads on to resultatuppföljning by itself, and which deficiencies, nearest first."""
    found: dict[date, list[str]] = {}
    for deficiency in case.deficiencies:
        day = first_review_day(case, deficiency.code, ruleset, calendar)
        if deficiency.state in REVIEWABLE and day is not None:
            found.setdefault(day, []).append(deficiency.code)
    return tuple((day, tuple(codes)) for day, codes in sorted(found.items()))


def _item(row: Deadline) -> str:
    return "plan" if row.item == PLAN_ITEM else row.item


def _condition(rung: Rung) -> str:
    if rung.name is RungName.AFTER:
        return "bara om brevlådan är läst till och med dagen"
    return ""
