"""checklista: what each notice demands, what has come for it, and what a person has said of that.

A line is asked for, then received, then – by a person – enough or not. Nothing here decides: it is read from the
events, as they count now.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from states.deadline_kind import DeadlineKind
from states.deadlines import is_late as is_late_by
from states.facts import NO_DOCUMENT, PLAN_ITEM, CaseFacts, Deadline, Done, Notice
from states.instants import parse_instant
from states.state import State
from workflow.store import inbox, queries
from workflow.store.chain import StoredEvent
from workflow.store.corrections import counted
from workflow.store.kinds import Kind
from workflow.store.reader import Reader

APPROVED, MORE_WANTED = "godkänd", "komplettering begärd"


class Sufficiency(StrEnum):
    """What a person says of what has come for a line."""

    SUFFICIENT = "räcker"
    INSUFFICIENT = "räcker-inte"


@dataclass(frozen=True, slots=True)
class Place:
    """One line of one notice, for one deficiency; `deficiency` is "" where only the notice's text asks for it."""

    cause: str  # the notice's uuid
    deficiency: str
    item: str

    @property
    def line(self) -> str:
        """As it is typed: "R2:D1"."""
        return f"{self.item}:{self.deficiency}" if self.deficiency else self.item

    def is_named_by(self, line: str) -> bool:
        """Whether what is typed names it: "R2" for every deficiency, "R2:D1" for that one."""
        item, _, deficiency = line.partition(":")
        return self.item == item and deficiency in ("", self.deficiency)


def place_of(row: Deadline) -> Place:
    """The line that the row gives a day."""
    return Place(row.cause, row.deficiency, row.item)


