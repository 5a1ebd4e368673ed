"""Why a day is what it is: from what it is counted, which days are skipped, who is bound, what follows and when.

For the one who answers the telephone, and for a judge. Computes from the facts; decides nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from states.deadline_kind import Bound, DeadlineKind
from states.deadlines import first_review_day, lapse_day
from states.facts import NO_DOCUMENT, CaseFacts, Deadline, DeadlineStatus
from states.own_deadlines import own_deadlines
from states.reminders import Role, climbs, ladder
from states.ruleset import Ruleset
from states.workdays import Calendar, FreeDay, local_day


@dataclass(frozen=True, slots=True)
class Following:
    """Something that follows from the day, and the first day on which it does."""

    what: str
    on: date
    bound: str  # who acts


@dataclass(frozen=True, slots=True)
class Explanation:
    """One deadline, explained. `document` is the SHA-256 of the handling that froze the day, "" for a derived one."""

    kind: DeadlineKind
    item: str
    bound: Bound
    origin: str
    start: str
    length: str
    due_on: date | None
    effective_end: date | None
    skipped: tuple[FreeDay, ...]
    moved_from: tuple[date | None, ...]
    document: str
    status: str
    follows: str
    following: tuple[Following, ...]
    source: str


def explain(case: CaseFacts, deficiency: str, ruleset: Ruleset, calendar: Calendar) -> tuple[Explanation, ...]:
    """Every deadline of the deficiency that stands, and the municipality's own, the nearest first."""
    found = [_row(case, row, ruleset, calendar) for row in case.deadlines_of(deficiency)]
    found += _own(case, deficiency, ruleset, calendar)
    return tuple(sorted(found, key=lambda explained: (explained.due_on or date.max, explained.kind)))


def _row(case: CaseFacts, row: Deadline, ruleset: Ruleset, calendar: Calendar) -> Explanation:
    page = row.kind.about
    if row.due_on is None:
        return _without_day(case, row)
    end = calendar.workday_on_or_after(row.due_on)
    return Explanation(
        kind=row.kind,
        item=row.item,
        bound=page.bound,
        origin=page.origin,
        start=_start(case, row),
        length=row.length or "en dag som är utskriven",
        due_on=row.due_on,
        effective_end=end,
        skipped=_skipped(row.due_on, end, calendar),
        moved_from=_moved_from(case, row),
        document=_document(case, row),
        status=row.status,
        follows=page.follows,
        following=tuple(sorted(_following(case, row, ruleset, calendar), key=lambda then: then.on)),
        source=_source(row.kind, ruleset) if row.length else page.source,
    )


def _without_day(case: CaseFacts, row: Deadline) -> Explanation:
    """A row whose day the source does not give: no clock, and only a person leads it on."""
    return Explanation(
        kind=row.kind,
        item=row.item,
        bound=row.kind.about.bound,
        origin="ingen dag är angiven",
        start=_start(case, row),
        length="okänd: källan ger ingen dag",
        due_on=None,
        effective_end=None,
        skipped=(),
        moved_from=_moved_from(case, row),
        document=_document(case, row),
        status=row.status,
        follows="ingen klocka löper; en människa avgör när det går vidare",
        following=(),
        source=row.kind.about.source,
    )


_RULES = {
    DeadlineKind.REMEDY_WITHIN: "atgard.inom_veckor",
    DeadlineKind.MEETING_WITHIN: "uppfoljning.mote_inom_manader",
    DeadlineKind.RESULT_DUE: "uppfoljning.resultat_larm_efter_arbetsdagar",
    DeadlineKind.CYCLE_MAX: "uppfoljning.cykel_manader",
}


def _source(kind: DeadlineKind, ruleset: Ruleset) -> str:
    """Where the rule set has the length from; of a kind that no rule set decides, the kind's own source."""
    return ruleset.sources.get(_RULES.get(kind, ""), kind.about.source)


def _start(case: CaseFacts, row: Deadline) -> str:
    if row.counted_from is not None:
        return f"räknas från {row.counted_from}"
    for notice in case.notices:
        if notice.uuid == row.cause:
            sent = f"expedierat {notice.dispatched_on}" if notice.dispatched_on else "inte expedierat: raden vilar"
            return f"påpekande nr {notice.number}, beslutat {notice.decided_on}, {sent}"
    return "utskicket till sakgranskning"


def _document(case: CaseFacts, row: Deadline) -> str:
    if row.length:
        return ""
    return next((notice.document for notice in case.notices if notice.uuid == row.cause), "")


def _moved_from(case: CaseFacts, row: Deadline) -> tuple[date | None, ...]:
    """The days that an extension has replaced, in order: they stay visible (reading A29)."""
    return tuple(r.due_on for r in case.deadlines if r.key == row.key and r.status is DeadlineStatus.MOVED)


def _skipped(first: date | None, end: date | None, calendar: Calendar) -> tuple[FreeDay, ...]:
    """The red days from the printed day up to its effective end (2 § lag 1930:173, by policy: reading A15)."""
    if first is None or end is None or first == end:
        return ()
    return calendar.free_days(first, end)


def _following(case: CaseFacts, row: Deadline, ruleset: Ruleset, calendar: Calendar) -> Iterator[Following]:
    if row.due_on is None:
        return
    if row.kind.binds_provider and row.item != NO_DOCUMENT:
        yield Following("sen, om det inte har kommit in", row.due_on + timedelta(days=1), "utföraren")
    if climbs(row):
        for rung in ladder(row, ruleset.ladder, calendar):
            who = "mejl till utföraren" if rung.role is Role.PROVIDER else "uppgift för kommunen"
            yield Following(f"{rung.name} ({who})", local_day(rung.at), "kommunen")
    if row.kind in (DeadlineKind.EVIDENCE_DUE, DeadlineKind.REMEDY_WITHIN):
        yield Following("föreskriven tid har gått ut", lapse_day(row.due_on, calendar), "utföraren")
        review = first_review_day(case, row.deficiency, ruleset, calendar)
        if review is not None:
            yield Following("klockan inleder resultatuppföljning", review, "kommunen")


def _own(case: CaseFacts, deficiency: str, ruleset: Ruleset, calendar: Calendar) -> Iterator[Explanation]:
    for own in own_deadlines(case, ruleset, calendar):
        if own.deficiencies and deficiency not in own.deficiencies:
            continue
        page = own.kind.about
        end = None if own.due_on is None else calendar.workday_on_or_after(own.due_on)
        alarm = () if end is None else (Following("uppgift för kommunen", end + timedelta(days=1), "kommunen"),)
        yield Explanation(
            kind=own.kind,
            item="",
            bound=page.bound,
            origin=page.origin,
            start=f"räknas från {own.counted_from}",
            length=own.length,
            due_on=own.due_on,
            effective_end=end,
            skipped=_skipped(own.due_on, end, calendar),
            moved_from=(),
            document="",
            status="kommunens egen",
            follows=page.follows,
            following=alarm,
            source=_source(own.kind, ruleset),
        )
