"""eskalera: what the municipality has done on its own side."""

from states.facts import Done
from states.trigger import Trigger
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.store.events import Actor
from workflow.store.kinds import Kind


def escalate(
    context: Context, case: str, deficiency: str, to: str, reason: str, actor: Actor, *, version: int | None = None
) -> Work:
    """Take an in-house deficiency to the head of administration or the board: there is no contract to breach (A37)."""
    with commanding(context, case, actor, version=version) as work:
        decision = work.decide(deficiency, Trigger.ESCALATE)
        body = {"what": Done.ESCALATED.value, "deficiencies": [deficiency], "note": f"till {to}: {reason}"}
        work.record(Kind.MILESTONE_REACHED, body)
        work.take(decision, note=f"till {to}: {reason}")
    return work
