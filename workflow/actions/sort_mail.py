"""What is written when an incoming mail is sorted to a case, by the program or by a person: a submission, its lines.

A mail decides only that something came in. What it answers is ticked as received, never as sufficient; a person
assesses (domain, §3; 22 § förvaltningslagen (2017:900) decides the day).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from notifications import outbox
from states.facts import PLAN_ITEM
from states.reminders import Role
from states.trigger import Cause
from states.workdays import local_day, start_of_day
from workflow.actions.dispatch import record_receipt
from workflow.actions.register_submission import OTHER, Submission, record_submission, rows_asked_for
from workflow.context import Context
from workflow.documents.archive import Document
from workflow.engine import Work
from workflow.store import inbox, queries
from workflow.store.events import Actor, Event, append
from workflow.store.inbox import CHAIN, Incoming
from workflow.store.kinds import Kind
from workflow.store.projection import project
from workflow.store.reader import Reader

INTAKE = Actor("inkorgen")
RECEIPT = "mail receipt"
WAITING = "incoming mail"  # that it waits for a person
OF_NO_CASE = ""  # the case of a mail of ours that may tell of none
RECEIPTS_A_DAY = 5
BY_MAIL = "epost"


@dataclass(frozen=True, slots=True)
class Sorted:
    """To which case, by whom, and which lines it answers there ("plan", "R2", "plan:D1"); none: something else.

    `unticked`: what in it a person has to look at before the provider may be told that something is missing.
    """

    case: str
    how: str
    lines: tuple[str, ...] = ()
    score: int = 0
    reasons: tuple[str, ...] = ()
    submission: str = ""
    unticked: str = ""

    @property
    def body(self) -> dict[str, Any]:
        """As an event tells it."""
        names = ("case", "how", "score", "submission", "unticked")
        lists = {"lines": list(self.lines), "reasons": list(self.reasons)}
        return {name: getattr(self, name) for name in names} | lists


def record(context: Context, connection: Connection, kind: Kind, act: str, actor: Actor, body: dict[str, Any]) -> None:
    """An event of the chain of what has come in, and its copies, in the caller's transaction."""
    now = context.clock.now()
    event = Event(CHAIN, kind.value, {"act": act, **body}, local_day(now), now, actor, act)
    append(connection, event)
    project(connection, event.kind, event.body)


def register_mail(work: Work, mail: Incoming, lines: Iterable[str], documents: Sequence[Document], cause: Cause) -> str:
    """Register what the mail brought, on the day that it is proven to have come; returns the submission's uuid.

    Raises as `registrera` does for a line that nobody has asked for, and Refused where the lifecycle says no.
    """
    told = f"mejl {mail.number} från {mail.sender}"
    submission = Submission(tuple(lines) or (OTHER,), mail.reached_at, BY_MAIL, note=told, mail=mail.uuid)
    return record_submission(work, submission, list(documents), cause)


def prove_receipt(work: Work, mail: Incoming, references: Iterable[str]) -> None:
    """Whoever answers the covering mail of a notice has received it (reading A33: a person's answer proves it)."""
    answered = {
        ours.cause_id
        for reference in references
        for ours in work.reader.all(inbox.OURS, message_id=reference)
        if ours.cause_kind == "notice"
    }
    for notice in work.facts.notices:
        if notice.uuid in answered and notice.dispatched_on is not None and notice.received_on is None:
            day = max(local_day(mail.reached_at), notice.dispatched_on)
            record_receipt(work, notice, "svar", day)


def plan_receipt(connection: Connection, mail: Incoming, case: str, context: Context) -> bool:
    """A receipt to the sender, at once and alone; False where the day's limit ends what may be a loop of two machines.

    `case` is "" where nothing may be told of any case.
    """
    now = context.clock.now()
    reader = Reader(connection.connection.dbapi_connection)
    sent = reader.one(inbox.RECEIPTS_TODAY, sender=mail.sender, since=start_of_day(local_day(now)))
    is_over = sent is not None and sent.value >= RECEIPTS_A_DAY
    why, status = (f"{RECEIPTS_A_DAY} kvittenser till adressen i dag", "struken") if is_over else ("", "planerad")
    intent = outbox.Intent(RECEIPT, mail.uuid, 1, "kvittens", Role.PROVIDER, case, "ensam")
    outbox.plan(connection, intent, now, why, status)
    return not is_over


def asked_lines(work: Work) -> list[tuple[str, str]]:
    """What a mail can answer: "plan" and the codes of documents, with their names; what is awaited stands first.

    A line that something has come for already is among them until what it asks about has ended: what is sent again
    is for that line, and not for the one that is most like it of those that wait.
    """
    names = {line.code: line.name for line in work.reader.all(queries.DOCUMENT_LINES, case=work.case_uuid)}
    named = {PLAN_ITEM: "åtgärdsplan"} | names
    waiting = dict.fromkeys(row.item for row in work.facts.deadlines if row.awaits_answer and row.item in named)
    asked = dict.fromkeys(row.item for row in work.facts.deadlines if not row.is_gone and row.item in named)
    return [(item, named[item]) for item in waiting | {item: None for item in asked if _is_answered(work, item)}]


def _is_answered(work: Work, item: str) -> bool:
    """Something has come for it, for every deficiency that has not ended; the latest notice to ask for it counts."""
    ended = work.facts.ended
    return all(row.answered_on and row.deficiency not in ended for row in rows_asked_for(work, item))
