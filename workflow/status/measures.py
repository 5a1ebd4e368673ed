"""The measured values of a deficiency, read from the events that keep them as they were stated."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from states.measures import Measurement
from workflow.store.corrections import counted
from workflow.store.kinds import Kind
from workflow.store.reader import Reader


def stored_form(measurement: Measurement) -> dict[str, Any]:
    """What an event keeps of it: never a computed number."""
    return {
        "name": measurement.name,
        "stated": measurement.stated,
        "unit": measurement.unit,
        "period_from": measurement.period_from.isoformat(),
        "period_to": measurement.period_to.isoformat(),
        "n": measurement.n,
        "threshold": measurement.threshold,
        "higher_is_better": measurement.higher_is_better,
    }


def measurements(reader: Reader, case_uuid: str, deficiency: str) -> list[Measurement]:
    """The deficiency's measured values, in the order in which they were registered."""
    events = counted(reader, case_uuid)
    bodies = (event.content for event in events if event.kind == Kind.MEASURED)
    return [_measurement(body) for body in bodies if body["deficiency"] == deficiency]


def _measurement(body: Mapping[str, Any]) -> Measurement:
    return Measurement(
        name=body["name"],
        stated=body["stated"],
        unit=body["unit"],
        period_from=date.fromisoformat(body["period_from"]),
        period_to=date.fromisoformat(body["period_to"]),
        n=body["n"],
        threshold=body["threshold"],
        higher_is_better=body["higher_is_better"],
    )
