"""What stands around a case's deficiencies: own days, notes, what has been published, and earlier follow-ups."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from states.facts import CaseFacts, CaseHead, Deficiency
from states.own_deadlines import OwnDeadline, own_deadlines
from states.positions import Position
from states.state import State
from states.workdays import Calendar
from workflow.store.chain import StoredEvent
from workflow.store.corrections import counted
from workflow.store.facts import load_facts, stored_ruleset
from workflow.store.kinds import Kind
from workflow.store.queries import Word
from workflow.store.reader import Query, Reader


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A tjänsteanteckning: the day that it is about, when it was written and by whom (FL 27 §)."""

    on_day: date
    written_at: datetime
    actor: str
    form: str
    party: str
    deficiency: str
    text: str


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """That something of the case has been published, and where."""

    on_day: date
    place: str
    small: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What a person has put down about a deficiency that was there before (reading A24)."""

    deficiency: str
    outcome: str
    about: str
    reason: str


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """A deficiency of an earlier follow-up of the same unit under the same agreement that matters now.

    `returns_as` is the deficiency of this case about the same requirement; "" where it is only noted to be taken up.
    """

    serial: int
    opened_on: date
    code: str
    name: str
    state: State
    state_since_on: date
    returns_as: str

    @property
    def meaning(self) -> str:
        """What it means that it was there before, in Swedish."""
        return _MEANS.get(self.state, "följdes aldrig upp färdigt; det här är en ny kedja (läsning A46)")


_MEANS = {
    State.NOTED: "noterades till nu",
    State.REMEDIED: "åtgärdades; tillbaka börjar kedjan om vid påpekande nr 1 (läsning A24)",
    State.REMAINS: "kvarstod",
    State.MATERIAL_BREACH: "beslutades vara ett väsentligt avtalsbrott",
    State.WITHDRAWN: "återkallades",
    State.ENDED: "avslutades när avtalet upphörde",
}


@dataclass(frozen=True, slots=True)
class Around:
    """Everything around the deficiencies of a case, at one moment."""

    own: tuple[OwnDeadline, ...]
    notes: tuple[NoteLine, ...]
    published: tuple[PublishedLine, ...]
    earlier: tuple[EarlierLine, ...]
    recurrences: tuple[Recurrence, ...]


_EARLIER = Query(
    "The earlier cases of the same unit and agreement, the latest first.",
    "SELECT e.uuid FROM followup_case e JOIN followup_case c ON c.uuid = :case AND e.unit_uuid = c.unit_uuid "
    "AND e.agreement_uuid = c.agreement_uuid WHERE e.opened_on < c.opened_on "
    "OR (e.opened_on = c.opened_on AND e.serial < c.serial) ORDER BY e.opened_on DESC, e.serial DESC",
    Word,
)


def around(reader: Reader, case: CaseFacts, calendar: Calendar) -> Around:
    """What stands around the case."""
    events = counted(reader, case.head.uuid)
    return Around(
        own_deadlines(case, stored_ruleset(reader, case.head.ruleset), calendar),
        tuple(_note(event) for event in events if event.kind == Kind.NOTE_WRITTEN),
        tuple(_published(event) for event in events if event.kind == Kind.PUBLISHED),
        earlier(reader, case),
        tuple(_recurrences(events)),
    )


def _note(event: StoredEvent) -> NoteLine:
    body = event.content
    told = (body["form"], body["party"], body["deficiency"], body["text"])
    return NoteLine(event.effective_on, event.recorded_at, event.actor, *told)


def _published(event: StoredEvent) -> PublishedLine:
    return PublishedLine(event.effective_on, event.content["place"], tuple(event.content["small"]))


def _recurrences(events: list[StoredEvent]) -> Iterator[Recurrence]:
    for event in events:
        body = event.content
        if event.kind == Kind.POSITION_TAKEN and body["position"] in (Position.RECURRENCE, Position.CHAINS_JOINED):
            yield Recurrence(body["deficiency"], body["outcome"], body["about"], body["reason"])


def earlier(reader: Reader, case: CaseFacts) -> tuple[EarlierLine, ...]:
    """What was noterad at the last follow-up, and every earlier deficiency about a requirement of this case.

    The program finds it by the requirement and its point as written; whether it is the same fault a person says.
    """
    found: list[EarlierLine] = []
    for place, row in enumerate(reader.all(_EARLIER, case=case.head.uuid)):
        before = load_facts(reader, row.value)
        for deficiency in before.deficiencies:
            returns_as = next((d.code for d in case.deficiencies if d.name == deficiency.name), "")
            if returns_as or (place == 0 and deficiency.state is State.NOTED):
                found.append(_line(before.head, deficiency, returns_as))
    return tuple(found)


def _line(head: CaseHead, deficiency: Deficiency, returns_as: str) -> EarlierLine:
    return EarlierLine(
        head.serial,
        head.opened_on,
        deficiency.code,
        deficiency.name,
        deficiency.state,
        deficiency.state_since_on,
        returns_as,
    )
