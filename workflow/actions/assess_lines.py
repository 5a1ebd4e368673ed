"""bedöm-rad: whether what has come for a demanded line is enough. A person says it, and it moves nothing."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.status.checklist import Place, Sufficiency, demanded, place_of, places_of_lines
from workflow.store import queries
from workflow.store.events import Actor
from workflow.store.kinds import Kind


@dataclass(frozen=True, slots=True)
class LineAssessment:
    """`lines` as in a submission: "R2", "plan:D1", "plan" for every plan. What is not enough has a reason.

    `notice` is the notice's number; None: the latest that asks for the line.
    """

    lines: tuple[str, ...]
    outcome: Sufficiency
    reason: str = ""
    notice: int | None = None


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
        asked = _asked(work)
        found = (place for line in assessment.lines for place in _places(work, asked, line, assessment.notice))
        places = list(dict.fromkeys(found))
        refuse_what_has_not_come(work, places)
        body = {
            "lines": list(assessment.lines),
            "places": [asdict(place) for place in places],
            "outcome": assessment.outcome.value,
            "reason": assessment.reason,
        }
        work.record(Kind.LINES_ASSESSED, body)
    return work


def _asked(work: Work) -> Iterable[Place]:
    return demanded(work.facts, work.reader.all(queries.DOCUMENT_LINES, case=work.case_uuid))


def _places(work: Work, asked: Iterable[Place], line: str, notice: int | None) -> list[Place]:
    """Where the notice asks for the line; for deficiencies that have ended only where it names them.

    Raises InputError where none does, or not that one.
    """
    named = [place for place in asked if place.is_named_by(line)]
    if ":" not in line:
        ended = work.facts.ended
        named = [place for place in named if place.deficiency not in ended] or named
    numbers = [work.facts.notice(place.cause).number for place in named]
    number = notice or max(numbers, default=0)
    if number not in numbers:
        where = f"påpekande nr {notice}" if notice else "något påpekande"
        look = f"se begärda rader: brist checklista {work.facts.head.serial}"
        raise InputError("--avser", f"{line} är inte begärt i {where}", look)
    return [place for place, of in zip(named, numbers, strict=True) if of == number]


def refuse_what_has_not_come(work: Work, places: Iterable[Place]) -> None:
    """Raises InputError, naming them, if nothing has come for some of the places."""
    come = {place_of(row) for row in work.facts.deadlines if row.answered_on is not None} | _in_text_only(work)
    missing = [place for place in places if place not in come]
    if missing:
        raise InputError(
            "--avser",
            f"för {', '.join(place.line for place in missing)} har inget kommit in att bedöma",
            f"se vad som har kommit: brist checklista {work.facts.head.serial}",
        )


def _in_text_only(work: Work) -> set[Place]:
    """The lines without a day that something has come for."""
    asked = _asked(work)
    submitted = work.reader.all(queries.SUBMITTED_LINES, case=work.case_uuid)
    found = (places_of_lines(work.facts, asked, one.codes, one.registered_at) for one in submitted)
    return {place for places in found for place in places if not place.deficiency}
