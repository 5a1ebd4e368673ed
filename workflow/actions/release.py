"""epost sänd: a mail that is held, was stopped or could not be sent leaves after all, because a person says so.

The one way by which what never leaves by itself leaves: it is written anew, to the address that counts then, and only
if what it says still holds.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from notifications import outbox
from states.facts import CaseFacts
from states.refusal import Reason
from states.tasks import held_since
from states.workdays import Calendar
from workflow.actions.mails import about
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import NotFound
from workflow.status.held import GIVES_TIME, HELD
from workflow.store.corrections import counted
from workflow.store.events import Actor
from workflow.store.kinds import Kind
from workflow.store.reader import Reader

_RULE = "det som har hållits, stoppats eller inte gått iväg går bara när en människa säger det (livscykeln, mejl)"
_MAY_LEAVE = ("ej avsänd", "nekad", "oklart")


def let_leave(
    context: Context, case: str, mail_id: int | None, reason: str, actor: Actor, *, version: int | None = None
) -> Work:
    """What the mail says in the case is said after all; without a mail: the notice or kallelse that has not left.

    Raises NotFound for a mail that says nothing in the case, and Refused where nothing may be let go.
    """
    with commanding(context, case, actor, version=version) as work:
        chosen = _not_left(work) if mail_id is None else _of_mail(work, mail_id)
        if not chosen:
            raise work.refused("epost sänd", _nothing(work, mail_id))
        work.record(Kind.MAIL_RELEASED, _told(work, chosen) | {"reason": reason})
        for told in chosen:
            _wait_again(work, told)
    return work


def is_held(
    reader: Reader, case: CaseFacts, cause_id: str, registered_at: datetime, now: datetime, calendar: Calendar
) -> bool:
    """A working day has passed since it was registered, or since a person last said that it may leave."""
    if now < held_since(registered_at, calendar):
        return False
    released = (
        event.recorded_at
        for event in counted(reader, case.head.uuid)
        if event.kind == Kind.MAIL_RELEASED and cause_id in event.content["causes"]
    )
    return now >= held_since(max(released, default=registered_at), calendar)


def _of_mail(work: Work, mail_id: int) -> list[outbox.Told]:
    said = [told for told in outbox.of_case(work.connection, work.case_uuid) if told.mail_id == mail_id]
    if not said:
        raise NotFound("mejl", str(mail_id), f"brist ärende visa {work.facts.head.serial}")
    return [told for told in said if told in _latest(work, said) and _may_leave(work, told)]


def _not_left(work: Work) -> list[outbox.Told]:
    """The letters that give the provider time and have not left, and of which nobody has to be asked first."""
    every = outbox.of_case(work.connection, work.case_uuid)
    awaited = [told for told in every if told.intent.cause_kind in ("notice", "meeting", *GIVES_TIME)]
    return [told for told in _latest(work, awaited) if told.mail_status != "oklart" and _may_leave(work, told)]


def _latest(work: Work, some: Iterable[outbox.Told]) -> list[outbox.Told]:
    """Those of which no later version has been planned."""
    latest: dict[tuple[str, str], int] = {}
    for told in outbox.of_case(work.connection, work.case_uuid):
        key = (told.intent.cause_kind, told.intent.cause_id)
        latest[key] = max(told.intent.cause_version, latest.get(key, 0))
    return [told for told in some if told.intent.cause_version == latest[told.intent.cause_kind, told.intent.cause_id]]


def _may_leave(work: Work, told: outbox.Told) -> bool:
    if told.mail_status == "avsänd" and told.intent.cause_kind == "notice":
        return work.facts.notice(told.intent.cause_id).came_back  # the same notice once more (reading A51)
    registered_at = work.facts.not_left().get(told.intent.cause_id)
    if told.intent.cause_kind in ("notice", "meeting") and registered_at is None:
        return False
    if told.status == "planerad" or told.mail_status == "köad":
        if told.intent.cause_kind in GIVES_TIME:
            return HELD in told.reason
        cause = told.intent.cause_id
        held = registered_at and is_held(work.reader, work.facts, cause, registered_at, work.now, work.calendar)
        return bool(held)
    return told.mail_status in _MAY_LEAVE


def _wait_again(work: Work, told: outbox.Told) -> None:
    said = told.intent
    if told.status == "planerad" or told.mail_status == "köad":
        return  # it was only held
    if said.bundle == "samlad":
        outbox.let_wait_again(work.connection, told.id, work.now)
    else:
        version = said.cause_version + 1
        work.plan_mail(said.cause_kind, said.cause_id, version, said.rung, said.recipient_role, alone=True)


def _told(work: Work, chosen: list[outbox.Told]) -> dict[str, Any]:
    causes = [told.intent.cause_id for told in chosen]
    mails = {told.mail_id for told in chosen if told.mail_id is not None}
    found = [mail for mail in (outbox.composed(work.connection, mail_id) for mail_id in sorted(mails)) if mail]
    return about(found[0] if found else None, [told.intent for told in chosen]) | {"causes": causes}


def _nothing(work: Work, mail_id: int | None) -> Reason:
    serial = work.facts.head.serial
    if mail_id is None:
        what = "inget påpekande och ingen kallelse i ärendet hålls kvar eller har stoppats"
        return Reason(
            what, _RULE, f"ett annat mejl anges för sig: brist epost sänd {serial} --mejl ID, se brist epost kö"
        )
    mail = outbox.composed(work.connection, mail_id)
    status = mail.status if mail else "okänt"
    ways = {"köad": "är redan på väg", "påbörjad": "håller på att lämnas", "avsänd": "har gått iväg"}
    what = f"mejl {mail_id} {ways.get(status, 'säger inget som fortfarande väntar på att få gå')}"
    return Reason(what, _RULE, f"se hur det står till: brist ärende visa {serial}")
