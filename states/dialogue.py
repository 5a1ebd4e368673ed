"""What goes between the municipality and the provider beside the notices: questions, meetings, held reminders.

None of it is a state and none of it moves a deadline. A question that is never answered is a deficiency only where a
requirement says so (reading A41); a held reminder is only not said – what is late is late.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class QuestionState(StrEnum):
    """Where a question stands."""

    ASKED = "ställd"
    REMINDED = "påmind"
    ANSWERED = "besvarad"
    UNANSWERED = "obesvarad"  # a person has put down that no answer came

    @property
    def is_open(self) -> bool:
        """An answer is still awaited."""
        return self in (QuestionState.ASKED, QuestionState.REMINDED)


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the municipality has asked. `answer_by` is the last day, inclusive; None: none was given."""

    number: int
    deficiency: str  # "" where it concerns the whole case
    text: str
    asked_on: date
    answer_by: date | None
    state: QuestionState
    state_on: date


@dataclass(frozen=True, slots=True)
class ReminderPause:
    """Provider-side reminders are held from one day to another, both inclusive, unless resumed before."""

    uuid: str
    from_on: date
    until_on: date
    reason: str
    resumed_on: date | None

    def holds_on(self, day: date) -> bool:
        """Nothing is said to the provider on that day."""
        return self.from_on <= day <= self.until_on and (self.resumed_on is None or day < self.resumed_on)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with the provider that has been booked. `called_on`: the kallelse has left, or was given otherwise."""

    uuid: str
    starts_at: datetime
    place: str
    booked_at: datetime
    called_on: date | None
    held_on: date | None
    cancelled_on: date | None

    @property
    def is_booked(self) -> bool:
        """Neither held nor cancelled."""
        return self.held_on is None and self.cancelled_on is None
