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
from datetime import datetime
from functools import cached_property, partial
from itertools import islice
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from notifications import claims, compose, maildir, outbox, smtp
from notifications.claims import Claimed
from notifications.compose import Attachment
from notifications.intents import InwardDigest, Mailable, MailReceipt, ProviderReminder
from notifications.settings import SmtpSettings
from states.facts import CaseFacts, Notice
from states.reminders import Role
from states.workdays import at_local, local_day
from workflow.actions.dispatch import record_dispatch
from workflow.actions.sort_mail import OF_NO_CASE, RECEIPT, WAITING
from workflow.actions.sort_mail import record as record_incoming
from workflow.clockwork import catch_up
from workflow.context import Context
from workflow.crossed import answers_to, explain_crossed
from workflow.documents import archive
from workflow.engine import Work, part_of, row_of
from workflow.errors import InputError
from workflow.lateness import CLOSES, OPENS, why_late
from workflow.letters import digest, letter, mail_receipt, reminder
from workflow.premises import Look, Premise, of_incoming, premise_of
from workflow.status.mails import ACCEPTED, UNWRITTEN, for_the_log
from workflow.store import inbox, queries, registers
from workflow.store.database import taking_turns, writing
from workflow.store.events import CLOCK
from workflow.store.facts import load_facts
from workflow.store.kinds import Kind
from workflow.store.people import People
from workflow.store.reader import Reader
from workflow.store.started import is_started

_LOG = logging.getLogger("bristvakt.epost")
_QUEUE = "epostkön"  # what those who compose and claim take turns at
NOBODY = "ingen att skicka till"
REDIRECTED = "omdirigerat till"  # how the reply begins of a mail that went to the redirect address


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


@dataclass(slots=True)
class Hand:
    """What this process has claimed: whoever has to leave in the middle of it says what is oklart."""

    fence: int | None = None


def deliver(
    context: Context,
    at_most: int = 1_000,
    stopping: Callable[[], bool] = lambda: False,
    hand: Hand | None = None,
) -> Delivered:
    """One tick of delivery: at most so many mails are tried, and no new one once `stopping` says so.

    Several may run at once, in one process or in many: each mail is composed once, and tried by one of them.
    """
    if not _may_mail(context):
        return Delivered()
    now = context.clock.now()
    _interrupted(context, now)
    composed = _compose(context, now)
    tried, is_left = _send(context, now, at_most, stopping, hand or Hand())
    return Delivered(composed, tried, is_left)


def _may_mail(context: Context) -> bool:
    """A person has said so: until then nothing is composed either."""
    with context.engine.connect() as look:
        return is_started(Reader(look.connection.dbapi_connection))


def _interrupted(context: Context, now: datetime) -> None:
    """What somebody had begun and never ended is oklart: shown to a person, never tried again by itself."""
    with context.engine.connect() as look:
        if not claims.has_lapsed(look):
            return
    with writing(context.engine) as connection:
        claims.lapse(connection, now)


def in_window(context: Context, now: datetime) -> bool:
    """Reminders and digests leave on working days from 08 to 16."""
    day = local_day(now)
    return context.calendar.is_workday(day) and at_local(day, OPENS) <= now < at_local(day, CLOSES)


def _compose(context: Context, now: datetime) -> int:
    """Give back what was composed for another day or recipient, and compose what waits; how many mails it became."""
    with context.engine.connect() as look:
        if not outbox.waiting(look) and not claims.ready(look, now):
            return 0
    with writing(context.engine) as connection:
        taking_turns(connection, _QUEUE)
        _renew(_Claim(context, connection, now))
        return compose_waiting(context, connection, now)


def _renew(claim: "_Claim") -> None:
    for mail_id in claims.ready(claim.connection, claim.now):
        claim.apart(partial(claim.renew, mail_id))


