"""All that a rule may look at: what has been registered about one case, frozen.

A fact is something that happened or was decided, never a conclusion: late, overdue and
"two notices" are computed from facts (see `deadlines`, `breach`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from states.deadline_kind import DeadlineKind
from states.dialogue import Meeting, Question, ReminderPause
from states.state import State


class Regime(StrEnum):
    """Whether there is a contract that can be breached (reading A37)."""

    EXTERNAL = "extern"
    IN_HOUSE = "egen regi"


class Verdict(StrEnum):
    """How a sub-point was found at a result follow-up."""

    REMEDIED = "åtgärdad"
    REMAINS = "kvarstår"


class DeadlineStatus(StrEnum):
    """Where a deadline row stands; a change of state never changes it."""

    DORMANT = "vilande"  # its notice has been decided but has not left
    RUNNING = "löpande"
    KEPT = "hållen"
    MOVED = "flyttad"  # an extension gave a new row; the old date stays visible
    CANCELLED = "avbruten"  # the finding was withdrawn, or the agreement ended
    MISSED = "utebliven"  # used up by a result decision without having been kept


class Settlement(StrEnum):
    """How a proposal ended."""

    DECIDED = "beslutad"
    ABSTAINED = "avstådd"
    NEW_TIME = "ny tid"  # a new notice was decided instead (reading A47)
    VOID = "förfallen"  # the finding was withdrawn, or the agreement ended


PLAN_ITEM = "plan"
NO_DOCUMENT = "*"


@dataclass(frozen=True, slots=True)
class Subpoint:
    """A delbrist: the smallest thing that is found wanting, pointed out and remedied."""

    code: str
    deficiency: str
    text: str
    verdict: Verdict | None  # the working verdict; mails nothing and moves nothing
    withdrawn_on: date | None = None  # void from the start since then (reading A32)


@dataclass(frozen=True, slots=True)
class Deficiency:
    """A brist: one requirement point that the unit does not meet."""

    code: str
    requirement: str
    point: str
    state: State
    state_since_on: date
    is_requirement: bool = True  # False: a recommendation, which enters no notice (reading A42)
    grade: str = ""  # as the follow-up graded it, where the rule set grades

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
    bounced_on: date | None = None  # it came back; nothing presumes it received until it is sent again
    resent_on: date | None = None  # the same notice once more (reading A51): only its receipt gets a new day
    subpoints: frozenset[str] = frozenset()
    used_up_for: frozenset[str] = frozenset()  # deficiencies whose prescribed time a result decision has used up

    @property
    def came_back(self) -> bool:
        """The last time it was sent, it came back."""
        return self.bounced_on is not None and (self.resent_on is None or self.resent_on < self.bounced_on)


def deadline_key(cause: str, deficiency: str, kind: str, item: str) -> str:
    """What names a row in events and planned mails; the same for every version of it."""
    return f"{cause}/{deficiency}/{kind}/{item}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date for one item of one deficiency. `due_on` is the last day, inclusive.

    `cause` is the uuid of the notice, of the request for a supplement or of the fact-check that it comes from.
    """

    cause: str
    deficiency: str
    kind: DeadlineKind
    item: str  # a document line, "plan", or "*" where no document is demanded
    version: int  # raised by each extension
    due_on: date | None  # None: okänt – the source gives no day; no clock, a task
    status: DeadlineStatus
    answered_on: date | None  # the day on which what was asked for arrived
    look_again_at: datetime | None
    subpoints: frozenset[str] = frozenset()  # the delbrister that the document answers
    length: str = ""  # "4 veckor" where the day was counted, "" where it is printed
    counted_from: date | None = None

    @property
    def key(self) -> str:
        """The row's name in events and planned mails; the same for every version."""
        return deadline_key(self.cause, self.deficiency, self.kind, self.item)

    @property
    def is_open(self) -> bool:
        """Dormant or running: neither kept, moved nor used up."""
        return self.status in (DeadlineStatus.DORMANT, DeadlineStatus.RUNNING)

    @property
    def is_gone(self) -> bool:
        """An extension has given a new row for it, or it has been cancelled."""
        return self.status in (DeadlineStatus.MOVED, DeadlineStatus.CANCELLED)

    @property
    def awaits_answer(self) -> bool:
        """The provider has been told, something is asked for and has not come."""
        return self.status is DeadlineStatus.RUNNING and self.item != NO_DOCUMENT and self.answered_on is None

    @property
    def last_day(self) -> date:
        """The last day, inclusive. Raises ValueError where it is okänt."""
        if self.due_on is None:
            raise ValueError(f"{self.key} has no known day")
        return self.due_on


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
    settled: Settlement | None  # None while it waits for a person


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """The provider has asked for more time; until it is decided the overdue mail is held (reading A50)."""

    uuid: str
    asked_on: date
    rows: frozenset[str]  # keys of the rows that wait for an answer, or that the last answer was about
    decided: str | None  # beviljat, avslaget; None while it waits


