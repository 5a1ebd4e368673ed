"""What is worth knowing about a deficiency that is no state: late, missing, unknown. Computed, never stored.

A flag drives nothing. A late or missing plan is never itself "fel i tjänsten" (readings A5 and A44), and where no
document is demanded none can be missing (reading A43).
"""

from datetime import date, datetime
from enum import StrEnum

from states.deadline_kind import DeadlineKind
from states.deadlines import is_late
from states.facts import NO_DOCUMENT, CaseFacts, Deadline, DeadlineStatus
from states.workdays import local_day


class Flag(StrEnum):
    """What is shown beside the state."""

    PLAN_LATE = "plan sen"
    PLAN_MISSING = "plan saknas"
    EVIDENCE_LATE = "handling sen"
    EVIDENCE_MISSING = "handling saknas"
    SUPPLEMENT_MISSING = "komplettering saknas"
    DAY_UNKNOWN = "dag okänd"


_MISSING = {
    DeadlineKind.PLAN_DUE: Flag.PLAN_MISSING,
    DeadlineKind.EVIDENCE_DUE: Flag.EVIDENCE_MISSING,
    DeadlineKind.SUPPLEMENT_DUE: Flag.SUPPLEMENT_MISSING,
}
_LATE = {DeadlineKind.PLAN_DUE: Flag.PLAN_LATE, DeadlineKind.EVIDENCE_DUE: Flag.EVIDENCE_LATE}


def flags(case: CaseFacts, deficiency: str, now: datetime) -> tuple[Flag, ...]:
    """The deficiency's flags, in the order of `Flag`. Late from 00:00 on the day after the last day (reading A16)."""
    found = {flag for row in case.deadlines_of(deficiency) for flag in _of_row(row, local_day(now))}
    return tuple(flag for flag in Flag if flag in found)


def _of_row(row: Deadline, today: date) -> set[Flag]:
    if row.status is DeadlineStatus.DORMANT or row.item == NO_DOCUMENT:
        return set()
    if row.due_on is None:
        return {Flag.DAY_UNKNOWN} if row.answered_on is None else set()
    found = set()
    if row.answered_on is None and is_late(row.due_on, today) and row.kind in _MISSING:
        found.add(_MISSING[row.kind])
    if is_late(row.due_on, row.answered_on or today) and row.kind in _LATE:
        found.add(_LATE[row.kind])
    return found
