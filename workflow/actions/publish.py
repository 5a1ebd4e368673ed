"""publicera: that something of the case has been published, and that somebody has looked for small numbers first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from states.refusal import Reason, Refused
from states.small_numbers import FEWEST, small_measures, small_numbers
from workflow.actions.decide_notice import kept
from workflow.actions.write_note import refuse_ahead
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.status.measures import measurements
from workflow.store.events import Actor
from workflow.store.kinds import Kind


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published where, on which day. `reason`: why it may be although it has small numbers."""

    on_day: date
    place: str
    document: Path | None = None
    reason: str = ""


def publish(context: Context, case: str, publication: Publication, actor: Actor, *, version: int | None = None) -> Work:
    """Register the publication; the program publishes nothing itself.

    Raises Refused, naming them, where the case's measured values, its delbrister or the document count fewer than
    FEWEST persons and no reason is given. A document that is no text is not read.
    """
    document = kept(context, publication.document) if publication.document else None
    text = _text(publication.document)
    with commanding(context, case, actor, version=version) as work:
        refuse_ahead(work, publication.on_day)
        small = list(dict.fromkeys(_small(work, text or "")))
        if small and not publication.reason.strip():
            raise _may_point_out(work, small)
        body: dict[str, Any] = {"place": publication.place, "small": small, "reason": publication.reason}
        if document:
            read = {"is_read": text is not None}
            body |= {"document": document.sha256, "document_name": document.name} | read
        work.record(Kind.PUBLISHED, body, effective_on=publication.on_day)
    return work


def _text(path: Path | None) -> str | None:
    """The document's text; None where it is no text."""
    if path is None:
        return None
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _small(work: Work, text: str) -> Iterator[str]:
    for deficiency in work.facts.deficiencies:
        found = small_measures(measurements(work.reader, work.case_uuid, deficiency.code))
        yield from (f"{deficiency.code} {measured}" for measured in found)
    for point in work.facts.subpoints:
        yield from (f"{point.code} '{words}'" for words in small_numbers(point.text))
    yield from (f"handlingen '{words}'" for words in small_numbers(text))


def _may_point_out(work: Work, small: list[str]) -> Refused:
    reason = Reason(
        f"små tal som kan peka ut någon: {', '.join(small)}",
        f"färre än {FEWEST} personer visas inte utan att någon har avgjort det",
        "ta bort eller slå ihop dem, eller ange varför de får stå: --trots-små-tal SKÄL",
    )
    return work.refused("publicera", reason)