class Done(StrEnum):
    """What the municipality has done that moves nothing but settles a task."""

    ESCALATED = "eskalerad"  # taken to the head of administration or the board (reading A37)
    MEETING_HELD = "möte hållet"
    PLAN_ACCEPTED = "plan godkänd"
    TAKEN_OVER = "registrerat mitt i förloppet"  # what happened before that day was registered afterwards
    GONE_THROUGH = "genomgånget"  # a person has gone through what fell due before the case was registered
    FOLLOWUP_PLANNED = "uppföljning planerad"  # `on` is the day it is planned for


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something was done, on a day; `deficiency` is "" where it concerns the whole case."""

    what: Done
    deficiency: str
    on: date


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
    is_followed_up_again: bool = False  # a later case of the same unit and agreement exists
    responsible: str = ""  # whose tasks it gives, by the operating system's name; "": whoever has the role


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
    extension_requests: tuple[ExtensionRequest, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    questions: tuple[Question, ...] = ()
    pauses: tuple[ReminderPause, ...] = ()
    meetings: tuple[Meeting, ...] = ()

    def deficiency(self, code: str) -> Deficiency:
        """The deficiency of that code; KeyError if the case has none."""
        for deficiency in self.deficiencies:
            if deficiency.code == code:
                return deficiency
        raise KeyError(code)

    @property
    def ended(self) -> frozenset[str]:
        """The codes of the deficiencies that have ended."""
        return frozenset(deficiency.code for deficiency in self.deficiencies if deficiency.state.is_final)

    def subpoints_of(self, deficiency: str) -> tuple[Subpoint, ...]:
        """The deficiency's sub-points, in their order."""
        return tuple(point for point in self.subpoints if point.deficiency == deficiency)

    def notice(self, uuid: str) -> Notice:
        """The notice of that uuid; KeyError if there is none."""
        for notice in self.notices:
            if notice.uuid == uuid:
                return notice
        raise KeyError(uuid)

    def standing_subpoints(self, deficiency: str) -> tuple[Subpoint, ...]:
        """The deficiency's sub-points that have not been withdrawn."""
        return tuple(point for point in self.subpoints_of(deficiency) if point.withdrawn_on is None)

    def notices_of(self, deficiency: str) -> Iterator[Notice]:
        """The notices that name a standing sub-point of the deficiency, dispatched or not, in order (reading A32)."""
        codes = {point.code for point in self.standing_subpoints(deficiency)}
        return (notice for notice in self.notices if notice.subpoints & codes)

    def named_by(self, notice: Notice) -> tuple[Deficiency, ...]:
        """The deficiencies of which the notice names a standing sub-point."""
        codes = {p.deficiency for p in self.subpoints if p.code in notice.subpoints and p.withdrawn_on is None}
        return tuple(deficiency for deficiency in self.deficiencies if deficiency.code in codes)

    def is_standing(self, notice: Notice) -> bool:
        """The notice names something that has neither been withdrawn nor ended with the agreement."""
        return any(deficiency.state is not State.ENDED for deficiency in self.named_by(notice))

    def not_left(self) -> dict[str, datetime]:
        """When each standing notice was registered, or meeting booked, of which the provider has been sent nothing."""
        notices = {n.uuid: n.registered_at for n in self.notices if n.dispatched_on is None and self.is_standing(n)}
        return notices | {m.uuid: m.booked_at for m in self.meetings if m.is_booked and m.called_on is None}

    def count_of_notices(self, deficiency: str) -> int:
        """Antal påpekanden: dispatched and not withdrawn (lifecycle, "Notice")."""
        return sum(1 for notice in self.notices_of(deficiency) if notice.dispatched_on is not None)

    def deadlines_of(self, deficiency: str) -> Iterator[Deadline]:
        """The deficiency's rows, except those that an extension has replaced or that have been cancelled."""
        return (row for row in self.deadlines if row.deficiency == deficiency and not row.is_gone)

    def done(self, what: Done, deficiency: str = "") -> Iterator[date]:
        """The days on which it was done, for the deficiency or for the whole case."""
        return (m.on for m in self.milestones if m.what is what and m.deficiency == deficiency)

    @property
    def taken_over_on(self) -> date | None:
        """The day on which a case that began earlier was registered; None for one that was registered as it began."""
        return next(self.done(Done.TAKEN_OVER), None)

    def pending_request(self, row: Deadline) -> ExtensionRequest | None:
        """The provider's request for more time with the row, which nobody has decided yet (reading A50)."""
        for request in self.extension_requests:
            if request.decided is None and row.key in request.rows:
                return request
        return None

    def open_proposal(self, deficiency: str) -> Proposal | None:
        """The proposal that waits for a person's decision."""
        for proposal in self.proposals:
            if proposal.deficiency == deficiency and proposal.settled is None:
                return proposal
        return None

    def pause_on(self, day: date) -> ReminderPause | None:
        """The pause by which the provider is reminded of nothing on that day."""
        return next((pause for pause in self.pauses if pause.holds_on(day)), None)

    @property
    def next_followup_on(self) -> date | None:
        """The day for which the next follow-up of the unit has been planned."""
        return next(self.done(Done.FOLLOWUP_PLANNED), None)
