"""A rule set: what one municipality has decided for one type of agreement, versioned, each value with its source.

A case keeps the text that it began with. The text is known by its SHA-256; the same key and
version with another text is refused where rule sets are stored.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from states.facts import Regime
from states.grades import can_be_pointed_out

ASSUMED = "antaget, bekräftas av kommunen"


class BreachRule(StrEnum):
    """When the clause about two notices can bite (reading A1)."""

    AFTER_SECOND_PERIOD = "efter andra tiden"
    AT_SECOND_NOTICE = "vid andra påpekandet"


class Outcome(StrEnum):
    """What follows when a deficiency remains in spite of two notices (reading A37)."""

    BREACH = "avtalsbrott"
    ESCALATION = "eskalering"
    NONE = "ingen"  # the agreement and the report give no rule


class Consequence(StrEnum):
    """What a grade leads to (reading A14)."""

    NOTHING = "ingenting"
    DIALOGUE = "dialog"  # noterad: taken up at the next follow-up
    NOTICE = "påpekande"


class ClockStart(StrEnum):
    """From what a number of weeks is counted (reading A13)."""

    RECEIPT = "mottagande"
    DISPATCH = "expediering"


@dataclass(frozen=True, slots=True)
class Ladder:
    """When reminders go, in working days from the last day (negative: before it)."""

    remind_before: int
    check_mailbox: int
    remind_after: int
    strike_after: int


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The rules in force for a case. None stands for "there is no such rule".

    `sources` gives each value's source by its path in the file ("avtalsbrott.tillfallen").
    """

    key: str
    name: str
    version: str
    municipality: str
    agreement_type: str
    regime: Regime
    scales: tuple[str, ...]
    consequences: Mapping[str, Consequence]  # by grade
    has_recommendations: bool
    has_fact_check: bool
    plan_wants_approval: bool
    plan_by_mail: bool  # a plan that a mail brings moves its deficiencies to inskickad without a person
    review_days_after: int
    remedy_weeks: int | None
    remedy_from: ClockStart
    meeting_months: int | None
    cycle_months: int | None
    result_alarm_workdays: int | None
    outcome: Outcome
    breach_occasions: int
    breach_rule: BreachRule
    receipt_alarm_workdays: int
    receipt_presumption_workdays: int | None
    ladder: Ladder
    sources: Mapping[str, str]
    sha256: str

    @property
    def title(self) -> str:
        """Name and version, as refusals quote it."""
        return f"{self.name} {self.version}"

    def consequence(self, grade: str) -> Consequence:
        """What the grade leads to; a deficiency without a grade goes into a notice.

        Where the rule set says nothing of it, as it rarely does of "okänt" and "ej tillämpligt", only a finding does.
        """
        otherwise = Consequence.NOTICE if can_be_pointed_out(grade) else Consequence.NOTHING
        return self.consequences.get(grade, otherwise)


def sha256_of(text: str) -> str:
    """The name under which a rule set's text is kept."""
    return hashlib.sha256(text.encode()).hexdigest()
