"""The outbox: what is planned, struck and frozen. Core statements only, on the caller's connection.

What becomes of a frozen mail is in `claims`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, select, update

from notifications.tables import Mail, PlannedMail
from states.instants import instant_text

PLANNED: Any = PlannedMail.__table__  # type: ignore[attr-defined]
MAILS: Any = Mail.__table__  # type: ignore[attr-defined]
_IDENTITY = ("cause_kind", "cause_id", "cause_version", "rung", "recipient_role")
_SAME = select(PLANNED.c.id).where(*(PLANNED.c[name] == bindparam(name) for name in _IDENTITY))  # built once
_PLAN = insert(PLANNED)
WHYS = "; "  # between the reasons why a planned mail has waited
HANDLED = "avklarat av "  # how the reason begins of what a mail said that a person has taken care of


@dataclass(frozen=True, slots=True)
class Intent:
    """What ought to be said, and why: the five first fields are its identity."""

    cause_kind: str  # deadline, notice, decision, proposal
    cause_id: str
    cause_version: int
    rung: str
    recipient_role: str
    case_uuid: str
    bundle: str  # "samlad": with the recipient's other mails of the day; "ensam": at once


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned mail that waits."""

    id: int
    intent: Intent
    planned_at: str
    reason: str  # why it has waited, "" where nothing has held it


@dataclass(frozen=True, slots=True)
class Frozen:
    """A composed message. `contact` and `bundle_key` make it unique."""

    contact: str
    bundle: str
    bundle_key: str
    message_id: str
    address: str
    subject: str
    raw: bytes
    sha256: str


def plan(connection: Connection, intent: Intent, now: datetime, why: str = "", status: str = "planerad") -> bool:
    """Plan it unless it has been planned before; True if it was new. The caller's transaction is locked per case.

    `why`: what has made it late already. With the status *struken* it is put down as not said, and why not.
    """
    same = {name: getattr(intent, name) for name in _IDENTITY}
    if connection.execute(_SAME, same).first():
        return False
    row = same | {"case_uuid": intent.case_uuid, "bundle": intent.bundle}
    extra = {"uuid": str(uuid4()), "planned_at": instant_text(now), "status": status, "reason": why}
    connection.execute(_PLAN, row | extra)
    return True


def waiting(connection: Connection) -> list[Planned]:
    """Every planned mail that is neither struck nor part of a mail, oldest first."""
    rows = connection.execute(
        select(PLANNED).where(PLANNED.c.status == "planerad").order_by(PLANNED.c.planned_at, PLANNED.c.id)
    ).mappings()
    return [_planned(row) for row in rows]


def is_waiting(connection: Connection, cause_kind: str, cause_id: str) -> bool:
    """What is planned for that cause has neither been struck nor composed."""
    cause = (PLANNED.c.cause_kind == cause_kind, PLANNED.c.cause_id == cause_id, PLANNED.c.status == "planerad")
    return connection.execute(select(PLANNED.c.id).where(*cause)).first() is not None


def parts_of(connection: Connection, mail_id: int) -> list[Planned]:
    """What a mail says: the planned mails that it collects."""
    rows = connection.execute(select(PLANNED).where(PLANNED.c.mail_id == mail_id).order_by(PLANNED.c.id)).mappings()
    return [_planned(row) for row in rows]


def _planned(row: Any) -> Planned:
    return Planned(row["id"], _intent(row), row["planned_at"], row["reason"])


def _intent(row: Any) -> Intent:
    return Intent(**{name: row[name] for name in Intent.__slots__})


def strike(connection: Connection, planned_id: int, reason: str) -> None:
    """It is not said, and why stays visible."""
    connection.execute(
        update(PLANNED)
        .where(PLANNED.c.id == planned_id, PLANNED.c.status == "planerad")
        .values(status="struken", reason=reason)
    )


def waits(connection: Connection, parts: Iterable[Planned], why: str) -> None:
    """They are not said yet, and why is kept with them; several reasons in the order in which they were met."""
    for part in parts:
        if why not in part.reason.split(WHYS):
            reason = WHYS.join(filter(None, (part.reason, why)))
            connection.execute(update(PLANNED).where(PLANNED.c.id == part.id).values(reason=reason))


