"""Whether what was planned may be said now: asked when it would be composed, and again at every try to send it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from notifications.outbox import Intent, Planned
from states.breach import prove
from states.facts import CaseFacts, Deadline
from states.instants import parse_instant
from states.reminders import Role, Rung, RungName, ladder, mailbox_is_read_past
from states.workdays import Calendar, local_day
from workflow.actions.release import is_held
from workflow.actions.sort_mail import OF_NO_CASE, RECEIPT
from workflow.crossed import CAUSE, crossing_of
from workflow.engine import TOO_LATE, row_of
from workflow.letters import TELLS_DAYS, checked_by, rows_told
from workflow.status.held import GIVES_TIME, HELD
from workflow.store import inbox
from workflow.store.facts import stored_ruleset
from workflow.store.queries import Number
from workflow.store.reader import Reader

NO_DAY_LEFT = "hålls kvar: den nya dagen har passerat"


class Premise(Enum):
    """What the facts say of a planned mail, at the moment it would be composed or sent."""

    SAY = "säg"
    WAIT = "vänta"
    STRIKE = "stryk"


@dataclass(frozen=True, slots=True)
class Look:
    """What a premise may look at."""

    reader: Reader
    case: CaseFacts
    calendar: Calendar
    now: datetime


def premise_of(look: Look, planned: Planned) -> tuple[Premise, str]:
    """What the facts say of it now, and why it waits or is struck."""
    intent = planned.intent
    match intent.cause_kind:
        case "deadline":
            return _deadline(look, intent)
        case "notice":
            return _notice(look, intent)
        case "proposal":
            return _proposal(look, intent)
        case "meeting":
            return _meeting(look, intent)
    return _letter(look, planned)


def of_incoming(reader: Reader, intent: Intent) -> tuple[Premise, str]:
    """Of what is about an incoming mail and may belong to no case: a receipt always holds, since it did come in.

    A list tells of it while a person has to look at it, and while it stands in the case that it was planned in.
    """
    if intent.cause_kind == RECEIPT:
        return Premise.SAY, ""
    mail = reader.one(inbox.BY_UUID, mail=intent.cause_id)
    concerns = reader.all(inbox.CONCERNS_OF, mail=intent.cause_id)
    is_there = intent.case_uuid in (OF_NO_CASE, *(one.case for one in concerns if one.submission))
    holds = mail is not None and mail.status.waits_for_a_person and is_there
    return (Premise.SAY, "") if holds else (Premise.STRIKE, inbox.NOT_ANY_MORE)


def _letter(look: Look, planned: Planned) -> tuple[Premise, str]:
    intent = planned.intent
    if intent.cause_kind == CAUSE and crossing_of(look.reader, look.case, intent.cause_id) is None:
        return Premise.STRIKE, "svaret är rättat: påminnelsen var riktig"
    if intent.cause_kind == "fact check" and not checked_by(look.case, intent.cause_id):
        return Premise.STRIKE, "sakgranskningen gäller inte längre"
    if intent.cause_kind in TELLS_DAYS and not rows_told(look.reader, look.case, intent):
        return Premise.STRIKE, "det som dagarna gällde är återkallat, eller avtalet har upphört"
    planned_at = parse_instant(planned.planned_at)
    if intent.cause_kind in GIVES_TIME and is_held(
        look.reader, look.case, intent.cause_id, planned_at, look.now, look.calendar
    ):
        return Premise.WAIT, HELD
    if intent.cause_kind == "extension" and not _has_day_left(look, intent):
        return Premise.WAIT, NO_DAY_LEFT
    return Premise.SAY, ""


def _has_day_left(look: Look, intent: Intent) -> bool:
    days = [row.due_on for row in rows_told(look.reader, look.case, intent)]
    return any(day is None or day >= local_day(look.now) for day in days)


def _meeting(look: Look, intent: Intent) -> tuple[Premise, str]:
    (meeting,) = (meeting for meeting in look.case.meetings if meeting.uuid == intent.cause_id)
    if not meeting.is_booked:
        return Premise.STRIKE, "mötet är inställt, ombokat eller hållet"
    if look.now >= meeting.starts_at:
        return Premise.STRIKE, "mötets tid har passerat"
    held = is_held(look.reader, look.case, meeting.uuid, meeting.booked_at, look.now, look.calendar)
    return (Premise.WAIT, HELD) if held else (Premise.SAY, "")


def _proposal(look: Look, intent: Intent) -> tuple[Premise, str]:
    waiting = [p for p in look.case.proposals if p.uuid == intent.cause_id and p.settled is None]
    if not waiting:
        return Premise.STRIKE, "förslaget är avgjort"
    rules = stored_ruleset(look.reader, look.case.head.ruleset)
    holds = prove(look.case, waiting[0].deficiency, rules, look.calendar).holds
    return (Premise.SAY, "") if holds else (Premise.STRIKE, "förutsättningarna är inte längre uppfyllda")


def _deadline(look: Look, intent: Intent) -> tuple[Premise, str]:
    row = row_of(look.case, intent)
    if row is None or not row.awaits_answer:
        return Premise.STRIKE, "raden väntar inte längre på svar"
    rules = stored_ruleset(look.reader, look.case.head.ruleset)
    (rung,) = (r for r in ladder(row, rules.ladder, look.calendar) if r.name == intent.rung)
    why = _why_not_yet(look, row, rung)
    if rung.until is not None and look.now >= rung.until:
        return Premise.STRIKE, f"{TOO_LATE}: {why}" if why else TOO_LATE
    if rung.name is RungName.CHECK_MAILBOX and mailbox_is_read_past(row, look.case.mailbox_read_to):
        return Premise.STRIKE, "brevlådan är läst"
    return (Premise.WAIT, why) if why else (Premise.SAY, "")


def _why_not_yet(look: Look, row: Deadline, rung: Rung) -> str:
    """What a reminder to the provider has to wait for; "" for nothing, and inward."""
    if rung.role is Role.PROVIDER and look.case.pause_on(local_day(look.now)):
        return "påminnelserna pausade"
    if rung.role is Role.PROVIDER and (waits := _unread(look)):
        return f"inkommet mejl {waits.value} väntar på att en människa ser på det"
    if rung.name is not RungName.AFTER:
        return ""
    if not mailbox_is_read_past(row, look.case.mailbox_read_to):
        return f"brevlådan inte läst till och med {row.last_day}"
    return "anstånd begärt och inte avgjort" if look.case.pending_request(row) else ""


def _unread(look: Look) -> Number | None:
    """The incoming mail that a person has to look at first."""
    head = look.case.head
    return look.reader.one(inbox.WAITS_FOR_CASE, case=head.uuid, mailbox=head.mailbox)


def _notice(look: Look, intent: Intent) -> tuple[Premise, str]:
    notice = next((notice for notice in look.case.notices if notice.uuid == intent.cause_id), None)
    if notice is None:
        return Premise.STRIKE, "påpekandet gäller inte: det är rättat"
    if not look.case.is_standing(notice):
        return Premise.STRIKE, "det som påpekandet nämner är återkallat, eller avtalet har upphört"
    if notice.dispatched_on is not None and not notice.came_back:
        return Premise.STRIKE, f"påpekandet är redan expedierat ({notice.dispatched_by})"
    if is_held(look.reader, look.case, notice.uuid, notice.registered_at, look.now, look.calendar):
        return Premise.WAIT, HELD
    return Premise.SAY, ""
