"""inled-resultatuppföljning, bedöm, besluta-resultat."""

import argparse
from typing import TYPE_CHECKING

from states.facts import Verdict
from workflow.cli.notices import ask_what_applies, warn_about
from workflow.cli.output import Terminal
from workflow.cli.session import actor, carried_out, tell, writing
from workflow.cli.values import EVERY

if TYPE_CHECKING:
    from workflow.importers.notice_file import NoticeFile


def start(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Begin the result follow-up."""
    from workflow.actions.result import start_followup

    work = carried_out(arguments, terminal, start_followup, arguments.deficiencies, arguments.consent or "")
    return tell(arguments, terminal, f"Resultatuppföljning pågår i ärende {arguments.case}.", work)


def assess(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write down working verdicts."""
    from workflow.actions.result import Assessment
    from workflow.actions.result import assess as act

    assessment = Assessment(
        arguments.deficiency, _codes(arguments.remedied), _codes(arguments.remaining), arguments.note or ""
    )
    work = carried_out(arguments, terminal, act, assessment)
    (event,) = (event for event in work.recorded if "verdicts" in event.body)
    found = event.body["verdicts"]
    told = "; ".join(
        f"{verdict}: {', '.join(code for code, v in found.items() if v == verdict)}"
        for verdict in Verdict
        if verdict in found.values()
    )
    return tell(arguments, terminal, f"Arbetsbedömning i ärende {arguments.case} – {told}.", work)


def _codes(subpoints: tuple[str, ...]) -> "tuple[str, ...] | None":
    """None stands for all of the deficiency."""
    return None if subpoints == (EVERY,) else subpoints


def _notice(arguments: argparse.Namespace) -> "NoticeFile | None":
    from workflow.importers.notice_file import read_notice

    if arguments.notice_file is None:
        return None
    notice = read_notice(arguments.notice_file)
    ask_what_applies(notice)
    return notice


def decide(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register the result decision."""
    from workflow.actions.result import ResultOrder, decide_result

    order = ResultOrder(
        document=arguments.document,
        decided_on=arguments.on_day,
        notice=_notice(arguments),
        plan_for=arguments.plan_for or (),
        partial_reason=arguments.partial_reason or "",
    )
    with writing(arguments, terminal) as context:
        if order.notice:
            warn_about(order.notice, context.calendar, terminal)
        work = decide_result(context, arguments.case, order, actor(arguments), version=arguments.case_version)
    also = " Det är också ett nytt påpekande." if order.notice else ""
    return tell(arguments, terminal, f"Resultatbeslutet i ärende {arguments.case} är registrerat.{also}", work)
