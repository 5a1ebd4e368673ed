"""uppföljning planera: the day on which the unit will be followed up next."""

from datetime import date

from states.own_deadlines import next_followup
from states.refusal import Reason, Refused
from states.state import State
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.store.events import Actor
from workflow.store.kinds import Kind


def plan_followup(
    context: Context, case: str, on_day: date, note: str, actor: Actor, *, version: int | None = None
) -> Work:
    """Plan the next follow-up of the case's unit; the latest plan is the plan. The provider is told nothing.

    Raises Refused where a later follow-up has been opened, from which it is planned, or the agreement has ended.
    """
    with commanding(context, case, actor, version=version) as work:
        if on_day < work.today:
            raise InputError("--den", f"{on_day} har passerat", "ange en dag framåt")
        if work.facts.head.is_followed_up_again:
            raise _followed_up(work)
        if any(deficiency.state is State.ENDED for deficiency in work.facts.deficiencies):
            raise _has_ended(work)
        latest = next_followup(work.facts.head.opened_on, work.ruleset)
        by = latest.isoformat() if latest else None
        work.record(Kind.FOLLOWUP_PLANNED, {"on": on_day.isoformat(), "latest": by, "note": note})
    return work


def _has_ended(work: Work) -> Refused:
    reason = Reason(
        "avtalet har upphört",
        "en enhet följs upp enligt ett avtal (läsning A27, A28)",
        "har enheten ett nytt avtal börjar dess uppföljning med ett nytt ärende: brist ärende ny FIL",
    )
    return work.refused("uppföljning planera", reason)


def _followed_up(work: Work) -> Refused:
    head = work.facts.head
    reason = Reason(
        f"{head.unit} har följts upp på nytt efter ärende {head.serial}",
        "nästa uppföljning räknas från den senaste (rapport Sov 609/2022 rad 5)",
        "planera från det senaste ärendet: brist uppföljning lista",
    )
    return work.refused("uppföljning planera", reason)
