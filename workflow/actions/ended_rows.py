"""The rows that a withdrawal or an agreement's end cancels."""

from collections.abc import Callable
from typing import Any

from states.facts import Deadline, DeadlineStatus
from workflow.engine import Work


def ended_rows(work: Work, fits: Callable[[Deadline], bool], status: DeadlineStatus) -> list[dict[str, Any]]:
    """The open rows that fit, as an event's body tells them, with the status that they end with."""
    return [
        {
            "cause": row.cause,
            "deficiency": row.deficiency,
            "kind": row.kind.value,
            "item": row.item,
            "version": row.version,
            "status": status.value,
        }
        for row in work.facts.deadlines
        if row.is_open and fits(row)
    ]
