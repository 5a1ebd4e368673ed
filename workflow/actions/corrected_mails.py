"""What a correction does to planned mails, and what had already been said on the wrong basis."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from notifications import outbox
from states import reminders
from states.facts import Deadline
from states.instants import parse_instant
from states.reminders import Role
from states.workdays import local_day
from workflow.engine import Work, mail_cause, row_of
from workflow.store.chain import StoredEvent
from workflow.store.kinds import Kind

REASON = "rättat"
_GONE = {"avsänd": "avsänt", "oklart": "oklart om det kom fram", "påbörjad": "håller på att lämnas"}
_CAUSES: dict[str, str] = {  # what a body calls the cause that a mail of its own is planned under
    Kind.NOTICE_DECIDED: "notice",
    Kind.RESULT_DECIDED: "decision",
    Kind.BREACH_PROPOSED: "proposal",
    Kind.FACT_CHECK_SENT: "fact_check",
    Kind.EXTENSION_GRANTED: "act",
    Kind.EXTENSION_REFUSED: "act",
    Kind.SUPPLEMENT_REQUESTED: "act",
    Kind.WITHDRAWN: "act",
    Kind.SUBMISSION_REGISTERED: "submission",
}


def letters_of(events: Iterable[StoredEvent]) -> dict[str, Any]:
    """Under each cause that mails of their own speak of, what they say of it."""
    return {event.content[_CAUSES[event.kind]]: _said(event) for event in events if event.kind in _CAUSES}


def _said(event: StoredEvent) -> Any:
    body = event.content
    match event.kind:
        case Kind.RESULT_DECIDED:
            return body["findings"]
        case Kind.EXTENSION_GRANTED:
            return [row["new_due_on"] for row in body["rows"]]
        case Kind.SUPPLEMENT_REQUESTED:
            return [row["due_on"] for row in body["deadlines"]]
    return None


def settle_mails(work: Work, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Strike what has lost its cause, bring back what has got it again, and plan anew what had said something else.

    `was` and `now`: what the letters of the case say before and after the correction.
    """
    every = outbox.of_case(work.connection, work.case_uuid)
    latest: dict[str, int] = {}
    for told in every:
        cause = told.intent.cause_id
        latest[cause] = max(told.intent.cause_version, latest.get(cause, 0))
    for told in every:
        cause = told.intent.cause_id
        if told.intent.cause_kind == "deadline":
            _settle_reminder(work, told)
        elif cause in was and cause not in now:
            outbox.take_back(work.connection, told, REASON, work.now)
        elif cause in now and cause not in was and told.reason == REASON:
            outbox.revive(work.connection, told.id, work.now)
        elif was.get(cause) != now.get(cause) and told.status == "planerad":
            outbox.restart(work.connection, told.id, work.now)
        elif was.get(cause) != now.get(cause) and told.status == "ingår" and told.intent.cause_version == latest[cause]:
            _say_again(work, told)


def _settle_reminder(work: Work, told: outbox.Told) -> None:
    is_due = told.intent.rung in _rungs_due(work, told.intent)
    if told.status == "planerad" and not is_due:
        outbox.strike(work.connection, told.id, REASON)
    if told.status == "struken" and is_due and told.mail_id is None:  # what a person has stopped stays stopped
        outbox.revive(work.connection, told.id, work.now)


def _rungs_due(work: Work, intent: outbox.Intent) -> set[str]:
    row = row_of(work.facts, intent)
    if row is None:
        return set()
    since = work.facts.taken_over_on
    return {rung.name for rung in reminders.due(row, work.now, work.ruleset.ladder, work.calendar, since=since)}


def _say_again(work: Work, told: outbox.Told) -> None:
    """A new letter with what now counts, instead of the one that waits, or after the one that has left."""
    said = told.intent
    outbox.take_back(work.connection, told, REASON, work.now)
    version = said.cause_version + 1
    work.plan_mail(said.cause_kind, said.cause_id, version, said.rung, said.recipient_role, alone=True)


def already_said(work: Work, since: datetime, rows: Collection[Deadline], about: Collection[str]) -> Iterator[str]:
    """The mails that have left, or may have, since the wrong event: about a row that was wrong, or a cause."""
    wrong = {(mail_cause(work.case_uuid, row), row.version) for row in rows}
    seen: dict[Any, str] = {}
    for told in outbox.of_case(work.connection, work.case_uuid):
        if not has_left(told, since):
            continue
        if told.intent.recipient_role == Role.CONTROLLER:
            continue  # whoever corrects knows what there was to do
        is_deadline = told.intent.cause_kind == "deadline"
        key = (told.intent.cause_id, told.intent.cause_version)
        if key in wrong if is_deadline else told.intent.cause_id in about:
            seen.setdefault(told.mail_id, told_line(told))
    yield from seen.values()


def has_left(told: outbox.Told, since: datetime) -> bool:
    """It is part of a mail that has left, or may have, since then."""
    return told.mail_status in _GONE and (not told.settled_at or parse_instant(told.settled_at) >= since)


def told_line(told: outbox.Told) -> str:
    """The mail, as somebody who has to explain it needs it."""
    day = f" {local_day(parse_instant(told.settled_at))}" if told.settled_at else ""
    return (
        f"mejl {told.mail_id} ({told.intent.rung}) till {told.address}: {told.subject}, {_GONE[told.mail_status]}{day}"
    )
