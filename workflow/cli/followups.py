"""uppföljning planera, uppföljning lista."""

import argparse

from workflow.cli.output import Table, Terminal
from workflow.cli.session import carried_out, reading, tell


def plan(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Plan the next follow-up."""
    from workflow.actions.plan_followup import plan_followup as act

    work = carried_out(arguments, terminal, act, arguments.on_day, arguments.note or "")
    (latest,) = (event.body["latest"] for event in work.recorded if "latest" in event.body)
    is_late = latest is not None and arguments.on_day.isoformat() > latest
    late = f" Obs: det är efter {latest}, då den senast ska ske." if is_late else ""
    sentence = f"Nästa uppföljning efter ärende {arguments.case} är planerad till {arguments.on_day}.{late}"
    return tell(arguments, terminal, sentence, work)


def list_followups(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the units' follow-ups, the most urgent first."""
    from workflow.status.followups import followups

    with reading(arguments, terminal) as installation:
        rows = followups(installation.reader, installation.clock.now(), installation.calendar)
    if arguments.json:
        terminal.say_json("uppföljningar", rows)
        return 0
    if not rows:
        terminal.say("Inga uppföljningar.")
        return 0
    table = Table("Enhet", "Senast", "Ärende", "Nästa senast", "Planerad", "Noterat förra gången", right=(2,))
    for row in rows:
        due = f"{row.next_by} passerad" if row.is_overdue else row.next_by or row.no_next
        noted = "\n".join(f"{line.code} {line.name}: {line.reason}" for line in row.noted)
        table.add(f"{row.unit}\n{row.agreement}", row.last_on, row.serial, due, row.planned_on, noted)
    terminal.say(table.text(terminal.width))
    return 0
