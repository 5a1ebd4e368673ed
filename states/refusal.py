"""Refused is not a failure: it is an answer with a source.

BristvaktError-like by shape (it has `exit_code`), but pure: `states` knows no other package.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something may not happen: what is wrong, by which rule, and what can be done instead."""

    what: str
    rule: str
    instead: str


class Refused(Exception):
    """A rule says no. Nothing has been done.

    `about` is the case or the deficiency ("1/D3"), `attempt` what was tried ("begär-plan"),
    `ruleset` the name and version of the rule set in force.
    """

    exit_code = 3

    def __init__(self, about: str, attempt: str, reasons: tuple[Reason, ...], ruleset: str) -> None:
        """Keep the fields; the text is made once, by __str__."""
        super().__init__(about, attempt, reasons, ruleset)
        self.about = about
        self.attempt = attempt
        self.reasons = reasons
        self.ruleset = ruleset

    @property
    def whys(self) -> list[str]:
        """Each reason with its rule, without what can be done instead."""
        return [f"{reason.what} ({reason.rule})" for reason in self.reasons]

    def __str__(self) -> str:
        """Which, what, why, by which rule, and what to do: in Swedish."""
        lines = [f"{self.about}: '{self.attempt}' går inte. Ingenting är gjort."]
        for reason in self.reasons:
            lines.append(f"Varför: {reason.what}")
            lines.append(f"Regel: {reason.rule} (regler {self.ruleset})")
            lines.append(f"Gör i stället: {reason.instead}")
        return "\n".join(lines)


class RefusedInPart(Refused):
    """Of what a command names some may be done and some not. Nothing has been done.

    `possible` are the names that may ("D1", "R5"), `why_not` says of each other one why not, in Swedish.
    """

    def __init__(
        self, about: str, attempt: str, possible: tuple[str, ...], why_not: Mapping[str, str], ruleset: str
    ) -> None:
        """Keep the fields."""
        super().__init__(about, attempt, (), ruleset)
        self.possible = possible
        self.why_not = why_not

    @property
    def whys(self) -> list[str]:
        """Of each name that may not, why not."""
        return [f"{name} – {why}" for name, why in self.why_not.items()]

    def __str__(self) -> str:
        """What can, and what cannot and why: in Swedish, a line each."""
        lines = [f"{self.about}: '{self.attempt}' går inte för allt som anges. Ingenting är gjort."]
        lines += [f"Går inte: {', '.join(names)} – {why}" for why, names in self._by_reason().items()]
        return "\n".join((*lines, f"Går: {', '.join(self.possible) or 'inget'}", f"Regler: {self.ruleset}"))

    def _by_reason(self) -> dict[str, list[str]]:
        """Those that the same thing stands against are told together."""
        found: dict[str, list[str]] = {}
        for name, why in self.why_not.items():
            found.setdefault(why, []).append(name)
        return found
