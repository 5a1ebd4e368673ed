"""anteckna: a tjänsteanteckning – what has come to the case's knowledge otherwise than by a handling."""

from dataclasses import dataclass
from datetime import date

from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.store.events import Actor
from workflow.store.kinds import Kind


@dataclass(frozen=True, slots=True)
class OfficialNote:
    """What was said or seen, on which day (None: today), in which form, and with whom."""

    form: str  # telefon, besök, möte, övrigt
    text: str
    on_day: date | None = None
    party: str = ""


def write_note(
    context: Context, case: str, deficiency: str | None, note: OfficialNote, actor: Actor, *, version: int | None = None
) -> Work:
    """Keep the note with its day and its writer; it moves nothing and mails nothing.

    Source: 27 § förvaltningslagen (2017:900): "det ska framgå när dokumentationen har gjorts och av vem".
    """
    with commanding(context, case, actor, version=version) as work:
        if deficiency:
            work.deficiency(deficiency)
        day = note.on_day or work.today
        refuse_ahead(work, day)
        body = {"form": note.form, "text": note.text, "party": note.party, "deficiency": deficiency or ""}
        work.record(Kind.NOTE_WRITTEN, body, effective_on=day)
    return work


def refuse_ahead(work: Work, day: date) -> None:
    """Raise InputError for a day that has not come."""
    if day > work.today:
        raise InputError("--den", f"{day} ligger i framtiden", "registrera det när det har hänt")
