"""Reads a rule set's TOML text: every value with its source, and nothing that is not understood.

A value is refused with the file, its path, what stands there, and the nearest right one. Keys are ASCII, as TOML
wants its bare keys: under [foljder] the grade "inte godkänd" is written inte_godkand.
"""

import difflib
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from states.facts import Regime
from states.grades import Grade, Scale, is_finding
from states.grades import Outcome as Meaning
from states.ruleset import BreachRule, ClockStart, Consequence, Ladder, Outcome, Ruleset, sha256_of

NEVER = "aldrig"

# table -> its keys; every value outside [regler] has the form { varde = …, kalla = "…" }
KEYS = {
    "regler": ("nyckel", "namn", "version", "kommun", "avtalstyp", "regim"),
    "bedomning": ("skalor", "rekommendationer"),
    "foljder": None,  # the grades of the scales that the rule set declares
    "sakgranskning": ("finns",),
    "plan": ("godkanns", "inskickad_av_mejl"),
    "atgard": ("inom_veckor", "raknas_fran"),
    "uppfoljning": ("dagar_efter_tiden", "mote_inom_manader", "cykel_manader", "resultat_larm_efter_arbetsdagar"),
    "avtalsbrott": ("foljd", "tillfallen", "regel"),
    "mottagande": ("larm_efter_arbetsdagar", "antas_efter_arbetsdagar"),
    "stege": ("paminnelse_fore", "kontrollera_brevladan", "paminnelse_efter", "stryks_efter"),
}
_ASCII = str.maketrans("åäö ", "aao_")
_WORSENING = (Meaning.MET, Meaning.PARTLY, Meaning.NOT_MET)
_LONGEST = 60  # characters of a value that a message has room for


class RulesetError(ValueError):
    """A rule set's text cannot be used. The message is Swedish and names place, value and remedy."""

    exit_code = 4


def parse(text: str, where: str) -> Ruleset:
    """The rule set that the text describes.

    `where` is the file, for messages. Raises RulesetError for an unknown key, a missing value, a value of the wrong
    kind, out of its bounds or without its source, and for values that contradict each other.
    """
    reader = _Reader(_parsed(text, where), where)
    reader.refuse_unknown()
    result = _ruleset(reader, sha256_of(text))
    for contradiction in _contradictions(result):
        raise RulesetError(f"{where}: {contradiction}")
    return result


def bare_key(grade: str) -> str:
    """The grade as it is written under [foljder]: "gron", "inte_godkand"."""
    return grade.translate(_ASCII)


