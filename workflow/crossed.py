"""A reminder that crossed with its answer: it left after what it asked for had come in and before that was registered.

The provider, who has done what was asked, is told so afterwards, once for each submission and without any judgement. A
reminder to which the answer came was right, and is not explained.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from states.facts import CaseFacts, Deadline, deadline_key
from states.instants import parse_instant
from states.reminders import Role
from states.workdays import local_day
from workflow.engine import Work, mail_cause
from workflow.store.chain import StoredEvent
from workflow.store.corrections import counted
from workflow.store.kinds import Kind
from workflow.store.reader import Query, Reader

CAUSE = "submission"


@dataclass(frozen=True, slots=True)
class Crossing:
    """What came in, on the day that counts, and on which days reminders about it had left meanwhile."""

    submission: str
    came_on: date
    rows: tuple[Deadline, ...]
    reminded_on: tuple[date, ...]
    is_whole: bool  # the reminders asked for nothing that is still awaited


@dataclass(frozen=True, slots=True)
class _Reminder:
    """One row of a reminder that has left."""

    cause_id: str
    cause_version: int
    mail_id: int
    left_at: datetime


_REMINDERS = Query(
    "What the provider has been reminded of in a case.",
    "SELECT p.cause_id, p.cause_version, p.mail_id, m.settled_at FROM planned_mail p JOIN mail m ON m.id = p.mail_id "
    "WHERE p.case_uuid = :case AND p.cause_kind = 'deadline' AND p.recipient_role = 'utförare' "
    "AND m.status = 'avsänd' ORDER BY p.id",
    _Reminder,
)


def explain_crossed(work: Work, submissions: Collection[str]) -> None:
    """Plan the explaining mail for each of the submissions that a reminder crossed with."""
    for crossing in _crossings(work.reader, work.facts, submissions):
        work.plan_mail(CAUSE, crossing.submission, 1, "korsade", Role.PROVIDER, alone=True)


def crossing_of(reader: Reader, case: CaseFacts, submission: str) -> Crossing | None:
    """The submission's crossing as things now count; None where there is none."""
    return next(_crossings(reader, case, {submission}), None)


def answers_to(reader: Reader, case: CaseFacts, rows: Collection[Deadline]) -> set[str]:
    """The submissions that answered any of the rows."""
    wanted = {(mail_cause(case.head.uuid, row), row.version) for row in rows}
    found = _submissions(reader, case) if wanted else ()
    return {event.content["submission"] for event in found if wanted & _answered(case, event)}


def _crossings(reader: Reader, case: CaseFacts, submissions: Collection[str]) -> Iterator[Crossing]:
    """Of those submissions, in the order in which they were registered."""
    reminders = reader.all(_REMINDERS, case=case.head.uuid) if submissions else []
    if not reminders:
        return
    for event in _submissions(reader, case):
        if event.content["submission"] in submissions and (found := _crossing(case, event, reminders)):
            yield found


def _submissions(reader: Reader, case: CaseFacts) -> Iterator[StoredEvent]:
    events = counted(reader, case.head.uuid)
    return (event for event in events if event.kind == Kind.SUBMISSION_REGISTERED)


def _answered(case: CaseFacts, event: StoredEvent) -> set[tuple[str, int]]:
    """The rows that the submission was the first to answer, as planned mails name them."""
    return {(_cause(case, row), row["version"]) for row in event.content["answered"]}


def _cause(case: CaseFacts, row: Mapping[str, str]) -> str:
    key = deadline_key(row["cause"], row["deficiency"], row["kind"], row["item"])
    return f"{case.head.uuid}/{key}"


def _crossing(case: CaseFacts, event: StoredEvent, reminders: Sequence[_Reminder]) -> Crossing | None:
    answered = _answered(case, event)
    crossed = [r for r in reminders if (r.cause_id, r.cause_version) in answered and _left_after(r, event)]
    if not crossed:
        return None
    mails = {reminder.mail_id for reminder in crossed}
    asked = {(r.cause_id, r.cause_version) for r in reminders if r.mail_id in mails}
    about = {(r.cause_id, r.cause_version) for r in crossed}
    rows = {(mail_cause(case.head.uuid, row), row.version): row for row in case.deadlines}
    return Crossing(
        event.content["submission"],
        date.fromisoformat(event.content["counted_on"]),
        tuple(row for key, row in rows.items() if key in about),
        tuple(sorted({local_day(reminder.left_at) for reminder in crossed})),
        is_whole=not any(row.awaits_answer for key, row in rows.items() if key in asked),
    )


def _left_after(reminder: _Reminder, event: StoredEvent) -> bool:
    """After it had reached the municipality, or on a later day than it counts from (22 § förvaltningslagen)."""
    counted_on = date.fromisoformat(event.content["counted_on"])
    reached_at = parse_instant(event.content["reached_at"])
    return reminder.left_at >= reached_at or local_day(reminder.left_at) > counted_on
