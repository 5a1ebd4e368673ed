"""Append-only events: a head that is chained, and a salted body in a table of its own.

Both are stored as text, byte for byte as they were hashed. Nothing here is ever updated or deleted; the triggers
refuse it on both databases. A chain is `ärende:<uuid>`, `register:<name>` or `drift`; the first previous hash is the
SHA-256 of the chain's name.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from states.instants import instant_text
from workflow.store.canonical import canonical, sha256
from workflow.store.chain import LAST, OF_A_CASE, Link
from workflow.store.database import taking_turns
from workflow.store.reader import Reader
from workflow.store.tables import EventBody, EventHead

FORMAT = "v1"
_ADD_HEAD = insert(EventHead.__table__)  # type: ignore[attr-defined]
_ADD_BODY = insert(EventBody.__table__)  # type: ignore[attr-defined]


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


def append(connection: Connection, event: Event) -> None:
    """Write the event at the end of its chain, in the caller's transaction.

    The caller has locked the row of the case whose chain it is; every other chain is locked here.
    """
    if not event.chain.startswith(OF_A_CASE):
        taking_turns(connection, event.chain)
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
        _ADD_HEAD,
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
    connection.execute(_ADD_BODY, {"head_hash": own, "salt": salt, "body": body})


def _last(connection: Connection, chain: str) -> Link:
    reader = Reader(connection.connection.dbapi_connection)
    return reader.one(LAST, chain=chain) or Link(0, sha256(chain))
