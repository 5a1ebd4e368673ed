"""drift försenat: what fell due while no daemon ran, and was carried out late.

Told by an event of its own, written when a daemon comes back and before it carries anything out: it keeps what had
fallen due and had not been done, so that nobody has to conclude it afterwards.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from states.instants import parse_instant
from workflow.store.kinds import Kind
from workflow.store.reader import Query, Reader


@dataclass(frozen=True, slots=True)
class LateDay:
    """A day of a case that fell due at an instant and could then not be carried out."""

    serial: int
    deficiency: str
    kind: str
    item: str
    due_on: date | None
    fell_due_at: datetime


@dataclass(frozen=True, slots=True)
class LateMail:
    """A mail of a case that was planned and had not left."""

    serial: int
    rung: str
    recipient_role: str
    planned_at: datetime


@dataclass(frozen=True, slots=True)
class Outage:
    """From the last tick before it to the first one after it."""

    since: datetime
    until: datetime
    days: tuple[LateDay, ...]
    mails: tuple[LateMail, ...]


@dataclass(frozen=True, slots=True)
class _Body:
    body: str


_OUTAGES = Query(
    "What fell due while no daemon ran, the latest first.",
    "SELECT b.body FROM event_head h JOIN event_body b ON b.head_hash = h.hash "
    "WHERE h.chain = 'drift' AND h.kind = :kind ORDER BY h.number DESC LIMIT 20",
    _Body,
)
LATE_DAYS = Query(
    "What has fallen due by now and has not been carried out, the oldest first.",
    "SELECT c.serial, d.deficiency, d.kind, d.item, d.due_on, d.look_again_at FROM deadline d "
    "JOIN followup_case c ON c.uuid = d.case_uuid WHERE d.look_again_at <= :now "
    "UNION ALL SELECT c.serial, '', 'påpekande', '', NULL, n.look_again_at FROM notice n "
    "JOIN followup_case c ON c.uuid = n.case_uuid WHERE n.look_again_at <= :now ORDER BY 6, 1, 2, 3, 4",
    LateDay,
)
LATE_MAILS = Query(
    "What is composed, or travels alone and is planned, and has not left, the oldest first.",
    "SELECT COALESCE(c.serial, 0), p.rung, p.recipient_role, p.planned_at FROM planned_mail p "
    "LEFT JOIN followup_case c ON c.uuid = p.case_uuid LEFT JOIN mail m ON m.id = p.mail_id "
    "WHERE m.status IN ('köad', 'påbörjad') OR (p.status = 'planerad' AND p.bundle = 'ensam') ORDER BY 4, 1, 2, 3",
    LateMail,
)


def outages(reader: Reader) -> list[Outage]:
    """The latest ones first, at most twenty."""
    import json

    return [_outage(json.loads(row.body)) for row in reader.all(_OUTAGES, kind=Kind.OUTAGE.value)]


def latest_outage(reader: Reader) -> Outage | None:
    """The one that ended last."""
    return next(iter(outages(reader)), None)


def _outage(body: Any) -> Outage:
    return Outage(
        parse_instant(body["since"]),
        parse_instant(body["until"]),
        tuple(_day(row) for row in body["days"]),
        tuple(
            LateMail(row["case"], row["rung"], row["role"], parse_instant(row["planned_at"])) for row in body["mails"]
        ),
    )


def _day(row: Any) -> LateDay:
    due_on = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    return LateDay(row["case"], row["deficiency"], row["kind"], row["item"], due_on, parse_instant(row["fell_due_at"]))
