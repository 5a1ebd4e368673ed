"""skicka-sakgranskning, avsluta-sakgranskning: the provider checks the facts before anything is final (reading A30)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from states.deadline_kind import DeadlineKind
from states.deadlines import is_late
from states.facts import NO_DOCUMENT, DeadlineStatus
from states.refusal import Reason, Refused
from states.reminders import Role
from states.state import State
from states.trigger import Trigger
from workflow.actions.decide_notice import kept
from workflow.actions.ended_rows import ended_rows
from workflow.actions.in_part import decided_for
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.store.events import Actor
from workflow.store.kinds import Kind


@dataclass(frozen=True, slots=True)
class FactCheckOrder:
    """The draft that is sent, the last day for an answer, and which deficiencies; () stands for all identified ones."""

    document: Path
    answer_by: date
    deficiencies: tuple[str, ...] = ()


def send_fact_check(
    context: Context, case: str, order: FactCheckOrder, actor: Actor, *, version: int | None = None
) -> Work:
    """Send the facts to be checked; no clock of a notice runs. Raises Refused where the rule set has no fact-check."""
    document = kept(context, order.document)
    with commanding(context, case, actor, version=version) as work:
        if order.answer_by < work.today:
            raise InputError("--svar-senast", f"{order.answer_by} har passerat", "ange en dag framåt")
        codes = _identified(work, order)
        decisions = decided_for(work, codes, Trigger.SEND_FACT_CHECK)
        uuid = str(uuid4())
        rows = [
            {
                "cause": uuid,
                "deficiency": code,
                "kind": DeadlineKind.FACT_CHECK_DUE.value,
                "item": NO_DOCUMENT,
                "due_on": order.answer_by.isoformat(),
                "subpoints": [point.code for point in work.facts.standing_subpoints(code)],
            }
            for code in codes
        ]
        body = {"fact_check": uuid, "document": document.sha256, "document_name": document.name, "deadlines": rows}
        work.record(Kind.FACT_CHECK_SENT, body)
        for decision in decisions:
            work.take(decision)
        work.plan_mail("fact check", uuid, 1, "sakgranskning", Role.PROVIDER, alone=True)
    return work


def _identified(work: Work, order: FactCheckOrder) -> list[str]:
    if order.deficiencies:
        return sorted(work.deficiency(code).code for code in order.deficiencies)
    found = [d.code for d in work.facts.deficiencies if d.state is State.IDENTIFIED]
    if found:
        return found
    raise _refused(work, "skicka-sakgranskning", "ingen brist är identifierad", "brist ärende visa")


def end_fact_check(context: Context, case: str, changes: str, actor: Actor, *, version: int | None = None) -> Work:
    """End the fact-check with what was changed ("inga ändringar" is an answer); the finding is final from here on."""
    with commanding(context, case, actor, version=version) as work:
        codes = [d.code for d in work.facts.deficiencies if d.state is State.FACT_CHECK]
        if not codes:
            raise _refused(work, "avsluta-sakgranskning", "ingen brist är i sakgranskning", "brist ärende visa")
        decisions = [work.decide(code, Trigger.END_FACT_CHECK) for code in codes]
        ended = checked_rows(work)
        work.record(Kind.FACT_CHECK_ENDED, {"deficiencies": codes, "changes": changes, "ended": ended})
        for decision in decisions:
            work.take(decision, note=changes)
    return work


def checked_rows(work: Work) -> list[dict[str, Any]]:
    """The rows that the end of the fact-check ends: kept, or missed where it comes after the day."""
    return [
        *ended_rows(work, lambda r: _checks(r.kind) and not is_late(r.due_on, work.today), DeadlineStatus.KEPT),
        *ended_rows(work, lambda r: _checks(r.kind) and is_late(r.due_on, work.today), DeadlineStatus.MISSED),
    ]


def _checks(kind: DeadlineKind) -> bool:
    return kind is DeadlineKind.FACT_CHECK_DUE


def _refused(work: Work, attempt: str, what: str, command: str) -> Refused:
    reason = Reason(what, "sakgranskning sker före påpekandet (läsning A30)", f"{command} {work.facts.head.serial}")
    return work.refused(attempt, reason)
