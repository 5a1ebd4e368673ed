"""kalender."""

import argparse
from typing import TYPE_CHECKING

from states.workdays import WEEKDAYS, Calendar, FreeDay
from workflow.cli.output import Table, Terminal, paragraphs
from workflow.errors import OK, ConfigError

if TYPE_CHECKING:
    from workflow.config import Config

_MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]


def show(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the year's red days and its working days. Needs neither configuration nor database."""
    config = _config_if_any(arguments, terminal)
    calendar = Calendar(config.extra_free_days if config else frozenset())
    red_days = calendar.red_days(arguments.year)
    workdays = [calendar.workdays_in(arguments.year, month) for month in range(1, 13)]
    if arguments.json:
        terminal.say_json("kalender", _data(arguments.year, config, red_days, workdays))
        return OK
    heading = f"Lediga dagar {arguments.year}, utöver vanliga lördagar och söndagar"
    texts = (heading, _red_days(red_days, terminal.width), _workdays(workdays, terminal.width))
    terminal.say("\n\n".join((*texts, paragraphs(_whose(config), terminal.width))))
    return OK


def _config_if_any(arguments: argparse.Namespace, terminal: Terminal) -> "Config | None":
    """The settings; None where there is no file at all. Raises ConfigError for one that is named or cannot be used."""
    from workflow.config import find, load

    try:
        path = find(arguments.config, terminal.environ)
    except ConfigError:
        return None
    return load(path)


def _red_days(found: tuple[FreeDay, ...], width: int) -> str:
    table = Table("Dag", "Veckodag", "Namn", "Regel")
    for free in found:
        table.add(free.day, _weekday(free), free.name, free.rule)
    return table.text(width)


def _workdays(counts: list[int], width: int) -> str:
    table = Table("Månad", "Arbetsdagar", right=(1,))
    for name, count in zip(_MONTHS, counts, strict=True):
        table.add(name, count)
    table.add("hela året", sum(counts))
    return table.text(width)


def _whose(config: "Config | None") -> str:
    """Whether the municipality's own days are among those shown, and whence."""
    if config is None:
        return "Visat utan kommunens egna dagar: ingen konfiguration finns."
    if not config.extra_free_days:
        return f"I {config.path} finns inga egna lediga dagar."
    return f"Kommunens egna lediga dagar kommer från {config.path}; de som ändå är lediga visas inte som egna."


def _data(year: int, config: "Config | None", red_days: tuple[FreeDay, ...], workdays: list[int]) -> dict[str, object]:
    return {
        "year": year,
        "config": str(config.path) if config else None,
        "red_days": [
            {"day": free.day, "weekday": _weekday(free), "name": free.name, "rule": free.rule} for free in red_days
        ],
        "workdays": [{"month": f"{year}-{at:02}", "count": count} for at, count in enumerate(workdays, 1)],
    }


def _weekday(free: FreeDay) -> str:
    return WEEKDAYS[free.day.weekday()]
