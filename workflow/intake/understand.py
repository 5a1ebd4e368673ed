"""A kept mail is understood as far as it can be: what it is, when it reached us, whom it concerns, what it brings.

What leaves no doubt is sorted, registered and receipted in one transaction; everything else waits for a person. A mail
that cannot be understood at all is put in quarantine with its bytes.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from traceback import format_tb
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from notifications import outbox
from notifications.incoming.arrival import Arrival, arrivals, is_suspect
from notifications.incoming.autoreplies import away_until, is_acknowledgement, may_be_answered
from notifications.incoming.extracted import Extracted
from notifications.incoming.links import instead_of_document
from notifications.incoming.mail import MailKind, Message
from notifications.incoming.matching import FORGED, Guess, Match, match
from notifications.incoming.message import read
from notifications.incoming.plans import read_plan
from notifications.incoming.proposals import Line, Named, Proposal, is_decoration, propose
from notifications.incoming.texts import texts_of
from states.facts import PLAN_ITEM
from states.identity_numbers import personal_numbers
from states.instants import instant_text, instant_text_or_none
from states.refusal import Refused
from states.trigger import Cause
from states.workdays import local_day
from workflow.actions.sort_mail import (
    INTAKE,
    OF_NO_CASE,
    Sorted,
    asked_lines,
    plan_receipt,
    prove_receipt,
    record,
    register_mail,
)
from workflow.clockwork import catch_up
from workflow.context import Context
from workflow.crossed import CAUSE as CROSSED
from workflow.documents import archive
from workflow.documents.archive import Document
from workflow.engine import part_of
from workflow.errors import DatabaseNotReady, InputError, Temporary, understood
from workflow.intake import returned
from workflow.intake.known import Known
from workflow.store import inbox
from workflow.store.database import taking_turns, writing
from workflow.store.inbox import CHAIN, Incoming, Status, eml_name
from workflow.store.kinds import Kind
from workflow.store.reader import Reader

IN_TEXT = Named("mejlets text", has_plan=True)
GUESS, BY_PROGRAM = "gissning", "automatiskt"
_LOG = logging.getLogger("bristvakt.inkorg")
_NOTED = {
    MailKind.DELAYED: "en server meddelar att vårt mejl är försenat och fortfarande försöker",
    MailKind.DELIVERED: "en server eller ett program kvitterar vårt mejl",
    MailKind.CALENDAR: "svar på en kalenderinbjudan: det är inget svar i ärendet",
    MailKind.LIST: "ett utskick till många",
    MailKind.OWN: "vårt eget mejl",
}


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail brings: read, its attachments kept, their texts."""

    message: Message
    files: tuple[Document, ...]
    texts: tuple[Extracted, ...]

    @property
    def named(self) -> list[Named]:
        """Each attachment, as it is proposed for a line."""
        found = zip(self.message.attachments, self.texts, strict=True)
        return [
            Named(file.name, text.text, file.media_type, len(file.content), has_plan=read_plan(text).is_plan)
            for file, text in found
        ]

    def is_read(self, document: Named) -> bool:
        """It has a text that could be read: what nobody has seen the inside of is ticked by no name (reading A19)."""
        return bool(document.text.strip()) or document is IN_TEXT