def _parsed(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise RulesetError(f"{where}: filen har listor i listor utan slut. Skriv varje värde för sig.") from None
    except ValueError as error:  # TOMLDecodeError, and a number with thousands of digits
        raise RulesetError(f"{where}: filen är inte giltig TOML ({error}). Rätta raden.") from None


def _ruleset(reader: "_Reader", sha256: str) -> Ruleset:
    scales = reader.scales("bedomning", "skalor")
    return Ruleset(
        key=reader.text("regler", "nyckel"),
        name=reader.text("regler", "namn"),
        version=reader.text("regler", "version"),
        municipality=reader.text("regler", "kommun"),
        agreement_type=reader.text("regler", "avtalstyp"),
        regime=Regime(reader.one_of("regler", "regim", tuple(Regime))),
        scales=scales,
        consequences=reader.consequences("foljder", scales),
        has_recommendations=reader.truth("bedomning", "rekommendationer"),
        has_fact_check=reader.truth("sakgranskning", "finns"),
        plan_wants_approval=reader.truth("plan", "godkanns"),
        plan_by_mail=reader.truth_or_no("plan", "inskickad_av_mejl"),
        review_days_after=reader.number("uppfoljning", "dagar_efter_tiden", (1, 366)),
        remedy_weeks=reader.number_or_never("atgard", "inom_veckor", (1, 104)),
        remedy_from=ClockStart(reader.choice("atgard", "raknas_fran", tuple(ClockStart))),
        meeting_months=reader.number_or_never("uppfoljning", "mote_inom_manader", (1, 36)),
        cycle_months=reader.number_or_never("uppfoljning", "cykel_manader", (1, 120)),
        result_alarm_workdays=reader.number_or_never("uppfoljning", "resultat_larm_efter_arbetsdagar", (1, 366)),
        outcome=Outcome(reader.choice("avtalsbrott", "foljd", tuple(Outcome))),
        breach_occasions=reader.number("avtalsbrott", "tillfallen", (2, 9)),
        breach_rule=BreachRule(reader.choice("avtalsbrott", "regel", tuple(BreachRule))),
        receipt_alarm_workdays=reader.number("mottagande", "larm_efter_arbetsdagar", (1, 366)),
        receipt_presumption_workdays=reader.number_or_never("mottagande", "antas_efter_arbetsdagar", (1, 366)),
        ladder=_ladder(reader),
        sources=reader.sources,
        sha256=sha256,
    )


def _ladder(reader: "_Reader") -> Ladder:
    return Ladder(
        remind_before=reader.number("stege", "paminnelse_fore", (-60, -1)),
        check_mailbox=reader.number("stege", "kontrollera_brevladan", (1, 60)),
        remind_after=reader.number("stege", "paminnelse_efter", (1, 60)),
        strike_after=reader.number("stege", "stryks_efter", (1, 60)),
    )


def _contradictions(rules: Ruleset) -> Iterator[str]:
    """Values that are each right and cannot be right together, with what to write instead."""
    yield from _of_ladder(rules.ladder)
    yield from _of_outcome(rules)
    yield from _of_months(rules)
    for scale in rules.scales:
        yield from _of_consequences(rules, Scale(scale))


def _of_ladder(ladder: Ladder) -> Iterator[str]:
    if not ladder.check_mailbox < ladder.remind_after < ladder.strike_after:
        yield (
            "[stege] ska stiga: kontrollera_brevladan < paminnelse_efter < stryks_efter. "
            f"Nu står där {ladder.check_mailbox}, {ladder.remind_after}, {ladder.strike_after}."
        )


def _of_outcome(rules: Ruleset) -> Iterator[str]:
    if rules.regime is Regime.IN_HOUSE and rules.outcome is Outcome.BREACH:
        yield (
            "[avtalsbrott] foljd = 'avtalsbrott' går inte ihop med [regler] regim = 'egen regi': egen regi "
            "har inget avtal att bryta (läsning A37). Skriv foljd 'eskalering'."
        )
    if rules.regime is Regime.EXTERNAL and rules.outcome is Outcome.ESCALATION:
        yield (
            "[avtalsbrott] foljd = 'eskalering' går inte ihop med [regler] regim = 'extern': eskalering är "
            "kommunens egen ordning (läsning A37). Skriv 'avtalsbrott' eller 'ingen'."
        )


def _of_months(rules: Ruleset) -> Iterator[str]:
    meeting, cycle = rules.meeting_months, rules.cycle_months
    if meeting is not None and cycle is not None and meeting >= cycle:
        yield (
            f"[uppfoljning] mote_inom_manader = {meeting} går inte ihop med cykel_manader = {cycle}: mötet skulle "
            f"komma först med nästa uppföljning. Skriv färre månader än {cycle}."
        )


def _of_consequences(rules: Ruleset, scale: Scale) -> Iterator[str]:
    """The scale's part of [foljder]: whole where it is begun, and never lighter for what is worse (reading A14)."""
    grades = [Grade(scale, word) for word in scale.words]
    given = [grade for grade in grades if grade.word in rules.consequences]
    lacking = [grade for grade in grades if grade not in given and grade.outcome in _WORSENING]
    if given and lacking:
        yield (
            f"[foljder] {bare_key(lacking[0].word)} saknas, men {bare_key(given[0].word)} på samma skala ({scale}) har "
            f"en följd. Lägg till den, med en av: {', '.join(Consequence)}."
        )
    for grade in given:
        if rules.consequences[grade.word] is Consequence.NOTICE and not is_finding(grade):
            yield (
                f"[foljder] {bare_key(grade.word)} = 'påpekande' går inte: graden betyder {grade.outcome}, och ett "
                "påpekande pekar ut ett fel. Skriv 'ingenting'."
            )
    yield from _of_order(rules, [grade for grade in given if grade.outcome in _WORSENING])


def _of_order(rules: Ruleset, worsening: list[Grade]) -> Iterator[str]:
    heavier = tuple(Consequence).index
    for better, worse in pairwise(worsening):
        light, heavy = rules.consequences[worse.word], rules.consequences[better.word]
        if heavier(light) < heavier(heavy):
            yield (
                f"[foljder] {bare_key(worse.word)} = '{light}' är lindrigare än {bare_key(better.word)} = '{heavy}', "
                f"fast graden är sämre. Skriv {bare_key(worse.word)} '{heavy}', eller byt plats på dem."
            )


class _Reader:
    """Takes values out of a parsed file one by one, with their sources."""

    def __init__(self, raw: dict[str, Any], where: str) -> None:
        self.raw = raw
        self.where = where
        self.sources: dict[str, str] = {}

    def refuse_unknown(self) -> None:
        for table, section in self.raw.items():
            if table not in KEYS:
                raise self._wrong(f"[{table}]", "är en okänd tabell", _near(table, list(KEYS)))
            if not isinstance(section, dict):
                raise self._wrong(table, f"= {_shown(section)} ska vara en tabell", f"skriv [{table}] på en egen rad")
            known = KEYS[table]
            for key in section:
                if known is not None and key not in known:
                    raise self._wrong(f"[{table}] {key}", "är okänd", _near(key, list(known)))

    def consequences(self, table: str, scales: tuple[Scale, ...]) -> dict[str, Consequence]:
        """By grade, as the grade is stored; so are their sources."""
        grades = {bare_key(word): word for scale in scales for word in scale.words}
        found = {}
        for key in self.raw.get(table, {}):
            if key not in grades:
                what = f"är ingen grad på skalan {' eller '.join(scales)}"
                raise self._wrong(f"[{table}] {key}", what, _near(key, list(grades)))
            found[grades[key]] = Consequence(self.choice(table, key, tuple(Consequence)))
            self.sources[f"{table}.{grades[key]}"] = self.sources.pop(f"{table}.{key}")
        return found

    def text(self, table: str, key: str) -> str:
        value = self._value(table, key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(f"[{table}] {key}", f"= {_shown(value)} ska vara en text", "skriv den inom citattecken")
        return value

    def one_of(self, table: str, key: str, allowed: tuple[str, ...]) -> str:
        return self._allowed(table, key, self.text(table, key), allowed)

    def choice(self, table: str, key: str, allowed: tuple[str, ...]) -> str:
        return self._allowed(table, key, self._sourced(table, key), allowed)

    def truth(self, table: str, key: str) -> bool:
        return self.choice(table, key, ("ja", "nej")) == "ja"

    def truth_or_no(self, table: str, key: str) -> bool:
        """Of a key that older texts could not know: no, where it is not said."""
        return key in self.raw.get(table, {}) and self.truth(table, key)

    def scales(self, table: str, key: str) -> tuple[Scale, ...]:
        value = self._sourced(table, key)
        if not isinstance(value, list) or not value:
            what = f"= {_shown(value)} ska vara en lista"
            raise self._wrong(f"[{table}] {key}", what, f'skriv till exempel ["{Scale.BINARY}"]')
        found = [Scale(self._allowed(table, key, scale, tuple(Scale))) for scale in value]
        if len(set(found)) < len(found):
            once = ", ".join(f'"{scale}"' for scale in dict.fromkeys(found))
            raise self._wrong(f"[{table}] {key}", "nämner samma skala två gånger", f"skriv [{once}]")
        return tuple(found)

    def number(self, table: str, key: str, bounds: tuple[int, int]) -> int:
        return self._number(table, key, self._sourced(table, key), bounds, "")

    def number_or_never(self, table: str, key: str, bounds: tuple[int, int]) -> int | None:
        value = self._sourced(table, key)
        return None if value == NEVER else self._number(table, key, value, bounds, f", eller '{NEVER}'")

    def _number(self, table: str, key: str, value: Any, bounds: tuple[int, int], otherwise: str) -> int:
        low, high = bounds
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self._wrong(
                f"[{table}] {key}",
                f"= {_shown(value)} ska vara ett heltal från {low} till {high}{otherwise}",
                f"närmast möjliga är {_nearest_number(value, low, high)}",
            )
        return value

    def _allowed(self, table: str, key: str, value: Any, allowed: tuple[str, ...]) -> str:
        if value not in allowed:
            options = ", ".join(f"'{option}'" for option in allowed)
            what = f"= {_shown(value)} ska vara ett av {options}"
            raise self._wrong(f"[{table}] {key}", what, _near(_shown(value), list(allowed)))
        return str(value)

    def _sourced(self, table: str, key: str) -> Any:
        value = self._value(table, key)
        source = value.get("kalla") if isinstance(value, dict) and set(value) == {"varde", "kalla"} else None
        if not isinstance(source, str) or not source.strip():
            raise RulesetError(
                f"{self.where}: [{table}] {key} = {_shown(value)} ska ha ett värde och en källa: "
                f'{key} = {{ varde = …, kalla = "…" }}. Saknas källa, skriv "antaget, bekräftas av kommunen".'
            )
        self.sources[f"{table}.{key}"] = source
        return value["varde"]

    def _value(self, table: str, key: str) -> Any:
        section = self.raw.get(table)
        if not isinstance(section, dict) or key not in section:
            raise self._wrong(f"[{table}] {key}", "saknas", "lägg till värdet")
        return section[key]

    def _wrong(self, place: str, what: str, remedy: str) -> RulesetError:
        end = "" if remedy.endswith("?") else "."
        return RulesetError(f"{self.where}: {place} {what}. Gör så här: {remedy}{end}")


def _near(typed: str, known: list[str]) -> str:
    near = difflib.get_close_matches(typed.strip("'").casefold(), known, n=1)
    return f"menade du '{near[0]}'?" if near else f"välj bland {', '.join(known)}"


def _nearest_number(value: Any, low: int, high: int) -> int:
    """Within the bounds; the lowest for what is no number, not even NaN."""
    return int(min(high, max(low, value))) if isinstance(value, int | float) else low


def _shown(value: Any) -> str:
    """What stands in the file, as far as a message has room for it."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # thousands of digits, or of tables in tables
        return "något för stort att visa"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