def compose_waiting(context: Context, connection: Connection, at: datetime) -> int:
    """Compose whatever may be said at that instant, in the caller's transaction; how many mails it became."""
    return _Claim(context, connection, at).all()


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
        premise, reason = self.premise(planned)
        if premise is Premise.STRIKE:
            outbox.strike(self.connection, planned.id, reason)
        if premise is Premise.WAIT:
            outbox.waits(self.connection, [planned], reason)
        if premise is not Premise.SAY:
            return 0
        recipient = self.recipient(planned.intent)
        if recipient is None:
            outbox.waits(self.connection, [planned], NOBODY)
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
            return made or 0
        what = f"{made.where} {made.what}" if isinstance(made, InputError) else type(made).__name__
        if outbox.trouble(self.connection, [part.id for part in parts], f"{UNWRITTEN} ({what})"):
            uuid = parts[0].intent.case_uuid
            number = self.cases[uuid].head.serial if uuid in self.cases else uuid or "–"
            _LOG.error("ett mejl i ärende %s kunde inte skrivas", number, exc_info=made)
        return 0

    def apart(self, do: Callable[[], int | None]) -> int | Exception | None:
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

    def premise(self, planned: outbox.Planned) -> tuple[Premise, str]:
        if planned.intent.cause_kind in (RECEIPT, WAITING):
            return of_incoming(self.reader, planned.intent)
        case = self.case(planned.intent.case_uuid)
        return premise_of(Look(self.reader, case, self.context.calendar, self.now), planned)

    def may_leave(self, mail_id: int) -> bool:
        """Whether it may be tried now; a mail of which that cannot be said stays, and does not stop the others."""
        found = self.apart(partial(self.still_holds, mail_id))
        if isinstance(found, Exception):
            told = for_the_log(self.reader, mail_id)
            _LOG.error("mejl %s hålls kvar: dess förutsättningar kunde inte prövas", told, exc_info=found)
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
        premises = {part.id: self.premise(part) for part in parts}
        struck = {planned: reason for planned, (premise, reason) in premises.items() if premise is Premise.STRIKE}
        if struck:
            reason = next(iter(struck.values()))
            outbox.withdraw(self.connection, mail_id, reason, self.now)
            if collected:
                outbox.give_back(self.connection, mail_id, struck)
        elif collected and Premise.WAIT in {premise for premise, _ in premises.values()}:
            outbox.withdraw(self.connection, mail_id, "något av det ska vänta", self.now)
            outbox.give_back(self.connection, mail_id, {})
        return all(premise is Premise.SAY for premise, _ in premises.values())

    def renew(self, mail_id: int) -> None:
        """What was composed for another day or another recipient is given back, to be composed anew (ADR 0018).

        The server has said no to it, or has not seen it: what has been begun is never here.
        """
        parts = outbox.parts_of(self.connection, mail_id)
        if why := self.out_of_date(mail_id, parts):
            outbox.withdraw(self.connection, mail_id, why, self.now)
            outbox.waits(self.connection, parts, why)
            outbox.give_back(self.connection, mail_id, {})

    def out_of_date(self, mail_id: int, parts: list[outbox.Planned]) -> str:
        """Why a composed mail has to be composed anew; "" where it stands."""
        address, key = outbox.addressed(self.connection, mail_id)
        if parts[0].intent.bundle == "samlad" and key != local_day(self.now).isoformat():
            return f"kunde inte lämnas {key}"
        recipient = self.recipient(parts[0].intent)
        is_same = recipient is not None and recipient.address.casefold() == address.casefold()
        return "" if is_same else "ny mottagare"

    def recipient(self, intent: outbox.Intent) -> Recipient | None:
        """Resolved now; None where nobody has the role – it waits, and drift kontrollera tells."""
        if intent.cause_kind == RECEIPT:
            mail = self.incoming(intent)
            return Recipient(_same("avsändare", mail.sender), "", mail.sender)
        if intent.recipient_role == Role.PROVIDER:
            contact = self.contact(intent)
            return Recipient(_same("utförare", contact.address), contact.name, contact.address) if contact else None
        responsible = "" if intent.case_uuid == OF_NO_CASE else self.case(intent.case_uuid).head.responsible
        person = self.people.for_role(intent.recipient_role, responsible)
        return Recipient(f"person:{person.user}", person.name, person.address) if person else None

    def contact(self, intent: outbox.Intent) -> registers.ContactLine | None:
        """The first one valid now; for a notice that came back the first to whom it has not been sent."""
        valid = self.reader.all(registers.CONTACTS_OF_CASE, case=intent.case_uuid, day=local_day(self.now))
        tried = outbox.sent_to(self.connection, intent) if intent.cause_kind == "notice" else frozenset()
        untried = (one for one in valid if one.address.casefold() not in tried)
        return next(untried, valid[0] if valid else None)

    def incoming(self, intent: outbox.Intent) -> inbox.Incoming:
        mail = self.reader.one(inbox.BY_UUID, mail=intent.cause_id)
        assert mail is not None  # what is said of a mail is planned where the mail is known
        return mail

    def alone(self, planned: outbox.Planned, recipient: Recipient) -> int:
        if planned.intent.cause_kind == RECEIPT:
            intent = planned.intent
            receipt = mail_receipt(self.context, self.reader, self.incoming(intent), intent.case_uuid)
            return self.freeze(receipt, recipient, "ensam", _own_key(planned.intent), [planned], [])
        case = self.case(planned.intent.case_uuid)
        said, document = letter(self.context, self.reader, case, planned.intent, recipient.name)
        attachments = [self._attachment(document)] if document else []
        key = _own_key(planned.intent)
        if before := outbox.not_sent_before(self.connection, recipient.contact, key):
            key = f"{key}#{before + 1}"
        return self.freeze(said, recipient, "ensam", key, [planned], attachments)

    def _attachment(self, document: queries.NoticeDocument) -> Attachment:
        content = archive.read(self.context.data_folder, archive.Document(document.document, document.name))
        kind = "application/pdf" if document.name.lower().endswith(".pdf") else "application/octet-stream"
        return Attachment(document.name, kind, content)

    def together(self, recipient: Recipient, parts: list[outbox.Planned]) -> int:
        day = local_day(self.now).isoformat()
        if outbox.already_sent_today(self.connection, recipient.contact, day):
            outbox.waits(self.connection, parts, f"mottagaren hade redan fått sitt mejl {day}")
            return 0
        uuids = dict.fromkeys(part.intent.case_uuid for part in parts if part.intent.case_uuid != OF_NO_CASE)
        cases = {uuid: self.case(uuid) for uuid in uuids}
        intents = [part.intent for part in parts]
        make = reminder if intents[0].recipient_role == Role.PROVIDER else digest
        said = make(self.context, self.reader, cases, recipient.name, intents, self.now)
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


