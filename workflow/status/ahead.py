"""What has been mailed about a case, and what comes next by itself if nothing comes in and nobody does anything."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from states.facts import CaseFacts
from states.forecast import ComingMail, coming_mails, coming_reviews
from states.workdays import Calendar
from workflow.store.facts import stored_ruleset
from workflow.store.reader import Query, Reader

_LOOK_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class CaseMailLine:
    """A composed mail about the case."""

    id: int
    composed_at: datetime
    status: str
    address: str
    subject: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """The mails so far, and what the clock will do: mails of the ladder, and reviews with their deficiencies."""

    mails: tuple[CaseMailLine, ...]
    coming: tuple[ComingMail, ...]
    reviews: tuple[tuple[date, tuple[str, ...]], ...]


_MAILS = Query(
    "The mails that have been composed about a case.",
    "SELECT m.id, m.composed_at, m.status, m.address, m.subject FROM mail m WHERE EXISTS (SELECT 1 FROM planned_mail p "
    "WHERE p.mail_id = m.id AND p.case_uuid = :case) ORDER BY m.id",
    CaseMailLine,
)


def ahead(reader: Reader, case: CaseFacts, now: datetime, calendar: Calendar) -> Ahead:
    """As the case stands now."""
    rules = stored_ruleset(reader, case.head.ruleset)
    return Ahead(
        tuple(reader.all(_MAILS, case=case.head.uuid)),
        coming_mails(case, now, now + _LOOK_AHEAD, rules, calendar),
        coming_reviews(case, rules, calendar),
    )
