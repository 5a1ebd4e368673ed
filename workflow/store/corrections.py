"""What a chain says once it has been corrected: each event as it counts now, and by what it was replaced.

A correction is an event of its own; nothing is changed or taken away. Whoever folds a chain folds `as_counted`, so
that replay, register and mails say the same (ADR 0014).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from workflow.store.canonical import canonical
from workflow.store.chain import OF_CHAIN, StoredEvent, chain_of
from workflow.store.kinds import Kind
from workflow.store.reader import Reader

Body = dict[str, Any]
Replacements = Mapping[int, Body | None]


@dataclass(frozen=True, slots=True)
class Replaced:
    """An event counts otherwise than it was written. `by` is the number of the correction."""

    by: int
    body: Body | None  # what counts instead; None: nothing of it


def counted(reader: Reader, case_uuid: str) -> list[StoredEvent]:
    """What has happened in a case as it counts now, in order. Who shows it as it was written reads `OF_CHAIN`."""
    return as_counted(reader.all(OF_CHAIN, chain=chain_of(case_uuid)))


def replaced(events: Sequence[StoredEvent]) -> dict[tuple[str, int], Replaced]:
    """By chain and number: what counts instead. Of several corrections the last one counts.

    A correction points backwards only, so that the last one is read first: whether an earlier correction has itself
    been corrected is then known when it is met.
    """
    found: dict[tuple[str, int], Replaced] = {}
    for event in reversed(events):
        if event.kind != Kind.CORRECTED:
            continue
        own = found.get((event.chain, event.number))
        if own is None or own.body is not None:
            for number, body in event.content["replacements"].items():
                found.setdefault((event.chain, int(number)), Replaced(event.number, body))
    return found


def as_counted(events: Sequence[StoredEvent]) -> list[StoredEvent]:
    """The events with their replacements, in the same order; what is void is left out."""
    instead = replaced(events)
    if not instead:
        return list(events)
    found = ((event, instead.get((event.chain, event.number))) for event in events)
    return [_as(event, other) for event, other in found if other is None or other.body is not None]


def _as(event: StoredEvent, other: Replaced | None) -> StoredEvent:
    if other is None or other.body is None:
        return event
    on = other.body.get("effective_on")  # an event of a register tells no day of its own
    day = date.fromisoformat(on) if on else event.effective_on
    return replace(event, body=canonical(other.body), effective_on=day)
