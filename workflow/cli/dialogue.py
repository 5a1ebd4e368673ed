"""anteckna, fråga …, möte …, påminnelser …: what goes between the municipality and the provider."""

import argparse
from typing import TYPE_CHECKING

from workflow.cli.output import Terminal, swedish_instant
from workflow.cli.session import carried_out, tell
from workflow.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime

    from workflow.store.kinds import Kind


def write_note(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write a note."""
    from workflow.actions.write_note import OfficialNote
    from workflow.actions.write_note import write_note as act

    note = OfficialNote(arguments.form, arguments.text, arguments.on_day, arguments.party or "")
    work = carried_out(arguments, terminal, act, arguments.deficiency, note)
    (event,) = (event for event in work.recorded if "form" in event.body)
    return tell(arguments, terminal, f"Antecknat i ärende {arguments.case}, {event.effective_on}.", work)


def ask(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register a question."""
    from workflow.actions.questions import Asked
    from workflow.actions.questions import ask as act

    asked = Asked(arguments.text, arguments.answer_by, arguments.on_day)
    work = carried_out(arguments, terminal, act, arguments.deficiency, asked)
    (event,) = (event for event in work.recorded if "number" in event.body)
    sentence = f"Fråga {event.body['number']} i ärende {arguments.case}, svar senast {arguments.answer_by}."
    return tell(arguments, terminal, f"{sentence} Inget mejlas.", work)


def reminded(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register a reminder of a question."""
    from workflow.store.kinds import Kind

    return _question(arguments, terminal, Kind.QUESTION_REMINDED)


def answered(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register an answer."""
    from workflow.store.kinds import Kind

    return _question(arguments, terminal, Kind.QUESTION_ANSWERED)


def unanswered(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Wait no longer."""
    from workflow.store.kinds import Kind

    return _question(arguments, terminal, Kind.QUESTION_UNANSWERED)


def _question(arguments: argparse.Namespace, terminal: Terminal, kind: "Kind") -> int:
    from workflow.actions.questions import Outcome, follow_up

    given = vars(arguments)
    outcome = Outcome(
        kind,
        number=arguments.number,
        on_day=given.get("on_day"),
        note=given.get("note") or given.get("reason") or "",
        answer_by=given.get("answer_by"),
    )
    work = carried_out(arguments, terminal, follow_up, outcome)
    (event,) = (event for event in work.recorded if "number" in event.body)
    word = kind.value.removeprefix("fråga ")
    return tell(arguments, terminal, f"Fråga {event.body['number']} i ärende {arguments.case} är {word}.", work)


def book(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Book a meeting."""
    from workflow.actions.meetings import Booking
    from workflow.actions.meetings import book as act

    booking = Booking(_starts_at(arguments), arguments.place, arguments.is_called)
    work = carried_out(arguments, terminal, act, booking)
    (event,) = (event for event in work.recorded if "replaces" in event.body)
    instead = "; det ersätter det förra" if event.body["replaces"] else ""
    sentence = f"Möte bokat {swedish_instant(booking.starts_at)} i ärende {arguments.case}{instead}."
    return tell(arguments, terminal, sentence, work)


def _starts_at(arguments: argparse.Namespace) -> "datetime":
    from workflow.cli import values

    try:
        return values.instant(f"{arguments.on_day} {arguments.clock_time.replace('.', ':')}")
    except argparse.ArgumentTypeError:
        what = f"'{arguments.clock_time}' är inget klockslag den {arguments.on_day}"
        raise InputError("--kl", what, "skriv timme och minut, till exempel --kl 13.00") from None


def held(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register a meeting."""
    from workflow.actions.milestones import meeting_held as act

    work = carried_out(arguments, terminal, act, arguments.on_day, arguments.note or "")
    return tell(arguments, terminal, f"Möte hållet {arguments.on_day} i ärende {arguments.case}.", work)


def cancelled(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Cancel a meeting."""
    from workflow.actions.meetings import cancel as act

    work = carried_out(arguments, terminal, act, arguments.reason)
    sentence = f"Mötet i ärende {arguments.case} är inställt; kommunens egen dag för mötet gäller som förut."
    return tell(arguments, terminal, sentence, work)


def pause(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Hold the provider's reminders."""
    from workflow.actions.pause_reminders import pause as act

    work = carried_out(arguments, terminal, act, arguments.until_day, arguments.reason)
    sentence = (
        f"Utföraren i ärende {arguments.case} påminns inte till och med {arguments.until_day}. Det som är sent är sent "
        "ändå, och påpekanden går som förut."
    )
    return tell(arguments, terminal, sentence, work)


def resume(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Let the reminders go again."""
    from workflow.actions.pause_reminders import resume as act

    work = carried_out(arguments, terminal, act)
    return tell(arguments, terminal, f"Utföraren i ärende {arguments.case} påminns igen.", work)