@dataclass(frozen=True, slots=True)
class Came:
    """Something that came for a line, by the day that it counts from; `mail` is the incoming mail's number, or None.

    `is_late`: after the last day of what had been asked for by then, as that day stands now.
    """

    submission: str
    counted_on: date
    is_late: bool
    means: str
    mail: int | None
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a person has said of a line: enough or not, the plan approved, or more asked for."""

    on_day: date
    actor: str
    what: str
    reason: str


class Awaited(StrEnum):
    """What the municipality waits for on a line; the word is what is shown where nothing has come."""

    NOT_SENT = "påpekandet har inte lämnat kommunen"
    AWAITED = "väntas"
    NEVER_CAME = "kom inte"
    NOTHING = ""  # it has come, or only the notice's text asks for it


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """A line of a notice; `deficiencies` share all of it. `due_on`: the last day as it stands now, None if unknown.

    `said` is the latest; `is_assessed` is False while something has come that nobody has said anything of.
    """

    notice: int
    item: str
    name: str
    deficiencies: tuple[str, ...]
    due_on: date | None
    awaited: Awaited
    came: tuple[Came, ...]
    said: Said | None
    is_assessed: bool


def demanded(case: CaseFacts, demands: Iterable[queries.DocumentLine]) -> dict[Place, list[Deadline]]:
    """Every line of every notice, with the rows that give it days, the last one asked for last.

    A line that only the notice's text asks for has no row. A withdrawn deficiency has no line (reading A32).
    """
    notices = {notice.uuid for notice in case.notices}
    void = {deficiency.code for deficiency in case.deficiencies if deficiency.state is State.WITHDRAWN}
    found: defaultdict[Place, list[Deadline]] = defaultdict(list)
    for row in sorted(case.deadlines, key=lambda row: (row.kind is DeadlineKind.SUPPLEMENT_DUE, row.version)):
        is_line = row.cause in notices and row.item != NO_DOCUMENT and not row.is_gone
        if is_line and row.deficiency not in void:
            found[place_of(row)].append(row)
    for demand in demands:
        if demand.in_text_only:
            found[Place(demand.notice, "", demand.code)] = []
    return found


def checklist(reader: Reader, case: CaseFacts) -> tuple[ChecklistLine, ...]:
    """The lines of every notice, in the order of the notices; a line that deficiencies share is one."""
    demands = reader.all(queries.DOCUMENT_LINES, case=case.head.uuid)
    asked = demanded(case, demands)
    numbers = {mail.uuid: mail.number for mail in reader.all(inbox.NUMBERS_OF_CASE, case=case.head.uuid)}
    gathered = _Gathering(case, asked, numbers)
    for event in counted(reader, case.head.uuid):
        gathered.take(event)
    names = {(demand.notice, demand.code): demand.name for demand in demands}
    lines = (_line(case, place, asked[place], gathered.lines[place], names) for place in asked)
    return tuple(_shared(lines))


@dataclass(slots=True)
class _Line:
    """What is gathered for one place, in the order of the events."""

    asked: Deadline | None  # what had been asked for last by then
    came: list[Came] = field(default_factory=list)
    said: Said | None = None  # the latest
    is_assessed: bool = False


class _Gathering:
    """The events of a case, taken one by one: what each says of the lines."""

    def __init__(self, case: CaseFacts, asked: Mapping[Place, Sequence[Deadline]], mails: Mapping[str, int]) -> None:
        self.case, self.asked, self.mails = case, asked, mails
        self.lines = {place: _Line(rows[0] if rows else None) for place, rows in asked.items()}

    def take(self, event: StoredEvent) -> None:
        body = event.content
        match Kind(event.kind):
            case Kind.SUBMISSION_REGISTERED:
                self._came(body)
            case Kind.LINES_ASSESSED:
                self._say(event, places_in(body), body["outcome"])
            case Kind.SUPPLEMENT_REQUESTED:
                self._say(event, places_in(body), MORE_WANTED)
                self._ask(body["deadlines"])
            case Kind.MILESTONE_REACHED if body["what"] == Done.PLAN_ACCEPTED:
                self._say(event, (place for code in body["deficiencies"] for place in self._plan_of(code)), APPROVED)

    def _plan_of(self, deficiency: str) -> list[Place]:
        """The line of the latest plan that has come."""
        plans = [place for place in self.lines if (place.item, place.deficiency) == (PLAN_ITEM, deficiency)]
        return [place for place in plans if self.lines[place].came][-1:]

    def _ask(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """What comes from now on answers the request for a supplement, or the row that an extension made of it."""
        for asked in rows:
            place = Place(asked["cause"], asked["deficiency"], asked["item"])
            for row in self.asked.get(place, ()):
                if row.kind is DeadlineKind.SUPPLEMENT_DUE and row.version >= asked["version"]:
                    self.lines[place].asked = row
                    break

    def _came(self, body: Mapping[str, Any]) -> None:
        day = date.fromisoformat(body["counted_on"])
        names = tuple(document["name"] for document in body["documents"])
        for place in self._places_of(body):
            if line := self.lines.get(place):
                is_late = line.asked is not None and is_late_by(line.asked.due_on, day)
                mail = self.mails.get(body.get("mail", ""))
                line.came.append(Came(body["submission"], day, is_late, body["means"], mail, names))
                line.is_assessed = False

    def _places_of(self, body: Mapping[str, Any]) -> list[Place]:
        """What a submission is for; one of before its event told that is read by its lines."""
        if "places" in body:
            return places_in(body)
        return places_of_lines(self.case, self.asked, body["lines"], parse_instant(body["registered_at"]))

    def _say(self, event: StoredEvent, places: Iterable[Place], what: str) -> None:
        reason = event.content.get("reason") or event.content.get("note") or ""
        for place in places:
            if line := self.lines.get(place):
                line.said = Said(event.effective_on, event.actor, what, reason)
                line.is_assessed = True


def places_in(body: Mapping[str, Any]) -> list[Place]:
    """The lines that an event is about, each once."""
    told = body.get("places") or body.get("deadlines") or ()
    return list(dict.fromkeys(Place(one["cause"], one["deficiency"], one["item"]) for one in told))


def places_of_lines(case: CaseFacts, asked: Iterable[Place], lines: Iterable[str], by: datetime) -> list[Place]:
    """Where those lines were asked for by the latest notice that was registered by then, each once."""
    decided = {notice.uuid: notice.number for notice in case.notices if notice.registered_at <= by}
    found: dict[Place, None] = {}
    for line in lines:
        named = [place for place in asked if place.is_named_by(line) and place.cause in decided]
        newest = max((decided[place.cause] for place in named), default=None)
        found |= dict.fromkeys(place for place in named if decided[place.cause] == newest)
    return list(found)


def _line(
    case: CaseFacts, place: Place, rows: Sequence[Deadline], line: _Line, names: Mapping[tuple[str, str], str]
) -> ChecklistLine:
    notice = case.notice(place.cause)
    last = rows[-1] if rows else None
    return ChecklistLine(
        notice=notice.number,
        item=place.item,
        name=names.get((place.cause, place.item), "åtgärdsplan" if place.item == PLAN_ITEM else ""),
        deficiencies=(place.deficiency,) if place.deficiency else (),
        due_on=last.due_on if last else None,
        awaited=_awaited(notice, last),
        came=tuple(line.came),
        said=line.said,
        is_assessed=line.is_assessed,
    )


def _awaited(notice: Notice, row: Deadline | None) -> Awaited:
    if row is None or row.answered_on is not None:
        return Awaited.NOTHING
    if notice.dispatched_on is None:
        return Awaited.NOT_SENT
    return Awaited.AWAITED if row.awaits_answer else Awaited.NEVER_CAME


def _shared(lines: Iterable[ChecklistLine]) -> Iterator[ChecklistLine]:
    """Lines that differ in nothing but the deficiency are one; the plan stands first in its notice."""
    alike: dict[ChecklistLine, list[str]] = {}
    for line in sorted(lines, key=lambda line: (line.notice, line.item != PLAN_ITEM, _number(line.item), line.item)):
        alike.setdefault(replace(line, deficiencies=()), []).extend(line.deficiencies)
    for line, codes in alike.items():
        yield replace(line, deficiencies=tuple(codes))


def _number(item: str) -> int:
    """R10 stands after R9."""
    return int("".join(filter(str.isdecimal, item)) or 0)
