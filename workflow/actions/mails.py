"""epost stoppa and epost klar: what a person says about a composed mail, in every case that it concerns."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from notifications import outbox
from states.refusal import Reason
from workflow.actions.sort_mail import OF_NO_CASE, record
from workflow.clockwork import catch_up
from workflow.context import Context
from workflow.engine import part_of, transaction
from workflow.errors import InputError, NotFound
from workflow.store.events import Actor
from workflow.store.kinds import Kind

_STOPPED_IN_TIME = "ett mejl stoppas medan det är köat, innan det har börjat lämnas"
_TOO_LATE = {
    "påbörjad": ("det håller på att lämnas till servern", "vänta, och se hur det gick: brist epost visa {}"),
    "avsänd": ("det är avsänt", "hör av dig till mottagaren; ett påpekande återkallas: brist återkalla"),
    "oklart": ("ingen vet om det kom fram", "fråga mottagaren, och se brist att-göra"),
    "nekad": ("det nekades av mottagarens server och är inte på väg", "se brist att-göra"),
    "ej avsänd": ("det är redan ej avsänt och går inte iväg av sig självt", "se varför: brist epost visa {}"),
}
_ASKED_ABOUT = ("oklart", "nekad")
_ONLY_WHAT_IS_ASKED = "en människa avslutar frågan om ett mejl som är oklart eller nekat"
_NOTICES_ARE_DISPATCHED = "att ett påpekande har lämnat kommunen registreras alltid som det (livscykeln, påpekande)"


@dataclass(frozen=True, slots=True)
class Said:
    """The mail, in which cases it stands, and whether it was to bring the provider a notice or call to a meeting."""

    mail: outbox.Composed
    cases: tuple[int, ...]
    is_awaited: bool


def stop_mail(context: Context, mail_id: int, reason: str, actor: Actor) -> Said:
    """A queued mail does not leave: what it says is struck, and each case tells who stopped it and why.

    Raises NotFound, and Refused for a mail that is not in the queue any more.
    """
    with transaction(context) as connection:
        mail = _found(connection, mail_id)
        stopped = outbox.stop(connection, mail.id, f"stoppat av {actor}: {reason}", context.clock.now())
        no = None if stopped else _too_late(mail)
        return _Telling(context, connection, mail, actor).tell("epost stoppa", no, Kind.MAIL_STOPPED, reason)


def handle_mail(context: Context, mail_id: int, reason: str, actor: Actor) -> Said:
    """A mail that is oklart or nekad has been taken care of otherwise: nobody is asked about it any more.

    Raises NotFound, and Refused for a mail that nothing is asked about, and for a notice's.
    """
    with transaction(context) as connection:
        mail = _found(connection, mail_id)
        telling = _Telling(context, connection, mail, actor)
        no = telling.why_not_handled()
        outbox.mark_handled(connection, mail.id, f"{actor}: {reason}")
        return telling.tell("epost klar", no, Kind.MAIL_HANDLED, reason)


def about(mail: outbox.Composed | None, said: list[outbox.Intent]) -> dict[str, Any]:
    """What every event about a mail tells of it; None where it has not been written."""
    return {
        "mail": mail.uuid if mail else "",
        "address": mail.address if mail else "",
        "subject": mail.subject if mail else "",
        "says": [f"{part.cause_kind}: {part.rung}" for part in said],
    }


def _found(connection: Connection, mail_id: int) -> outbox.Composed:
    mail = outbox.composed(connection, mail_id)
    if mail is None:
        raise NotFound("mejl", str(mail_id), "brist epost kö")
    return mail


def _too_late(mail: outbox.Composed) -> Reason:
    what, instead = _TOO_LATE[mail.status]
    return Reason(f"mejl {mail.id}: {what}", _STOPPED_IN_TIME, instead.format(mail.id))


class _Telling:
    """One act that is told in every case that the mail concerns, in the transaction that the caller holds."""

    def __init__(self, context: Context, connection: Connection, mail: outbox.Composed, actor: Actor) -> None:
        self.context, self.connection, self.mail, self.actor = context, connection, mail, actor
        self.said: dict[str, list[outbox.Intent]] = defaultdict(list)
        for part in outbox.parts_of(connection, mail.id):
            self.said[part.intent.case_uuid].append(part.intent)

    @property
    def kinds(self) -> set[str]:
        return {intent.cause_kind for said in self.said.values() for intent in said}

    def why_not_handled(self) -> Reason | None:
        if self.mail.status not in _ASKED_ABOUT:
            what = f"mejl {self.mail.id} är {self.mail.status}: ingen fråga väntar om det"
            return Reason(what, _ONLY_WHAT_IS_ASKED, "se vad som väntar: brist att-göra")
        if "notice" in self.kinds:
            what = f"mejl {self.mail.id} är ett påpekandes följebrev"
            instead = (
                "kom det fram, eller har det gått på annat sätt: brist expediera; annars, som mejl: brist epost sänd"
            )
            return Reason(what, _NOTICES_ARE_DISPATCHED, instead)
        return None

    def tell(self, attempt: str, no: Reason | None, kind: Kind, reason: str) -> Said:
        """What the clock owes each case, then one event in it. Raises Refused if there is a reason why not.

        A mail that belongs to no case is told beside the mail that it is about, and InputError says why not.
        """
        now, act, serials = self.context.clock.now(), str(uuid4()), []
        if outside := self.said.pop(OF_NO_CASE, None):
            if no is not None:
                raise InputError(attempt, no.what, no.instead)
            record(self.context, self.connection, kind, act, self.actor, about(self.mail, outside) | {"reason": reason})
        for case_uuid in sorted(self.said):
            with part_of(self.context, self.connection, case_uuid, now, self.actor) as work:
                if no is not None:
                    raise work.refused(attempt, no)
                work.act_id = act
                catch_up(work)
                work.record(kind, about(self.mail, self.said[case_uuid]) | {"reason": reason})
                serials.append(work.facts.head.serial)
        return Said(self.mail, tuple(sorted(serials)), not self.kinds.isdisjoint({"notice", "meeting"}))
