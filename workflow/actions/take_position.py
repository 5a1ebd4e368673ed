"""ställningstagande and mätvärde: what a named person has found out or decided, without any effect of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from states.measures import Measurement, Series
from states.positions import Position
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.status.measures import measurements, stored_form
from workflow.store.events import Actor
from workflow.store.kinds import Kind


@dataclass(frozen=True, slots=True)
class Stand:
    """A person's answer to one of the questions that the program never answers; `about` names another case or date."""

    position: Position
    outcome: str
    reason: str
    about: str = ""


def take_position(
    context: Context, case: str, deficiency: str | None, stand: Stand, actor: Actor, *, version: int | None = None
) -> Work:
    """Record it with outcome and reason. Nothing else happens; raises InputError for an outcome that is none."""
    question = stand.position.question
    if stand.outcome not in question.outcomes:
        raise InputError("--utfall", f"'{stand.outcome}' går inte", f"välj bland: {', '.join(question.outcomes)}")
    with commanding(context, case, actor, version=version) as work:
        if deficiency:
            work.deficiency(deficiency)
        body = {
            "position": stand.position.value,
            "reading": question.reading,
            "outcome": stand.outcome,
            "reason": stand.reason,
            "about": stand.about,
            "deficiency": deficiency or "",
        }
        work.record(Kind.POSITION_TAKEN, body)
    return work


def measure(
    context: Context, case: str, deficiency: str, measurement: Measurement, actor: Actor, *, version: int | None = None
) -> Work:
    """Keep a measured value as it was stated. Raises InputError where it does not go with the earlier ones."""
    with commanding(context, case, actor, version=version) as work:
        record_measurement(work, deficiency, measurement)
    return work


def record_measurement(
    work: Work, deficiency: str, measurement: Measurement, source: Mapping[str, object] | None = None
) -> None:
    """Record the value; `source` is what the event keeps of the source's own words."""
    code = work.deficiency(deficiency).code
    earlier = [m for m in measurements(work.reader, work.case_uuid, code) if m.name == measurement.name]
    try:
        Series(code, (*earlier, measurement))
    except ValueError as error:
        raise InputError("mätvärde", str(error), "rätta värdet, eller ge mätningen ett eget namn") from None
    work.record(Kind.MEASURED, {"deficiency": code, **stored_form(measurement), **(source or {})})
