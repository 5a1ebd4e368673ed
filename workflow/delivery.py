"""From planned mail to a message that has left: premises, address, bytes, and what the server answered.

The claiming transaction checks every premise again, resolves the address *now*, composes and freezes the bytes.
Only then is anything sent; a row committed just before DATA marks that it was begun. The server's final 250 for the
covering mail of a notice is its dispatch, and starts its deadlines, in one transaction.
"""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property, partial
from itertools import islice
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from notifications import compose, maildir, outbox, smtp
from notifications.compose import Attachment
from notifications.intents import InwardDigest, Mailable, ProviderReminder
from notifications.settings import SmtpSettings
from states.facts import CaseFacts
from states.reminders import Role
from states.workdays import at_local, local_day
from workflow.actions.dispatch import record_dispatch
from workflow.clockwork import catch_up
from workflow.context import Context
from workflow.documents import archive
from workflow.engine import Work, part_of
from workflow.errors import InputError
from workflow.letters import digest, letter, reminder
from workflow.premises import Look, Premise, premise_of
from workflow.status.mails import ACCEPTED
from workflow.store import queries, registers
from workflow.store.database import writing
from workflow.store.events import CLOCK
from workflow.store.facts import load_facts
from workflow.store.kinds import Kind
from workflow.store.people import People
from workflow.store.reader import Reader

_LOG = logging.getLogger("bristvakt.epost")
REDIRECTED = "omdirigerat till"  # how the reply begins of a mail that went to the redirect address
OPENS, CLOSES = time(8), time(16)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where it goes, resolved now. `contact` is the same for everything that may be collected."""

    contact: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a tick of delivery did. `is_left`: something that may leave now has not been tried."""

    composed: int = 0
    tried: int = 0
    is_left: bool = False


def deliver(context: Context, at_most: int = 1_000, stopping: Callable[[], bool] = lambda: False) -> Delivered:
    """One tick of delivery: at most so many mails are tried, and no new one once `stopping` says so."""
    now = context.clock.now()
    _interrupted(context, now)
    composed = _compose(context, now)
    tried, is_left = _send(context, now, at_most, stopping)
    return Delivered(composed, tried, is_left)


