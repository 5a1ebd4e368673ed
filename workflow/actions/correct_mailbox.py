"""brevlåda rätta: somebody said that a mailbox was read to a time to which it was not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, delete, select

from notifications import outbox
from states.instants import instant_text, parse_instant
from states.reminders import RungName, mailbox_is_read_past
from states.workdays import local_day
from workflow.actions.corrected_mails import has_left, told_line
from workflow.actions.read_mailbox import CHAIN, refuse_ahead, shown
from workflow.context import Context
from workflow.engine import mail_cause, transaction
from workflow.errors import InputError, NotFound
from workflow.store.chain import OF_CHAIN, StoredEvent
from workflow.store.corrections import as_counted
from workflow.store.database import taking_turns
from workflow.store.events import Actor, Event, append
from workflow.store.facts import load_facts
from workflow.store.kinds import Kind
from workflow.store.projection import CASES, MAILBOXES, project
from workflow.store.reader import Reader


@dataclass(frozen=True, slots=True)
class MailboxCorrected:
    """To when the mailbox is read now (None: nobody has said), and which reminders left on the wrong basis."""

    read_to: datetime | None
    already_mailed: tuple[str, ...]


def correct_mailbox_read(
    context: Context, mailbox: str, read_to: datetime | None, reason: str, actor: Actor
) -> MailboxCorrected:
    """Correct what was last said of the mailbox; None: it was not read at all, and what was said before that counts.

    Reminders that wait for the mailbox wait again; those that have left are told. Raises NotFound where nothing has
    been said, InputError for a time ahead, or before what was said earlier.
    """
    now = context.clock.now()
    with transaction(context) as connection:
        taking_turns(connection, CHAIN)
        said = _said(connection, mailbox)
        if not said:
            raise NotFound("läst brevlåda", mailbox, f"brist brevlåda läst {mailbox} --till TID")
        wrong, before = said[-1], parse_instant(said[-2].content["read_to"]) if said[1:] else None
        _refuse(read_to, before, now)
        body = None if read_to is None else {**wrong.content, "read_to": instant_text(read_to)}
        correction = {"act": str(uuid4()), "corrects": wrong.number, "reason": reason}
        content = {**correction, "replacements": {str(wrong.number): body}}
        append(
            connection,
            Event(CHAIN, Kind.CORRECTED.value, content, local_day(now), now, actor, correction["act"]),  # type: ignore[arg-type]
        )
        _copy(connection, mailbox)
        return MailboxCorrected(read_to or before, tuple(_left(connection, mailbox, wrong, read_to or before)))


def _said(connection: Connection, mailbox: str) -> list[StoredEvent]:
    reader = Reader(connection.connection.dbapi_connection)
    events = as_counted(reader.all(OF_CHAIN, chain=CHAIN))
    return [event for event in events if event.kind == Kind.MAILBOX_READ and event.content["mailbox"] == mailbox]


def _refuse(read_to: datetime | None, before: datetime | None, now: datetime) -> None:
    if read_to is None:
        return
    refuse_ahead(read_to, now)
    if before is not None and read_to < before:
        raise InputError(
            "--till", f"brevlådan var redan läst till {shown(before)}", "ange en senare tid, eller --ogiltig"
        )


def _copy(connection: Connection, mailbox: str) -> None:
    connection.execute(delete(MAILBOXES).where(MAILBOXES.c.mailbox == mailbox))
    for event in _said(connection, mailbox)[-1:]:
        project(connection, event.kind, event.content)


def _left(connection: Connection, mailbox: str, wrong: StoredEvent, read_to: datetime | None) -> Iterator[str]:
    """The reminders that were told because the mailbox was said to be read."""
    cases = connection.execute(select(CASES.c.uuid).where(CASES.c.mailbox == mailbox).order_by(CASES.c.serial))
    lines: dict[int | None, str] = {}
    for uuid in list(cases.scalars()):
        case = load_facts(Reader(connection.connection.dbapi_connection), uuid)
        unread = {
            (mail_cause(uuid, row), row.version)
            for row in case.deadlines
            if row.due_on is not None and not mailbox_is_read_past(row, read_to)
        }
        for told in outbox.of_case(connection, uuid):
            about = (told.intent.cause_id, told.intent.cause_version)
            if told.intent.rung == RungName.AFTER and about in unread and has_left(told, wrong.recorded_at):
                lines.setdefault(told.mail_id, told_line(told))
    yield from lines.values()
