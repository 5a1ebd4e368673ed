"""eskalera and möte hållet: what the municipality has done on its own side."""

from collections.abc import Iterable
from datetime import date

from states.facts import Done
from states.trigger import Trigger
from states.workdays import local_day
from workflow.actions.in_part import codes_in, decided_for
from workflow.actions.write_note import refuse_ahead
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.store.events import Actor
from workflow.store.kinds import Kind


def escalate(
    context: Context,
    case: str,
    deficiencies: str | Iterable[str] | None,
    to: str,
    reason: str,
    actor: Actor,
    *,
    version: int | None = None,
) -> Work:
    """Take an in-house deficiency to the head of administration or the board: there is no contract to breach (A37)."""
    with commanding(context, case, actor, version=version) as work:
        codes = codes_in(work, deficiencies)
        decisions = decided_for(work, codes, Trigger.ESCALATE)
        body = {"what": Done.ESCALATED.value, "deficiencies": list(codes), "note": f"till {to}: {reason}"}
        work.record(Kind.MILESTONE_REACHED, body)
        for decision in decisions:
            work.take(decision, note=f"till {to}: {reason}")
    return work


def gone_through(context: Context, case: str, note: str, actor: Actor, *, version: int | None = None) -> Work:
    """A person has gone through what fell due before the case was registered: its one task is settled."""
    with commanding(context, case, actor, version=version) as work:
        if work.facts.taken_over_on is None:
            what = "ärendet registrerades när det började; inget förföll före registreringen"
            raise InputError(f"ärende {work.facts.head.serial}", what, "se vad som väntar: brist att-göra")
        work.record(Kind.MILESTONE_REACHED, {"what": Done.GONE_THROUGH.value, "deficiencies": [], "note": note})
    return work


def meeting_held(
    context: Context, case: str, on_day: date, note: str, actor: Actor, *, version: int | None = None
) -> Work:
    """A meeting with the provider has been held, booked or not; the municipality's own day is kept by it (A11)."""
    with commanding(context, case, actor, version=version) as work:
        refuse_ahead(work, on_day)
        booked = [meeting for meeting in work.facts.meetings if meeting.is_booked]
        kept = [meeting.uuid for meeting in booked if local_day(meeting.starts_at) <= on_day]
        body = {"what": Done.MEETING_HELD.value, "deficiencies": [], "note": note, "meetings": kept}
        work.record(Kind.MILESTONE_REACHED, body, effective_on=on_day)
    return work