@dataclass(frozen=True, slots=True)
class Ticked:
    """Which lines of a case a mail answers, by which of its documents, and which are a plan that waits for a person."""

    lines: tuple[str, ...]
    documents: frozenset[int]
    plans: frozenset[int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a mail, and why."""

    status: Status
    why: str
    cases: tuple[Sorted, ...] = ()
    proposals: tuple[str, ...] = ()  # for each attachment
    copy_of: str = ""
    away_until: date | None = None


def understand(context: Context, mail: Incoming) -> None:
    """Understand a kept mail, once. What the machine lacks – the database, room on the disk – is raised.

    Then nothing has been done, and it is understood at the next tick.
    """
    try:
        content = _content(context, mail)
        with writing(context.engine) as connection:
            taking_turns(connection, CHAIN)
            _Understanding(context, connection, mail, content).carry_out()
    except Exception as error:
        if _is_of_the_machine(error):
            raise
        where = "".join(format_tb(error.__traceback__))  # and not what it says: it may repeat what a stranger wrote
        _LOG.error("mejl %d kunde inte tolkas: %s\n%s", mail.number, type(error).__name__, where)
        _quarantine(context, mail, f"kunde inte tolkas ({type(error).__name__}); felet står i loggen")


def _is_of_the_machine(error: Exception) -> bool:
    """A reader's own errors come as the driver raises them, those of a statement as SQLAlchemy wraps them."""
    return isinstance(error, OperationalError) or isinstance(understood(error), Temporary | DatabaseNotReady)


def _content(context: Context, mail: Incoming) -> Content:
    raw = archive.read(context.data_folder, Document(mail.sha256, eml_name(mail.number)))
    message = read(raw, context.sender.rpartition("@")[2])
    files = (archive.keep_bytes(context.data_folder, one.content, one.name) for one in message.attachments)
    return Content(message, tuple(files), texts_of(message.attachments))


def _quarantine(context: Context, mail: Incoming, why: str) -> None:
    with writing(context.engine) as connection:
        taking_turns(connection, CHAIN)
        if _is_unread(connection, mail):
            body = {"mail": mail.uuid, "why": why}
            record(context, connection, Kind.MAIL_QUARANTINED, str(uuid4()), INTAKE, body)


def _is_unread(connection: Connection, mail: Incoming) -> bool:
    found = Reader(connection.connection.dbapi_connection).one(inbox.BY_UUID, mail=mail.uuid)
    return found is not None and found.status is Status.ARRIVED


class _Understanding:
    """Of one mail, in one transaction."""

    def __init__(self, context: Context, connection: Connection, mail: Incoming, content: Content) -> None:
        self.context, self.connection, self.mail, self.content = context, connection, mail, content
        self.message = content.message
        self.act, self.now = str(uuid4()), context.clock.now()
        self.reader = Reader(connection.connection.dbapi_connection)
        self.arrival = self._arrival()
        self.reached_at = min(self.arrival.earliest, self.now)
        self.is_forged = is_suspect(self.message.headers, context.authserv_ids, context.our_hosts, self.message.sender)

    def _arrival(self) -> Arrival:
        at = {"mailbox_at": self.mail.mailbox_at, "registered_at": self.mail.registered_at}
        return arrivals(self.message.headers, self.context.our_hosts, **at)  # type: ignore[arg-type]

    def carry_out(self) -> None:
        if not _is_unread(self.connection, self.mail):
            return
        outcome = self._outcome()
        record(self.context, self.connection, Kind.MAIL_READ, self.act, INTAKE, self._body(outcome))
        self._answer(outcome)

    def _outcome(self) -> Outcome:
        first = self.reader.one(inbox.BY_IDENTITY, identity=self.message.identity, mail=self.mail.uuid)
        if first is not None:
            return self._copy(first)
        match self.message.kind:
            case MailKind.ANSWER:
                return self._answer_from_a_person()
            case MailKind.BOUNCE:
                return self._bounce()
            case MailKind.AUTO_REPLY:
                return self._away()
        known = Known(self.reader, local_day(self.reached_at)).of_sender(self.message.sender)
        if self.message.kind is MailKind.LIST and known:
            why = "ser ut som ett utskick, men kommer från en kontakt"
            return Outcome(Status.BENCH, why, self._guessed(self._match().guesses))
        return Outcome(Status.NOTED, _NOTED[self.message.kind])

    def _copy(self, first: Incoming) -> Outcome:
        """It asks nothing of anybody, unless it proves that the first had come on an earlier day."""
        told = f"samma mejl som nummer {first.number}, skrivet om av en server"
        if local_day(self.reached_at) < local_day(first.reached_at):
            earlier = f"{told}, men det nådde oss redan {local_day(self.reached_at)}: rätta ankomsten (brist rätta)"
            return Outcome(Status.BENCH, earlier, copy_of=first.uuid)
        return Outcome(Status.COPY, told, copy_of=first.uuid)

    def _match(self) -> Match:
        return match(self.message, Known(self.reader, local_day(self.reached_at)), is_forged=self.is_forged)

    def _guessed(self, guesses: Iterable[Guess]) -> tuple[Sorted, ...]:
        return tuple(Sorted(one.case, GUESS, (), one.score, one.reasons) for one in guesses)

    # ── an answer ──

    def _answer_from_a_person(self) -> Outcome:
        found = self._match()
        if not found.certain:
            return Outcome(Status.BENCH, "; ".join(found.doubts), self._guessed(found.guesses), self._seems(()))
        try:
            with self.connection.begin_nested():
                return self._sorted(found)
        except (Refused, InputError) as error:
            why = f"kunde inte registreras i ärendet: {' '.join(str(error).split())}"
            return Outcome(Status.BENCH, why, self._guessed(found.guesses), self._seems(()))

    def _sorted(self, found: Match) -> Outcome:
        guesses = {one.case: one for one in found.guesses}
        named = self._named()
        cases, proposals = [], []
        for case in sorted(found.certain):
            with part_of(self.context, self.connection, case, self.now, INTAKE) as work:
                work.act_id = self.act
                catch_up(work)
                proposed = propose([Line(*one) for one in asked_lines(work)], named)
                proposals.append((work.facts.head.reference, proposed))
                tick = self._tick(proposed, may_move=work.ruleset.plan_by_mail)
                submission = register_mail(work, self._mail(), tick.lines, self._documents(), Cause.MAIL)
                prove_receipt(work, self._mail(), self.message.references)
                catch_up(work)
            one, unticked = guesses[case], "; ".join(self._unticked(named, tick))
            cases.append(Sorted(case, BY_PROGRAM, tick.lines, one.score, one.reasons, submission, unticked))
        return Outcome(Status.SORTED, self._why_looked_at(), tuple(cases), self._seems(proposals))

    def _tick(self, proposed: Sequence[Proposal], *, may_move: bool) -> Ticked:
        """What the documents leave no doubt of; a plan only where the rule set lets a mail move the deficiency."""
        clear: defaultdict[str, set[int]] = defaultdict(set)
        for number, one in enumerate(proposed):
            if one.is_clear and one.line and self.content.is_read(one.document):
                clear[one.line.code].add(number)
        lines = () if self._only_a_link() else tuple(code for code in clear if code != PLAN_ITEM or may_move)
        plans = frozenset(() if may_move else clear[PLAN_ITEM])
        return Ticked(lines, frozenset(number for line in lines for number in clear[line]), plans)

    def _unticked(self, named: Sequence[Named], ticked: Ticked) -> Iterator[str]:
        """What a person has to look at before the provider can be told that something is missing in the case."""
        if ticked.plans:
            yield "en plan väntar på att prickas av"
        files = {number for number, one in enumerate(named[: len(self.content.files)]) if not is_decoration(one)}
        if left := len(files - ticked.documents - ticked.plans):
            yield "1 bilaga är inte avprickad" if left == 1 else f"{left} bilagor är inte avprickade"
        elif not (ticked.lines or ticked.plans) and not is_acknowledgement(self.message):
            yield "inget i mejlet är avprickat"

    def _mail(self) -> Incoming:
        """The mail with what is known of it now."""
        return replace(self.mail, reached_at=self.reached_at, sender=self.message.sender)

    def _documents(self) -> list[Document]:
        return [Document(self.mail.sha256, eml_name(self.mail.number)), *self.content.files]

    def _named(self) -> list[Named]:
        """Each attachment, and the mail's own text where a plan is written in it."""
        return [*self.content.named, *([IN_TEXT] if read_plan(self.message.own_text).is_plan else [])]

    def _only_a_link(self) -> tuple[str, ...]:
        return instead_of_document(self.message.own_text)

    def _why_looked_at(self) -> str:
        link = [f"hämta före utgång: {why}" for why in self._only_a_link()]
        return "; ".join([*link, *self._remarks()])

    def _remarks(self) -> list[str]:
        message = self.message
        names = [message.sender_name, *(one.name for one in message.attachments)]
        texts = [message.subject, message.own_text, *names, *(one.text for one in self.content.texts)]
        has_number = any(personal_numbers(text) for text in texts)
        remark = (
            ["ser ut att ha ett personnummer: skicka vägledningen, se brist inkorg vägledning"] if has_number else []
        )
        return [*remark, *message.problems]

    def _seems(self, proposals: Sequence[tuple[str, Sequence[Proposal]]]) -> tuple[str, ...]:
        """What each attachment seems to be, in words."""
        told: list[list[str]] = [[] for _ in self.content.files]
        for reference, proposed in proposals:
            for number, one in enumerate(proposed[: len(told)]):
                if one.line:
                    surely = "" if one.is_clear else "kanske "
                    told[number].append(
                        f"{surely}{one.line.code} i {reference} ({one.score}: {', '.join(one.reasons)})"
                    )
        return tuple("; ".join(lines) for lines in told)

    # ── what machines send ──

    def _bounce(self) -> Outcome:
        bounce = self.message.bounce
        about = returned.mail_of(self.reader, bounce) if bounce else []
        for ours in () if self.is_forged else returned.notices(about):
            with part_of(self.context, self.connection, ours.case, self.now, INTAKE) as work:
                work.act_id = self.act
                catch_up(work)
                returned.record(work, ours, self.mail, bounce, local_day(self.reached_at))
        cases = dict.fromkeys(ours.case for ours in about if ours.case)
        places = tuple(Sorted(case, GUESS, (), 50, ("vårt mejl i ärendet kom i retur",)) for case in cases)
        doubt = [f"{FORGED}; ingenting är antecknat"] if self.is_forged else []
        return Outcome(Status.BENCH, "; ".join([*doubt, returned.in_words(bounce, about)]), places)

    def _away(self) -> Outcome:
        until = away_until(self.message)
        guesses = self._guessed(self._match().guesses)
        waits = returned.waits_beyond(self.reader, self.message.sender, guesses, until, local_day(self.reached_at))
        told = f"autosvar: borta till {until}" if until else "autosvar"
        if waits:
            return Outcome(Status.BENCH, f"{told}; {waits}", guesses, away_until=until)
        return Outcome(Status.NOTED, told, guesses, away_until=until)

    # ── what is written ──

    def _body(self, outcome: Outcome) -> dict[str, Any]:
        message = self.message
        return {
            "mail": self.mail.uuid,
            "kind": message.kind.value,
            "sender": message.sender,
            "sender_name": message.sender_name,
            "subject": message.subject,
            "message_id": message.message_id,
            "identity": message.identity,
            "copy_of": outcome.copy_of,
            "network_at": instant_text_or_none(self.arrival.network_at),
            "reached_at": instant_text(self.reached_at),
            "arrival": self.arrival.why,
            "away_until": outcome.away_until.isoformat() if outcome.away_until else None,
            "status": outcome.status.value,
            "why": outcome.why
            if outcome.status is Status.SORTED
            else "; ".join(filter(None, [outcome.why, *self._remarks()])),
            "documents": self._files(outcome),
            "cases": [one.body for one in outcome.cases],
        }

    def _files(self, outcome: Outcome) -> list[dict[str, Any]]:
        rows = zip(self.content.files, self.message.attachments, self.content.texts, strict=True)
        seems = outcome.proposals or ("",) * len(self.content.files)
        return [
            {
                "sha256": file.sha256,
                "name": file.name,
                "size": len(attachment.content),
                "finding": text.finding,
                "proposal": proposal,
            }
            for (file, attachment, text), proposal in zip(rows, seems, strict=True)
        ]

    def _answer(self, outcome: Outcome) -> None:
        """A receipt to a person who is who the mail says, and who has sent more than thanks."""
        own = {self.context.sender.casefold(), *(one.casefold() for one in self.context.mailboxes)}
        is_silent = bool(outcome.copy_of) or self.is_forged or self.message.sender in own
        if is_silent or not may_be_answered(self.message) or is_acknowledgement(self.message):
            return
        case = outcome.cases[0].case if outcome.status is Status.SORTED else OF_NO_CASE
        if plan_receipt(self.connection, self._mail(), case, self.context) and case:
            for one in outcome.cases:
                self._told_in_receipt(one.submission)

    def _told_in_receipt(self, submission: str) -> None:
        """A reminder that crossed is explained in the receipt, and not in a mail of its own as well."""
        for planned in outbox.waiting(self.connection):
            if (planned.intent.cause_kind, planned.intent.cause_id) == (CROSSED, submission):
                outbox.strike(self.connection, planned.id, "sägs i kvittensen")
