"""Whether a notice has been received: proven, or presumed by the rule set (reading A33).

Clocks run from dispatch; only the proof asks for receipt. What is presumed is shown as weak, with what would prove
it. A notice that came back is presumed received only after it has been sent again – the same notice (reading A51).
"""

from dataclasses import dataclass
from datetime import date

from states.facts import Notice
from states.ruleset import Ruleset
from states.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Receipt:
    """When the notice was received, and by what that is known."""

    on: date
    means: str
    is_proven: bool


def receipt_of(notice: Notice, ruleset: Ruleset, calendar: Calendar) -> Receipt | None:
    """The notice's receipt; None where it is neither proven nor presumed. A presumed day may lie ahead."""
    if notice.received_on is not None:
        return Receipt(notice.received_on, notice.received_by or "", is_proven=True)
    sent_on = notice.resent_on or notice.dispatched_on
    days = ruleset.receipt_presumption_workdays
    if days is None or sent_on is None or notice.came_back:
        return None
    return Receipt(calendar.workday_after(sent_on, days), f"antas {days} arbetsdagar efter {sent_on}", is_proven=False)
