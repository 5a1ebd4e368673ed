"""The steps beside the ladder: sakgranskning, komplettering, återkallelse, eskalering, avtalets slut."""

import argparse
from typing import TYPE_CHECKING

from workflow.cli.output import Terminal, listed
from workflow.cli.session import actor, carried_out, tell, writing

if TYPE_CHECKING:
    from workflow.engine import Work


def send_fact_check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Send the facts to be checked."""
    from workflow.actions.fact_check import FactCheckOrder
    from workflow.actions.fact_check import send_fact_check as act

    order = FactCheckOrder(arguments.document, arguments.answer_by, arguments.deficiencies or ())
    work = carried_out(arguments, terminal, act, order)
    sentence = f"Sakgranskning i ärende {arguments.case}, svar senast {arguments.answer_by}."
    return tell(arguments, terminal, sentence, work)


def end_fact_check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """End the fact-check."""
    from workflow.actions.fact_check import end_fact_check as act

    work = carried_out(arguments, terminal, act, arguments.changes)
    return tell(arguments, terminal, f"Sakgranskningen i ärende {arguments.case} är avslutad.", work)


def request_supplement(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Ask for a supplement."""
    from workflow.actions.supplement import request_supplement as act

    work = carried_out(arguments, terminal, act, arguments.deficiencies, arguments.due_on, arguments.reason)
    codes = _done_for(work, "begär-komplettering")
    sentence = f"Komplettering av planen för {codes} senast {arguments.due_on}; planens egen dag står kvar som hållen."
    return tell(arguments, terminal, sentence, work)


def _done_for(work: "Work", trigger: str) -> str:
    """The deficiencies that the command did it to: "D1 och D3"."""
    return listed(event.body["deficiency"] for event in work.recorded if event.body.get("trigger") == trigger)


def accept_plan(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Approve a plan."""
    from workflow.actions.supplement import accept_plan as act

    work = carried_out(arguments, terminal, act, arguments.deficiencies, arguments.note or "")
    codes = _done_for(work, "godkänn-plan")
    return tell(arguments, terminal, f"Planen för {codes} är godkänd; det flyttar ingenting.", work)


def withdraw(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Withdraw a finding."""
    from workflow.actions.withdraw import withdraw as act

    work = carried_out(arguments, terminal, act, arguments.deficiencies, arguments.subpoint, arguments.reason)
    events = (event for event in work.recorded if "subpoints" in event.body and "ended" in event.body)
    points = listed(point for event in events for point in event.body["subpoints"])
    return tell(arguments, terminal, f"{points} är återkallat; det som påpekats om det gäller inte från början.", work)


def note(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Leave a remark to the next follow-up."""
    from workflow.actions.withdraw import note as act

    work = carried_out(arguments, terminal, act, arguments.deficiencies, arguments.reason)
    return tell(arguments, terminal, f"{_done_for(work, 'notera')} är noterad till nästa uppföljning.", work)


def escalate(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Escalate an in-house deficiency."""
    from workflow.actions.milestones import escalate as act

    work = carried_out(arguments, terminal, act, arguments.deficiencies, arguments.to, arguments.reason)
    return tell(arguments, terminal, f"{_done_for(work, 'eskalera')} är lyft till {arguments.to}.", work)


def end_agreement(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """End the agreement and all its cases."""
    from workflow.actions.end_agreement import AgreementEnd
    from workflow.actions.end_agreement import end_agreement as act

    end = AgreementEnd(arguments.why, arguments.decided_on, arguments.effective_on, arguments.reason)
    with writing(arguments, terminal) as context:
        ended = act(context, arguments.number, end, actor(arguments))
    told = "inget ärende var öppet"
    if ended:
        told = f"avslutat med alla frister avbrutna: ärende {listed([str(serial) for serial in ended])}"
    return tell(arguments, terminal, f"Avtalet {arguments.number} har upphört {end.effective_on}; {told}.")
