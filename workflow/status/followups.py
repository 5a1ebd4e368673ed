"""uppföljning lista: of each unit under each agreement the last follow-up, the next, and what was noterad last time."""

from dataclasses import dataclass
from datetime import date, datetime

from states.facts import CaseFacts
from states.own_deadlines import next_followup
from states.state import State
from states.workdays import Calendar, local_day
from workflow.store.corrections import counted
from workflow.store.facts import load_facts, stored_ruleset
from workflow.store.kinds import Kind
from workflow.store.queries import Word
from workflow.store.reader import Query, Reader


@dataclass(frozen=True, slots=True)
class NotedLine:
    """Something that was noterad and is to be taken up at the next follow-up (reading A42)."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class FollowupLine:
    """A unit under an agreement. `next_by` is the last day of its cycle; `no_next` says why there is none."""

    unit: str
    agreement: str
    provider: str
    serial: int
    last_on: date
    cycle_months: int | None
    next_by: date | None
    no_next: str
    planned_on: date | None
    is_overdue: bool
    noted: tuple[NotedLine, ...]


_LATEST = Query(
    "The latest case of each unit under each agreement.",
    "SELECT uuid FROM followup_case c WHERE NOT EXISTS (SELECT 1 FROM followup_case later "
    "WHERE later.unit_uuid = c.unit_uuid AND later.agreement_uuid = c.agreement_uuid "
    "AND (later.opened_on > c.opened_on "
    "OR (later.opened_on = c.opened_on AND later.serial > c.serial))) ORDER BY unit, agreement",
    Word,
)


def followups(reader: Reader, now: datetime, calendar: Calendar) -> list[FollowupLine]:
    """Every unit's line, that which has to be followed up first at the top; those without a next day last."""
    lines = [_line(reader, load_facts(reader, row.value), now, calendar) for row in reader.all(_LATEST)]
    return sorted(lines, key=lambda line: (line.next_by or date.max, line.unit, line.agreement))


def _line(reader: Reader, case: CaseFacts, now: datetime, calendar: Calendar) -> FollowupLine:
    rules = stored_ruleset(reader, case.head.ruleset)
    has_ended = any(deficiency.state is State.ENDED for deficiency in case.deficiencies)
    next_by = None if has_ended else next_followup(case.head.opened_on, rules)
    without = "avtalet har upphört" if has_ended else "ingen bestämd tid"
    return FollowupLine(
        unit=case.head.unit,
        agreement=case.head.agreement,
        provider=case.head.provider,
        serial=case.head.serial,
        last_on=case.head.opened_on,
        cycle_months=rules.cycle_months,
        next_by=next_by,
        no_next="" if next_by else without,
        planned_on=case.next_followup_on,
        is_overdue=next_by is not None and local_day(now) > calendar.workday_on_or_after(next_by),
        noted=noted(reader, case),
    )


def noted(reader: Reader, case: CaseFacts) -> tuple[NotedLine, ...]:
    """What is noterad in the case, with the reason that was given."""
    codes = [deficiency for deficiency in case.deficiencies if deficiency.state is State.NOTED]
    if not codes:
        return ()
    events = counted(reader, case.head.uuid)
    reasons = {e.content["deficiency"]: e.content["reason"] for e in events if e.kind == Kind.NOTED}
    return tuple(NotedLine(d.code, d.name, reasons.get(d.code, "")) for d in codes)
