"""The chains as they are read: every event with its head and body, and whether they still hang together. No ORM."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from states.instants import instant_text
from workflow.store.canonical import sha256
from workflow.store.reader import Query, Reader


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


LAST = Query(
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
