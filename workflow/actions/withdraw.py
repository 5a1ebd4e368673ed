"""återkalla and notera: a finding that was wrong, and one that waits for the next follow-up."""

from typing import Any

from states.facts import DeadlineStatus
from states.reminders import Role
from states.trigger import Trigger
from workflow.actions.ended_rows import ended_rows
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import NotFound
from workflow.store.events import Actor
from workflow.store.kinds import Kind


def withdraw(
    context: Context,
    case: str,
    deficiency: str,
    subpoint: str | None,
    reason: str,
    actor: Actor,
    *,
    version: int | None = None,
) -> Work:
    """Withdraw a deficiency or one of its sub-points: its notices are void from the start, its demands cancelled.

    Nothing is erased; where something had left, the provider is told (reading A32).
    """
    with commanding(context, case, actor, version=version) as work:
        standing = [p.code for p in work.facts.standing_subpoints(work.deficiency(deficiency).code)]
        if subpoint and subpoint not in {p.code for p in work.facts.subpoints_of(deficiency)}:
            raise NotFound("delbrist", subpoint, f"brist ärende visa {work.facts.head.serial}")
        trigger = Trigger.WITHDRAW_SUBPOINT if subpoint else Trigger.WITHDRAW
        decision = work.decide(deficiency, trigger, subpoint=subpoint or "")
        points = [subpoint] if subpoint else standing
        told = work.facts.count_of_notices(deficiency) > 0
        body = {"deficiency": deficiency, "subpoints": points, "reason": reason}
        body |= withdrawal_ends(work, deficiency, points)
        work.record(Kind.WITHDRAWN, body)
        work.take(decision, note=reason)
        if told:
            work.plan_mail("withdrawal", work.act_id, 1, "återkallelse", Role.PROVIDER, alone=True)
    return work


def withdrawal_ends(work: Work, deficiency: str, points: list[str]) -> dict[str, Any]:
    """The rows and the proposal that fall with the sub-points."""
    left = {point.code for point in work.facts.standing_subpoints(deficiency) if point.code not in points}
    proposal = None if left else work.facts.open_proposal(deficiency)
    ended = ended_rows(
        work, lambda row: row.deficiency == deficiency and not (row.subpoints & left), DeadlineStatus.CANCELLED
    )
    return {"ended": ended, "proposals": [proposal.uuid] if proposal else []}


def note(
    context: Context, case: str, deficiency: str, reason: str, actor: Actor, *, version: int | None = None
) -> Work:
    """Leave a recommendation or a remark to the next follow-up: no plan, no notice, no clock (A14, A42)."""
    with commanding(context, case, actor, version=version) as work:
        decision = work.decide(deficiency, Trigger.NOTE)
        work.record(Kind.NOTED, {"deficiency": deficiency, "reason": reason})
        work.take(decision, note=reason)
    return work
