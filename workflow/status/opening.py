"""What the opening of a case keeps as the source states it: counts of units, which make no deficiency."""

from dataclasses import dataclass
from typing import Any

from workflow.store.corrections import counted
from workflow.store.kinds import Kind
from workflow.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Count:
    """How many units meet a requirement: "2 av 14". `units` are those that deviate; () where they are unknown."""

    area: str
    requirement: str
    meeting: int
    deviating: int
    not_applicable: int
    total: int
    units: tuple[str, ...]
    not_applicable_for: tuple[str, ...]
    grade: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of a case, and the units that are counted."""

    units: tuple[str, ...]
    rows: tuple[Count, ...]


def counts_of(reader: Reader, case_uuid: str) -> Counts:
    """As the opening has them; none where the case names every unit's own deficiencies."""
    events = counted(reader, case_uuid)
    (body,) = (event.content for event in events if event.kind == Kind.CASE_OPENED)
    return Counts(tuple(body.get("units", ())), tuple(_count(row) for row in body.get("counts", ())))


def _count(row: Any) -> Count:
    units = () if isinstance(row["enheter"], str) else tuple(row["enheter"])
    return Count(
        row["omrade"], row["krav"], row["uppfyller"], row["avviker"], row["ej_tillampligt"], row["av"], units,
        tuple(row["ej_tillampligt_for"]), row["grad"],
    )  # fmt: skip
