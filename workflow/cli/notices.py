"""begär-plan, expediera, bekräfta-mottagande."""

import argparse
import sys
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from states.lint import outside_the_list
from workflow.cli.output import Terminal, paragraphs
from workflow.cli.session import actor, carried_out, tell, writing

if TYPE_CHECKING:
    from states.workdays import Calendar
    from workflow.importers.notice_file import NoticeFile


def request_plan(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Decide a notice."""
    from workflow.actions.decide_notice import NoticeOrder
    from workflow.actions.decide_notice import request_plan as act
    from workflow.importers.notice_file import read_notice

    file = read_notice(arguments.notice_file)
    ask_what_applies(file)
    order = NoticeOrder(arguments.document, file, arguments.plan_for or ())
    with writing(arguments, terminal) as context:
        warn_about(file, context.calendar, terminal)
        work = act(context, arguments.case, order, actor(arguments), version=arguments.case_version)
    return tell(
        arguments,
        terminal,
        f"Påpekandet i ärende {arguments.case} är registrerat som beslutat; fristerna vilar tills det har expedierats.",
        work,
    )


def ask_what_applies(file: "NoticeFile") -> None:
    """In a terminal ask about each document that only the text demands; elsewhere the list governs (reading A39)."""
    from workflow.cli.interview import yes_or_no
    from workflow.errors import InputErrors
    from workflow.importers.notice_file import contradictions

    if not sys.stdin.isatty():
        return
    for demand in file.begard_handling:
        while demand.only_in_text and demand.galler is None:
            try:
                question = f"{demand.kod} {demand.namn} begärs bara i texten. Ska den gälla ändå, med frist? (ja/nej): "
                demand.galler = yes_or_no(input(question))
            except EOFError:
                raise KeyboardInterrupt from None
            except ArgumentTypeError as error:
                print(error, file=sys.stderr)  # noqa: T201
    if problems := contradictions(file):
        raise InputErrors(problems)


def warn_about(file: "NoticeFile", calendar: "Calendar", terminal: Terminal) -> None:
    """Before a notice is registered: its red days (reading A15), and what only its text demands (reading A39)."""
    from workflow.importers.notice_file import red_days

    for day, why in red_days(file, calendar):
        _warn(f"Obs: {day} är ingen arbetsdag ({why}). Datumet gäller som det står.", terminal)
    for demand in outside_the_list((d.kod, d.namn, d.only_in_text) for d in file.begard_handling):
        _warn(f"Obs: {demand} efterfrågas bara i texten. Beslutslistan gäller; ingen frist (läsning A39).", terminal)
    for demand in outside_the_list((d.kod, d.namn, bool(d.galler)) for d in file.begard_handling):
        _warn(f"Obs: {demand} står bara i texten men gäller ändå (galler = true), med frist (läsning A39).", terminal)


def _warn(text: str, terminal: Terminal) -> None:
    terminal.warn(paragraphs(text, terminal.width))


def dispatch(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register that a notice has left."""
    from workflow.actions.dispatch import dispatch as act

    means = "e-post" if arguments.means == "epost" else arguments.means
    work = carried_out(arguments, terminal, act, means, arguments.on_day, number=arguments.notice_number)
    return tell(
        arguments, terminal, f"Påpekandet i ärende {arguments.case} är expedierat med {means}; fristerna löper.", work
    )


def bounced(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register that a notice came back."""
    from workflow.actions.dispatch import bounced as act

    work = carried_out(arguments, terminal, act, arguments.on_day, number=arguments.notice_number)
    return tell(arguments, terminal, f"Påpekandet i ärende {arguments.case} kom i retur {arguments.on_day}.", work)


def resend(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register that the same notice has been sent again."""
    from workflow.actions.dispatch import resend as act

    means = "e-post" if arguments.means == "epost" else arguments.means
    work = carried_out(arguments, terminal, act, means, arguments.on_day, number=arguments.notice_number)
    return tell(arguments, terminal, f"Samma påpekande i ärende {arguments.case} är sänt igen med {means}.", work)


def confirm_receipt(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register that a notice has been received."""
    from workflow.actions.dispatch import confirm_receipt as act

    work = carried_out(arguments, terminal, act, arguments.on_day, arguments.means, number=arguments.notice_number)
    return tell(
        arguments,
        terminal,
        f"Påpekandet i ärende {arguments.case} är mottaget {arguments.on_day} ({arguments.means}).",
        work,
    )
