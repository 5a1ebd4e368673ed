"""avtal upphör: the agreement has ended, and with it every clock of the case (readings A27, A28)."""

from dataclasses import dataclass
from datetime import date

from states.facts import DeadlineStatus
from states.refusal import Reason, Refused
from states.trigger import Trigger
from workflow.actions.ended_rows import ended_rows
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.store.events import Actor
from workflow.store.kinds import Kind

WHY = ("konkurs", "tillstånd", "löpt-ut", "uppsagt", "hävt")


@dataclass(frozen=True, slots=True)
class AgreementEnd:
    """Why and when: the day of the decision is not the day from which it has effect (reading A47)."""

    why: str
    decided_on: date
    effective_on: date
    reason: str


def end_agreement(context: Context, case: str, end: AgreementEnd, actor: Actor, *, version: int | None = None) -> Work:
    """End every open deficiency of the case as avslutad; rows are cancelled, nothing is proposed, records are kept."""
    with commanding(context, case, actor, version=version) as work:
        _refuse_days(work, end)
        codes = [d.code for d in work.facts.deficiencies if not d.state.is_final]
        if not codes:
            raise _nothing_open(work)
        decisions = [work.decide(code, Trigger.END_AGREEMENT) for code in codes]
        body = {
            "why": end.why,
            "decided_on": end.decided_on.isoformat(),
            "reason": end.reason,
            "deficiencies": codes,
            "ended": ended_rows(work, lambda row: row.deficiency in codes, DeadlineStatus.CANCELLED),
            "proposals": [p.uuid for p in work.facts.proposals if p.settled is None],
        }
        work.record(Kind.AGREEMENT_ENDED, body, effective_on=end.effective_on)
        for decision in decisions:
            work.take(decision, effective_on=end.effective_on, note=f"{end.why}: {end.reason}")
    return work


def _refuse_days(work: Work, end: AgreementEnd) -> None:
    if end.effective_on > work.today:
        raise InputError(
            "--gäller-från",
            f"{end.effective_on} ligger i framtiden",
            "registrera när dagen är inne",
        )
    if end.decided_on > end.effective_on:
        raise InputError("--beslutat", f"{end.decided_on} ligger efter {end.effective_on}", "rätta dagen")


def _nothing_open(work: Work) -> Refused:
    reason = Reason(
        "ärendet har ingen öppen brist",
        "avtalets slut avslutar det som är öppet (läsning A27, A28)",
        f"brist ärende visa {work.facts.head.serial}",
    )
    return Refused(f"Ärende {work.facts.head.serial}", "avtal upphör", (reason,), work.ruleset.title)
