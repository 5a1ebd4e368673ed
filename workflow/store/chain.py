"""The chains as they are read: every event with its head and body, and whether they still hang together. No ORM."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from states.instants import parse_instant
from workflow.store.canonical import sha256
from workflow.store.kinds import Kind
from workflow.store.queries import Number
from workflow.store.reader import Query, Reader

OF_A_CASE = "ärende:"


def chain_of(case_uuid: str) -> str:
    """The name of a case's chain."""
    return OF_A_CASE + case_uuid


@dataclass(frozen=True, slots=True)
class Link:
    """The end of a chain."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """A chain and its end."""

    chain: str
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


@dataclass(frozen=True, slots=True)
class _Found:
    """An event as it is found by who checks it: what is damaged cannot be turned into days and instants."""

    chain: str
    number: int
    head: str
    hash: str
    kind: str
    effective_on: str
    recorded_at: str
    salt: str | None
    body: str | None


def documents_in(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every document that an event names: its SHA-256 and its name."""
    if content.get("document"):
        yield content["document"], content["document_name"]
    yield from ((part["sha256"], part["name"]) for part in content.get("documents", ()))


ENDS = Query(
    "The end of every chain.",
    "SELECT chain, number, hash FROM event_head h WHERE number = (SELECT MAX(number) FROM event_head o "
    "WHERE o.chain = h.chain) ORDER BY chain",
    ChainEnd,
)
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
NUMBERS_ABOUT = Query(
    "The numbers of a chain's events of a kind that name a uuid ('': whatever they name), the first one first.",
    "SELECT h.number FROM event_head h JOIN event_body b ON b.head_hash = h.hash WHERE h.chain = :chain "
    "AND h.kind = :kind AND b.body LIKE '%\"' || :about || '%' ORDER BY h.number",
    Number,
)

_FOUND = Query(
    "Every event as it is found, in the order they were written; without a body where there is none.",
    "SELECT h.chain, h.number, h.head, h.hash, h.kind, h.effective_on, h.recorded_at, b.salt, b.body "
    "FROM event_head h LEFT JOIN event_body b ON b.head_hash = h.hash ORDER BY h.id",
    _Found,
)


def ends(reader: Reader) -> dict[str, Link]:
    """Where every chain ends, by its name."""
    return {end.chain: Link(end.number, end.hash) for end in reader.all(ENDS)}


def broken(reader: Reader) -> Iterator[str]:
    """Every place where the events contradict themselves, in Swedish; nothing if all is as it was written."""
    ends: dict[str, Link] = {}
    for event in reader.all(_FOUND):
        end = ends.get(event.chain, Link(0, sha256(event.chain)))
        for problem in _contradictions(event, end):
            yield f"{event.chain} nr {event.number}: {problem}"
        number = event.number if isinstance(event.number, int) else end.number + 1
        ends[event.chain] = Link(number, event.hash)


def undamaged(reader: Reader) -> Iterator[tuple[str, dict[str, Any]]]:
    """The kind and the body of every event that is still as it was written; `broken` tells of the others."""
    for event in reader.all(_FOUND):
        head, body = _object(event.head), _object(event.body)
        if head is not None and body is not None and sha256(event.head) == event.hash and _is_body_of(head, event):
            yield event.kind, body


def _contradictions(event: _Found, end: Link) -> Iterator[str]:
    if sha256(event.head) != event.hash:
        yield "huvudet stämmer inte med sin kontrollsumma"
    yield from _unreadable(event)
    head = _object(event.head)
    if head is None:
        return
    if head.get("previous") != end.hash or not head.get("number") == event.number == end.number + 1:
        yield "kedjan är bruten före händelsen"
    if event.body is not None and not _is_body_of(head, event):
        yield "innehållet stämmer inte med huvudet"
    copies = (event.chain, event.kind, event.effective_on, event.recorded_at)
    if tuple(head.get(name) for name in ("chain", "kind", "effective_on", "recorded_at")) != copies:
        yield "kopiorna i kolumnerna stämmer inte med huvudet"


def _unreadable(event: _Found) -> Iterator[str]:
    if _object(event.head) is None:
        yield "huvudet går inte att läsa"
    if event.body is None:
        yield "innehållet saknas"
    elif _object(event.body) is None:
        yield "innehållet går inte att läsa"
    if event.kind not in frozenset(Kind):
        yield f"händelser av slaget '{event.kind}' finns inte"
    if not _reads(date.fromisoformat, event.effective_on):
        yield f"dagen '{event.effective_on}' finns inte"
    if not _reads(parse_instant, event.recorded_at):
        yield f"tiden '{event.recorded_at}' finns inte"


def _is_body_of(head: dict[str, Any], event: _Found) -> bool:
    return head.get("body_hash") == sha256(f"{event.salt}{event.body}")


def _object(text: str | None) -> dict[str, Any] | None:
    try:
        found = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except (TypeError, ValueError):
        return False
    return True
