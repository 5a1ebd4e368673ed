"""What comes in from the providers: each demand is seen once, and answered as its provider is."""

import heapq
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.simulation.providers import Answer, answers
from tests.simulation.town import Town, at
from workflow.actions.extension_request import ask_for_extension
from workflow.actions.register_submission import Submission, UnconfirmedDay, register
from workflow.context import Context
from workflow.store.events import Actor
from workflow.store.reader import Query


@dataclass(frozen=True, slots=True)
class _Asked:
    serial: int
    case: str
    cause: str
    deficiency: str
    kind: str
    item: str
    version: int
    due_on: date


_ASKED = Query(
    "What providers are asked for, by a known day.",
    "SELECT c.serial, c.uuid, d.cause, d.deficiency, d.kind, d.item, d.version, d.due_on FROM deadline d "
    "JOIN followup_case c ON c.uuid = d.case_uuid WHERE d.status = 'löpande' AND d.answered_on IS NULL "
    "AND d.item <> '*' AND d.due_on IS NOT NULL ORDER BY c.serial, d.cause, d.deficiency, d.kind, d.item, d.version",
    _Asked,
)


class Incoming:
    """The answers that are under way, by the day on which they are registered."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self._seen: set[_Asked] = set()
        self._ahead: list[tuple[date, int, str, Answer]] = []

    def sees_what_is_asked(self) -> None:
        """The providers read what they have been sent."""
        with self.town.reader() as reader:
            new = [row for row in reader.all(_ASKED) if row not in self._seen]
        self._seen.update(new)
        decided: dict[tuple[int, date], list[Answer]] = {}
        for row in new:  # one letter answers everything of a day, if the provider sends everything
            unit, dice = self.town.cases[row.serial], self.town.dice
            together = decided.setdefault(
                (row.serial, row.due_on), answers(dice, unit.character, row.due_on, self.town.today)
            )
            if unit.character == "partial" and dice.random() < 0.5:
                continue
            for answer in together:
                heapq.heappush(self._ahead, (answer.registered_on, row.serial, f"{row.item}:{row.deficiency}", answer))

    def arrives(self, who: Actor) -> list[Any]:
        """What is to be registered today: one act for each case, means and day."""
        due: dict[tuple[int, Answer], list[str]] = {}
        while self._ahead and self._ahead[0][0] <= self.town.today:
            _, serial, line, answer = heapq.heappop(self._ahead)
            due.setdefault((serial, answer), []).append(line)
        return [
            (lambda serial=serial, answer=answer, lines=tuple(lines): self._registers(who, serial, answer, lines))
            for (serial, answer), lines in due.items()
        ]

    def _registers(self, who: Actor, serial: int, answer: Answer, lines: tuple[str, ...]) -> None:
        if answer.is_request:
            self.town.does(who.user, "anstånd begärt", ask_for_extension, str(serial), lines, answer.sent_on, who)
            return
        minute = self.town.dice.choice(("07:15", "11:40", "15:05", "23:41"))
        reached_at = min(at(answer.sent_on, minute), self.town.now - timedelta(minutes=5))
        said = Submission(lines, reached_at, answer.means)
        self.town.does(who.user, "registrera", _register, str(serial), said, who)


def _register(context: Context, serial: str, said: Submission, who: Actor) -> None:
    """What the law presumes of the day is confirmed (22 § förvaltningslagen)."""
    try:
        register(context, serial, said, who)
    except UnconfirmedDay as question:
        day = question.presumed.day
        register(context, serial, Submission(said.lines, said.reached_at, said.means, counted_on=day), who)
