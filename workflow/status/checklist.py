"""checklista: what each notice demands, what has come for it, and what a person has said of that.

A line is asked for, then received, then – by a person – enough or not. Nothing here decides: it is read from the
events, as they count now.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from states.deadline_kind import DeadlineKind
from states.facts import NO_DOCUMENT, PLAN_ITEM, CaseFacts, Deadline, DeadlineStatus, Done
from workflow.store import inbox, queries
from workflow.store.chain import StoredEvent
from workflow.store.corrections import counted
from workflow.store.kinds import Kind
from workflow.store.reader import Reader

_GONE = (DeadlineStatus.MOVED, DeadlineStatus.CANCELLED)
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


def place_of(row: Deadline) -> Place:
    """The line that the row gives a day."""
    return Place(row.cause, row.deficiency, row.item)


@dataclass(frozen=True, slots=True)
class Came:
    """Something that came for a line, by the day that it counts from; `mail` is the incoming mail's number, or None."""

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
    is_awaited: bool
    came: tuple[Came, ...]
    said: Said | None
    is_assessed: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """What is gathered for one place, in the order of the events."""

    came: list[Came]
    said: list[Said]
    unsaid: list[str]  # submissions since the last word


def checklist(reader: Reader, case: CaseFacts) -> tuple[ChecklistLine, ...]:
    """The lines of every notice, in the order of the notices; a line that deficiencies share is one."""
    notices = {notice.uuid for notice in case.notices}
    rows = [r for r in case.deadlines if r.cause in notices and r.item != NO_DOCUMENT and r.status not in _GONE]
    demands = reader.all(queries.DOCUMENT_LINES, case=case.head.uuid)
    in_text = [Place(demand.notice, "", demand.code) for demand in demands if demand.in_text_only]
    gathered = _Gathering(reader, case, [*map(place_of, rows), *in_text])
    for event in counted(reader, case.head.uuid):
        gathered.take(event)
    names = {(demand.notice, demand.code): demand.name for demand in demands}
    return tuple(_shared(_lines(case, rows, gathered.lines, names)))


class _Gathering:
    """The events of a case, taken one by one: what each says of the lines that were demanded by then."""

    def __init__(self, reader: Reader, case: CaseFacts, places: Iterable[Place]) -> None:
        self.reader = reader
        self.numbers = {notice.uuid: notice.number for notice in case.notices}
        self.lines = {place: _Line([], [], []) for place in dict.fromkeys(places)}
        self.decided: set[str] = set()

    def take(self, event: StoredEvent) -> None:
        body = event.content
        match Kind(event.kind):
            case Kind.NOTICE_DECIDED:
                self.decided.add(body["notice"])
            case Kind.SUBMISSION_REGISTERED:
                self._came(body)
            case Kind.LINES_ASSESSED:
                self._say(event, (Place(**place) for place in body["places"]), body["outcome"])
            case Kind.SUPPLEMENT_REQUESTED:
                self._say(
                    event, (Place(r["cause"], r["deficiency"], r["item"]) for r in body["deadlines"]), MORE_WANTED
                )
            case Kind.MILESTONE_REACHED if body["what"] == Done.PLAN_ACCEPTED:
                self._say(event, (p for code in body["deficiencies"] for p in self._newest(PLAN_ITEM, code)), APPROVED)

    def _newest(self, item: str, deficiency: str) -> list[Place]:
        """The places of the latest notice by now that asks for the item; of every deficiency where none is named."""
        asked = [
            place
            for place in self.lines
            if place.item == item and deficiency in ("", place.deficiency) and place.cause in self.decided
        ]
        newest = max((self.numbers[place.cause] for place in asked), default=None)
        return [place for place in asked if self.numbers[place.cause] == newest]

    def _came(self, body: Mapping[str, Any]) -> None:
        mail = self.reader.one(inbox.BY_UUID, mail=body["mail"]) if "mail" in body else None
        late = {(row["cause"], row["deficiency"], row["item"]) for row in body["answered"] if row["late"]}
        names = tuple(document["name"] for document in body["documents"])
        for line in body["lines"]:
            item, _, deficiency = line.partition(":")
            for place in self._newest(item, deficiency):
                is_late = (place.cause, place.deficiency, place.item) in late
                day = date.fromisoformat(body["counted_on"])
                number = mail.number if mail else None
                self.lines[place].came.append(Came(body["submission"], day, is_late, body["means"], number, names))
                self.lines[place].unsaid.append(body["submission"])

    def _say(self, event: StoredEvent, places: Iterable[Place], what: str) -> None:
        reason = event.content.get("reason") or event.content.get("note") or ""
        for place in places:
            if place in self.lines:
                self.lines[place].said.append(Said(event.effective_on, event.actor, what, reason))
                self.lines[place].unsaid.clear()


def _lines(
    case: CaseFacts, rows: Sequence[Deadline], lines: Mapping[Place, _Line], names: Mapping[tuple[str, str], str]
) -> Iterator[ChecklistLine]:
    asked: dict[Place, Deadline] = {}
    for row in sorted(rows, key=lambda row: (row.kind is DeadlineKind.SUPPLEMENT_DUE, row.version)):
        asked[place_of(row)] = row  # the last one asked for stands
    for place, line in lines.items():
        last = asked.get(place)
        yield ChecklistLine(
            notice=case.notice(place.cause).number,
            item=place.item,
            name=names.get((place.cause, place.item), "åtgärdsplan" if place.item == PLAN_ITEM else ""),
            deficiencies=(place.deficiency,) if place.deficiency else (),
            due_on=last.due_on if last else None,
            is_awaited=last is not None and last.awaits_answer,
            came=tuple(line.came),
            said=line.said[-1] if line.said else None,
            is_assessed=bool(line.said) and not line.unsaid,
        )


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