def restart(connection: Connection, planned_id: int, now: datetime) -> None:
    """What waits is to say something new: it is as if it had been planned now."""
    connection.execute(
        update(PLANNED)
        .where(PLANNED.c.id == planned_id, PLANNED.c.status == "planerad")
        .values(planned_at=instant_text(now), reason="")
    )


def strike_waiting(connection: Connection, reason: str) -> int:
    """Nothing of what waits is said, and why stays visible. Returns how many."""
    found = connection.execute(
        update(PLANNED).where(PLANNED.c.status == "planerad").values(status="struken", reason=reason)
    )
    return int(found.rowcount)


def trouble(connection: Connection, parts: Iterable[int], reason: str) -> bool:
    """They cannot be composed: they go on waiting, and why is shown to a person. True if that was not known."""
    found = connection.execute(
        update(PLANNED)
        .where(PLANNED.c.id.in_(list(parts)), PLANNED.c.status == "planerad", PLANNED.c.reason != reason)
        .values(reason=reason)
    )
    return found.rowcount > 0


def give_back(connection: Connection, mail_id: int, struck: Mapping[int, str]) -> None:
    """A collected mail is not sent after all: what still holds waits for the next one, the rest is struck."""
    for planned_id, reason in struck.items():
        connection.execute(
            update(PLANNED).where(PLANNED.c.id == planned_id).values(status="struken", reason=reason, mail_id=None)
        )
    connection.execute(update(PLANNED).where(PLANNED.c.mail_id == mail_id).values(status="planerad", mail_id=None))


def already_sent_today(connection: Connection, contact: str, bundle_key: str) -> bool:
    """The contact's collected mail of that sending day is composed already."""
    query = select(MAILS.c.id).where(
        MAILS.c.contact == contact, MAILS.c.bundle == "samlad", MAILS.c.bundle_key == bundle_key
    )
    return connection.execute(query).first() is not None


def not_sent_before(connection: Connection, contact: str, bundle_key: str) -> int:
    """How many mails of its own with that key the contact was to have had, and did not get after all."""
    theirs = (MAILS.c.contact == contact, MAILS.c.bundle == "ensam", MAILS.c.status == "ej avsänd")
    same = MAILS.c.bundle_key.startswith(bundle_key, autoescape=True)
    return len(connection.execute(select(MAILS.c.id).where(*theirs, same)).all())


def addressed(connection: Connection, mail_id: int) -> tuple[str, str]:
    """To which address a mail is written, and its key – of a collected mail its sending day."""
    row = connection.execute(select(MAILS.c.address, MAILS.c.bundle_key).where(MAILS.c.id == mail_id)).one()
    return row.address, row.bundle_key


def sent_to(connection: Connection, intent: Intent) -> frozenset[str]:
    """The addresses, in lower case, to which what has the same cause has been sent."""
    query = (
        select(MAILS.c.address)
        .join(PLANNED, PLANNED.c.mail_id == MAILS.c.id)
        .where(PLANNED.c.cause_kind == intent.cause_kind, PLANNED.c.cause_id == intent.cause_id)
        .where(MAILS.c.status == "avsänd")
    )
    return frozenset(address.casefold() for address in connection.execute(query).scalars())


def freeze(
    connection: Connection, uuid: str, frozen: Frozen, parts: list[int], now: datetime, delay: timedelta = timedelta()
) -> None:
    """Keep the bytes that every try will send, and mark the planned mails that they say.

    The first try waits for the delay: until then a person may stop it.
    """
    row = {name: getattr(frozen, name) for name in Frozen.__slots__}
    state = {
        "uuid": uuid,
        "composed_at": instant_text(now),
        "status": "köad",
        "attempts": 0,
        "next_try_at": instant_text(now + delay),
        "reply": "",
    }
    (mail_id,) = connection.execute(insert(MAILS).values(row | state).returning(MAILS.c.id)).one()
    connection.execute(
        update(PLANNED)
        .where(PLANNED.c.id.in_(parts), PLANNED.c.status == "planerad")
        .values(status="ingår", mail_id=mail_id)
    )


