"""Letters of their own that ought to have left and have not: a task each, which goes once they have left.

A notice and a kallelse are told by the facts (`states.tasks`). What gives the provider a time to act is held after a
working day, as they are; what only informs leaves however late (ADR 0018).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from states.reminders import Role
from states.tasks import Task, held_since
from states.workdays import Calendar, local_day
from workflow.status.mails import UNWRITTEN
from workflow.store.reader import Query, Reader

HELD = "hålls kvar: lämnade inte kommunen inom en arbetsdag"
GIVES_TIME = frozenset({"fact check", "supplement"})


@dataclass(frozen=True, slots=True)
class _Letter:
    id: int
    cause_kind: str
    rung: str
    planned_at: datetime
    reference: str
    serial: int


_LETTERS = Query(
    "The letters of their own that have not left; those that could not be composed are told as such.",
    "SELECT p.id, p.cause_kind, p.rung, p.planned_at, c.reference, c.serial FROM planned_mail p "  # noqa: S608 – our own word
    "JOIN followup_case c ON c.uuid = p.case_uuid LEFT JOIN mail m ON m.id = p.mail_id "
    "WHERE p.bundle = 'ensam' AND p.cause_kind NOT IN ('notice', 'meeting') "
    f"AND ((p.status = 'planerad' AND p.reason NOT LIKE '{UNWRITTEN}%') OR m.status = 'köad') ORDER BY p.id",
    _Letter,
)
_COMMANDS = {
    "fact check": (
        "brist epost sänd {} --skäl TEXT – eller skicka den på nytt med en ny dag: "
        "brist avsluta-sakgranskning {} --ändringar TEXT"
    ),
    "supplement": (
        "brist epost sänd {} --skäl TEXT – eller ge en ny dag: "
        "brist rätta {} --händelse NUMMER --till DATUM --skäl TEXT"
    ),
}


def left_behind(reader: Reader, now: datetime, calendar: Calendar) -> Iterator[tuple[str, Task]]:
    """The reference of the case, and the task."""
    for letter in reader.all(_LETTERS):
        since = held_since(letter.planned_at, calendar)
        if now >= since:
            yield letter.reference, _task(letter)


def _task(letter: _Letter) -> Task:
    day = local_day(letter.planned_at)
    what = f"Mejlet om {letter.rung} har inte lämnat kommunen sedan {day}"
    what += " och hålls kvar" if letter.cause_kind in GIVES_TIME else ": nå utföraren på annat sätt"
    command = _COMMANDS.get(letter.cause_kind, "brist epost kö").replace("{}", str(letter.serial))
    return Task(f"inte lämnat:{letter.id}", Role.CONTROLLER, what, day, command)
