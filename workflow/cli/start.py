"""drift starta."""

import argparse
import sys
from typing import TYPE_CHECKING

from workflow.cli.confirm import is_confirmed
from workflow.cli.output import Table, Terminal, paragraphs
from workflow.cli.session import actor, tell, writing
from workflow.errors import InputError

if TYPE_CHECKING:
    from workflow.first_morning import FirstMorning


def start(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show what would leave, ask, and let mail leave from now on."""
    from workflow.actions.start import start as carry_out
    from workflow.first_morning import first_morning

    with writing(arguments, terminal) as context:
        if not arguments.agreed:
            _show(first_morning(context), terminal)
        if arguments.only_show:
            return 0
        if not arguments.agreed and not arguments.dry_run and not _agrees(terminal, strike=arguments.strike):
            terminal.say("Ingenting är ändrat: inga mejl går.")
            return 0
        struck = carry_out(context, actor(arguments), strike=arguments.strike and not arguments.dry_run)
    if struck is None:
        return tell(arguments, terminal, "Mejlen går redan; ingenting är ändrat.")
    what = f" {struck} väntande mejl är strukna; se brist epost kö." if arguments.strike else ""
    return tell(arguments, terminal, f"Från och med nu går mejlen.{what}")


def _agrees(terminal: Terminal, *, strike: bool) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise InputError("--ja", "saknas, och det finns ingen att fråga", "se vad som skulle gå, och lägg till --ja")
    waiting = "Det som väntar stryks. " if strike else ""
    return is_confirmed(f"{waiting}Ska mejlen börja gå?", terminal)


def _show(found: "FirstMorning", terminal: Terminal) -> None:
    leaving = Table("Lämnar", "Till", "Ämne", "Därför att")
    for mail in found.leaving:
        leaving.add(mail.at, mail.address, mail.subject, mail.why)
    held = Table("Planerat", "Till", "Vad", "Väntar")
    for planned in found.held:
        held.add(planned.planned_at, planned.recipient_role, planned.what, planned.reason)
    coming = Table("Dag", "Ärende", "Till", "Vad, om inget kommer in", right=(1,))
    for line in found.coming:
        coming.add(line.on, line.serial, line.role, line.what)
    _say("Det här skulle lämna nu, eller när mejlfönstret öppnar:", leaving, terminal)
    _say("Det här är planerat, men lämnar inte då:", held, terminal)
    _say("Det här sägs de kommande fem arbetsdagarna:", coming, terminal)


def _say(title: str, table: Table, terminal: Terminal) -> None:
    terminal.say(paragraphs(title, terminal.width))
    terminal.say((table.text(terminal.width) if len(table) else "Inget.") + "\n")
