"""registrera-beslut and avstå: what a person with authority has decided about a proposal (readings A35, A47)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from states.breach import prove
from states.trigger import Trigger
from workflow.actions.decide_notice import kept
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.store.events import Actor
from workflow.store.kinds import Kind

TWO_NOTICES = "två påpekanden"
SERIOUS_EVENT = "allvarlig händelse"
_TRIGGERS = {TWO_NOTICES: Trigger.REGISTER_BREACH, SERIOUS_EVENT: Trigger.REGISTER_SERIOUS_EVENT}


@dataclass(frozen=True, slots=True)
class BodysDecision:
    """A decision by an authorised body, as its minutes tell it. `effective_on`: from when it has effect, if later."""

    ground: str
    body: str
    decided_on: date
    section: str
    document: Path
    reason: str = ""
    effective_on: date | None = None


def register_decision(
    context: Context,
    case: str,
    deficiency: str,
    decision: BodysDecision,
    actor: Actor,
    *,
    version: int | None = None,
) -> Work:
    """Register that a body has declared a material breach.

    On the ground of two notices it is refused unless the proof holds; on the ground of a serious event it wants the
    body's reason (reading A36). The program declares nothing: it records body, date, §, document and the proof as it
    stood.
    """
    document = kept(context, decision.document)
    with commanding(context, case, actor, version=version) as work:
        if decision.decided_on > work.today:
            raise InputError(
                "--den", f"{decision.decided_on} ligger i framtiden", "registrera beslutet när det är fattat"
            )
        effective_on = _effective_day(work, decision)
        refuse_before_result(work, decision.decided_on)
        if decision.ground == SERIOUS_EVENT and not decision.reason.strip():
            raise InputError("--skäl", "saknas", "skriv organets skäl: händelsen och varför den är väsentlig")
        taken = work.decide(deficiency, _TRIGGERS[decision.ground])
        proposal = work.facts.open_proposal(deficiency)
        proof = prove(work.facts, deficiency, work.ruleset, work.calendar)
        body = {
            "deficiency": deficiency,
            "proposal": proposal.uuid if proposal else "",
            "ground": decision.ground,
            "body": decision.body,
            "section": decision.section,
            "decided_on": decision.decided_on.isoformat(),
            "document": document.sha256,
            "document_name": document.name,
            "reason": decision.reason,
            "proven": list(proof.proven),
        }
        work.record(Kind.DECISION_REGISTERED, body, effective_on=effective_on)
        work.take(taken, effective_on=effective_on)
    return work


def _effective_day(work: Work, decision: BodysDecision) -> date:
    """The day from which it has effect is not always the day of the decision (reading A47)."""
    day = decision.effective_on or decision.decided_on
    if day < decision.decided_on:
        raise InputError("--gäller-från", f"{day} ligger före beslutet, {decision.decided_on}", "rätta dagen")
    if day > work.today:
        raise InputError("--gäller-från", f"{day} ligger i framtiden", "registrera beslutet när dagen är inne")
    return day


def refuse_before_result(work: Work, decided_on: date) -> None:
    """A body decides on what a result has found."""
    earliest = max((f.effective_on for f in work.facts.findings), default=work.facts.head.opened_on)
    if decided_on < earliest:
        raise InputError("--den", f"{decided_on} ligger före {earliest}", "beslutet följer på resultatet")


def abstain(
    context: Context,
    case: str,
    deficiency: str,
    reason: str,
    body: str,
    actor: Actor,
    *,
    version: int | None = None,
) -> Work:
    """Close the proposal without a breach. It is opened again only by a new lapsed time (reading A47)."""
    with commanding(context, case, actor, version=version) as work:
        taken = work.decide(deficiency, Trigger.ABSTAIN)
        proposal = work.facts.open_proposal(deficiency)
        assert proposal is not None
        content = {"deficiency": deficiency, "proposal": proposal.uuid, "reason": reason, "body": body}
        work.record(Kind.ABSTAINED, content)
        work.take(taken)
    return work
