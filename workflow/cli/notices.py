"""begär-plan, expediera, bekräfta-mottagande."""

import argparse

from workflow.cli.output import Terminal, paragraphs
from workflow.cli.session import actor, tell, writing


def request_plan(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Decide a notice."""
    from workflow.actions.decide_notice import NoticeOrder
    from workflow.actions.decide_notice import request_plan as act
    from workflow.importers.notice_file import read_notice, red_days

    file = read_notice(arguments.notice_file)
    order = NoticeOrder(arguments.document, file, arguments.plan_for or ())
    with writing(arguments, terminal) as context:
        for day, why in red_days(file, context.calendar):
            terminal.warn(
                paragraphs(f"Obs: {day} är ingen arbetsdag ({why}). Datumet gäller som det står.", terminal.width)
            )
        work = act(context, arguments.case, order, actor(arguments), version=arguments.case_version)
    return tell(
        arguments,
        terminal,
        f"Påpekandet i ärende {arguments.case} är registrerat som beslutat; fristerna vilar tills det har expedierats.",
        work,
    )


def dispatch(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register that a notice has left."""
    from workflow.actions.dispatch import dispatch as act

    means = "e-post" if arguments.means == "epost" else arguments.means
    with writing(arguments, terminal) as context:
        work = act(
            context,
            arguments.case,
            means,
            arguments.on_day,
            actor(arguments),
            number=arguments.notice_number,
            version=arguments.case_version,
        )
    return tell(
        arguments, terminal, f"Påpekandet i ärende {arguments.case} är expedierat med {means}; fristerna löper.", work
    )


def confirm_receipt(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register that a notice has been received."""
    from workflow.actions.dispatch import confirm_receipt as act

    with writing(arguments, terminal) as context:
        work = act(
            context,
            arguments.case,
            arguments.on_day,
            arguments.means,
            actor(arguments),
            number=arguments.notice_number,
            version=arguments.case_version,
        )
    return tell(
        arguments,
        terminal,
        f"Påpekandet i ärende {arguments.case} är mottaget {arguments.on_day} ({arguments.means}).",
        work,
    )
