"""What a person has to do about a case, derived from the facts: a task can never go stale or be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from states.facts import CaseFacts, Notice
from states.reminders import Role, RungName, due, mailbox_is_read_past
from states.ruleset import Ruleset
from states.state import State
from states.workdays import Calendar, local_day, start_of_day


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `key` is stable while the task is the same; `command` settles it."""

    key: str
    role: Role
    what: str
    since_on: date
    command: str


def open_tasks(case: CaseFacts, now: datetime, ruleset: Ruleset, calendar: Calendar) -> tuple[Task, ...]:
    """Every open task of the case, worst first."""
    return (
        *_decisions(case),
        *_reviews(case),
        *_unanswered(case, now, ruleset, calendar),
        *_held_notices(case, now, calendar),
        *_unacknowledged(case, now, ruleset, calendar),
    )


def held_from(notice: Notice, calendar: Calendar) -> datetime:
    """A notice that has not left by then is held: it would eat the provider's time (lifecycle, "Notice")."""
    return start_of_day(calendar.workday_after(local_day(notice.registered_at), 2))


def alarm_from(notice: Notice, ruleset: Ruleset, calendar: Calendar) -> datetime | None:
    """When a dispatched notice without proven receipt alarms (reading A33); None if it never does."""
    if notice.dispatched_on is None or notice.received_on is not None:
        return None
    return start_of_day(calendar.workday_after(notice.dispatched_on, ruleset.receipt_alarm_workdays))


def _decisions(case: CaseFacts) -> Iterator[Task]:
    for proposal in case.proposals:
        if proposal.settled is None:
            reference = f"{case.head.serial}/{proposal.deficiency}"
            yield Task(
                f"kräver beslut:{proposal.uuid}",
                Role.DECIDER,
                f"{proposal.deficiency}: förutsättningarna för väsentligt avtalsbrott är uppfyllda – kräver beslut",
                proposal.proposed_on,
                f"brist avtalsbrott pröva {reference}",
            )


def _reviews(case: CaseFacts) -> Iterator[Task]:
    waiting = [d for d in case.deficiencies if d.state is State.RESULT_FOLLOWUP]
    if waiting:
        codes = ", ".join(d.code for d in waiting)
        since = min(d.state_since_on for d in waiting)
        yield Task(
            f"resultatuppföljning:{since}",
            Role.CONTROLLER,
            f"Resultatuppföljning pågår för {codes}: bedöm och besluta",
            since,
            f"brist bedöm {case.head.serial}/{waiting[0].code}",
        )


def _unanswered(case: CaseFacts, now: datetime, ruleset: Ruleset, calendar: Calendar) -> Iterator[Task]:
    seen: set[str] = set()
    for row in case.deadlines:
        for rung in due(row, now, ruleset.ladder, calendar):
            key = f"{rung.name}:{row.due_on}"
            if rung.role is not Role.CONTROLLER or key in seen:
                continue
            if rung.name is RungName.CHECK_MAILBOX and mailbox_is_read_past(row, case.mailbox_read_to):
                continue
            seen.add(key)
            yield _unanswered_task(case, key, rung.name, row.due_on, local_day(rung.at))


def _unanswered_task(case: CaseFacts, key: str, name: RungName, due_on: date, since: date) -> Task:
    if name is RungName.CHECK_MAILBOX:
        what = f"Kontrollera brevlådan {case.head.mailbox}: tiden gick ut {due_on} och allt har inte registrerats"
        command = f"brist brevlåda läst {case.head.mailbox} --till TID"
    else:
        what = f"Fortfarande obesvarat sedan {due_on}: ta kontakt med utföraren"
        command = f"brist ärende visa {case.head.serial}"
    return Task(key, Role.CONTROLLER, what, since, command)


def _held_notices(case: CaseFacts, now: datetime, calendar: Calendar) -> Iterator[Task]:
    for notice in case.notices:
        if notice.dispatched_on is None and now >= held_from(notice, calendar):
            yield Task(
                f"påpekande hålls:{notice.uuid}",
                Role.CONTROLLER,
                f"Påpekande nr {notice.number} har inte lämnat kommunen och hålls kvar",
                local_day(held_from(notice, calendar)),
                f"brist expediera {case.head.serial} --sätt brev --den DATUM",
            )


def _unacknowledged(case: CaseFacts, now: datetime, ruleset: Ruleset, calendar: Calendar) -> Iterator[Task]:
    for notice in case.notices:
        alarm = alarm_from(notice, ruleset, calendar)
        if alarm is not None and now >= alarm:
            yield Task(
                f"mottagande obekräftat:{notice.uuid}",
                Role.CONTROLLER,
                f"Påpekande nr {notice.number} är inte bekräftat mottaget",
                local_day(alarm),
                f"brist bekräfta-mottagande {case.head.serial} --den DATUM --genom kvittens",
            )
