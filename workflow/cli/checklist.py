"""checklista, bedöm-rad: what has been demanded, what has come, and whether a person finds it enough."""

import argparse
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from workflow.cli.answers import lines
from workflow.cli.output import Table, Terminal, listed
from workflow.cli.session import carried_out, reading, tell

if TYPE_CHECKING:
    from workflow.status.checklist import ChecklistLine


def show(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show every line of the case's notices."""
    from workflow.status.checklist import checklist
    from workflow.store.facts import find_case, load_facts

    with reading(arguments, terminal) as installation:
        case = load_facts(installation.reader, find_case(installation.reader, arguments.case).uuid)
        found = checklist(installation.reader, case)
    if arguments.json:
        terminal.say_json("checklista", found)
        return 0
    if not found:
        terminal.say("Inget påpekande i ärendet begär en plan eller en handling.")
        return 0
    tables = [
        f"Påpekande nr {number}\n{_table(of_notice).text(terminal.width)}"
        for number, of_notice in groupby(found, key=lambda line: line.notice)
    ]
    terminal.say("\n\n".join(tables))
    return 0


def _table(found: "Iterable[ChecklistLine]") -> Table:
    table = Table("Rad", "Begärt", "Senast", "Kom in, och räcker det?")
    for line in found:
        codes = f" ({', '.join(line.deficiencies)})" if line.deficiencies else ""
        day = (line.due_on or "okänt") if line.deficiencies else "bara i texten"
        table.add(line.item, line.name + codes, day, "\n".join(_told(line)))
    return table


def _told(line: "ChecklistLine") -> Iterator[str]:
    """What has come, what a person said last, and that something is not assessed or still awaited."""
    for one in line.came:
        late = " (sent)" if one.is_late else ""
        yield f"{one.counted_on}{late}, {f'mejl {one.mail}' if one.mail else one.means}"
    if said := line.said:
        reason = f": {said.reason}" if said.reason else ""
        yield f"{said.what.replace('-', ' ')} {said.on_day}, {said.actor}{reason}"
    if line.came and not line.is_assessed:
        yield "nytt har kommit sedan dess" if line.said else "inte bedömt"
    if line.awaited:
        yield line.awaited


def assess(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Say whether what has come is enough."""
    from workflow.actions.assess_lines import LineAssessment, assess_lines
    from workflow.status.checklist import Sufficiency

    outcome, reason = Sufficiency(arguments.outcome), arguments.reason or ""
    assessment = LineAssessment(lines(arguments.concerns), outcome, reason, arguments.notice_number)
    work = carried_out(arguments, terminal, assess_lines, assessment)
    said = assessment.outcome.replace("-", " ")
    sentence = f"{listed(assessment.lines)} {said} i ärende {arguments.case}. Antecknat; det flyttar ingenting."
    return tell(arguments, terminal, sentence, work)
