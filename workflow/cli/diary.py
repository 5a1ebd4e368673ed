"""diarium, publicera."""

import argparse
from typing import TYPE_CHECKING

from workflow.cli.output import Table, Terminal, paragraphs
from workflow.cli.session import carried_out, reading, tell
from workflow.errors import InputError

if TYPE_CHECKING:
    from workflow.status.diary import DiaryLine

_HEADINGS = ("Datum", "Diarienummer", "Nr", "Riktning", "Från/till", "Ärendemening", "SHA-256")


def show(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the handlingar, or write them to a file."""
    from workflow.status.diary import diary

    first, last = arguments.from_day, arguments.until_day
    if first and last and last < first:
        raise InputError("--till", f"{last} ligger före {first}", "ange dagarna i ordning")
    with reading(arguments, terminal) as installation:
        lines = diary(installation.reader, first, last)
    if arguments.csv:
        _write(arguments, lines)
    if arguments.json:
        terminal.say_json("diarium", lines)
    elif arguments.csv:
        terminal.say(f"Skrivet till {arguments.csv}: {len(lines)} {'rad' if len(lines) == 1 else 'rader'}.")
    else:
        terminal.say(_table(lines).text(terminal.width) if lines else "Inga handlingar.")
    return 0


def _write(arguments: argparse.Namespace, lines: "list[DiaryLine]") -> None:
    """A file that exists is left as it is: FileExistsError is told to the user."""
    from workflow.documents.semicolons import semicolon_file

    rows = (
        (line.on_day, line.register_number, line.number, line.direction, line.party, line.subject, line.sha256)
        for line in lines
    )
    with arguments.csv.open("xb") as file:
        file.write(semicolon_file(_HEADINGS, rows))


def _table(lines: "list[DiaryLine]") -> Table:
    table = Table("Datum", "Diarienummer", "Nr", "", "Från/till", "Vad", right=(2,))
    for line in lines:
        table.add(line.on_day, line.register_number, line.number, line.direction, line.party, line.subject)
    return table


def publish(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register a publication."""
    from workflow.actions.publish import Publication
    from workflow.actions.publish import publish as act

    publication = Publication(arguments.on_day, arguments.place, arguments.document, arguments.reason or "")
    work = carried_out(arguments, terminal, act, publication)
    (event,) = (event for event in work.recorded if "small" in event.body)
    if event.body.get("is_read") is False:
        told = "Obs: programmet kan inte läsa handlingen; sök själv efter små tal i den."
        terminal.warn(paragraphs(told, terminal.width))
    sentence = f"Publiceringen {arguments.on_day} ({arguments.place}) är antecknad i ärende {arguments.case}."
    return tell(arguments, terminal, sentence, work)