def _interrupted(context: Context, now: datetime) -> None:
    """What an earlier delivery had begun and not ended is oklart: shown to a person, never tried again by itself."""
    with context.engine.connect() as look:
        if not outbox.has_begun(look):
            return
    with writing(context.engine) as connection:
        outbox.mark_unclear(connection, now)


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

    @cached_property
    def people(self) -> People:
        """Read when the first mail inwards is claimed: most ticks have none."""
        return People(self.reader, local_day(self.now))

    def all(self) -> int:
        collected: dict[str, tuple[Recipient, list[outbox.Planned]]] = {}
        made = sum(
            self.guarded([planned], partial(self.claim, planned, collected))
            for planned in outbox.waiting(self.connection)
        )
        return made + sum(
            self.guarded(parts, partial(self.together, recipient, parts)) for recipient, parts in collected.values()
        )

    def claim(self, planned: outbox.Planned, collected: dict[str, tuple[Recipient, list[outbox.Planned]]]) -> int:
        """Strike it, compose it, or put it with what the recipient is told today; returns how many mails were made."""
        premise, reason = self.premise(planned.intent)
        if premise is Premise.STRIKE:
            outbox.strike(self.connection, planned.id, reason)
        if premise is not Premise.SAY or (recipient := self.recipient(planned.intent)) is None:
            return 0
        if planned.intent.bundle == "ensam":
            return self.alone(planned, recipient)
        if in_window(self.context, self.now) and in_window(self.context, self.now + self.context.send_delay):
            collected.setdefault(recipient.contact, (recipient, []))[1].append(planned)
        return 0

    def guarded(self, parts: list[outbox.Planned], make: Callable[[], int]) -> int:
        """One mail that cannot be composed does not stop the others: it waits, and a person is told why."""
        made = self.apart(make)
        if not isinstance(made, Exception):
            return made
        what = f"{made.where} {made.what}" if isinstance(made, InputError) else type(made).__name__
        if outbox.trouble(self.connection, [part.id for part in parts], f"kunde inte skrivas ({what})"):
            uuid = parts[0].intent.case_uuid
            number = self.cases[uuid].head.serial if uuid in self.cases else uuid
            _LOG.error("ett mejl i ärende %s kunde inte skrivas", number, exc_info=made)
        return 0

    def apart(self, do: Callable[[], int]) -> int | Exception:
        """Do it in a savepoint of its own: if it fails, that alone is undone. A failing database stops everything."""
        try:
            with self.connection.begin_nested():
                return do()
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 – whatever it is, the other mails go on; the caller tells
            return error

    def case(self, uuid: str) -> CaseFacts:
        if uuid not in self.cases:
            self.cases[uuid] = load_facts(self.reader, uuid)
        return self.cases[uuid]

    def premise(self, intent: outbox.Intent) -> tuple[Premise, str]:
        case = self.case(intent.case_uuid)
        return premise_of(Look(self.reader, case, self.context.calendar, self.now), intent)

    def may_leave(self, mail_id: int) -> bool:
        """Whether it may be tried now; a mail of which that cannot be said stays, and does not stop the others."""
        found = self.apart(partial(self.still_holds, mail_id))
        if isinstance(found, Exception):
            _LOG.error("mejl %d hålls kvar: dess förutsättningar kunde inte prövas", mail_id, exc_info=found)
            return False
        return bool(found)

    def still_holds(self, mail_id: int) -> bool:
        """Every premise is checked again at every try; what no longer holds is not sent.

        A collected mail keeps to the window; if one of its parts no longer holds or has to wait, none of it is sent,
        and what still holds waits for the next sending day.
        """
        parts = outbox.parts_of(self.connection, mail_id)
        collected = any(part.intent.bundle == "samlad" for part in parts)
        if collected and not in_window(self.context, self.now):
            return False
        premises = {part.id: self.premise(part.intent) for part in parts}
        struck = {planned: reason for planned, (premise, reason) in premises.items() if premise is Premise.STRIKE}
        if struck:
            reason = next(iter(struck.values()))
            outbox.settle(self.connection, mail_id, "ej avsänd", reason, self.now)
            if collected:
                outbox.give_back(self.connection, mail_id, struck)
        elif collected and Premise.WAIT in {premise for premise, _ in premises.values()}:
            outbox.settle(self.connection, mail_id, "ej avsänd", "något av det ska vänta", self.now)
            outbox.give_back(self.connection, mail_id, {})
        return all(premise is Premise.SAY for premise, _ in premises.values())

    def recipient(self, intent: outbox.Intent) -> Recipient | None:
        """Resolved now; None where nobody has the role – it waits, and drift kontrollera tells."""
        if intent.recipient_role == Role.PROVIDER:
            contact = self.reader.one(registers.CONTACTS_OF_CASE, case=intent.case_uuid, day=local_day(self.now))
            return Recipient(f"utförare:{contact.address}", contact.name, contact.address) if contact else None
        responsible = self.case(intent.case_uuid).head.responsible
        person = self.people.for_role(intent.recipient_role, responsible)
        return Recipient(f"person:{person.user}", person.name, person.address) if person else None

    def alone(self, planned: outbox.Planned, recipient: Recipient) -> int:
        case = self.case(planned.intent.case_uuid)
        said, document = letter(self.context, self.reader, case, planned.intent, recipient.name)
        attachments = [self._attachment(document)] if document else []
        key = _own_key(planned.intent)
        return self.freeze(said, recipient, "ensam", key, [planned], attachments)

    def _attachment(self, document: queries.NoticeDocument) -> Attachment:
        content = archive.read(self.context.data_folder, archive.Document(document.document, document.name))
        kind = "application/pdf" if document.name.lower().endswith(".pdf") else "application/octet-stream"
        return Attachment(document.name, kind, content)

    def together(self, recipient: Recipient, parts: list[outbox.Planned]) -> int:
        day = local_day(self.now).isoformat()
        if outbox.already_sent_today(self.connection, recipient.contact, day):
            return 0
        cases = {part.intent.case_uuid: self.case(part.intent.case_uuid) for part in parts}
        role = parts[0].intent.recipient_role
        if role == Role.PROVIDER:
            intents = [part.intent for part in parts]
            said: Mailable = reminder(self.context, self.reader, cases, recipient.name, intents)
        else:
            said = digest(self.context, self.reader, cases, recipient.name, role, self.now)
        return self.freeze(said, recipient, "samlad", day, parts, [])

    def freeze(
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
        envelope = compose.Envelope(
            sender=self.context.sender,
            sender_name=self.context.municipality,
            recipient=recipient.address,
            reply_to=_reply_to(said),
            message_id=message_id,
            date=self.now,
        )
        raw = compose.compose(said, envelope, attachments)
        digest_of_bytes = hashlib.sha256(raw).hexdigest()
        subject = compose.subject(said)
        frozen = outbox.Frozen(
            recipient.contact, bundle, key, message_id, recipient.address, subject, raw, digest_of_bytes
        )
        outbox.freeze(self.connection, uuid, frozen, [part.id for part in parts], self.now, self.context.send_delay)
        return 1


def _own_key(intent: outbox.Intent) -> str:
    """One mail for each version of what it says; a correction raises the version."""
    version = f"/{intent.cause_version}" if intent.cause_version > 1 else ""
    return f"{intent.cause_kind}:{intent.cause_id}{version}:{intent.rung}"


def _reply_to(said: Mailable) -> str | None:
    """The function mailbox that the mail's cases share; None inwards, and where they have several."""
    match said:
        case ProviderReminder():
            mailboxes = {part.case.mailbox for part in said.cases}
        case InwardDigest():
            mailboxes = set()
        case _:
            mailboxes = {said.case.mailbox}
    return mailboxes.pop() if len(mailboxes) == 1 else None


def _send(context: Context, now: datetime, at_most: int, stopping: Callable[[], bool]) -> tuple[int, bool]:
    """Try at most so many of those that may leave; how many were tried, and whether any of them is left."""
    with writing(context.engine) as connection:
        claim = _Claim(context, connection, now)
        may_leave = (mail for mail in outbox.ready(connection, now) if claim.may_leave(mail))
        found = list(islice(may_leave, at_most + 1))
        batch = outbox.queued(connection, found[:at_most])
    tried = 0
    if context.smtp is None:
        tried = _to_maildir(context, batch, now)
    elif context.smtp.redirect_to is not None:
        tried = _to_redirect(context, context.smtp, batch, now)
    elif batch:
        tried = _to_server(context, batch, now, stopping)
    return tried, tried < len(found)


def _to_maildir(context: Context, batch: list[outbox.Queued], now: datetime) -> int:
    """The embedded default: kept where it can be looked at, marked *ej avsänd*; it counts for nothing."""
    for mail in batch:
        maildir.deliver(context.data_folder / "utkorg", mail.uuid, mail.raw)
        with writing(context.engine) as connection:
            outbox.settle(connection, mail.id, "ej avsänd", "ingen e-postserver är inställd", now)
    return len(batch)


def _to_redirect(context: Context, settings: SmtpSettings, batch: list[outbox.Queued], now: datetime) -> int:
    """Marked *ej avsänd* before anything leaves, so that no crash can make it count or leave by itself later.

    Each is tried once: what became of the tester's copy is told, and nothing hangs on it.
    """

    def settle(mail: outbox.Queued, how: str) -> None:
        with writing(context.engine) as connection:
            outbox.settle(connection, mail.id, "ej avsänd", f"{REDIRECTED} {settings.redirect_to}: {how}", now)

    with writing(context.engine) as connection:
        mails = {mail.uuid: mail for mail in batch if outbox.begin(connection, mail.id)}
        for mail in mails.values():
            outbox.settle(connection, mail.id, "ej avsänd", f"{REDIRECTED} {settings.redirect_to}", now)
    smtp.deliver(
        settings,
        context.smtp_password,
        [smtp.Letter(mail.uuid, context.sender, mail.address, mail.raw) for mail in mails.values()],
        before_data=lambda letter: None,
        done=lambda letter, result: settle(mails[letter.key], result.reply),
    )
    return len(batch)


def _to_server(context: Context, batch: list[outbox.Queued], now: datetime, stopping: Callable[[], bool]) -> int:
    """How many were tried: a channel that fails leaves the rest as they were."""
    assert context.smtp is not None
    mails = {mail.uuid: mail for mail in batch}
    tried = 0

    def before_data(sending: smtp.Letter) -> None:
        with writing(context.engine) as connection:
            if not outbox.begin(connection, mails[sending.key].id):
                raise smtp.Withheld(sending.key)

    def done(sending: smtp.Letter, result: smtp.Result) -> None:
        nonlocal tried
        tried += 1
        _settle(context, mails[sending.key], result, now)

    letters = (smtp.Letter(mail.uuid, context.sender, mail.address, mail.raw) for mail in batch if not stopping())
    smtp.deliver(context.smtp, context.smtp_password, letters, before_data=before_data, done=done)
    return tried


def _settle(context: Context, mail: outbox.Queued, result: smtp.Result, now: datetime) -> None:
    match result.outcome:
        case smtp.Outcome.REDIRECTED:  # never reached while `_send` reads the same settings; it counts for nothing
            with writing(context.engine) as connection:
                outbox.settle(connection, mail.id, "ej avsänd", f"{REDIRECTED} annan adress: {result.reply}", now)
        case smtp.Outcome.SENT:
            try:
                _sent(context, mail, result.reply, now)
            except Exception:  # noqa: BLE001 – the server has said 250: it must never be sent again by itself
                _LOG.exception("mejl %s togs emot men kunde inte registreras", mail.uuid)
                _unregistered(context, mail, result.reply, now)
        case smtp.Outcome.CHANNEL:
            with writing(context.engine) as connection:
                outbox.wait_for_channel(connection, mail.id, result.reply, now)
        case smtp.Outcome.TEMPORARY:
            with writing(context.engine) as connection:
                outbox.postpone(connection, mail.id, mail.attempts, result.reply, now)
        case _:
            with writing(context.engine) as connection:
                outbox.settle(connection, mail.id, result.outcome.value, result.reply, now)


def _unregistered(context: Context, mail: outbox.Queued, reply: str, now: datetime) -> None:
    words = f"{ACCEPTED} {reply}, men det kunde inte registreras i ärendet: se loggen"
    with writing(context.engine) as connection:
        outbox.settle(connection, mail.id, "oklart", words, now)


def _sent(context: Context, mail: outbox.Queued, reply: str, now: datetime) -> None:
    """The server's 250: what the mail says has been said, in every case that it concerns – one transaction."""
    with writing(context.engine) as connection:
        outbox.settle(connection, mail.id, "avsänd", reply, now)
        said: dict[str, list[outbox.Intent]] = defaultdict(list)
        for part in outbox.parts_of(connection, mail.id):
            said[part.intent.case_uuid].append(part.intent)
        for case_uuid in sorted(said):
            with part_of(context, connection, case_uuid, now, CLOCK) as work:
                _record_sent(work, mail, reply, said[case_uuid])
                catch_up(work)  # rows that begin to run now may already have something to say


def _record_sent(work: Work, mail: outbox.Queued, reply: str, said: list[outbox.Intent]) -> None:
    body = {
        "mail": mail.uuid,
        "message_id": mail.message_id,
        "address": mail.address,
        "subject": mail.subject,
        "sha256": mail.sha256,
        "reply": reply,
        "says": [f"{part.cause_kind}: {part.rung}" for part in said],
        "role": said[0].recipient_role,
    }
    work.record(Kind.MAIL_SENT, body)
    for part in said:
        if part.cause_kind == "notice" and work.facts.notice(part.cause_id).dispatched_on is None:
            record_dispatch(work, work.facts.notice(part.cause_id), "e-post", work.today, mail=mail.uuid)
        if part.cause_kind == "meeting":
            work.record(Kind.MEETING_CALLED, {"meeting": part.cause_id, "mail": mail.uuid})
