"""möte boka, inställt: a meeting with the provider and its kallelse. That it was held is in `milestones`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from notifications import outbox
from states.dialogue import Meeting
from states.instants import instant_text
from states.refusal import Reason, Refused
from states.reminders import Role
from states.workdays import STOCKHOLM
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.store.events import Actor
from workflow.store.kinds import Kind


@dataclass(frozen=True, slots=True)
class Booking:
    """When and where. `is_called`: the provider has been called otherwise, and no kallelse is sent."""

    starts_at: datetime
    place: str
    is_called: bool = False


def book(context: Context, case: str, booking: Booking, actor: Actor, *, version: int | None = None) -> Work:
    """Book a meeting and send the kallelse, alone and at once; a meeting that is booked already is replaced by it."""
    with commanding(context, case, actor, version=version) as work:
        if booking.starts_at <= work.now:
            when = booking.starts_at.astimezone(STOCKHOLM)
            remedy = f"ange en tid framåt; ett möte som har varit: brist möte hållet {work.facts.head.serial}"
            raise InputError("--den", f"{when:%Y-%m-%d %H:%M} har passerat", remedy)
        uuid = str(uuid4())
        body = {
            "meeting": uuid,
            "starts_at": instant_text(booking.starts_at),
            "place": booking.place,
            "booked_at": instant_text(work.now),
            "called_on": work.today.isoformat() if booking.is_called else None,
            "replaces": [meeting.uuid for meeting in _booked(work)],
        }
        work.record(Kind.MEETING_BOOKED, body)
        if not booking.is_called:
            work.plan_mail("meeting", uuid, 1, "kallelse", Role.PROVIDER, alone=True)
    return work


def cancel(context: Context, case: str, reason: str, actor: Actor, *, version: int | None = None) -> Work:
    """Cancel the booked meeting and tell the provider. The municipality's own day stands: it has not been kept."""
    with commanding(context, case, actor, version=version) as work:
        booked = _booked(work)
        if not booked:
            raise _nothing_booked(work)
        for meeting in booked:
            body = {"meeting": meeting.uuid, "starts_at": instant_text(meeting.starts_at), "reason": reason}
            work.record(Kind.MEETING_CANCELLED, body)
            if not outbox.is_waiting(work.connection, "meeting", meeting.uuid):
                work.plan_mail("meeting cancelled", meeting.uuid, 1, "inställt möte", Role.PROVIDER, alone=True)
    return work


def _booked(work: Work) -> list[Meeting]:
    return [meeting for meeting in work.facts.meetings if meeting.is_booked]


def _nothing_booked(work: Work) -> Refused:
    serial = work.facts.head.serial
    reason = Reason(
        "inget möte är bokat i ärendet",
        "bara ett bokat möte kan ställas in; kommunens egen dag för mötet gäller som förut (läsning A11)",
        f"boka ett: brist möte boka {serial} --den DATUM --kl KLOCKAN --plats TEXT",
    )
    return work.refused("möte inställt", reason)
