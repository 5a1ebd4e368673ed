"""What has been mailed about a case, and what comes next by itself if nothing comes in and nobody does anything."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from states.facts import CaseFacts
from states.forecast import ComingMail, coming_mails, coming_reviews
from states.workdays import Calendar
from workflow.store.chain import OF_CHAIN, chain_of
from workflow.store.facts import stored_ruleset
from workflow.store.kinds import Kind
from workflow.store.reader import Query, Reader

_LOOK_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class CaseMailLine:
    """A composed mail about the case. `late`: since when it ought to have left and why, "" where it was in time."""

    id: int
    composed_at: datetime
    status: str
    address: str
    subject: str
    late: str


@dataclass(frozen=True, slots=True)
class UnsaidLine:
    """What is planned or was struck, and why; `number`: so many alike, one for each row that it is about."""

    status: str
    rung: str
    recipient_role: str
    reason: str
    planned_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """The mails so far, and what the clock will do: mails of the ladder, and reviews with their deficiencies."""

    mails: tuple[CaseMailLine, ...]
    unsaid: tuple[UnsaidLine, ...]
    coming: tuple[ComingMail, ...]
    reviews: tuple[tuple[date, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class _ComposedMail:
    id: int
    uuid: str
    composed_at: datetime
    status: str
    address: str
    subject: str


_MAILS = Query(
    "The mails that have been composed about a case.",
    "SELECT m.id, m.uuid, m.composed_at, m.status, m.address, m.subject FROM mail m "
    "WHERE EXISTS (SELECT 1 FROM planned_mail p WHERE p.mail_id = m.id AND p.case_uuid = :case) ORDER BY m.id",
    _ComposedMail,
)
_UNSAID = Query(
    "What of a case is planned and waits, or was struck.",
    "SELECT status, rung, recipient_role, reason, MIN(planned_at), COUNT(*) FROM planned_mail "
    "WHERE case_uuid = :case AND status IN ('planerad', 'struken') "
    "GROUP BY status, rung, recipient_role, reason ORDER BY MIN(id)",
    UnsaidLine,
)


def ahead(reader: Reader, case: CaseFacts, now: datetime, calendar: Calendar) -> Ahead:
    """As the case stands now."""
    rules = stored_ruleset(reader, case.head.ruleset)
    return Ahead(
        _mails(reader, case),
        tuple(reader.all(_UNSAID, case=case.head.uuid)),
        coming_mails(case, now, now + _LOOK_AHEAD, rules, calendar),
        coming_reviews(case, rules, calendar),
    )


def _mails(reader: Reader, case: CaseFacts) -> tuple[CaseMailLine, ...]:
    sent = (e.content for e in reader.all(OF_CHAIN, chain=chain_of(case.head.uuid)) if e.kind == Kind.MAIL_SENT)
    late = {body["mail"]: body.get("late", "") for body in sent}
    return tuple(
        CaseMailLine(mail.id, mail.composed_at, mail.status, mail.address, mail.subject, late.get(mail.uuid, ""))
        for mail in reader.all(_MAILS, case=case.head.uuid)
    )
