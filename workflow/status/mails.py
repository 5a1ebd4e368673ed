"""The mails: what waits, what is held, what was struck, what has left, and what the server said."""

from dataclasses import dataclass
from datetime import datetime

from workflow.store.queries import Number
from workflow.store.reader import Query, Reader

NOT_SENT = "ej avsänd"
UNWRITTEN = "kunde inte skrivas"  # how the reason begins of what waits because it could not be composed
ACCEPTED = "servern svarade"  # how the reply begins of a mail that left, but that its case could not take in


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """Something that ought to be said and is not part of a mail. `reason`: why it was struck, or not yet written."""

    planned_at: datetime
    rung: str
    recipient_role: str
    serial: int
    reference: str
    reason: str

    @property
    def what(self) -> str:
        """What it says, and of which case."""
        return named(self.rung, self.reference)


@dataclass(frozen=True, slots=True)
class MailLine:
    """A composed mail. `id` is what `epost visa` takes."""

    id: int
    composed_at: datetime
    status: str
    address: str
    subject: str
    attempts: int
    next_try_at: datetime
    reply: str


@dataclass(frozen=True, slots=True)
class MailView:
    """One mail in full, with the bytes that were or would be sent."""

    id: int
    composed_at: datetime
    status: str
    address: str
    subject: str
    attempts: int
    next_try_at: datetime
    reply: str
    settled_at: datetime | None
    message_id: str
    sha256: str
    raw: bytes


_LINE = "SELECT id, composed_at, status, address, subject, attempts, next_try_at, reply"
_PLANNED_LINE = (
    "SELECT p.planned_at, p.rung, p.recipient_role, COALESCE(c.serial, 0), COALESCE(c.reference, ''), p.reason "
    "FROM planned_mail p LEFT JOIN followup_case c ON c.uuid = p.case_uuid "
)
_PLANNED = Query(
    "Planned mails that wait.",
    _PLANNED_LINE + "WHERE p.status = 'planerad' ORDER BY p.planned_at, p.id",
    PlannedLine,
)
_STRUCK = Query(
    "The planned mails that were struck before they were written, at most the hundred latest.",
    _PLANNED_LINE + "WHERE p.status = 'struken' AND p.mail_id IS NULL ORDER BY p.planned_at DESC, p.id DESC LIMIT 100",
    PlannedLine,
)
_UNFINISHED = Query(
    "Composed mails that have not been sent.", f"{_LINE} FROM mail WHERE status <> 'avsänd' ORDER BY id", MailLine
)
_ONE = Query("One mail.", f"{_LINE}, settled_at, message_id, sha256, raw FROM mail WHERE id = :mail", MailView)
_CASES = Query(
    "The cases that a mail is about.",
    "SELECT DISTINCT c.serial FROM planned_mail p JOIN followup_case c ON c.uuid = p.case_uuid "
    "WHERE p.mail_id = :mail ORDER BY c.serial",
    Number,
)


def named(rung: str, reference: str) -> str:
    """What a planned mail says, and of which case: "kvittens [BV-1-C]"; of none: "kvittens"."""
    return f"{rung} [{reference}]" if reference else rung


def waiting(reader: Reader) -> tuple[list[PlannedLine], list[MailLine]]:
    """What is planned and waits, and what is composed and has not been sent."""
    return reader.all(_PLANNED), reader.all(_UNFINISHED)


def struck(reader: Reader) -> list[PlannedLine]:
    """What was not said after all and why, the latest planned first; at most a hundred."""
    return reader.all(_STRUCK)


def one(reader: Reader, mail: int) -> MailView | None:
    """The mail of that id."""
    return reader.one(_ONE, mail=mail)


def for_the_log(reader: Reader, mail: int) -> str:
    """A mail as the log names it, by its id and its cases' numbers: "17 (ärende 1, 3)"."""
    cases = ", ".join(str(case.value) for case in reader.all(_CASES, mail=mail))
    return f"{mail} ({f'ärende {cases}' if cases else 'inget ärende'})"
