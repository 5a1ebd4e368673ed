"""expediera and bekräfta-mottagande: a notice has left, and has been received."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from states.deadline_kind import DeadlineKind
from states.deadlines import remedy_day, time_rows
from states.facts import NO_DOCUMENT, Notice
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
        notice = _notice(work, "expediera", number, lambda n: n.dispatched_on is None, "väntar på att expedieras")
        day = on_day or work.today
        _refuse_outside(work, day, notice.decided_on, "den")
        record_dispatch(work, notice, means, day)
    return work


def record_dispatch(work: Work, notice: Notice, means: str, day: date, *, mail: str = "") -> None:
    """The notice has left the municipality: its rows run from now."""
    left = replace(notice, dispatched_on=day)
    body = {"notice": notice.uuid, "number": notice.number, "by": means, "on": day.isoformat(), "mail": mail}
    work.record(Kind.NOTICE_DISPATCHED, body | {"counted": counted_rows(work, left)}, effective_on=day)


def counted_rows(work: Work, notice: Notice) -> list[dict[str, object]]:
    """The rows whose weeks begin now, for what the notice gives no printed day (readings A10, A13)."""
    span = remedy_day(notice, work.ruleset)
    if span is None:
        return []
    start, due_on = span
    timed = {row.deficiency for row in time_rows(r for r in work.facts.deadlines if r.cause == notice.uuid)}
    return [
        {
            "cause": notice.uuid,
            "deficiency": deficiency.code,
            "kind": DeadlineKind.REMEDY_WITHIN.value,
            "item": NO_DOCUMENT,
            "due_on": due_on.isoformat(),
            "subpoints": sorted(notice.subpoints & {p.code for p in work.facts.subpoints_of(deficiency.code)}),
            "length": f"{work.ruleset.remedy_weeks} veckor",
            "counted_from": start.isoformat(),
        }
        for deficiency in work.facts.deficiencies
        if deficiency.code not in timed and not deficiency.state.is_final
        if any(named.uuid == notice.uuid for named in work.facts.notices_of(deficiency.code))
    ]


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
        notice = _notice(work, "bekräfta-mottagande", number, _unacknowledged, "är expedierat och obekräftat")
        _refuse_outside(work, on_day, notice.dispatched_on or notice.decided_on, "den")
        record_receipt(work, notice, means, on_day)
    return work


def record_receipt(work: Work, notice: Notice, means: str, day: date) -> None:
    """The provider has received the notice: what is counted from the receipt runs from now."""
    received = replace(notice, received_on=day)
    body = {"notice": notice.uuid, "number": notice.number, "by": means, "on": day.isoformat()}
    work.record(Kind.RECEIPT_CONFIRMED, body | {"counted": counted_rows(work, received)}, effective_on=day)


def _unacknowledged(notice: Notice) -> bool:
    return notice.dispatched_on is not None and notice.received_on is None


def bounced(
    context: Context, case: str, on_day: date, actor: Actor, *, number: int | None = None, version: int | None = None
) -> Work:
    """The notice came back: nothing presumes it received until it is sent again (reading A33)."""
    with commanding(context, case, actor, version=version) as work:
        notice = _notice(work, "påpekande retur", number, lambda n: n.dispatched_on is not None, "är expedierat")
        _refuse_outside(work, on_day, notice.dispatched_on or notice.decided_on, "den")
        body = {"notice": notice.uuid, "number": notice.number, "on": on_day.isoformat()}
        work.record(Kind.NOTICE_BOUNCED, body, effective_on=on_day)
    return work


def resend(
    context: Context,
    case: str,
    means: str,
    on_day: date | None,
    actor: Actor,
    *,
    number: int | None = None,
    version: int | None = None,
) -> Work:
    """The same notice once more: count, printed days and chain stay; only its receipt gets a new day (reading A51)."""
    with commanding(context, case, actor, version=version) as work:
        notice = _notice(work, "påpekande omsänt", number, lambda n: n.dispatched_on is not None, "är expedierat")
        day = on_day or work.today
        _refuse_outside(work, day, notice.dispatched_on or notice.decided_on, "den")
        body = {"notice": notice.uuid, "number": notice.number, "by": means, "on": day.isoformat()}
        work.record(Kind.NOTICE_RESENT, body, effective_on=day)
    return work


def _notice(work: Work, attempt: str, number: int | None, fits: Callable[[Notice], bool], what: str) -> Notice:
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
        attempt,
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
