"""A mail of ours that came back, and a contact that is away: what that means for a notice and its provider.

A notice that came back is without proven receipt (reading A33); sent again it stays the same notice (reading A51).
"""

from collections.abc import Iterable, Sequence
from datetime import date

from notifications.incoming.mail import Bounce
from states.workdays import local_day
from workflow.actions.sort_mail import Sorted
from workflow.engine import Work
from workflow.store import inbox, registers
from workflow.store.facts import load_facts
from workflow.store.inbox import Incoming, OurMail
from workflow.store.kinds import Kind
from workflow.store.reader import Reader


def mail_of(reader: Reader, bounce: Bounce) -> list[OurMail]:
    """The mail of ours that it is about, once for each thing that it said; none where that is not known."""
    return reader.all(inbox.OURS, message_id=bounce.message_id) if bounce.message_id else []


def notices(about: Iterable[OurMail]) -> list[OurMail]:
    """Of what the mail said, the notices whose covering mail it was, by case."""
    return sorted((ours for ours in about if ours.cause_kind == "notice"), key=lambda ours: ours.case)


def record(work: Work, ours: OurMail, mail: Incoming, bounce: Bounce | None, on_day: date) -> None:
    """The notice came back: nothing presumes it received until it is sent again.

    Not where it has been sent again after the mail that came back, nor where that is known already.
    """
    (found,) = (one for one in work.facts.notices if one.uuid == ours.cause_id)
    if found.dispatched_on is None or found.came_back or _was_before(ours, found.resent_on):
        return
    day = max(on_day, found.dispatched_on)
    told = bounce.diagnosis if bounce else ""
    body = {"notice": found.uuid, "number": found.number, "on": day.isoformat(), "mail": mail.uuid, "diagnosis": told}
    work.record(Kind.NOTICE_BOUNCED, body, effective_on=day)


def _was_before(ours: OurMail, resent_on: date | None) -> bool:
    return resent_on is not None and ours.left_at is not None and local_day(ours.left_at) < resent_on


def in_words(bounce: Bounce | None, about: Sequence[OurMail]) -> str:
    """What a person has to know, and to do."""
    if bounce is None or not about:
        return "ett mejl kom i retur, men det går inte att se vilket av våra"
    is_notice = any(ours.cause_kind == "notice" for ours in about)
    what = "påpekandets följebrev" if is_notice else "vårt mejl"
    to = f" till {', '.join(bounce.recipients)}" if bounce.recipients else ""
    why = f" ({' '.join(filter(None, (bounce.status, bounce.diagnosis)))})" if bounce.status or bounce.diagnosis else ""
    instead = "nå utföraren på annat sätt, eller byt kontakt (brist kontakt byt) och sänd om (brist epost sänd)"
    return f"{what} {about[0].mail_id}{to} kom i retur{why}: {instead}"


def waits_beyond(reader: Reader, sender: str, guesses: Iterable[Sorted], until: date | None, today: date) -> str:
    """Why it matters that the sender is away; "" where somebody else is reached, or nothing falls due meanwhile."""
    for guess in guesses:
        contacts = {
            one.address.casefold() for one in reader.all(registers.CONTACTS_OF_CASE, case=guess.case, day=today)
        }
        case = load_facts(reader, guess.case)
        due = [row.due_on for row in case.deadlines if row.awaits_answer and row.due_on is not None]
        passed = [day for day in due if until is None or day < until]
        if contacts == {sender} and passed:
            return f"enda kontakten i ärende {case.head.serial} är borta, och {min(passed)} är sista dag"
    return ""
