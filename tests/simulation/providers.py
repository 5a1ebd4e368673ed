"""The providers: who they are, and how each of them answers what it is asked for."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from random import Random


class Character(StrEnum):
    """How a provider is about days."""

    PROMPT = "prompt"
    LATE = "late"
    PARTIAL = "partial"
    SILENT = "silent"
    ASKS = "asks for more time"
    PAPER = "sends paper"


@dataclass
class Unit:
    """A unit under an agreement of its own. `address` is where it is reached now."""

    number: int
    provider: str
    name: str
    agreement: str
    rules: str
    address: str
    character: Character
    moves: int = 0
    has_ended: bool = False
    cases: list[int] = field(default_factory=list)

    def next_address(self) -> str:
        """Where it is reached once its contact has been changed once more."""
        self.moves += 1
        return f"kontakt{self.moves}@enhet{self.number}.example"


def units(dice: Random, rules: list[str], many: int) -> list[Unit]:
    """So many units, of which every third belongs to the provider of the one before it."""
    characters = list(Character)
    found = []
    for number in range(1, many + 1):
        owner = number - 1 if number % 3 == 0 else number
        found.append(
            Unit(
                number, f"Utförare {owner} AB", f"Enhet {number}", f"SOC 2019/{number} LOV",
                rules[number % len(rules)], f"kontakt0@enhet{number}.example",
                characters[number % len(characters)] if number <= len(characters) else dice.choice(characters),
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, order=True)
class Answer:
    """What a provider will do about something that it has been asked for: by what means, and when it is registered."""

    sent_on: date
    registered_on: date
    means: str
    is_request: bool = False  # for more time


def answers(dice: Random, character: Character, due_on: date, today: date) -> list[Answer]:
    """What the provider will do about a demand; nothing at all is an answer too."""
    days: list[int] = []
    requests = False
    match character:
        case Character.PROMPT:
            days = [dice.randint(-9, 0)]
        case Character.LATE:
            days = [dice.randint(1, 14)]
        case Character.PARTIAL:
            days = [dice.randint(-6, 6)] if dice.random() < 0.5 else []
        case Character.SILENT:
            days = [dice.randint(20, 60)] if dice.random() < 0.1 else []
        case Character.ASKS:
            requests = dice.random() < 0.7
            days = [dice.randint(0, 5)] if not requests or dice.random() < 0.3 else []
        case Character.PAPER:
            days = [dice.randint(-5, 3)]
    means = dice.choice(("post", "brevlåda", "bud")) if character is Character.PAPER else "epost"
    found = [_answer(dice, max(today, due_on + timedelta(days=day)), means) for day in days]
    if requests:
        found.append(_answer(dice, max(today, due_on + timedelta(days=dice.randint(-4, 2))), means, is_request=True))
    return found


def _answer(dice: Random, day: date, means: str, *, is_request: bool = False) -> Answer:
    """Somebody registers it the same day, or some days later."""
    lag = dice.choice((0, 0, 0, 1, 1, 2, 5))
    return Answer(day, day + timedelta(days=lag), means, is_request)
