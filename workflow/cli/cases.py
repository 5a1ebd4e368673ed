"""ärende lista, visa, genomgånget."""

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from states.deadlines import is_late, is_overdue
from states.facts import CaseFacts, Deficiency
from states.flags import flags
from workflow.cli.output import Table, Terminal, paragraphs
from workflow.cli.session import carried_out, reading, tell
from workflow.store.alphabet import matches

if TYPE_CHECKING:
    from workflow.status.opening import Counts
    from workflow.status.overview import CaseRow


def gone_through(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Say that what fell due before the registration has been gone through."""
    from workflow.actions.milestones import gone_through as act

    work = carried_out(arguments, terminal, act, arguments.note or "")
    return tell(
        arguments, terminal, f"Det som förföll före registreringen av ärende {arguments.case} är genomgånget.", work
    )


def list_cases(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List the cases."""
    from workflow.status.overview import cases

    with reading(arguments, terminal) as installation:
        rows = [row for row in cases(installation.reader, arguments.state) if _is_sought(arguments.sought, row)]
    if arguments.json:
        terminal.say_json("ärenden", rows)
        return 0
    if not rows:
        terminal.say("Inga ärenden." if arguments.sought is None else "Inget ärende motsvarar det.")
        return 0
    table = Table("Nr", "Diarienummer", "Enhet", "Brister", "Nästa frist", right=(0,))
    for row in rows:
        states = ", ".join(f"{number} {state}" for state, number in row.states.items())
        table.add(row.serial, row.register_number, row.unit, states, row.next_due_on)
    terminal.say(table.text(terminal.width))
    return 0


def _is_sought(sought: str | None, row: "CaseRow") -> bool:
    return sought is None or matches(sought, row.register_number, row.reference, row.provider, row.unit)


def show(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show a case."""
    from workflow.cli.ahead import tell_ahead
    from workflow.cli.around import tell_around
    from workflow.status.ahead import ahead
    from workflow.status.around import around
    from workflow.status.opening import counts_of
    from workflow.store import queries
    from workflow.store.facts import find_case, load_facts

    with reading(arguments, terminal) as installation:
        reader = installation.reader
        case = load_facts(reader, find_case(reader, arguments.case).uuid)
        lines = reader.all(queries.DOCUMENT_LINES, case=case.head.uuid)
        counted = counts_of(reader, case.head.uuid)
        now = installation.clock.now()
        stands_around = around(reader, case, installation.calendar)
        comes = ahead(reader, case, now, installation.calendar)
    counts = {d.code: case.count_of_notices(d.code) for d in case.deficiencies}
    if arguments.json:
        shown = {d.code: flags(case, d.code, now) for d in case.deficiencies}
        told = {"case": case, "document_lines": lines, "notice_counts": counts, "flags": shown, "counts": counted}
        terminal.say_json("ärende", told | {"around": stands_around, "ahead": comes})
        return 0
    terminal.say(paragraphs(_head(case), terminal.width))
    names = {line.code: line.name for line in lines}
    tables = (_deficiencies(case, counts, now), _notices(case), _deadlines(case, names, now))
    for table in filter(None, tables):
        terminal.say("\n" + table.text(terminal.width))
    for line in lines:
        if line.in_text_only:
            text = f"{line.code} {line.name}: efterfrågas bara i texten, utan egen frist"
            terminal.say("\n" + paragraphs(text, terminal.width))
    if counted.rows:
        terminal.say("\n" + _counts(counted).text(terminal.width))
    tell_around(case, stands_around, now, terminal)
    tell_ahead(comes, terminal)
    return 0


def _head(case: CaseFacts) -> str:
    head = case.head
    assumed = "\nDatum i ärendet är antagna." if head.dates_assumed else ""
    return (
        f"Ärende {head.serial}: {head.register_number} [{head.reference}], version {head.version}\n"
        f"{head.provider}, {head.unit} – {head.agreement} ({head.regime})\n"
        f"Svar till {head.mailbox}; öppnat {head.opened_on}; handläggare {head.responsible or 'ej utsedd'}{assumed}"
    )


def _about(deficiency: Deficiency) -> list[str]:
    kind = [] if deficiency.is_requirement else ["rekommendation"]
    return kind + ([f"grad {deficiency.grade}"] if deficiency.grade else [])


def _deficiencies(case: CaseFacts, counts: dict[str, int], now: datetime) -> Table:
    table = Table("Brist", "Krav", "Tillstånd", "Sedan", "Påpekanden", right=(4,))
    for deficiency in case.deficiencies:
        told = [deficiency.name, *_about(deficiency), *flags(case, deficiency.code, now)]
        name = told[0] + (f" ({', '.join(told[1:])})" if told[1:] else "")
        table.add(deficiency.code, name, deficiency.state, deficiency.state_since_on, counts[deficiency.code])
        for point in case.subpoints_of(deficiency.code):
            gone = f"återkallad {point.withdrawn_on}" if point.withdrawn_on else point.verdict
            table.add(point.code, point.text, gone, None, None)
    return table


def _counts(counts: "Counts") -> Table:
    """Numbers of units as the source states them; they make no deficiency."""
    table = Table("Krav", "Uppfyller", "Avviker", "Ej tillämpligt", "Avvikande enheter", "Grad")
    for row in counts.rows:
        inapplicable = f"{row.not_applicable}" + (
            f" ({', '.join(row.not_applicable_for)})" if row.not_applicable_for else ""
        )
        units = ", ".join(row.units) if row.units else "okända" if row.deviating else ""
        name = f"{row.area}: {row.requirement}" if row.area else row.requirement
        table.add(
            name, f"{row.meeting} av {row.total}", f"{row.deviating} av {row.total}", inapplicable, units, row.grade
        )
    return table


def _notices(case: CaseFacts) -> Table:
    table = Table("Påpekande", "Beslutat", "Expedierat", "Mottaget", "Delbrister", right=(0,))
    for notice in case.notices:
        left = f"{notice.dispatched_on} {notice.dispatched_by}" if notice.dispatched_on else "ej expedierat"
        received = f"{notice.received_on} {notice.received_by}" if notice.received_on else "ej bekräftat"
        table.add(notice.number, notice.decided_on, left, received, ", ".join(sorted(notice.subpoints)))
    return table


def _deadlines(case: CaseFacts, names: dict[str, str], now: datetime) -> Table:
    table = Table("Senast", "Frist", "Brist", "Läge", "Inkom")
    for row in case.deadlines:
        what = f"{row.item} {names[row.item]}" if row.item in names else row.kind
        late = " (sent)" if row.answered_on and is_late(row.due_on, row.answered_on) else ""
        status = "passerad" if is_overdue(row, now) else row.status
        table.add(row.due_on or "okänt", what, row.deficiency, status, f"{row.answered_on or ''}{late}")
    return table
