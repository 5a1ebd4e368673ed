"""regler visa, kontrollera, skillnad: rule sets in words that a lawyer can read. Neither database nor ORM."""

import argparse
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from states.ruleset import ASSUMED, Ruleset
from workflow.cli.output import Table, Terminal, listed, paragraphs
from workflow.cli.spelling import nearest, spells
from workflow.config import find, load
from workflow.errors import OK, ConfigError, InputError, NotFound
from workflow.rulebooks import read_ruleset, rulesets

_WEEKS, _MONTHS = ("vecka", "veckor"), ("månad", "månader")
_DAYS, _WORKDAYS = ("dag", "dagar"), ("arbetsdag", "arbetsdagar")
_CONSEQUENCES = "Vad en grad leder till"


class _Line(NamedTuple):
    """How one value is read aloud. `path` is in the file, `attribute` in the rule set; `unit` is one and several."""

    path: str
    about: str
    attribute: str
    unit: tuple[str, str] = ("", "")


_BY_MAIL = "plan.inskickad_av_mejl"
_LINES = {
    "Gäller": (
        _Line("regler.kommun", "Kommun", "municipality"),
        _Line("regler.avtalstyp", "Avtalstyp", "agreement_type"),
        _Line("regler.regim", "Regim", "regime"),
    ),
    "Bedömning": (
        _Line("bedomning.skalor", "Skalor", "scales"),
        _Line("bedomning.rekommendationer", "Rekommendationer ges vid sidan av krav", "has_recommendations"),
    ),
    _CONSEQUENCES: (),  # a line for each grade that the rule set has
    "Sakgranskning": (_Line("sakgranskning.finns", "Utföraren sakgranskar först", "has_fact_check"),),
    "Åtgärdsplan": (
        _Line("plan.godkanns", "Planen ska godkännas av kommunen", "plan_wants_approval"),
        _Line(_BY_MAIL, "Ett mejl med planen gör bristen inskickad", "plan_by_mail"),
    ),
    "Åtgärd": (
        _Line("atgard.inom_veckor", "Bristen ska vara åtgärdad inom", "remedy_weeks", _WEEKS),
        _Line("atgard.raknas_fran", "Veckorna räknas från", "remedy_from"),
    ),
    "Uppföljning": (
        _Line("uppfoljning.dagar_efter_tiden", "Från tidens slut till resultatuppföljning", "review_days_after", _DAYS),
        _Line("uppfoljning.mote_inom_manader", "Kommunen kallar till möte inom", "meeting_months", _MONTHS),
        _Line("uppfoljning.cykel_manader", "Nästa uppföljning senast efter", "cycle_months", _MONTHS),
        _Line(
            "uppfoljning.resultat_larm_efter_arbetsdagar",
            "Larm om resultatet inte är beslutat efter",
            "result_alarm_workdays",
            _WORKDAYS,
        ),
    ),
    "När en brist kvarstår": (
        _Line("avtalsbrott.foljd", "Följd", "outcome"),
        _Line("avtalsbrott.tillfallen", "Antal påpekanden som krävs", "breach_occasions"),
        _Line("avtalsbrott.regel", "Kan prövas", "breach_rule"),
    ),
    "Mottagande": (
        _Line(
            "mottagande.larm_efter_arbetsdagar",
            "Larm om det inte är bekräftat efter",
            "receipt_alarm_workdays",
            _WORKDAYS,
        ),
        _Line("mottagande.antas_efter_arbetsdagar", "Antas ha skett efter", "receipt_presumption_workdays", _WORKDAYS),
    ),
    "Påminnelser, räknat från sista dagen": (
        _Line("stege.paminnelse_fore", "Påminnelse före", "ladder.remind_before", _WORKDAYS),
        _Line("stege.kontrollera_brevladan", "Brevlådan kontrolleras efter", "ladder.check_mailbox", _WORKDAYS),
        _Line("stege.paminnelse_efter", "Påminnelse efter", "ladder.remind_after", _WORKDAYS),
        _Line("stege.stryks_efter", "En påminnelse som inte gått stryks efter", "ladder.strike_after", _WORKDAYS),
    ),
}


class Entry(NamedTuple):
    """One value of a rule set: under which heading, where in the file, what it is, and who says so.

    `value` is data (None: there is no such rule), `words` what is read. What describes the rule set itself has no
    source.
    """

    heading: str
    path: str
    about: str
    value: Any
    words: str
    source: str


def entries(rules: Ruleset) -> Iterator[Entry]:
    """Every value that the rule set gives, in the order of its file."""
    for heading, lines in _LINES.items():
        if heading == _CONSEQUENCES:
            yield from _consequences(rules)
        for line in lines:
            if line.path == _BY_MAIL and line.path not in rules.sources:
                continue  # older texts say nothing of it
            value = attrgetter(line.attribute)(rules)
            words, source = _spoken(value, line.unit), rules.sources.get(line.path, "")
            yield Entry(heading, line.path, line.about, value, words, source)


def _consequences(rules: Ruleset) -> Iterator[Entry]:
    for grade, consequence in rules.consequences.items():
        path = f"foljder.{grade}"
        yield Entry(_CONSEQUENCES, path, f"Graden {grade}", consequence, consequence, rules.sources[path])


