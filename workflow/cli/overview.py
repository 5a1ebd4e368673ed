"""att-göra, frister, historik."""

import argparse
from datetime import date
from typing import TYPE_CHECKING

from workflow.cli.output import Table, Terminal
from workflow.cli.session import reading

if TYPE_CHECKING:
    from workflow.status.overview import TaskLine


def tasks(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show what waits for a person."""
    from workflow.status import overview

    with reading(arguments, terminal) as installation:
        found = overview.tasks(installation.reader, installation.clock.now(), installation.calendar, arguments.user)
    if arguments.json:
        terminal.say_json("att-göra", found)
        return 0
    if not found:
        terminal.say("Ingenting väntar.")
        return 0
    table = Table("Sedan", "Vem", "Ärende", "Vad")
    for task in found:
        table.add(task.since_on, _who(task), task.reference, f"{task.what}\n{task.command}")
    terminal.say(table.text(terminal.width))
    return 0


def _who(task: "TaskLine") -> str:
    if not task.name:
        return f"ingen är {task.role}"
    return f"{task.name} för {task.acts_for}" if task.acts_for else task.name


def deadlines(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the running dates."""
    from workflow.status import overview

    with reading(arguments, terminal) as installation:
        reader, now = installation.reader, installation.clock.now()
        found = overview.deadlines(reader, now, arguments.until_day)
        own = overview.own_days(reader, now, installation.calendar, arguments.until_day) if arguments.own else []
        found = sorted([*found, *own], key=lambda row: row.due_on or date.max)
    if arguments.json:
        terminal.say_json("frister", found)
        return 0
    if not found:
        terminal.say("Inga frister löper.")
        return 0
    table = Table("Senast", "", "Ärende", "Enhet", "Frist", "Vem")
    for row in found:
        item = "" if row.item in ("*", "plan") else f" {row.item}"
        table.add(
            row.due_on or "okänt",
            ", ".join([*(["passerad"] if row.overdue else []), *(["antagen"] if row.assumed else [])]),
            f"{row.serial}/{row.deficiency}".rstrip("/"),
            row.unit,
            row.kind + item,
            row.bound,
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
