"""Which daemon has a mail in hand: a claim is a lease with a fencing number, so that several share one outbox.

Leases and the pace are machine time by the database's own clock, in milliseconds; they never meet the time by which
mails are due. A claim is made in a transaction that is alone with the queue (SQLite: BEGIN IMMEDIATE; PostgreSQL: the
caller takes its turn, and rows that somebody else has locked are passed over).

The number rises with every claim. Whoever was stopped and goes on finds that its number no longer counts, and begins
nothing. A mail that was begun (`påbörjad`, committed just before DATA) and then lost its process is *oklart*: nobody
knows whether it arrived, so it is never tried again by itself. Should the answer come after all, it counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, text, update

from notifications.tables import Mail
from states.instants import instant_text

MAILS: Any = Mail.__table__  # type: ignore[attr-defined]
LEASE_SECONDS = 300  # to begin a mail that has been claimed
BEGUN_SECONDS = 1_200  # twice the time that a server may take to answer after the final dot
_MINUTE = 60_000
_BACK_OFF_MINUTES = (1, 5, 15, 60, 240)
_INTERRUPTED = "programmet avbröts medan brevet lämnades; ingen vet om det kom fram"
_BEGUN = MAILS.c.status == "påbörjad"
_CLOCK = {
    "sqlite": text("SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"),
    "postgresql": text("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"),
}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A composed mail that is ours to try, as long as its number is."""

    id: int
    uuid: str
    address: str
    raw: bytes
    attempts: int
    message_id: str
    subject: str
    sha256: str
    fence: int


def machine_ms(connection: Connection) -> int:
    """The database's own clock."""
    return int(connection.execute(_CLOCK[connection.dialect.name]).scalar_one())


def room(connection: Connection, per_minute: int) -> int:
    """How many more mails may be tried this minute, whoever has tried the others.

    What a clock that was ahead wrote is passed over.
    """
    now = machine_ms(connection)
    tried = select(func.count()).where(MAILS.c.tried_at_ms > now - _MINUTE, MAILS.c.tried_at_ms <= now)
    return max(0, per_minute - int(connection.execute(tried).scalar_one()))


def ready(connection: Connection, now: datetime) -> list[int]:
    """The ids of the mails whose next try has come and that nobody has claimed: what travels alone first."""
    free = or_(MAILS.c.lease_until_ms.is_(None), MAILS.c.lease_until_ms < machine_ms(connection))
    due = select(MAILS.c.id).where(MAILS.c.status == "köad", MAILS.c.next_try_at <= instant_text(now), free)
    in_order = due.order_by(MAILS.c.bundle, MAILS.c.id)  # "ensam" – notices – before "samlad"
    return list(connection.execute(in_order.with_for_update(skip_locked=True)).scalars())


def take(connection: Connection, mails: Sequence[int]) -> list[Claimed]:
    """Claim them, in the order given, under a number of their own."""
    if not mails:
        return []
    fence = int(connection.execute(select(func.coalesce(func.max(MAILS.c.fence), 0))).scalar_one()) + 1
    now = machine_ms(connection)
    connection.execute(
        update(MAILS)
        .where(MAILS.c.id.in_(list(mails)))
        .values(fence=fence, lease_until_ms=now + LEASE_SECONDS * 1000, tried_at_ms=now)
    )
    columns = (MAILS.c[name] for name in Claimed.__slots__)
    rows = connection.execute(select(*columns).where(MAILS.c.id.in_(list(mails)))).mappings()
    claimed = {row["id"]: Claimed(**row) for row in rows}
    return [claimed[mail] for mail in mails]


def begin(connection: Connection, mail: Claimed) -> bool:
    """Mark it påbörjad, just before DATA. False if it is no longer ours, or no longer to be sent."""
    now = machine_ms(connection)
    found = connection.execute(
        update(MAILS)
        .where(_ours(mail, "köad"))
        .values(
            status="påbörjad",
            attempts=MAILS.c.attempts + 1,
            lease_until_ms=now + BEGUN_SECONDS * 1000,
            tried_at_ms=now,
        )
    )
    return found.rowcount == 1