def _same(kind: str, address: str) -> str:
    """The recipient, however the address is written: what is collected for one is collected for the other."""
    return f"{kind}:{address.casefold()}"


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
        case MailReceipt():
            mailboxes = {said.mailbox}
        case _:
            mailboxes = {said.case.mailbox}
    return mailboxes.pop() if len(mailboxes) == 1 else None


def _send(context: Context, now: datetime, at_most: int, stopping: Callable[[], bool], hand: Hand) -> tuple[int, bool]:
    """Try at most so many of those that may leave; how many were tried, and whether any of them is left."""
    with writing(context.engine) as connection:
        taking_turns(connection, _QUEUE)
        ready = claims.ready(connection, now)
        if not ready:
            return 0, False
        claim = _Claim(context, connection, now)
        may_leave = (mail for mail in ready if claim.may_leave(mail))
        room = claims.room(connection, context.smtp.max_per_minute) if context.smtp else at_most
        found = list(islice(may_leave, min(at_most, room) + 1))
        batch = claims.take(connection, found[: min(at_most, room)])
    if not batch:
        return 0, bool(found)
    hand.fence = batch[0].fence
    try:
        tried = _away(context, batch, now, stopping)
    finally:
        with writing(context.engine) as connection:
            claims.let_go(connection, batch[0].fence, now)
    return tried, tried < len(found)


