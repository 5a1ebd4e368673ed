"""One arrow of the lifecycle: from where, by what, to where, who may cause it, on which conditions, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from states.facts import CaseFacts, Deficiency, Verdict
from states.refusal import Reason
from states.ruleset import Ruleset
from states.state import State
from states.trigger import Cause, Trigger
from states.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody tries with one deficiency, and when.

    `verdicts` (by sub-point) comes with a result decision, `consent` (the words of the provider's
    written consent) with an early review, `subpoint` with the withdrawal of one of several.
    """

    trigger: Trigger
    cause: Cause
    now: datetime
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    consent: str = ""
    subpoint: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """One deficiency in its case, with the rules in force: what a condition looks at."""

    case: CaseFacts
    deficiency: Deficiency
    ruleset: Ruleset
    calendar: Calendar
    first_review_day: date | None  # None: no prescribed time is running

    @property
    def reference(self) -> str:
        """How people and commands name the deficiency: "1/D3"."""
        return f"{self.case.head.serial}/{self.deficiency.code}"


Condition = Callable[[Situation, Attempt], Reason | None]


@dataclass(frozen=True, slots=True)
class Edge:
    """A condition returns None when it holds, else the reason why not. `source` cites the rule."""

    start: State
    trigger: Trigger
    end: State
    causes: frozenset[Cause]
    source: str
    conditions: tuple[Condition, ...] = ()


PERSON = frozenset({Cause.PERSON})
PERSON_OR_MAIL = frozenset({Cause.PERSON, Cause.MAIL})
CLOCK = frozenset({Cause.CLOCK})
PERSON_OR_CLOCK = frozenset({Cause.PERSON, Cause.CLOCK})
