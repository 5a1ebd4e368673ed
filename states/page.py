"""What is told of a state: in the municipality's words, which deadlines may be open in it, which reminders go out."""

from dataclasses import dataclass

from states.deadline_kind import DeadlineKind
from states.state import State


@dataclass(frozen=True, slots=True)
class StatePage:
    """A state's own page. Texts are Swedish: the drawing of the lifecycle shows them."""

    state: State
    meaning: str
    open_kinds: tuple[DeadlineKind, ...] = ()
    reminders: str = "inga"


NOTICE_KINDS = (
    DeadlineKind.PLAN_DUE,
    DeadlineKind.EVIDENCE_DUE,
    DeadlineKind.REMEDY_WITHIN,
    DeadlineKind.REVIEW_NOT_BEFORE,
    DeadlineKind.MEETING_WITHIN,
    DeadlineKind.PROMPTLY,
)
LADDER = "stegen, för det som är begärt och inte har registrerats"
