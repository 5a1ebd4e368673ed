"""All that a rule may look at: what has been registered about one case, frozen.

A fact is something that happened or was decided, never a conclusion: late, overdue and
"two notices" are computed from facts (see `deadlines`, `breach`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from states.state import State


class Regime(StrEnum):
    """Whether there is a contract that can be breached (reading A37)."""

    EXTERNAL = "extern"
    IN_HOUSE = "egen regi"


class Verdict(StrEnum):
    """How a sub-point was found at a result follow-up."""

    REMEDIED = "åtgärdad"
    REMAINS = "kvarstår"


class DeadlineKind(StrEnum):
    """What a date is for, and so whom it binds."""

    PLAN_DUE = "åtgärdsplan senast"
    EVIDENCE_DUE = "handlingar senast"
    REVIEW_NOT_BEFORE = "uppföljning tidigast"


class DeadlineStatus(StrEnum):
    """Where a deadline row stands; a change of state never changes it."""

    DORMANT = "vilande"  # its notice has been decided but has not left
    RUNNING = "löpande"
    KEPT = "hållen"
    MOVED = "flyttad"  # an extension gave a new row; the old date stays visible
    MISSED = "utebliven"  # used up by a result decision without having been kept


PLAN_ITEM = "plan"
NO_DOCUMENT = "*"


@dataclass(frozen=True, slots=True)
class Subpoint:
    """A delbrist: the smallest thing that is found wanting, pointed out and remedied."""

    code: str
    deficiency: str
    text: str
    verdict: Verdict | None  # the working verdict; mails nothing and moves nothing


@dataclass(frozen=True, slots=True)
class Deficiency:
    """A brist: one requirement point that the unit does not meet."""

    code: str
    requirement: str
    point: str
    state: State
    state_since_on: date

    @property
    def name(self) -> str:
        """The requirement's key, number and point: "3.4 Egenkontroller"."""
        return f"{self.requirement} {self.point}".strip()


@dataclass(frozen=True, slots=True)
class Notice:
    """A påpekande: the municipality's decided document; `subpoints` are those that it names."""

    uuid: str
    number: int
    decided_on: date
    registered_at: datetime
    document: str  # SHA-256 of the handling
    dispatched_on: date | None
    dispatched_by: str | None  # e-post, brev, bud
    received_on: date | None
    received_by: str | None
    look_again_at: datetime | None
    subpoints: frozenset[str] = frozenset()
    used_up_for: frozenset[str] = frozenset()  # deficiencies whose prescribed time a result decision has used up


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date for one item of one deficiency. `due_on` is the printed day, inclusive."""

    notice: str
    deficiency: str
    kind: DeadlineKind
    item: str  # a document line, "plan", or "*" where no document is demanded
    version: int  # raised by each extension
    due_on: date
    status: DeadlineStatus
    answered_on: date | None  # the day on which what was asked for arrived
    look_again_at: datetime | None
    subpoints: frozenset[str] = frozenset()  # the delbrister that the document answers

    @property
    def key(self) -> str:
        """The row's name in events and planned mails; the same for every version."""
        return f"{self.notice}/{self.deficiency}/{self.kind}/{self.item}"

    @property
    def is_open(self) -> bool:
        """Dormant or running: neither kept, moved nor used up."""
        return self.status in (DeadlineStatus.DORMANT, DeadlineStatus.RUNNING)

    @property
    def awaits_answer(self) -> bool:
        """The provider has been told, something is asked for and has not come."""
        return self.status is DeadlineStatus.RUNNING and self.item != NO_DOCUMENT and self.answered_on is None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a result decision found of one sub-point, on the decision's effective day."""

    decision: str
    effective_on: date
    subpoint: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Proposal:
    """Förutsättningarna är uppfyllda – kräver beslut. `decision` is the finding that used up the time."""

    uuid: str
    deficiency: str
    decision: str
    proposed_on: date
    settled: str | None  # beslutad, avstådd; None while it waits for a person


@dataclass(frozen=True, slots=True)
class CaseHead:
    """The case itself: one follow-up of one unit under one agreement."""

    uuid: str
    serial: int
    reference: str
    register_number: str
    agreement: str
    regime: Regime
    provider: str
    unit: str
    mailbox: str  # the name of the function mailbox
    ruleset: str  # SHA-256 of the rule set's text that the case began with
    version: int
    opened_on: date
    dates_assumed: bool


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything registered about one case, at one moment."""

    head: CaseHead
    deficiencies: tuple[Deficiency, ...]
    subpoints: tuple[Subpoint, ...]
    notices: tuple[Notice, ...]  # in the order they were decided
    deadlines: tuple[Deadline, ...]
    findings: tuple[Finding, ...]
    proposals: tuple[Proposal, ...]
    mailbox_read_to: datetime | None

    def deficiency(self, code: str) -> Deficiency:
        """The deficiency of that code; KeyError if the case has none."""
        for deficiency in self.deficiencies:
            if deficiency.code == code:
                return deficiency
        raise KeyError(code)

    def subpoints_of(self, deficiency: str) -> tuple[Subpoint, ...]:
        """The deficiency's sub-points, in their order."""
        return tuple(point for point in self.subpoints if point.deficiency == deficiency)

    def notice(self, uuid: str) -> Notice:
        """The notice of that uuid; KeyError if there is none."""
        for notice in self.notices:
            if notice.uuid == uuid:
                return notice
        raise KeyError(uuid)

    def notices_of(self, deficiency: str) -> Iterator[Notice]:
        """The notices that name a sub-point of the deficiency, dispatched or not, in order."""
        codes = {point.code for point in self.subpoints_of(deficiency)}
        return (notice for notice in self.notices if notice.subpoints & codes)

    def count_of_notices(self, deficiency: str) -> int:
        """Antal påpekanden: dispatched and not withdrawn (lifecycle, "Notice")."""
        return sum(1 for notice in self.notices_of(deficiency) if notice.dispatched_on is not None)

    def deadlines_of(self, deficiency: str) -> Iterator[Deadline]:
        """The deficiency's rows, except those that an extension has replaced."""
        return (
            row for row in self.deadlines if row.deficiency == deficiency and row.status is not DeadlineStatus.MOVED
        )

    def open_proposal(self, deficiency: str) -> Proposal | None:
        """The proposal that waits for a person's decision."""
        for proposal in self.proposals:
            if proposal.deficiency == deficiency and proposal.settled is None:
                return proposal
        return None
