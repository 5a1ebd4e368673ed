"""Append-only events: a head that is chained, and a salted body in a table of its own.

Both are stored as text, byte for byte as they were hashed. Nothing here is ever updated or deleted; the triggers
refuse it on both databases. A chain is `ärende:<uuid>`, `register:<name>` or `drift`; the first previous hash is the
SHA-256 of the chain's name.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from states.instants import instant_text
from workflow.store.canonical import canonical, sha256
from workflow.store.reader import Query, Reader
from workflow.store.tables import EventBody, EventHead

FORMAT = "v1"
_HEADS = EventHead.__table__  # type: ignore[attr-defined]
_BODIES = EventBody.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, by the operating system's name, and for whom (`--som`)."""

    user: str
    acting_as: str = ""

    def __str__(self) -> str:
        """As history shows it."""
        return f"{self.user} (som {self.acting_as})" if self.acting_as else self.user


CLOCK = Actor("klockan")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `effective_on` is the day it counts from, `recorded_at` when it was written."""

    chain: str
    kind: str
    body: dict[str, Any]
    effective_on: date
    recorded_at: datetime
    actor: Actor
    act_id: str


@dataclass(frozen=True, slots=True)
class Link:
    """The end of a chain."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it lies in the database."""

    chain: str
    number: int
    head: str
    hash: str
    kind: str
    effective_on: date
    recorded_at: datetime
    actor: str
    act_id: str
    salt: str
    body: str

    @property
    def content(self) -> dict[str, Any]:
        """The body, parsed."""
        found: dict[str, Any] = json.loads(self.body)
        return found


_LAST = Query(
    "The end of a chain.",
    "SELECT number, hash FROM event_head WHERE chain = :chain ORDER BY number DESC LIMIT 1",
    Link,
)
_STORED = (
    "SELECT h.chain, h.number, h.head, h.hash, h.kind, h.effective_on, h.recorded_at, h.actor, h.act_id, "
    "b.salt, b.body FROM event_head h JOIN event_body b ON b.head_hash = h.hash "
)
OF_CHAIN = Query("A chain's events, in order.", _STORED + "WHERE h.chain = :chain ORDER BY h.number", StoredEvent)
ALL = Query("Every event, in the order they were written.", _STORED + "ORDER BY h.id", StoredEvent)


def append(connection: Connection, event: Event) -> None:
    """Write the event at the end of its chain, in the caller's transaction."""
    last = _last(connection, event.chain)
    salt = secrets.token_hex(16)
    body = canonical(event.body)
    head = canonical(
        {
            "format": FORMAT,
            "chain": event.chain,
            "number": last.number + 1,
            "kind": event.kind,
            "effective_on": event.effective_on.isoformat(),
            "recorded_at": instant_text(event.recorded_at),
            "actor": event.actor.user,
            "acting_as": event.actor.acting_as,
            "body_hash": sha256(salt + body),
            "previous": last.hash,
        }
    )
    own = sha256(head)
    connection.execute(
        insert(_HEADS),
        {
            "chain": event.chain,
            "number": last.number + 1,
            "head": head,
            "hash": own,
            "kind": event.kind,
            "effective_on": event.effective_on.isoformat(),
            "recorded_at": instant_text(event.recorded_at),
            "actor": str(event.actor),
            "act_id": event.act_id,
        },
    )
    connection.execute(insert(_BODIES), {"head_hash": own, "salt": salt, "body": body})


def _last(connection: Connection, chain: str) -> Link:
    reader = Reader(connection.connection.dbapi_connection)
    return reader.one(_LAST, chain=chain) or Link(0, sha256(chain))


def broken(reader: Reader) -> Iterator[str]:
    """Every place where the events contradict themselves, in Swedish; nothing if all is as it was written."""
    ends: dict[str, Link] = {}
    for event in reader.all(ALL):
        end = ends.get(event.chain, Link(0, sha256(event.chain)))
        yield from _contradictions(event, end)
        ends[event.chain] = Link(event.number, event.hash)


def _contradictions(event: StoredEvent, end: Link) -> Iterator[str]:
    place = f"{event.chain} nr {event.number}"
    head = json.loads(event.head)
    if sha256(event.head) != event.hash:
        yield f"{place}: huvudet stämmer inte med sin kontrollsumma"
    if head["previous"] != end.hash or head["number"] != end.number + 1 or event.number != end.number + 1:
        yield f"{place}: kedjan är bruten före händelsen"
    if head["body_hash"] != sha256(event.salt + event.body):
        yield f"{place}: innehållet stämmer inte med huvudet"
    copies = (event.chain, event.kind, event.effective_on.isoformat(), instant_text(event.recorded_at))
    if (head["chain"], head["kind"], head["effective_on"], head["recorded_at"]) != copies:
        yield f"{place}: kopiorna i kolumnerna stämmer inte med huvudet"
