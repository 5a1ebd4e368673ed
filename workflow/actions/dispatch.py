"""expediera and bekräfta-mottagande: a notice has left, and has been received."""

from collections.abc import Callable
from datetime import date

from states.facts import Notice
from states.refusal import Reason, Refused
from workflow.clockwork import commanding
from workflow.context import Context
from workflow.engine import Work
from workflow.errors import InputError, NotFound
from workflow.store.events import Actor
from workflow.store.kinds import Kind


def dispatch(
    context: Context,
    case: str,
    means: str,
    on_day: date | None,
    actor: Actor,
    *,
    number: int | None = None,
    version: int | None = None,
) -> Work:
    """Register that a person has sent the notice on paper, by letter or messenger, on that day (default today).

    Its deadline rows begin to run. Raises Refused if it has left already.
    """
    with commanding(context, case, actor, version=version) as work:
        notice = _notice(work, number, lambda n: n.dispatched_on is None, "väntar på att expedieras")
        day = on_day or work.today
        _refuse_outside(work, day, notice.decided_on, "den")
        record_dispatch(work, notice, means, day)
    return work


def record_dispatch(work: Work, notice: Notice, means: str, day: date, *, mail: str = "") -> None:
    """The notice has left the municipality: its rows run from now."""
    body = {"notice": notice.uuid, "number": notice.number, "by": means, "on": day.isoformat(), "mail": mail}
    work.record(Kind.NOTICE_DISPATCHED, body, effective_on=day)


def confirm_receipt(
    context: Context,
    case: str,
    on_day: date,
    means: str,
    actor: Actor,
    *,
    number: int | None = None,
    version: int | None = None,
) -> Work:
    """Register that the provider has received the notice (reading A33): only then does it count in the proof."""
    with commanding(context, case, actor, version=version) as work:
        notice = _notice(work, number, lambda n: n.dispatched_on is not None, "är expedierat")
        _refuse_outside(work, on_day, notice.dispatched_on or notice.decided_on, "den")
        body = {"notice": notice.uuid, "number": notice.number, "by": means, "on": on_day.isoformat()}
        work.record(Kind.RECEIPT_CONFIRMED, body, effective_on=on_day)
    return work


def _notice(work: Work, number: int | None, fits: Callable[[Notice], bool], what: str) -> Notice:
    if number is None:
        candidates = [notice for notice in work.facts.notices if fits(notice)]
    else:
        candidates = [notice for notice in work.facts.notices if notice.number == number]
        if not candidates:
            raise NotFound("påpekande", f"nr {number}", f"brist ärende visa {work.facts.head.serial}")
    if candidates and fits(candidates[-1]):
        return candidates[-1]
    raise Refused(
        f"Ärende {work.facts.head.serial}",
        "expediera",
        (
            Reason(
                f"inget påpekande i ärendet {what}",
                "ett påpekande expedieras en gång och bekräftas därefter (läsning A33, A51)",
                f"se läget: brist ärende visa {work.facts.head.serial}",
            ),
        ),
        work.ruleset.title,
    )


def _refuse_outside(work: Work, day: date, earliest: date, name: str) -> None:
    if not earliest <= day <= work.today:
        raise InputError(f"--{name}", f"{day} ska ligga från {earliest} till {work.today}", "rätta dagen")
