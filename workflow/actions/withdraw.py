"""återkalla and notera: a finding that was wrong, and one that waits for the next follow-up."""

from collections.abc import Iterable
from typing import Any

from states.facts import DeadlineStatus
from states.reminders import Role
from states.trigger import Trigger
from workflow.actions.ended_rows import ended_rows
from workflow.actions.in_part import codes_in, codes_of, decided_for
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError, NotFound
from workflow.store.events import Actor
from workflow.store.kinds import Kind


def withdraw(
    context: Context,
    case: str,
    deficiencies: str | Iterable[str],
    subpoint: str | None,
    reason: str,
    actor: Actor,
    *,
    version: int | None = None,
) -> Work:
    """Withdraw deficiencies or a sub-point of one: its notices are void from the start, its demands cancelled.

    Nothing is erased; where something had left, the provider is told (reading A32).
    """
    codes = codes_of(deficiencies)
    with commanding(context, case, actor, version=version) as work:
        _refuse_subpoint(work, codes, subpoint)
        trigger = Trigger.WITHDRAW_SUBPOINT if subpoint else Trigger.WITHDRAW
        decisions = decided_for(work, codes, trigger, subpoint=subpoint or "")
        told = any(work.facts.count_of_notices(code) > 0 for code in codes)
        for decision in decisions:
            work.record(Kind.WITHDRAWN, _withdrawn(work, decision.deficiency, subpoint, reason))
            work.take(decision, note=reason)
        if told:
            work.plan_mail("withdrawal", work.act_id, 1, "återkallelse", Role.PROVIDER, alone=True)
    return work


def _refuse_subpoint(work: Work, codes: tuple[str, ...], subpoint: str | None) -> None:
    if subpoint is None:
        return
    if len(codes) > 1:
        raise InputError("--delbrist", f"{subpoint} hör till en enda brist", "ange bara den bristen")
    if subpoint not in {point.code for point in work.facts.subpoints_of(work.deficiency(codes[0]).code)}:
        raise NotFound("delbrist", subpoint, f"brist ärende visa {work.facts.head.serial}")


def _withdrawn(work: Work, code: str, subpoint: str | None, reason: str) -> dict[str, Any]:
    standing = [point.code for point in work.facts.standing_subpoints(code)]
    points = [subpoint] if subpoint else standing
    return {"deficiency": code, "subpoints": points, "reason": reason} | withdrawal_ends(work, code, points)


def withdrawal_ends(work: Work, deficiency: str, points: list[str]) -> dict[str, Any]:
    """The rows and the proposal that fall with the sub-points."""
    left = {point.code for point in work.facts.standing_subpoints(deficiency) if point.code not in points}
    proposal = None if left else work.facts.open_proposal(deficiency)
    ended = ended_rows(
        work, lambda row: row.deficiency == deficiency and not (row.subpoints & left), DeadlineStatus.CANCELLED
    )
    return {"ended": ended, "proposals": [proposal.uuid] if proposal else []}


def note(
    context: Context,
    case: str,
    deficiencies: str | Iterable[str] | None,
    reason: str,
    actor: Actor,
    *,
    version: int | None = None,
) -> Work:
    """Leave recommendations or remarks to the next follow-up: no plan, no notice, no clock (A14, A42)."""
    with commanding(context, case, actor, version=version) as work:
        for decision in decided_for(work, codes_in(work, deficiencies), Trigger.NOTE):
            work.record(Kind.NOTED, {"deficiency": decision.deficiency, "reason": reason})
            work.take(decision, note=reason)
    return work