def _away(context: Context, batch: list[Claimed], now: datetime, stopping: Callable[[], bool]) -> int:
    """To where the settings say; how many were tried."""
    if context.smtp is None:
        return _to_maildir(context, batch, now)
    if context.smtp.redirect_to is not None:
        return _to_redirect(context, context.smtp, batch, now)
    return _to_server(context, batch, now, stopping)


def _to_maildir(context: Context, batch: list[Claimed], now: datetime) -> int:
    """The embedded default: kept where it can be looked at, marked *ej avsänd*; it counts for nothing."""
    for mail in batch:
        maildir.deliver(context.data_folder / "utkorg", mail.uuid, mail.raw)
        with writing(context.engine) as connection:
            claims.settle(connection, mail, "ej avsänd", "ingen e-postserver är inställd", now)
    return len(batch)


def _to_redirect(context: Context, settings: SmtpSettings, batch: list[Claimed], now: datetime) -> int:
    """Marked *ej avsänd* before anything leaves, so that no crash can make it count or leave by itself later.

    Each is tried once: what became of the tester's copy is told, and nothing hangs on it.
    """

    def tell(mail: Claimed, how: str) -> None:
        with writing(context.engine) as connection:
            claims.tell(connection, mail, f"{REDIRECTED} {settings.redirect_to}: {how}")

    with writing(context.engine) as connection:
        mails = {mail.uuid: mail for mail in batch if claims.begin(connection, mail)}
        for mail in mails.values():
            claims.settle(connection, mail, "ej avsänd", f"{REDIRECTED} {settings.redirect_to}", now)
    smtp.deliver(
        settings,
        context.smtp_password,
        [smtp.Letter(mail.uuid, context.sender, mail.address, mail.raw) for mail in mails.values()],
        before_data=lambda letter: True,
        done=lambda letter, result: tell(mails[letter.key], result.reply),
    )
    return len(batch)


def _to_server(context: Context, batch: list[Claimed], now: datetime, stopping: Callable[[], bool]) -> int:
    """How many were tried: a channel that fails leaves the rest as they were."""
    assert context.smtp is not None
    mails = {mail.uuid: mail for mail in batch}
    tried = 0

    def before_data(sending: smtp.Letter) -> bool:
        with writing(context.engine) as connection:
            return claims.begin(connection, mails[sending.key])

    def done(sending: smtp.Letter, result: smtp.Result) -> None:
        nonlocal tried
        tried += 1
        _settle(context, mails[sending.key], result, now)

    letters = (smtp.Letter(mail.uuid, context.sender, mail.address, mail.raw) for mail in batch if not stopping())
    smtp.deliver(context.smtp, context.smtp_password, letters, before_data=before_data, done=done)
    return tried


def _named(context: Context, mail: Claimed) -> str:
    with context.engine.connect() as connection:
        return for_the_log(Reader(connection.connection.dbapi_connection), mail.id)


def _settle(context: Context, mail: Claimed, result: smtp.Result, now: datetime) -> None:
    if result.outcome is not smtp.Outcome.SENT:
        code = result.reply[:3] if result.reply[:3].isdigit() else ""  # the server's words may bear the address
        _LOG.warning("mejl %s: %s %s", _named(context, mail), result.outcome.value, code)
    match result.outcome:
        case smtp.Outcome.REDIRECTED:  # never reached while `_send` reads the same settings; it counts for nothing
            with writing(context.engine) as connection:
                claims.settle(connection, mail, "ej avsänd", f"{REDIRECTED} annan adress: {result.reply}", now)
        case smtp.Outcome.SENT:
            try:
                _sent(context, mail, result.reply, now)
            except Exception:  # noqa: BLE001 – the server has said 250: it must never be sent again by itself
                _LOG.exception("mejl %s togs emot men kunde inte registreras", _named(context, mail))
                _unregistered(context, mail, result.reply, now)
        case smtp.Outcome.CHANNEL:
            with writing(context.engine) as connection:
                claims.wait_for_channel(connection, mail, result.reply, now)
        case smtp.Outcome.TEMPORARY:
            with writing(context.engine) as connection:
                claims.postpone(connection, mail, result.reply, now)
        case _:
            with writing(context.engine) as connection:
                claims.settle(connection, mail, result.outcome.value, result.reply, now)


