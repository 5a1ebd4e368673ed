"""bedöm-rad: whether what has come for a demanded line is enough. A person says it, and it moves nothing."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from workflow.actions.register_submission import demanded_in_text_only, rows_asked_for
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.status.checklist import Place, Sufficiency, place_of
from workflow.store import queries
from workflow.store.events import Actor
from workflow.store.kinds import Kind


@dataclass(frozen=True, slots=True)
class LineAssessment:
    """`lines` as in a submission: "R2", "plan:D1", "plan" for every plan. What is not enough has a reason."""

    lines: tuple[str, ...]
    outcome: Sufficiency
    reason: str = ""


def assess_lines(
    context: Context, case: str, assessment: LineAssessment, actor: Actor, *, version: int | None = None
) -> Work:
    """Record what a person makes of what has come: no state, deadline or mail follows from it.

    It holds for what has come by now; what comes later is shown as not assessed. Raises InputError for a line that
    nobody has asked for or of which nothing has come, and where something is not enough without a reason.
    """
    if assessment.outcome is Sufficiency.INSUFFICIENT and not assessment.reason:
        raise InputError("--skäl", "behövs när något inte räcker", "skriv vad som saknas: --skäl TEXT")
    with commanding(context, case, actor, version=version) as work:
        places = list(dict.fromkeys(place for line in assessment.lines for place in _places(work, line)))
        refuse_what_has_not_come(work, places)
        body = {
            "lines": list(assessment.lines),
            "places": [asdict(place) for place in places],
            "outcome": assessment.outcome.value,
            "reason": assessment.reason,
        }
        work.record(Kind.LINES_ASSESSED, body)
    return work


def _places(work: Work, line: str) -> list[Place]:
    """Where the latest notice that asks for the line does so. Raises InputError where none does."""
    demand = demanded_in_text_only(work, line)
    if demand is not None:
        return [Place(demand.notice, "", demand.code)]
    return [place_of(row) for row in rows_asked_for(work, line)]


def refuse_what_has_not_come(work: Work, places: Iterable[Place]) -> None:
    """Raises InputError, naming them, if nothing has come for some of the places."""
    come = {place_of(row) for row in work.facts.deadlines if row.answered_on is not None}
    named = {line for one in work.reader.all(queries.SUBMITTED_LINES, case=work.case_uuid) for line in one.codes}
    missing = [place for place in places if place not in come and (place.deficiency or place.item not in named)]
    if missing:
        serial = work.facts.head.serial
        raise InputError(
            "--avser",
            f"för {', '.join(place.line for place in missing)} har inget kommit in att bedöma",
            f"se vad som har kommit: brist checklista {serial}",
        )
