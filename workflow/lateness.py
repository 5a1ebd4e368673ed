"""A mail that leaves later than it ought: since when, and why. What a planned mail has waited for is kept with it."""

from collections.abc import Sequence
from datetime import date, time

from notifications.outbox import WHYS, Planned
from states.instants import parse_instant
from states.reminders import Rung, ladder
from states.workdays import Calendar, at_local, local_day
from workflow.engine import DOWN, Work, row_of

OPENS, CLOSES = time(8), time(16)  # reminders and digests leave on working days between these


def why_late(work: Work, parts: Sequence[Planned], attempts: int) -> str:
    """Said of a mail that leaves now; "" where all that it says leaves on its day. `attempts`: the tries before."""
    days = {part.id: _ought_on(work, part) for part in parts}
    late = [part for part in parts if days[part.id] < work.today]
    if not late:
        return ""
    whys = [why for part in late for why in part.reason.split(WHYS) if why]
    if attempts and late[0].intent.bundle == "ensam":
        whys.append("servern tog inte emot det förrän nu")
    first = min(late, key=lambda part: days[part.id])
    whys = whys or [_by_itself(work.calendar, first, days[first.id])]
    return f"skulle ha gått {days[first.id]}: {WHYS.join(dict.fromkeys(whys))}"


def _ought_on(work: Work, part: Planned) -> date:
    """The day on which it was planned – or, of what nobody was there to plan, the day of its rung."""
    rung = _rung(work, part) if part.reason.startswith(DOWN) else None
    return local_day(rung.at if rung else parse_instant(part.planned_at))


def _rung(work: Work, part: Planned) -> Rung | None:
    row = row_of(work.facts, part.intent) if part.intent.cause_kind == "deadline" else None
    if row is None:
        return None
    rungs = ladder(row, work.ruleset.ladder, work.calendar)
    return next((rung for rung in rungs if rung.name == part.intent.rung), None)


def _by_itself(calendar: Calendar, part: Planned, day: date) -> str:
    """Nothing that is known has held it: the window had closed, or nobody sent."""
    if part.intent.bundle == "samlad" and (free := calendar.why_free(day)):
        return free
    if part.intent.bundle == "samlad" and parse_instant(part.planned_at) >= at_local(day, CLOSES):
        return "efter kl. 16"
    return DOWN