def _spoken(value: Any, unit: tuple[str, str]) -> str:
    if value is None:
        return "ingen sådan regel"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, tuple):
        return listed(value)
    if isinstance(value, int):
        return f"{abs(value)} {unit[abs(value) != 1]}".rstrip()
    return str(value)


def show(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the rule sets, or every value of one."""
    known = _known(arguments, terminal)
    if arguments.ruleset is None:
        return _list(known, arguments, terminal)
    rules = _found(arguments.ruleset, known)
    if arguments.json:
        values = [entry._asdict() for entry in entries(rules)]
        terminal.say_json("regeluppsättning", _head(rules) | {"values": values})
        return OK
    terminal.say(f"{rules.title} ({rules.key})")
    for heading, group in groupby(entries(rules), attrgetter("heading")):
        terminal.say(f"\n{heading}")
        for entry in group:
            source = f"\n    Källa: {entry.source}" if entry.source else ""
            terminal.say(paragraphs(f"  {entry.about}: {entry.words}{source}", terminal.width))
    terminal.say(f"\n{_assumed(rules)}\nSHA-256: {rules.sha256}")
    return OK


def _list(known: Mapping[str, Ruleset], arguments: argparse.Namespace, terminal: Terminal) -> int:
    if arguments.json:
        terminal.say_json("regeluppsättningar", [_head(rules) for rules in known.values()])
        return OK
    table = Table("Nyckel", "Namn och version", "Regim", "Följd")
    for rules in known.values():
        table.add(rules.key, rules.title, rules.regime, rules.outcome)
    terminal.say(table.text(terminal.width))
    return OK


def _head(rules: Ruleset) -> dict[str, Any]:
    names = ("key", "name", "version", "regime", "outcome", "sha256")
    return {name: getattr(rules, name) for name in names}


def _assumed(rules: Ruleset) -> str:
    assumed = sum(source.startswith(ASSUMED) for source in rules.sources.values())
    return f"{assumed} av {len(rules.sources)} värden är antagna och ska bekräftas av kommunen."


def check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Check that a file can be used as a rule set."""
    rules, _ = read_ruleset(arguments.file)
    _refuse_used_version(rules, arguments.file)
    if arguments.json:
        terminal.say_json("regelkontroll", _head(rules))
        return OK
    terminal.say(f"OK: {rules.title} ({rules.key}).\n{_assumed(rules)}")
    return OK


def _refuse_used_version(rules: Ruleset, file: Path) -> None:
    """A text that ships keeps its version: a case that began with it must find it unchanged."""
    shipped, _ = rulesets(None).get(rules.key, (rules, ""))
    if shipped.version == rules.version and shipped.sha256 != rules.sha256:
        what = f"'{rules.version}' finns redan med annan text ({shipped.title} följer med programmet)"
        raise InputError(f"{file}: [regler] version", what, "skriv en ny version")


def compare(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the values that differ between two rule sets, with both sources."""
    known = _known(arguments, terminal)
    first, second = _found(arguments.first, known), _found(arguments.second, known)
    found = list(_differences(first, second))
    if arguments.json:
        values = [
            {"path": entry.path, "about": entry.about, "first": _side(one), "second": _side(other)}
            for entry, one, other in found
        ]
        terminal.say_json("regelskillnad", {"first": _head(first), "second": _head(second), "values": values})
        return OK
    if not found:
        terminal.say(f"{first.title} och {second.title} har samma värden.")
        return OK
    table = Table("Vad", f"{first.title} ({arguments.first})", f"{second.title} ({arguments.second})")
    for entry, one, other in found:
        table.add(f"{entry.heading}: {entry.about}", _cell(one), _cell(other))
    terminal.say(table.text(terminal.width))
    return OK


def _differences(first: Ruleset, second: Ruleset) -> Iterator[tuple[Entry, Entry | None, Entry | None]]:
    """What the values are about, then each one's own; None where the rule set has no such value."""
    ours, theirs = ({entry.path: entry for entry in entries(rules)} for rules in (first, second))
    headings = list(_LINES)
    for entry in sorted((ours | theirs).values(), key=lambda entry: headings.index(entry.heading)):
        one, other = ours.get(entry.path), theirs.get(entry.path)
        if one is None or other is None or one.value != other.value:
            yield entry, one, other


def _side(entry: Entry | None) -> dict[str, Any] | None:
    return entry and {"value": entry.value, "words": entry.words, "source": entry.source}


def _cell(entry: Entry | None) -> str:
    if entry is None:
        return "–"
    return f"{entry.words}\n({entry.source})" if entry.source else entry.words


def _known(arguments: argparse.Namespace, terminal: Terminal) -> Mapping[str, Ruleset]:
    """By key, in order: the rule sets that ship, and the installation's own where a configuration is found."""
    try:
        path: Path | None = find(arguments.config, terminal.environ)
    except ConfigError:
        path = None
    found = rulesets(load(path).rules_folder if path else None)
    return {key: rules for key, (rules, _) in sorted(found.items())}


def _found(named: Path, known: Mapping[str, Ruleset]) -> Ruleset:
    """The rule set of that key, else the one in that file."""
    for key, rules in known.items():
        if spells(str(named), key):
            return rules
    if named.suffix == ".toml" or named.exists():
        return read_ruleset(named)[0]
    near = nearest(str(named), known)
    hint = f" (menade du {near}?)" if near else ""
    raise NotFound("regeluppsättning", str(named), f"brist regler visa{hint}")
