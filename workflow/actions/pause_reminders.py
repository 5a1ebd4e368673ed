"""påminnelser pausa, återuppta: the provider is reminded of nothing for a while. What is late stays late."""

from datetime import date
from uuid import uuid4

from states.refusal import Reason, Refused
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.store.events import Actor
from workflow.store.kinds import Kind


def pause(
    context: Context, case: str, until_on: date, reason: str, actor: Actor, *, version: int | None = None
) -> Work:
    """Hold the provider's reminders to and including that day; a new pause takes the place of the one there is.

    Notices, extensions and everything else that travels alone goes as before, and so does all that is said inward.
    """
    with commanding(context, case, actor, version=version) as work:
        if until_on < work.today:
            raise InputError("--till", f"{until_on} har passerat", "ange en dag framåt")
        body = {
            "pause": str(uuid4()),
            "from_on": work.today.isoformat(),
            "until_on": until_on.isoformat(),
            "reason": reason,
        }
        work.record(Kind.REMINDERS_PAUSED, body)
    return work


def resume(context: Context, case: str, actor: Actor, *, version: int | None = None) -> Work:
    """Let the provider's reminders go again from today. Raises Refused where nothing is paused."""
    with commanding(context, case, actor, version=version) as work:
        if all(pause.resumed_on is not None for pause in work.facts.pauses):
            raise _nothing_paused(work)
        work.record(Kind.REMINDERS_RESUMED, {})
    return work


def _nothing_paused(work: Work) -> Refused:
    serial = work.facts.head.serial
    reason = Reason(
        "påminnelserna är inte pausade",
        "en paus återupptas en gång",
        f"pausa dem: brist påminnelser pausa {serial} --till DATUM --skäl TEXT",
    )
    return work.refused("påminnelser återuppta", reason)
