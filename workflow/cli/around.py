"""What `ärende visa` shows around the deficiencies: pause, questions, meetings, own days, notes, earlier follow-ups."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from states.facts import CaseFacts
from states.workdays import local_day
from workflow.cli.output import Table, Terminal, paragraphs, swedish_instant

if TYPE_CHECKING:
    from states.dialogue import Meeting
    from workflow.status.around import Around, EarlierLine


def tell_around(case: CaseFacts, around: "Around", now: datetime, terminal: Terminal) -> None:
    """Everything that there is of it, each under its own heading; nothing where there is nothing."""
    lines = [*_pause(case, now), *_next(case), *_published(around)]
    if lines:
        terminal.say("\n" + paragraphs("\n".join(lines), terminal.width))
    for table in (_questions(case), _meetings(case, now), _own(around), _notes(around), _earlier(case, around)):
        if table is not None:
            terminal.say("\n" + table.text(terminal.width))


def _pause(case: CaseFacts, now: datetime) -> Iterator[str]:
    pause = case.pause_on(local_day(now))
    if pause is not None:
        yield f"Påminnelser till utföraren är pausade till och med {pause.until_on}: {pause.reason}"


def _next(case: CaseFacts) -> Iterator[str]:
    if case.next_followup_on is not None:
        yield f"Nästa uppföljning är planerad till {case.next_followup_on}"


def _published(around: "Around") -> Iterator[str]:
    for line in around.published:
        yield f"Publicerat {line.on_day}: {line.place}"


def _questions(case: CaseFacts) -> Table | None:
    table = Table("Fråga", "Ställd", "Svar senast", "Läge", "Vad", right=(0,))
    for question in case.questions:
        what = f"{question.deficiency} {question.text}".strip()
        state = f"{question.state} {question.state_on}"
        table.add(question.number, question.asked_on, question.answer_by, state, what)
    return table if case.questions else None


def _meetings(case: CaseFacts, now: datetime) -> Table | None:
    table = Table("Möte", "Plats", "Kallelse", "Läge")
    for meeting in case.meetings:
        called = f"avsänd {meeting.called_on}" if meeting.called_on else "ej avsänd"
        table.add(swedish_instant(meeting.starts_at), meeting.place, called, _state(meeting, now))
    return table if case.meetings else None


def _state(meeting: "Meeting", now: datetime) -> str:
    if meeting.held_on is not None:
        return f"hållet {meeting.held_on}"
    if meeting.cancelled_on is not None:
        return f"inställt {meeting.cancelled_on}"
    return "bokat" if now < meeting.starts_at else "har passerat"


def _own(around: "Around") -> Table | None:
    table = Table("Kommunens dag", "Vad", "Brister")
    for own in around.own:
        table.add(own.due_on or "ingen dag", own.kind, ", ".join(own.deficiencies))
    return table if around.own else None


def _notes(around: "Around") -> Table | None:
    table = Table("Anteckning", "Av", "Hur", "Vad")
    for note in around.notes:
        form = f"{note.form}, {note.party}" if note.party else note.form
        table.add(note.on_day, note.actor, form, f"{note.deficiency} {note.text}".strip())
    return table if around.notes else None


def _earlier(case: CaseFacts, around: "Around") -> Table | None:
    table = Table("Förut", "Krav", "Nu", "Vad det betyder")
    for line in around.earlier:
        stated = [r for r in around.recurrences if r.deficiency == line.returns_as and r.deficiency]
        told = f"{line.state} {line.state_since_on}: {line.meaning}"
        said = [f"antecknat: {r.outcome} ({' '.join(filter(None, (r.about, r.reason)))})" for r in stated]
        if not said and line.returns_as and not line.state.is_final:
            said = [_to_state(case, line.returns_as, "sammanförd-kedja", line.serial, line.code)]
        elif not said and line.returns_as:
            said = [_to_state(case, line.returns_as, "återkommande", line.serial, line.code)]
        table.add(f"{line.serial}/{line.code}", line.name, line.returns_as, "\n".join([told, *said]))
    return table if around.earlier else None


def earlier_text(found: "Iterable[EarlierLine]") -> str:
    """What the unit had before, as it is told when a case is opened."""
    lines = (f"  {line.serial}/{line.code} {line.name}: {line.state}, {line.meaning}" for line in found)
    return "\n".join(("Förut hade enheten:", *lines))


def _to_state(case: CaseFacts, code: str, question: str, serial: int, before: str) -> str:
    return (
        f"brist ställningstagande {case.head.serial}/{code} --fråga {question} --utfall … --om {serial}/{before} "
        "--skäl TEXT"
    )
