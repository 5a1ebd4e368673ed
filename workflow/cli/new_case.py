"""ärende ny and ärende mall: a case out of a file, out of a form, or question by question."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.cli.output import Terminal, paragraphs
from workflow.cli.session import actor, reading, tell, writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.forecast import ComingMail
    from workflow.cli.interview import Draft, Interview
    from workflow.context import Context
    from workflow.importers.case_file import CaseFile
    from workflow.importers.source import Source


def new(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Open a case out of a file, or out of answers given in a terminal."""
    if arguments.file is None:
        return _asked(arguments, terminal)
    from workflow.importers.source import source_of

    source = source_of(arguments.file)
    with writing(arguments, terminal) as context:
        return _open(source, context, arguments, terminal)


def _open(source: "Source", context: "Context", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Open the case that the source tells. Every problem is told at once, with its place in the source."""
    from workflow.actions.open_case import open_and_look_ahead
    from workflow.errors import InputError, InputErrors

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
    else:
        _tell_earlier(arguments, terminal, opened.serial)
    return 0


def _tell_earlier(arguments: argparse.Namespace, terminal: Terminal, serial: int) -> None:
    """What the unit had before, and what was noterad to be taken up now."""
    from workflow.cli.around import earlier_text
    from workflow.status.around import earlier
    from workflow.store.facts import find_case, load_facts

    with reading(arguments, terminal) as installation:
        reader = installation.reader
        found = earlier(reader, load_facts(reader, find_case(reader, str(serial)).uuid))
    if found:
        terminal.say(paragraphs(earlier_text(found), terminal.width))


_WELCOME = (
    "Svara på en fråga i taget. ? ger hjälp, < går tillbaka en fråga, tomt svar tar det som står inom hakparentes. "
    "Varje svar sparas; avbryt med Ctrl-C och fortsätt en annan gång."
)


def _asked(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Ask in the terminal, and keep the answers until they have become a case."""
    from workflow.cli.interview import Draft, Interview
    from workflow.cli.main import EXIT_INTERRUPTED
    from workflow.cli.parser import UsageError

    if not sys.stdin.isatty():
        raise UsageError("brist ärende ny", "ange FIL, eller ge kommandot i en terminal för att svara på frågor.")
    with writing(arguments, terminal) as context:
        user = actor(arguments).user.replace("/", "-")
        draft = Draft(context.data_folder / "utkast" / f"arende-{user}.toml")
        interview = Interview(input, terminal.say, draft)
        try:
            return _by_interview(interview, draft, context, arguments, terminal)
        except (KeyboardInterrupt, EOFError):
            kept = f"Svaren finns kvar i {draft.path}" if interview.answered else "Inget hann besvaras"
            terminal.warn(paragraphs(f"\nAvbrutet. {kept}. Fortsätt med: brist ärende ny", terminal.width))
            return EXIT_INTERRUPTED


def _by_interview(
    interview: "Interview", draft: "Draft", context: "Context", arguments: argparse.Namespace, terminal: Terminal
) -> int:
    from workflow.actions.open_case import installation_checks
    from workflow.cli.case_questions import case_questions
    from workflow.errors import InputErrors
    from workflow.importers.source import Source

    terminal.say(paragraphs(_WELCOME, terminal.width))
    if interview.answered and not interview.confirm(f"Fortsätta på utkastet med {interview.answered} svar?"):
        terminal.say(f"Det gamla utkastet ligger i {draft.set_aside()}.")
        interview.forget()
    checks = installation_checks(context)

    def questions(asks: "Interview") -> "Source | None":
        source = Source(Path("svaren"), case_questions(asks, checks))
        terminal.say(paragraphs(_summary(source), terminal.width))
        return source if asks.confirm("Lägg upp ärendet?") else None

    source = interview.run(questions)
    if source is None:
        terminal.say(paragraphs(f"Inget är upplagt. Svaren finns kvar i {draft.path}.", terminal.width))
        return 0
    try:
        code = _open(source, context, arguments, terminal)
    except InputErrors:
        remedy = "Svaren finns kvar. Ge brist ärende ny igen, och gå tillbaka med < till det som ska rättas."
        terminal.warn(paragraphs(remedy, terminal.width))
        raise
    if not arguments.dry_run:
        draft.remove()
    return code


def _summary(source: "Source") -> str:
    tables = source.tables
    case, provider = tables["arende"], tables["utforare"]
    lines = [f"\n{case['diarienummer']}: {provider['namn']}, {provider['enhet']} – {case['avtal']} ({case['regler']})"]
    lines += [f"  kontakt: {row['namn']} <{row['adress']}>" for row in tables["kontakt"]]
    for row in tables["brist"]:
        points = ", ".join(point["kod"] for point in row["delbrist"])
        lines.append(f"  {row['kod']} {row['punkt']}: {points}")
    earlier = sum(len(rows) for name, rows in tables.items() if name.startswith("tidigare_"))
    return "\n".join([*lines, f"  tidigare händelser: {earlier}"])


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
