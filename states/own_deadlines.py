"""The municipality's own days: the meeting, the result, the next follow-up. They alarm the municipality only.

They are derived: counted from registered events by the rule set that the case began with, never stored. The
provider is never late by them, and nothing is said to it (readings A11 and A38).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from states.deadline_kind import DeadlineKind
from states.facts import CaseFacts, Done
from states.ruleset import Ruleset
from states.state import State
from states.workdays import Calendar, add_months


@dataclass(frozen=True, slots=True)
class OwnDeadline:
    """A day by which the municipality ought to have done something, inclusive. `due_on` None: an event, no day."""

    kind: DeadlineKind
    deficiencies: tuple[str, ...]  # () for the whole case
    due_on: date | None
    counted_from: date
    length: str  # "3 månader"

    def is_overdue(self, today: date, calendar: Calendar) -> bool:
        """The day has passed, and the next working day has come (reading A15: what follows waits)."""
        return self.due_on is not None and today > calendar.workday_on_or_after(self.due_on)


def own_deadlines(case: CaseFacts, ruleset: Ruleset, calendar: Calendar) -> tuple[OwnDeadline, ...]:
    """Every open day of the municipality's own in the case, the nearest first, days before events."""
    found = [*_meetings(case, ruleset), *_results(case, ruleset, calendar), *_next(case, ruleset)]
    return tuple(sorted(found, key=lambda own: (own.due_on or date.max, own.kind)))


def _meetings(case: CaseFacts, ruleset: Ruleset) -> Iterator[OwnDeadline]:
    """A meeting within so many months from the dispatch of the notice (readings A10, A11, A12)."""
    for notice in case.notices:
        named = tuple(d.code for d in case.named_by(notice) if not d.state.is_final)
        left = notice.dispatched_on
        if ruleset.meeting_months is None or left is None or not named:
            continue
        if not any(held_on >= left for held_on in case.done(Done.MEETING_HELD)):
            due_on = add_months(left, ruleset.meeting_months)
            length = f"{ruleset.meeting_months} månader"
            yield OwnDeadline(DeadlineKind.MEETING_WITHIN, named, due_on, left, length)


def _results(case: CaseFacts, ruleset: Ruleset, calendar: Calendar) -> Iterator[OwnDeadline]:
    """A result so many working days after the review began: passivity can weaken the right (reading A38)."""
    days = ruleset.result_alarm_workdays
    waiting = [d for d in case.deficiencies if d.state is State.RESULT_FOLLOWUP]
    if days is None:
        return
    for since in sorted({d.state_since_on for d in waiting}):
        codes = tuple(d.code for d in waiting if d.state_since_on == since)
        due_on = calendar.workday_after(since, days)
        yield OwnDeadline(DeadlineKind.RESULT_DUE, codes, due_on, since, f"{days} arbetsdagar")


def _next(case: CaseFacts, ruleset: Ruleset) -> Iterator[OwnDeadline]:
    """The next follow-up, and what is to be taken up at it (rapport Sov 609/2022 rad 5; reading A42)."""
    start = case.head.opened_on
    if case.head.is_followed_up_again or any(d.state is State.ENDED for d in case.deficiencies):
        return
    due_on = next_followup(start, ruleset)
    if due_on is not None:
        yield OwnDeadline(DeadlineKind.CYCLE_MAX, (), due_on, start, f"{ruleset.cycle_months} månader")
    noted = tuple(d.code for d in case.deficiencies if d.state is State.NOTED)
    if noted:
        yield OwnDeadline(DeadlineKind.NEXT_OCCASION, noted, due_on, start, "nästa uppföljning")


def next_followup(last_on: date, ruleset: Ruleset) -> date | None:
    """The last day for the next follow-up, counted from the last one; None where the rule set has no cycle."""
    return None if ruleset.cycle_months is None else add_months(last_on, ruleset.cycle_months)
