"""anstånd begärt, anstånd avslå: the provider asks for more time, and is told no. Granting is in `grant_extension`."""

from datetime import date
from uuid import uuid4

from states.facts import Deadline
from states.refusal import Reason
from states.reminders import Role
from workflow.actions.grant_extension import pending_requests, rows_of
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError
from workflow.store.events import Actor
from workflow.store.kinds import Kind


def ask_for_extension(
    context: Context,
    case: str,
    lines: tuple[str, ...],
    asked_on: date | None,
    actor: Actor,
    *,
    version: int | None = None,
) -> Work:
    """Register that the provider has asked. The overdue mail is held until it is decided; lateness is not (A50)."""
    with commanding(context, case, actor, version=version) as work:
        day = asked_on or work.today
        if day > work.today:
            raise InputError("--den", f"{day} ligger i framtiden", "ange dagen då begäran kom in")
        rows = rows_of(work, "anstånd begärt", lines)
        body = {"request": str(uuid4()), "rows": sorted({row.key for row in rows}), "lines": list(lines)}
        work.record(Kind.EXTENSION_ASKED_FOR, body, effective_on=day)
    return work


def refuse_extension(
    context: Context, case: str, lines: tuple[str, ...], reason: str, actor: Actor, *, version: int | None = None
) -> Work:
    """Refuse what has been asked for: the days stand, and the provider is told (reading A29)."""
    with commanding(context, case, actor, version=version) as work:
        rows = rows_of(work, "anstånd avslå", lines, lambda row: _refuse_unasked(work, row))
        requests = pending_requests(work, rows)
        keys = sorted({row.key for row in rows})
        body = {"requests": requests, "rows": keys, "lines": list(lines), "reason": reason}
        work.record(Kind.EXTENSION_REFUSED, body)
        work.plan_mail("extension refused", work.act_id, 1, "besked om anstånd", Role.PROVIDER, alone=True)
    return work


def _refuse_unasked(work: Work, row: Deadline) -> None:
    if work.facts.pending_request(row) is None:
        raise work.refused("anstånd avslå", _not_asked(work))


def _not_asked(work: Work) -> Reason:
    return Reason(
        "inget anstånd är begärt för det",
        "ett avslag svarar på en begäran (läsning A50)",
        f"registrera begäran först: brist anstånd begärt {work.facts.head.serial} --avser …",
    )