def withdraw(connection: Connection, mail_id: int, reason: str, now: datetime) -> bool:
    """It is not sent. False if it has been begun, or has ended: then nothing is changed."""
    found = connection.execute(
        update(MAILS)
        .where(MAILS.c.id == mail_id, MAILS.c.status == "köad")
        .values(status="ej avsänd", reply=reason, settled_at=instant_text(now))
    )
    return found.rowcount == 1


@dataclass(frozen=True, slots=True)
class Told:
    """A planned mail of a case, and the mail that it is part of, if any."""

    id: int
    intent: Intent
    status: str  # planerad, struken, ingår
    reason: str
    mail_id: int | None
    mail_status: str  # "" where it is part of no mail
    subject: str
    address: str
    settled_at: str


def of_case(connection: Connection, case_uuid: str) -> list[Told]:
    """Everything that has been planned in the case, oldest first."""
    query = (
        select(PLANNED, MAILS.c.status.label("mail_status"), MAILS.c.subject, MAILS.c.address, MAILS.c.settled_at)
        .outerjoin(MAILS, MAILS.c.id == PLANNED.c.mail_id)
        .where(PLANNED.c.case_uuid == case_uuid)
        .order_by(PLANNED.c.id)
    )
    return [
        Told(
            row["id"],
            _intent(row),
            row["status"],
            row["reason"],
            row["mail_id"],
            row["mail_status"] or "",
            row["subject"] or "",
            row["address"] or "",
            row["settled_at"] or "",
        )
        for row in connection.execute(query).mappings()
    ]


def revive(connection: Connection, planned_id: int, now: datetime) -> None:
    """What was struck is to be said after all: a correction has brought its cause back."""
    connection.execute(
        update(PLANNED)
        .where(PLANNED.c.id == planned_id, PLANNED.c.status == "struken")
        .values(status="planerad", reason="", planned_at=instant_text(now))
    )


def take_back(connection: Connection, told: Told, reason: str, now: datetime) -> None:
    """It is not said: struck where it waits, and its own mail not sent where one is composed and has not been begun."""
    strike(connection, told.id, reason)
    if told.mail_id is not None and told.intent.bundle == "ensam" and withdraw(connection, told.mail_id, reason, now):
        give_back(connection, told.mail_id, {told.id: reason})


@dataclass(frozen=True, slots=True)
class Composed:
    """What a person has to know of a composed mail before saying something about it."""

    id: int
    uuid: str
    status: str
    address: str
    subject: str


def composed(connection: Connection, mail_id: int) -> Composed | None:
    """The mail of that id."""
    columns = (MAILS.c[name] for name in Composed.__slots__)
    row = connection.execute(select(*columns).where(MAILS.c.id == mail_id)).mappings().first()
    return Composed(**row) if row else None


def stop(connection: Connection, mail_id: int, reason: str, now: datetime) -> bool:
    """A queued mail is not sent, nor what it says said; False if it is not in the queue any more.

    The struck parts stay parts of the mail: that is how a stopped one is told from one that lost its cause.
    """
    if not withdraw(connection, mail_id, reason, now):
        return False
    connection.execute(update(PLANNED).where(PLANNED.c.mail_id == mail_id).values(status="struken", reason=reason))
    return True


def mark_handled(connection: Connection, mail_id: int, by_whom_and_why: str) -> None:
    """A person has taken care of what the mail says: nobody is asked about it any more."""
    reason = f"{HANDLED}{by_whom_and_why}"
    connection.execute(update(PLANNED).where(PLANNED.c.mail_id == mail_id).values(reason=reason))


def let_wait_again(connection: Connection, planned_id: int, now: datetime) -> None:
    """What a collected mail did not get said is said in the next one, if it still holds."""
    connection.execute(
        update(PLANNED)
        .where(PLANNED.c.id == planned_id)
        .values(status="planerad", reason="", mail_id=None, planned_at=instant_text(now))
    )
