"""registrera: something came in. The day it reached the municipality decides whether it was in time."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from states.arrival import Presumption, presumption
from states.deadline_kind import DeadlineKind
from states.deadlines import is_late
from states.facts import Deadline
from states.instants import instant_text
from states.state import State
from states.trigger import Cause, Trigger
from states.workdays import STOCKHOLM, local_day
from workflow.actions.decide_notice import kept
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.crossed import explain_crossed
from workflow.documents.archive import Document
from workflow.engine import Work
from workflow.errors import InputError
from workflow.status.checklist import Place, place_of
from workflow.store import queries
from workflow.store.events import Actor
from workflow.store.kinds import Kind

OTHER = "övrigt"


@dataclass(frozen=True, slots=True)
class Submission:
    """What came in. `reached_at` is when it reached the municipality; `counted_on` the day that a person has confirmed.

    `lines`: "plan:D1" for a plan, "plan" for every plan, "R2" for a document line, "R2:D3" for it in one
    deficiency only, "övrigt" for anything else.
    """

    lines: tuple[str, ...]
    reached_at: datetime
    means: str
    documents: tuple[Path, ...] = ()
    note: str = ""
    counted_on: date | None = None
    mail: str = ""  # the incoming mail that brought it


class UnconfirmedDay(InputError):
    """By post or letterbox the law presumes a day; a person confirms it or says otherwise."""

    def __init__(self, reached_on: date, presumed: Presumption) -> None:
        """Keep the proposal."""
        super().__init__(
            "--anses-inkommen",
            f"det som nådde kommunen {reached_on} antas ha kommit in {presumed.day}, närmast föregående arbetsdag "
            f"({presumed.paragraph})",
            f"bekräfta med --anses-inkommen {presumed.day} – eller, om det är osannolikt eller inte den första "
            f"tömningen, --anses-inkommen {reached_on}",
        )
        self.presumed = presumed


def register(context: Context, case: str, submission: Submission, actor: Actor, *, version: int | None = None) -> Work:
    """Register a submission and tick its lines; a plan that was asked for moves its deficiencies to inskickad.

    Late is a fact, computed from the arrival's day (22 § förvaltningslagen 2017:900; NJA 2024 s. 3), and never stops a
    registration. Raises InputError for a line that nobody has asked for, or an arrival in the future; UnconfirmedDay
    where the law presumes an earlier day that nobody has confirmed.
    """
    documents = [kept(context, path) for path in submission.documents]
    with commanding(context, case, actor, version=version) as work:
        record_submission(work, submission, documents)
    return work


def record_submission(
    work: Work, submission: Submission, documents: list[Document], cause: Cause = Cause.PERSON
) -> str:
    """Record what came in, which rows it answers, and what it does to each deficiency; returns its uuid."""
    if submission.reached_at > work.now:
        raise InputError(
            "--inkom",
            f"{submission.reached_at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M} ligger i framtiden",
            "ange när handlingen nådde kommunen",
        )
    day = _counted_on(work, submission)
    rows = rows_for(work, submission.lines, submission.reached_at)
    decisions = [work.decide(code, trigger, cause) for code, trigger in triggers(work, rows).items()]
    body = _body(submission, rows, day) | {
        "places": places_for(work, submission.lines, rows),
        "registered_at": instant_text(work.recorded_at),
        "documents": [{"sha256": d.sha256, "name": d.name} for d in documents],
    }
    work.record(Kind.SUBMISSION_REGISTERED, body, effective_on=day)
    for decision in decisions:
        work.take(decision, effective_on=day)
    explain_crossed(work, {body["submission"]})
    return str(body["submission"])


def _counted_on(work: Work, submission: Submission) -> date:
    """The day on which it came in; raises where a person has to say, or has said a day that cannot be."""
    reached_on = local_day(submission.reached_at)
    presumed = presumption(submission.means, reached_on, work.calendar)
    if submission.counted_on is None and presumed:
        raise UnconfirmedDay(reached_on, presumed)
    possible = [reached_on, *([presumed.day] if presumed else [])]
    day = submission.counted_on or reached_on
    if day not in possible:
        days = " eller ".join(str(one) for one in sorted(possible))
        what = f"{day} kan inte vara dagen för det som nådde kommunen {reached_on} med {submission.means}"
        raise InputError("--anses-inkommen", what, f"ange {days}")
    return day


def rows_for(work: Work, lines: Iterable[str], reached_at: datetime) -> list[Deadline]:
    """The rows that the lines answer, each once. Raises InputError for what nobody had asked for by then."""
    named = list(lines)
    other = {OTHER, *(place.item for place in _in_text_only(work, named))}
    asked = [line for line in named if line not in other]
    rows = distinct(row for line in asked for row in rows_asked_for(work, line))
    _refuse_before_demand(work, rows, reached_at)
    return rows


def triggers(work: Work, rows: Iterable[Deadline]) -> dict[str, Trigger]:
    """What an answer to the rows is for each deficiency."""
    answered = list(rows)
    plans = {row.deficiency for row in answered if row.kind in (DeadlineKind.PLAN_DUE, DeadlineKind.SUPPLEMENT_DUE)}
    return {code: _trigger(work, code, plans) for code in sorted({row.deficiency for row in answered})}


def _in_text_only(work: Work, lines: Iterable[str]) -> list[Place]:
    """Those of the lines that the latest notice to ask for them asks for in its text alone (reading A39)."""
    latest = {demand.code: demand for demand in work.reader.all(queries.DOCUMENT_LINES, case=work.case_uuid)}
    found = (latest[line] for line in dict.fromkeys(lines) if line in latest)
    return [Place(demand.notice, "", demand.code) for demand in found if demand.in_text_only]


def places_for(work: Work, lines: Iterable[str], rows: Iterable[Deadline]) -> list[dict[str, str]]:
    """Every line of a notice that the submission is for, also where something had come for it before."""
    places = dict.fromkeys([*map(place_of, rows), *_in_text_only(work, lines)])
    return [asdict(place) for place in places]


def distinct(rows: Iterable[Deadline]) -> list[Deadline]:
    """Each row once, however often its line was named."""
    return list({(row.key, row.version): row for row in rows}.values())


def _refuse_before_demand(work: Work, rows: list[Deadline], reached_at: datetime) -> None:
    """Nothing answers a notice before it is decided."""
    for row in rows:
        decided_on = work.facts.notice(row.cause).decided_on
        if local_day(reached_at) < decided_on:
            raise InputError(
                "--inkom", f"{local_day(reached_at)} ligger före påpekandet {decided_on}", "rätta tiden eller raden"
            )


def _trigger(work: Work, code: str, plans: set[str]) -> Trigger:
    asked = work.facts.deficiency(code).state is State.ACTION_PLAN_REQUESTED
    return Trigger.REGISTER_PLAN if asked and code in plans else Trigger.REGISTER


def rows_asked_for(work: Work, line: str) -> list[Deadline]:
    """The latest notice's rows that the line answers; of deficiencies that have ended only where it names them.

    The first plan keeps plan_due; what comes after a request for a supplement answers that (reading A45).
    """
    rows = [row for row in work.facts.deadlines if place_of(row).is_named_by(line) and not row.is_gone]
    if not rows:
        raise InputError(
            "--avser",
            f"{line} är inte begärt i något påpekande",
            f"se begärda rader: brist ärende visa {work.facts.head.serial}",
        )
    newest = max(work.facts.notice(row.cause).number for row in rows)
    rows = [row for row in rows if work.facts.notice(row.cause).number == newest]
    if ":" not in line:
        ended = work.facts.ended
        rows = [row for row in rows if row.deficiency not in ended] or rows
    supplemented = {r.deficiency for r in rows if r.kind is DeadlineKind.SUPPLEMENT_DUE and r.is_open}
    return [row for row in rows if _answers_now(row, supplemented)]


def _answers_now(row: Deadline, supplemented: set[str]) -> bool:
    if row.kind is DeadlineKind.SUPPLEMENT_DUE:
        return row.is_open
    return row.deficiency not in supplemented


def _body(submission: Submission, rows: list[Deadline], day: date) -> dict[str, Any]:
    return {
        "submission": str(uuid4()),
        "reached_at": instant_text(submission.reached_at),
        "counted_on": day.isoformat(),
        "means": submission.means,
        "lines": list(submission.lines),
        "note": submission.note,
        "answered": answered(rows, day),
        **({"mail": submission.mail} if submission.mail else {}),
    }


def answered(rows: Iterable[Deadline], day: date) -> list[dict[str, Any]]:
    """Which rows it is the first to answer on the day it counts from, and whether it was in time."""
    first = [row for row in rows if row.answered_on is None or day < row.answered_on]
    return [
        {
            "cause": row.cause,
            "deficiency": row.deficiency,
            "kind": row.kind.value,
            "item": row.item,
            "version": row.version,
            "on": day.isoformat(),
            "late": is_late(row.due_on, day),
            "kept": not is_late(row.due_on, day) and row.status != "utebliven",
        }
        for row in first
    ]
