"""att-göra, frister, historik."""

import argparse

from workflow.cli.output import Table, Terminal
from workflow.cli.session import reading


def tasks(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show what waits for a person."""
    from workflow.status import overview

    with reading(arguments, terminal) as installation:
        found = overview.tasks(installation.reader, installation.clock.now(), installation.calendar)
    if arguments.json:
        terminal.say_json("att-göra", found)
        return 0
    if not found:
        terminal.say("Ingenting väntar.")
        return 0
    table = Table("Sedan", "Vem", "Ärende", "Vad")
    for task in found:
        table.add(task.since_on, task.role, task.reference, f"{task.what}\n{task.command}")
    terminal.say(table.text(terminal.width))
    return 0


def deadlines(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the running dates."""
    from workflow.status import overview

    with reading(arguments, terminal) as installation:
        found = overview.deadlines(installation.reader, installation.clock.now(), arguments.until_day)
    if arguments.json:
        terminal.say_json("frister", found)
        return 0
    if not found:
        terminal.say("Inga frister löper.")
        return 0
    table = Table("Senast", "", "Ärende", "Enhet", "Frist")
    for row in found:
        item = "" if row.item in ("*", "plan") else f" {row.item}"
        table.add(
            row.due_on or "okänt",
            ", ".join([*(["passerad"] if row.overdue else []), *(["antagen"] if row.assumed else [])]),
            f"{row.serial}/{row.deficiency}",
            row.unit,
            row.kind + item,
        )
    terminal.say(table.text(terminal.width))
    return 0


def history(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show everything that has happened in a case."""
    from workflow.status.history import of_case

    with reading(arguments, terminal) as installation:
        found = of_case(installation.reader, arguments.case)
    if arguments.json:
        terminal.say_json("historik", found)
        return 0
    table = Table("Nr", "Gäller", "Registrerat", "Av", "Vad", right=(0,))
    for line in found:
        table.add(line.number, line.effective_on, line.recorded_at, line.actor, line.what)
    terminal.say(table.text(terminal.width))
    return 0
