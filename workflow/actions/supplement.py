"""begär-komplettering and godkänn-plan: what the municipality makes of a plan that has come."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from states.deadline_kind import DeadlineKind
from states.facts import PLAN_ITEM, Done
from states.reminders import Role
from states.trigger import Trigger
from workflow.actions.in_part import codes_in, decided_for
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.store.events import Actor
from workflow.store.kinds import Kind


def request_supplement(
    context: Context,
    case: str,
    deficiencies: str | Iterable[str] | None,
    due_on: date,
    reason: str,
    actor: Actor,
    *,
    version: int | None = None,
) -> Work:
    """Ask for more, by a day of its own. It is no notice; the first plan still keeps plan_due (reading A45)."""
    with commanding(context, case, actor, version=version) as work:
        if due_on < work.today:
            raise InputError("--senast", f"{due_on} har passerat", "ange en dag framåt")
        for decision in decided_for(work, codes_in(work, deficiencies), Trigger.REQUEST_SUPPLEMENT):
            code = decision.deficiency
            body = {"deficiency": code, "reason": reason, "deadlines": [supplement_row(work, code, due_on)]}
            work.record(Kind.SUPPLEMENT_REQUESTED, body)
            work.take(decision, note=reason)
        work.plan_mail("supplement", work.act_id, 1, "komplettering", Role.PROVIDER, alone=True)
    return work


def supplement_row(work: Work, deficiency: str, due_on: date) -> dict[str, Any]:
    """A row beside the plan's own in the latest notice that asked for one."""
    plans = [row for row in work.facts.deadlines if row.deficiency == deficiency and row.item == PLAN_ITEM]
    latest = max(plans, key=lambda row: work.facts.notice(row.cause).number)
    asked = [r.version for r in plans if r.cause == latest.cause and r.kind is DeadlineKind.SUPPLEMENT_DUE]
    return {
        "cause": latest.cause,
        "deficiency": deficiency,
        "kind": DeadlineKind.SUPPLEMENT_DUE.value,
        "item": PLAN_ITEM,
        "version": max(asked, default=0) + 1,
        "due_on": due_on.isoformat(),
        "subpoints": sorted(latest.subpoints),
    }


def accept_plan(
    context: Context,
    case: str,
    deficiencies: str | Iterable[str] | None,
    note: str,
    actor: Actor,
    *,
    version: int | None = None,
) -> Work:
    """The plan is sufficient. It moves nothing, and is refused where the rule set does not approve plans."""
    with commanding(context, case, actor, version=version) as work:
        codes = codes_in(work, deficiencies)
        decisions = decided_for(work, codes, Trigger.ACCEPT_PLAN)
        body = {"what": Done.PLAN_ACCEPTED.value, "deficiencies": list(codes), "note": note}
        work.record(Kind.MILESTONE_REACHED, body)
        for decision in decisions:
            work.take(decision, note=note)
    return work
