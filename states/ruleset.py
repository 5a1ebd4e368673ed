"""A rule set: what one municipality has decided for one type of agreement, versioned, each value with its source.

A case keeps the text that it began with. The text is known by its SHA-256; the same key and
version with another text is refused where rule sets are stored.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from states.facts import Regime

AFTER_SECOND_PERIOD = "efter andra tiden"
AT_SECOND_NOTICE = "vid andra påpekandet"


class RulesetError(ValueError):
    """A rule set's text cannot be used. The message is Swedish and names place, value and remedy."""

    exit_code = 4


@dataclass(frozen=True, slots=True)
class Ladder:
    """When reminders go, in working days from the last day (negative: before it)."""

    remind_before: int
    check_mailbox: int
    remind_after: int
    strike_after: int
    source: str


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The rules in force for a case. `sources` gives each value's source by its path in the file."""

    key: str
    name: str
    version: str
    regime: Regime
    review_days_after: int
    breach_occasions: int
    breach_rule: str
    receipt_alarm_workdays: int
    ladder: Ladder
    sources: Mapping[str, str]
    sha256: str

    @property
    def title(self) -> str:
        """Name and version, as refusals quote it."""
        return f"{self.name} {self.version}"


def sha256_of(text: str) -> str:
    """The name under which a rule set's text is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def parse(text: str, where: str) -> Ruleset:
    """The rule set that the text describes.

    `where` is the file, for messages. Raises RulesetError for an unknown key, a missing value,
    a value of the wrong kind or without its source.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesetError(f"{where}: filen är inte giltig TOML ({error}). Rätta raden.") from None
    reader = _Reader(raw, where)
    result = Ruleset(
        key=reader.text("regler", "nyckel"),
        name=reader.text("regler", "namn"),
        version=reader.text("regler", "version"),
        regime=Regime(reader.one_of("regler", "regim", tuple(Regime))),
        review_days_after=reader.sourced_number("uppfoljning", "dagar_efter_tiden", minimum=1),
        breach_occasions=reader.sourced_number("avtalsbrott", "tillfallen", minimum=2),
        breach_rule=reader.sourced_choice("avtalsbrott", "regel", (AFTER_SECOND_PERIOD, AT_SECOND_NOTICE)),
        receipt_alarm_workdays=reader.sourced_number("mottagande", "larm_efter_arbetsdagar", minimum=1),
        ladder=_ladder(reader),
        sources=reader.sources,
        sha256=sha256_of(text),
    )
    reader.refuse_unknown()
    return result


def _ladder(reader: "_Reader") -> Ladder:
    ladder = Ladder(
        remind_before=reader.number("stege", "paminnelse_fore", maximum=-1),
        check_mailbox=reader.number("stege", "kontrollera_brevladan", minimum=1),
        remind_after=reader.number("stege", "paminnelse_efter", minimum=1),
        strike_after=reader.number("stege", "stryks_efter", minimum=1),
        source=reader.text("stege", "kalla"),
    )
    if not ladder.check_mailbox < ladder.remind_after < ladder.strike_after:
        raise RulesetError(
            f"{reader.where}: [stege] ska stiga: kontrollera_brevladan < paminnelse_efter < stryks_efter. "
            f"Nu står där {ladder.check_mailbox}, {ladder.remind_after}, {ladder.strike_after}."
        )
    return ladder


class _Reader:
    """Takes values out of a parsed file one by one and remembers what has been asked for."""

    def __init__(self, raw: dict[str, Any], where: str) -> None:
        self.raw = raw
        self.where = where
        self.sources: dict[str, str] = {}
        self.asked: set[tuple[str, str]] = set()

    def _value(self, table: str, key: str) -> Any:
        self.asked.add((table, key))
        section = self.raw.get(table)
        if not isinstance(section, dict) or key not in section:
            raise RulesetError(f"{self.where}: [{table}] {key} saknas. Lägg till värdet.")
        return section[key]

    def text(self, table: str, key: str) -> str:
        value = self._value(table, key)
        if not isinstance(value, str) or not value.strip():
            raise RulesetError(f"{self.where}: [{table}] {key} = {value!r} ska vara en text.")
        return value

    def one_of(self, table: str, key: str, allowed: tuple[str, ...]) -> str:
        return self._checked_choice(table, key, self.text(table, key), allowed)

    def number(self, table: str, key: str, *, minimum: int = -366, maximum: int = 366) -> int:
        return self._checked_number(table, key, self._value(table, key), minimum, maximum)

    def sourced_number(self, table: str, key: str, *, minimum: int) -> int:
        return self._checked_number(table, key, self._sourced(table, key), minimum, 366)

    def sourced_choice(self, table: str, key: str, allowed: tuple[str, ...]) -> str:
        return self._checked_choice(table, key, self._sourced(table, key), allowed)

    def _sourced(self, table: str, key: str) -> Any:
        value = self._value(table, key)
        if not isinstance(value, dict) or set(value) != {"varde", "kalla"} or not str(value["kalla"]).strip():
            raise RulesetError(
                f"{self.where}: [{table}] {key} ska ha ett värde och en källa: "
                f'{key} = {{ varde = …, kalla = "…" }}. Saknas källa, skriv "antaget, bekräftas av kommunen".'
            )
        self.sources[f"{table}.{key}"] = str(value["kalla"])
        return value["varde"]

    def _checked_number(self, table: str, key: str, value: Any, minimum: int, maximum: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
            raise RulesetError(
                f"{self.where}: [{table}] {key} = {value!r} ska vara ett heltal från {minimum} till {maximum}."
            )
        return value

    def _checked_choice(self, table: str, key: str, value: Any, allowed: tuple[str, ...]) -> str:
        if value not in allowed:
            options = ", ".join(f"'{option}'" for option in allowed)
            raise RulesetError(f"{self.where}: [{table}] {key} = {value!r} ska vara ett av {options}.")
        return str(value)

    def refuse_unknown(self) -> None:
        for table, section in self.raw.items():
            for key in section if isinstance(section, dict) else ():
                if (table, key) not in self.asked:
                    raise RulesetError(f"{self.where}: [{table}] {key} är okänd. Ta bort den eller rätta namnet.")
