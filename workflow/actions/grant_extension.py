"""anstånd bevilja: a later day for named items, in writing. The old day stays visible; no count changes (A29)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from states.deadlines import is_late
from states.facts import PLAN_ITEM, Deadline, DeadlineStatus
from states.reminders import Role
from workflow.actions.in_part import all_or_told
from workflow.actions.register_submission import distinct, rows_asked_for
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.store.events import Actor
from workflow.store.kinds import Kind


@dataclass(frozen=True, slots=True)
class Extension:
    """A later day for the lines that it names, with the reason."""

    lines: tuple[str, ...]
    until: date
    reason: str


def grant_extension(
    context: Context, case: str, extension: Extension, actor: Actor, *, version: int | None = None
) -> Work:
    """Move the named items' day. After it has passed the extension is recorded as retroactive, never hidden.

    Raises InputError if nothing open is named or the new day is not later than the old.
    """
    with commanding(context, case, actor, version=version) as work:
        record_extension(work, extension)
        work.plan_mail("extension", work.act_id, 1, "anstånd", Role.PROVIDER, alone=True)
    return work


def record_extension(work: Work, extension: Extension) -> None:
    """Record the later day of the rows that are named."""
    rows = rows_of(work, "anstånd bevilja", extension.lines, lambda row: refuse_row(row, extension.until))
    body = {
        "rows": [moved(row, extension.until) for row in rows],
        "reason": extension.reason,
        "retroactive": any(is_late(row.due_on, work.today) for row in rows),
        "requests": pending_requests(work, rows),
    }
    work.record(Kind.EXTENSION_GRANTED, body)


def rows_of(
    work: Work, attempt: str, lines: tuple[str, ...], refuse: Callable[[Deadline], None] = lambda row: None
) -> list[Deadline]:
    """The rows that the lines name, each once; unless all of them can be used, what can and cannot is told.

    `refuse` raises for a row that cannot. A row is named as `--avser` names it: "plan:D1", "R5", or "R5:D2" where
    the document answers several deficiencies.
    """
    found = all_or_told(work, attempt, lines, lambda line: rows_asked_for(work, line))
    rows = distinct(row for some in found for row in some)
    named = {_named(row, rows): row for row in rows}

    def checked(name: str) -> Deadline:
        refuse(named[name])
        return named[name]

    return all_or_told(work, attempt, named, checked)


def _named(row: Deadline, rows: list[Deadline]) -> str:
    is_alone = sum(other.item == row.item for other in rows) == 1
    return row.item if is_alone and row.item != PLAN_ITEM else f"{row.item}:{row.deficiency}"


def pending_requests(work: Work, rows: list[Deadline]) -> list[str]:
    """The requests for more time with any of the rows that nobody has decided yet."""
    found = [work.facts.pending_request(row) for row in rows]
    return sorted({request.uuid for request in found if request})


def refuse_row(row: Deadline, until: date) -> None:
    """Raise InputError unless the row is open and the day later than its own."""
    place = f"anstånd {row.item} {row.deficiency}"
    if not row.is_open:
        raise InputError(place, f"raden är {row.status}", "ange rader som ännu väntar på svar")
    if row.due_on is not None and until <= row.due_on:
        raise InputError(place, f"{until} är inte senare än {row.due_on}", "ange en senare dag")


def moved(row: Deadline, until: date) -> dict[str, object]:
    """The row with its new day, as an event tells it."""
    status = row.status
    if row.answered_on is not None and not is_late(until, row.answered_on):
        status = DeadlineStatus.KEPT  # what came late by the old day is in time by the new one
    return {
        "cause": row.cause,
        "deficiency": row.deficiency,
        "kind": row.kind.value,
        "item": row.item,
        "version": row.version,
        "old_due_on": row.due_on.isoformat() if row.due_on else None,
        "new_due_on": until.isoformat(),
        "status": status.value,
        "answered_on": row.answered_on.isoformat() if row.answered_on else None,
        "subpoints": sorted(row.subpoints),
    }