def settle(connection: Connection, mail: Claimed, status: str, reply: str, now: datetime) -> bool:
    """The end of a mail: avsänd, ej avsänd, nekad or oklart, with the server's own words.

    An answer that comes when the mail has been called oklart counts all the same. False if it has ended otherwise.
    """
    found = connection.execute(
        update(MAILS)
        .where(_ours(mail, "köad", "påbörjad", "oklart"))
        .values(status=status, reply=reply, settled_at=instant_text(now), lease_until_ms=None)
    )
    return found.rowcount == 1


def postpone(connection: Connection, mail: Claimed, reply: str, now: datetime) -> None:
    """Back in the queue after a temporary failure; the wait grows to a cap of four hours.

    What has been called oklart meanwhile stays so: a person may have acted on it.
    """
    minutes = _BACK_OFF_MINUTES[min(mail.attempts, len(_BACK_OFF_MINUTES) - 1)]
    connection.execute(
        update(MAILS)
        .where(_ours(mail, "köad", "påbörjad"))
        .values(
            status="köad",
            attempts=mail.attempts + 1,  # also when the server said no before DATA was begun
            reply=reply,
            next_try_at=instant_text(now + timedelta(minutes=minutes)),
            lease_until_ms=None,
        )
    )


def tell(connection: Connection, mail: Claimed, reply: str) -> None:
    """What became of a mail that counts for nothing: *ej avsänd* it stays."""
    connection.execute(update(MAILS).where(_ours(mail, "ej avsänd")).values(reply=reply))


def wait_for_channel(connection: Connection, mail: Claimed, reply: str, now: datetime) -> None:
    """The server was not reached: that is not the mail's fault, and no try of it."""
    at = instant_text(now + timedelta(minutes=_BACK_OFF_MINUTES[0]))
    connection.execute(
        update(MAILS).where(_ours(mail, "köad")).values(reply=reply, next_try_at=at, lease_until_ms=None)
    )


def let_go(connection: Connection, fence: int, now: datetime) -> int:
    """The claim is over: what was not tried is free again, what was begun and got no answer is oklart.

    Returns how many are oklart.
    """
    connection.execute(
        update(MAILS)
        .where(MAILS.c.fence == fence, MAILS.c.status == "köad", MAILS.c.lease_until_ms.is_not(None))
        .values(lease_until_ms=None, tried_at_ms=None)
    )
    return _unclear(connection, (MAILS.c.fence == fence) & _BEGUN, now)


def has_lapsed(connection: Connection) -> bool:
    """A mail was begun by somebody who has been silent for longer than a server may take to answer."""
    return connection.execute(select(MAILS.c.id).where(_lapsed(connection))).first() is not None


def lapse(connection: Connection, now: datetime) -> int:
    """Those mails are oklart. Returns how many."""
    return _unclear(connection, _lapsed(connection), now)


def orphaned(connection: Connection, now: datetime) -> int:
    """Nobody but us is alive: whatever had been begun is oklart, and every claim is free again. Returns how many."""
    connection.execute(update(MAILS).where(MAILS.c.status == "köad").values(lease_until_ms=None))
    return _unclear(connection, _BEGUN, now)


def lost_track(connection: Connection, reply: str, now: datetime) -> int:
    """Whatever is in the queue is oklart: another installation of the same register may have sent it. How many."""
    return _unclear(connection, MAILS.c.status.in_(("köad", "påbörjad")), now, reply)


def in_hand(connection: Connection) -> bool:
    """Somebody has a mail in hand."""
    held = MAILS.c.status.in_(("köad", "påbörjad")) & (MAILS.c.lease_until_ms >= machine_ms(connection))
    return connection.execute(select(MAILS.c.id).where(held)).first() is not None


def _ours(mail: Claimed, *statuses: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (MAILS.c.id == mail.id) & (MAILS.c.fence == mail.fence) & MAILS.c.status.in_(statuses)
    return found


def _lapsed(connection: Connection) -> ColumnElement[bool]:
    found: ColumnElement[bool] = _BEGUN & (MAILS.c.lease_until_ms < machine_ms(connection))
    return found


def _unclear(connection: Connection, which: ColumnElement[bool], now: datetime, reply: str = _INTERRUPTED) -> int:
    found = connection.execute(
        update(MAILS)
        .where(which)
        .values(status="oklart", reply=reply, settled_at=instant_text(now), lease_until_ms=None)
    )
    return int(found.rowcount)