def _unregistered(context: Context, mail: Claimed, reply: str, now: datetime) -> None:
    words = f"{ACCEPTED} {reply}, men det kunde inte registreras i ärendet: se loggen"
    with writing(context.engine) as connection:
        claims.settle(connection, mail, "oklart", words, now)


def _sent(context: Context, mail: Claimed, reply: str, now: datetime) -> None:
    """The server's 250: what the mail says has been said, in every case that it concerns – one transaction."""
    with writing(context.engine) as connection:
        if not claims.settle(connection, mail, "avsänd", reply, now):
            return
        said: dict[str, list[outbox.Planned]] = defaultdict(list)
        for part in outbox.parts_of(connection, mail.id):
            said[part.intent.case_uuid].append(part)
        if outside := said.pop(OF_NO_CASE, None):
            _record_outside(context, connection, mail, reply, outside)
        for case_uuid in sorted(said):
            with part_of(context, connection, case_uuid, now, CLOCK) as work:
                _record_sent(work, mail, reply, said[case_uuid])
                catch_up(work)  # rows that begin to run now may already have something to say


def _record_notice_sent(work: Work, notice: Notice, mail: Claimed) -> None:
    """It is dispatched; or sent once more after it came back, which gives it another receipt and nothing else."""
    if notice.dispatched_on is None:
        record_dispatch(work, notice, "e-post", work.today, mail=mail.uuid)
    elif notice.came_back:
        body = {"notice": notice.uuid, "number": notice.number, "by": "e-post", "on": work.today.isoformat()}
        work.record(Kind.NOTICE_RESENT, body | {"mail": mail.uuid})


def _told(mail: Claimed, reply: str, said: list[outbox.Intent]) -> dict[str, Any]:
    return {
        "mail": mail.uuid,
        "message_id": mail.message_id,
        "address": mail.address,
        "subject": mail.subject,
        "sha256": mail.sha256,
        "reply": reply,
        "says": [f"{part.cause_kind}: {part.rung}" for part in said],
        "role": said[0].recipient_role,
    }


def _record_outside(
    context: Context, connection: Connection, mail: Claimed, reply: str, parts: list[outbox.Planned]
) -> None:
    """What tells of no case: that it left stands beside the incoming mails that it is about."""
    body = _told(mail, reply, [part.intent for part in parts]) | {"about": [part.intent.cause_id for part in parts]}
    record_incoming(context, connection, Kind.MAIL_SENT, str(uuid4()), CLOCK, body)


def _record_sent(work: Work, mail: Claimed, reply: str, parts: list[outbox.Planned]) -> None:
    said = [part.intent for part in parts]
    late = why_late(work, parts, mail.attempts)
    work.record(Kind.MAIL_SENT, _told(mail, reply, said) | ({"late": late} if late else {}))
    for part in said:
        if part.cause_kind == "notice":
            _record_notice_sent(work, work.facts.notice(part.cause_id), mail)
        if part.cause_kind == "meeting":
            work.record(Kind.MEETING_CALLED, {"meeting": part.cause_id, "mail": mail.uuid})
    asked_for = [row for part in said if (row := row_of(work.facts, part))]
    answered = [row for row in asked_for if not row.awaits_answer]  # while the mail was on its way
    explain_crossed(work, answers_to(work.reader, work.facts, answered))
