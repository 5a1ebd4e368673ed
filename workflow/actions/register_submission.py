"""registrera: something came in. The day it reached the municipality decides whether it was in time."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from states.deadlines import is_late
from states.facts import PLAN_ITEM, Deadline, DeadlineKind
from states.instants import instant_text
from states.state import State
from states.trigger import Trigger
from states.workdays import local_day
from workflow.actions.decide_notice import kept
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.store.events import Actor
from workflow.store.kinds import Kind


@dataclass(frozen=True, slots=True)
class Submission:
    """What came in. `reached_at` is when it reached the municipality.

    `lines`: "plan:D1" for a plan, "plan" for every plan, "R2" for a document line.
    """

    lines: tuple[str, ...]
    reached_at: datetime
    means: str
    documents: tuple[Path, ...] = ()
    note: str = ""


def register(context: Context, case: str, submission: Submission, actor: Actor, *, version: int | None = None) -> Work:
    """Register a submission and tick its lines; a plan that was asked for moves its deficiencies to inskickad.

    Late is a fact, computed from the arrival's day (22 § förvaltningslagen 2017:900; NJA 2024 s. 3), and never stops a
    registration. Raises InputError for a line that nobody has asked for, or an arrival in the future.
    """
    documents = [kept(context, path) for path in submission.documents]
    with commanding(context, case, actor, version=version) as work:
        if submission.reached_at > work.now:
            raise InputError(
                "--inkom", f"{submission.reached_at} ligger i framtiden", "ange när handlingen nådde kommunen"
            )
        rows = [row for line in submission.lines for row in rows_asked_for(work, line)]
        plans = {row.deficiency for row in rows if row.kind is DeadlineKind.PLAN_DUE}
        decisions = [work.decide(code, _trigger(work, code, plans)) for code in sorted({r.deficiency for r in rows})]
        body = _body(submission, rows) | {
            "registered_at": instant_text(work.now),
            "documents": [{"sha256": d.sha256, "name": d.name} for d in documents],
        }
        work.record(Kind.SUBMISSION_REGISTERED, body, effective_on=local_day(submission.reached_at))
        for decision in decisions:
            work.take(decision, effective_on=local_day(submission.reached_at))
    return work


def _trigger(work: Work, code: str, plans: set[str]) -> Trigger:
    asked = work.facts.deficiency(code).state is State.ACTION_PLAN_REQUESTED
    return Trigger.REGISTER_PLAN if asked and code in plans else Trigger.REGISTER


def rows_asked_for(work: Work, line: str) -> list[Deadline]:
    """The latest notice's rows that the line answers; the first plan keeps plan_due (reading A45)."""
    item, deficiency = (PLAN_ITEM, line.removeprefix("plan:")) if line.startswith("plan") else (line, "")
    rows = [
        row
        for row in work.facts.deadlines
        if row.item == item and row.status != "flyttad" and (deficiency in ("", "plan") or row.deficiency == deficiency)
    ]
    if not rows:
        raise InputError(
            "--avser",
            f"{line} är inte begärt i något påpekande",
            f"se begärda rader: brist ärende visa {work.facts.head.serial}",
        )
    newest = max(work.facts.notice(row.notice).number for row in rows)
    return [row for row in rows if work.facts.notice(row.notice).number == newest]


def _body(submission: Submission, rows: list[Deadline]) -> dict[str, Any]:
    day = local_day(submission.reached_at)
    first = [row for row in rows if row.answered_on is None or day < row.answered_on]
    answered = [
        {
            "notice": row.notice,
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
    return {
        "submission": str(uuid4()),
        "reached_at": instant_text(submission.reached_at),
        "means": submission.means,
        "lines": list(submission.lines),
        "note": submission.note,
        "answered": answered,
    }
