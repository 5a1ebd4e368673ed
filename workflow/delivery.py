"""From planned mail to a message that has left: premises, address, bytes, and what the server answered.

The claiming transaction checks every premise again, resolves the address *now*, composes and freezes the bytes.
Only then is anything sent; a row committed just before DATA marks that it was begun. The server's final 250 for the covering mail of
a notice is its dispatch, and starts its deadlines, in one transaction.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum
from uuid import uuid4

from sqlalchemy import Connection

from notifications import compose, maildir, outbox, smtp
from notifications.compose import Attachment
from notifications.intents import Mailable
from states.facts import CaseFacts, Deadline
from states.reminders import Role, RungName, ladder, mailbox_is_read_past
from states.tasks import held_from
from states.workdays import at_local, local_day
from workflow.actions.dispatch import record_dispatch
from workflow.context import Context
from workflow.documents.archive import place
from workflow.engine import stored_ruleset, work_on
from workflow.letters import digest, letter, reminder
from workflow.store import queries
from workflow.store.database import writing
from workflow.store.events import CLOCK
from workflow.store.facts import load_facts
from workflow.store.kinds import Kind
from workflow.store.reader import Reader

OPENS, CLOSES = time(8), time(16)
_BATCH = 25


class Premise(Enum):
    """What the facts say of a planned mail, at the moment it would be composed."""

    SAY = "säg"
    WAIT = "vänta"
    STRIKE = "stryk"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where it goes, resolved now. `contact` is the same for everything that may be collected."""

    contact: str
    name: str
    address: str


def deliver(context: Context) -> int:
    """One tick of delivery; returns how many mails were composed or tried."""
    return _compose(context, context.clock.now()) + _send(context, context.clock.now())


def in_window(context: Context, now: datetime) -> bool:
    """Reminders and digests leave on working days from 08 to 16."""
    day = local_day(now)
    return context.calendar.is_workday(day) and at_local(day, OPENS) <= now < at_local(day, CLOSES)


def _compose(context: Context, now: datetime) -> int:
    with context.engine.connect() as look:
        if not outbox.waiting(look):
            return 0
    with writing(context.engine) as connection:
        return _Claim(context, connection, now).all()


class _Claim:
    """One claiming transaction."""

    def __init__(self, context: Context, connection: Connection, now: datetime) -> None:
        self.context = context
        self.connection = connection
        self.now = now
        self.reader = Reader(connection.connection.dbapi_connection)
        self.cases: dict[str, CaseFacts] = {}

    def all(self) -> int:
        collected: dict[Recipient, list[outbox.Planned]] = defaultdict(list)
        made = 0
        for planned in outbox.waiting(self.connection):
            premise, reason = self.premise(planned.intent)
            if premise is Premise.STRIKE:
                outbox.strike(self.connection, planned.id, reason)
            if premise is not Premise.SAY or (recipient := self.recipient(planned.intent)) is None:
                continue
            if planned.intent.bundle == "ensam":
                made += self.alone(planned, recipient)
            elif in_window(self.context, self.now):
                collected[recipient].append(planned)
        return made + sum(self.together(recipient, parts) for recipient, parts in collected.items())

    def case(self, uuid: str) -> CaseFacts:
        if uuid not in self.cases:
            self.cases[uuid] = load_facts(self.reader, uuid)
        return self.cases[uuid]

    def premise(self, intent: outbox.Intent) -> tuple[Premise, str]:
        case = self.case(intent.case_uuid)
        match intent.cause_kind:
            case "deadline":
                return self._deadline_premise(case, intent)
            case "notice":
                return self._notice_premise(case, intent)
            case "proposal":
                waits = any(p.uuid == intent.cause_id and p.settled is None for p in case.proposals)
                return (Premise.SAY, "") if waits else (Premise.STRIKE, "förslaget är avgjort")
        return Premise.SAY, ""

    def _deadline_premise(self, case: CaseFacts, intent: outbox.Intent) -> tuple[Premise, str]:
        row = row_of(case, intent)
        if row is None or not row.awaits_answer:
            return Premise.STRIKE, "raden väntar inte längre på svar"
        rules = stored_ruleset(self.reader, case.head.ruleset)
        (rung,) = (r for r in ladder(row, rules.ladder, self.context.calendar) if r.name == intent.rung)
        if rung.until is not None and self.now >= rung.until:
            return Premise.STRIKE, "tiden för påminnelsen gick ut innan den kunde sägas"
        read = mailbox_is_read_past(row, case.mailbox_read_to)
        if rung.name is RungName.AFTER and not read:
            return Premise.WAIT, ""
        if rung.name is RungName.CHECK_MAILBOX and read:
            return Premise.STRIKE, "brevlådan är läst"
        return Premise.SAY, ""

    def _notice_premise(self, case: CaseFacts, intent: outbox.Intent) -> tuple[Premise, str]:
        notice = case.notice(intent.cause_id)
        if notice.dispatched_on is not None:
            return Premise.STRIKE, f"påpekandet är redan expedierat ({notice.dispatched_by})"
        if self.now >= held_from(notice, self.context.calendar):
            return Premise.WAIT, ""
        return Premise.SAY, ""

    def recipient(self, intent: outbox.Intent) -> Recipient | None:
        """Resolved now; None where nobody has the role – it waits, and drift kontrollera tells."""
        if intent.recipient_role == Role.PROVIDER:
            contacts = self.reader.all(queries.CONTACTS, case=intent.case_uuid)
            return next((Recipient(f"utförare:{c.address}", c.name, c.address) for c in contacts), None)
        people = [p for p in self.context.people if p.role == intent.recipient_role]
        return next((Recipient(f"person:{p.user}", p.name, p.address) for p in people), None)

    def alone(self, planned: outbox.Planned, recipient: Recipient) -> int:
        case = self.case(planned.intent.case_uuid)
        said, document = letter(self.context, self.reader, case, planned.intent)
        attachments = [self._attachment(document)] if document else []
        key = f"{planned.intent.cause_kind}:{planned.intent.cause_id}:{planned.intent.rung}"
        return self.freeze(said, recipient, "ensam", key, [planned], attachments)

    def _attachment(self, document: queries.NoticeDocument) -> Attachment:
        content = place(self.context.data_folder, document.document).read_bytes()
        kind = "application/pdf" if document.name.lower().endswith(".pdf") else "application/octet-stream"
        return Attachment(document.name, kind, content)

    def together(self, recipient: Recipient, parts: list[outbox.Planned]) -> int:
        day = local_day(self.now).isoformat()
        if outbox.already_sent_today(self.connection, recipient.contact, day):
            return 0
        cases = {part.intent.case_uuid: self.case(part.intent.case_uuid) for part in parts}
        write = reminder if parts[0].intent.recipient_role == Role.PROVIDER else digest
        said = write(self.context, self.reader, cases, recipient.name, [part.intent for part in parts], self.now)
        return self.freeze(said, recipient, "samlad", day, parts, [])

    def freeze(  # noqa: PLR0913 – what makes a mail unique and what it says
        self,
        said: Mailable,
        recipient: Recipient,
        bundle: str,
        key: str,
        parts: list[outbox.Planned],
        attachments: list[Attachment],
    ) -> int:
        uuid = str(uuid4())
        message_id = compose.message_id(uuid, self.context.sender.rpartition("@")[2])
        raw = compose.compose(
            said,
            sender=self.context.sender,
            recipient=recipient.address,
            message_id=message_id,
            date=self.now,
            attachments=attachments,
        )
        digest_of_bytes = hashlib.sha256(raw).hexdigest()
        subject = compose.subject(said)
        frozen = outbox.Frozen(
            recipient.contact, bundle, key, message_id, recipient.address, subject, raw, digest_of_bytes
        )
        outbox.freeze(self.connection, uuid, frozen, [part.id for part in parts], self.now)
        return 1


