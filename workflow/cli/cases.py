"""ärende ny, lista, visa."""

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from states.deadlines import is_late, is_overdue
from states.facts import CaseFacts, Deficiency
from states.flags import flags
from workflow.cli.output import Table, Terminal, paragraphs
from workflow.cli.session import actor, carried_out, reading, tell, writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.forecast import ComingMail
    from workflow.context import Context
    from workflow.importers.case_file import CaseFile
    from workflow.importers.source import Source
    from workflow.status.opening import Counts


def new(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Open a case out of a file."""
    from workflow.importers.source import source_of

    return open_out_of(source_of(arguments.file), arguments, terminal)


def open_out_of(source: "Source", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Open the case that the source tells. Every problem is told at once, with its place in the source."""
    from workflow.actions.open_case import open_and_look_ahead
    from workflow.errors import InputError, InputErrors

    with writing(arguments, terminal) as context:
        file = _case(source, context)
        try:
            opened = open_and_look_ahead(context, file, actor(arguments))
        except InputErrors as error:
            raise source.placed(error.problems) from None
        except InputError as error:
            raise source.placed([error]) from None
    also = " Det som hände före registreringen är infört, utan mejl." if file.begins_in_mid_life else ""
    tell(arguments, terminal, f"Ärende {opened.serial} ({file.arende.diarienummer}) är upplagt.{also}", opened.work)
    if arguments.dry_run:
        terminal.say(paragraphs("\n".join(_coming(opened.coming)), terminal.width))
    return 0


def _case(source: "Source", context: "Context") -> "CaseFile":
    """The case; where it cannot be read, also what the installation would say against what can."""
    from workflow.actions.open_case import installation_problems
    from workflow.errors import InputErrors
    from workflow.importers.case_file import CaseTable
    from workflow.importers.toml_file import validated

    try:
        return source.case()
    except InputErrors as error:
        found = error.problems
    try:
        table = validated(source.tables.get("arende"), CaseTable)
    except InputErrors:
        raise InputErrors(found) from None
    raise source.placed([*found, *installation_problems(context, table)])


def form(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write an empty form."""
    from workflow.cli.session import rulebooks_and_mailboxes
    from workflow.importers.form_writer import write_form

    rulesets, mailboxes = rulebooks_and_mailboxes(arguments, terminal)
    write_form(arguments.file, rulesets, mailboxes)
    terminal.say(f"{arguments.file} är skriven. När den är ifylld: brist ärende ny {arguments.file} --torrkör")
    return 0


def _coming(mails: "tuple[ComingMail, ...]") -> "Iterator[str]":
    if not mails:
        yield "Inga mejl går de närmaste 30 dagarna."
        return
    yield "Mejl de närmaste 30 dagarna, om inget mer registreras:"
    for mail in mails:
        condition = f" – {mail.condition}" if mail.condition else ""
        yield f"  {mail.on} till {mail.role}: {mail.what}{condition}"


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
        rows = cases(installation.reader, arguments.state)
    if arguments.json:
        terminal.say_json("ärenden", rows)
        return 0
    if not rows:
        terminal.say("Inga ärenden.")
        return 0
    table = Table("Nr", "Diarienummer", "Enhet", "Brister", "Nästa frist", right=(0,))
    for row in rows:
        states = ", ".join(f"{number} {state}" for state, number in row.states.items())
        table.add(row.serial, row.register_number, row.unit, states, row.next_due_on)
    terminal.say(table.text(terminal.width))
    return 0


def show(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show a case."""
    from workflow.status.opening import counts_of
    from workflow.store import queries
    from workflow.store.facts import find_case, load_facts

    with reading(arguments, terminal) as installation:
        reader = installation.reader
        case = load_facts(reader, find_case(reader, arguments.case).uuid)
        lines = reader.all(queries.DOCUMENT_LINES, case=case.head.uuid)
        counted = counts_of(reader, case.head.uuid)
        now = installation.clock.now()
    counts = {d.code: case.count_of_notices(d.code) for d in case.deficiencies}
    if arguments.json:
        shown = {d.code: flags(case, d.code, now) for d in case.deficiencies}
        shown_case = {"case": case, "document_lines": lines, "notice_counts": counts, "flags": shown, "counts": counted}
        terminal.say_json("ärende", shown_case)
        return 0
    terminal.say(paragraphs(_head(case), terminal.width))
    names = {line.code: line.name for line in lines}
    for table in (_deficiencies(case, counts, now), _notices(case), _deadlines(case, names, now)):
        terminal.say("\n" + table.text(terminal.width))
    for line in lines:
        if line.in_text_only:
            text = f"{line.code} {line.name}: efterfrågas bara i texten, utan egen frist"
            terminal.say("\n" + paragraphs(text, terminal.width))
    if counted.rows:
        terminal.say("\n" + _counts(counted).text(terminal.width))
    return 0


def _head(case: CaseFacts) -> str:
    head = case.head
    assumed = "\nDatum i ärendet är antagna." if head.dates_assumed else ""
    return (
        f"Ärende {head.serial}: {head.register_number} [{head.reference}], version {head.version}\n"
        f"{head.provider}, {head.unit} – {head.agreement} ({head.regime})\n"
        f"Svar till {head.mailbox}; öppnat {head.opened_on}{assumed}"
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
