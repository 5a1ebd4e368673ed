"""drift status, försenat."""

import argparse
from typing import TYPE_CHECKING

from workflow.cli.output import Table, Terminal, paragraphs, swedish_instant
from workflow.cli.session import reading
from workflow.errors import OK

if TYPE_CHECKING:
    from workflow.status.intake import InboxStanding
    from workflow.status.late import Outage
    from workflow.status.operations import Standing, Tasks

_DEGREES = ("ok", "VARNING", "KRITISKT")


def status(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Say how the daemon stands; the exit code is what monitoring reads."""
    from workflow.status.operations import findings, standing, waiting_tasks

    with reading(arguments, terminal) as installation:
        reader, now, calendar = installation.reader, installation.clock.now(), installation.calendar
        found = standing(reader, now, calendar)
        tasks = waiting_tasks(reader, now, calendar)
    told = findings(found)
    if arguments.json:
        terminal.say_json("driftstatus", {"degree": found.degree, "findings": told, "standing": found, "tasks": tasks})
        return found.degree
    terminal.say(_DEGREES[found.degree])
    for finding in told:
        lines = f"{_DEGREES[finding.degree]}: {finding.what}.\n     Gör så här: {finding.remedy}"
        terminal.say(paragraphs(lines, terminal.width))
    terminal.say(paragraphs(_figures(found, tasks), terminal.width))
    return found.degree


def _figures(found: "Standing", tasks: "Tasks") -> str:
    ticked = swedish_instant(found.ticked_at) if found.ticked_at else "aldrig"
    coming = swedish_instant(found.next_due_at) if found.next_due_at else "ingenting"
    unsent = f"{found.unsent.number}"
    if found.unsent.since:
        unsent += f", det äldsta sedan {swedish_instant(found.unsent.since)}"
    oldest = f", den äldsta sedan {tasks.oldest_since_on}" if tasks.oldest_since_on else ""
    troubled = ", ".join(f"{number} {status}" for status, number in sorted(found.mails.items()))
    daemons = ", ".join(f"{one.daemon} {swedish_instant(one.ticked_at)}" for one in found.daemons)
    return "\n".join(
        (
            f"Senaste varv: {ticked}" + (f" ({daemons})" if daemons else ""),
            f"Nästa förfaller: {coming}",
            f"Mejl som ska lämna: {unsent}",
            f"Mejl som hålls: {found.held}",
            f"Mejl att se på: {troubled or '0'}",
            f"Uppgifter: {tasks.number}{oldest}",
            *(f"Brevlåda {one.mailbox}: läst {_read(one)}" for one in found.inboxes),
        )
    )


def _read(inbox: "InboxStanding") -> str:
    return swedish_instant(inbox.read_at) if inbox.read_at else "aldrig"


def late(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show what fell due while no daemon ran."""
    from workflow.status.late import outages

    with reading(arguments, terminal) as installation:
        found = outages(installation.reader)
    if arguments.json:
        terminal.say_json("försenat", found)
        return OK
    if not found:
        terminal.say("Ingenting har förfallit medan tjänsten stod stilla.")
    for outage in found:
        _tell(outage, terminal)
    return OK


def _tell(outage: "Outage", terminal: Terminal) -> None:
    since, until = swedish_instant(outage.since), swedish_instant(outage.until)
    told = f"Tjänsten stod stilla från {since} till {until}. Det här hade då förfallit, och togs om hand efteråt:"
    terminal.say(paragraphs(told, terminal.width))
    table = Table("Ärende", "Brist", "Vad", "Dag", "Förföll", right=(0,))
    for day in outage.days:
        what = f"{day.kind} {day.item}" if day.item not in ("", "*") else day.kind
        table.add(day.serial, day.deficiency, what, day.due_on, day.fell_due_at)
    for mail in outage.mails:
        table.add(mail.serial or None, "", f"mejl: {mail.rung} till {mail.recipient_role}", None, mail.planned_at)
    terminal.say(table.text(terminal.width))