def row_of(case: CaseFacts, intent: outbox.Intent) -> Deadline | None:
    """The row that a planned mail is about; None if an extension has replaced it."""
    for row in case.deadlines:
        if f"{case.head.uuid}/{row.key}" == intent.cause_id and row.version == intent.cause_version:
            return row
    return None


def _send(context: Context, now: datetime) -> int:
    with context.engine.connect() as connection:
        batch = outbox.queued(connection, now, _BATCH if context.smtp is None else context.smtp.max_per_minute)
    if not batch:
        return 0
    if context.smtp is None:
        _to_maildir(context, batch, now)
    else:
        _to_server(context, batch, now)
    return len(batch)


def _to_maildir(context: Context, batch: Iterable[outbox.Queued], now: datetime) -> None:
    """The embedded default: kept where it can be looked at, marked *ej avsänd*; it counts for nothing."""
    for mail in batch:
        maildir.deliver(context.data_folder / "utkorg", mail.uuid, mail.raw)
        with writing(context.engine) as connection:
            outbox.settle(connection, mail.id, "ej avsänd", "ingen e-postserver är inställd", now)


def _to_server(context: Context, batch: list[outbox.Queued], now: datetime) -> None:
    assert context.smtp is not None
    mails = {mail.uuid: mail for mail in batch}

    def before_data(sending: smtp.Letter) -> None:
        with writing(context.engine) as connection:
            if not outbox.begin(connection, mails[sending.key].id):
                raise RuntimeError(f"somebody else has begun mail {sending.key}")

    def done(sending: smtp.Letter, result: smtp.Result) -> None:
        _settle(context, mails[sending.key], result, now)

    letters = [smtp.Letter(m.uuid, context.sender, m.address, m.raw) for m in batch]
    smtp.deliver(context.smtp, context.smtp_password, letters, before_data=before_data, done=done)


def _settle(context: Context, mail: outbox.Queued, result: smtp.Result, now: datetime) -> None:
    match result.outcome:
        case smtp.Outcome.SENT:
            _sent(context, mail, result.reply, now)
        case smtp.Outcome.TEMPORARY | smtp.Outcome.CHANNEL:
            with writing(context.engine) as connection:
                outbox.postpone(connection, mail.id, mail.attempts, result.reply, now)
        case _:
            with writing(context.engine) as connection:
                outbox.settle(connection, mail.id, result.outcome.value, result.reply, now)


def _sent(context: Context, mail: outbox.Queued, reply: str, now: datetime) -> None:
    """The server's 250: what the mail says has been said, in every case that it concerns.

    The first transaction settles the mail together with the first case, so that a crash leaves either both or neither.
    """
    with context.engine.connect() as connection:
        parts = outbox.parts_of(connection, mail.id)
        reader = Reader(connection.connection.dbapi_connection)
        serials = {part.case_uuid: load_facts(reader, part.case_uuid).head.serial for part in parts}
    for case_uuid, serial in serials.items():
        said = [part for part in parts if part.case_uuid == case_uuid]
        with work_on(context, str(serial), CLOCK) as work:
            outbox.settle(work.connection, mail.id, "avsänd", reply, now)
            body = {
                "mail": mail.uuid,
                "message_id": mail.message_id,
                "address": mail.address,
                "subject": mail.subject,
                "sha256": mail.sha256,
                "reply": reply,
                "says": [f"{part.rung}:{part.cause_kind}" for part in said],
            }
            work.record(Kind.MAIL_SENT, body)
            for part in said:
                if part.cause_kind == "notice":
                    notice = work.facts.notice(part.cause_id)
                    record_dispatch(work, notice, "e-post", work.today, mail=mail.uuid)
