"""What people write: case files, notices, and a rule set with everything that a rule set can have."""

import json
from datetime import date
from typing import Any

from tests.workflow.world import PROVIDER
from workflow.demo.story import MAILBOX


def toml(header: str, values: dict[str, Any]) -> str:
    """A table; None is left out."""
    shown = {key: _toml_value(value) for key, value in values.items() if value is not None}
    return "\n".join([header, *(f"{key} = {value}" for key, value in shown.items())]) + "\n"


def _toml_value(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def case_text(rules: str, number: int, opened: date, found: list[tuple[str, str, int]]) -> str:
    case = {
        "diarienummer": f"SOC 2023/{number}", "avtal": "LOV", "regler": rules, "brevlada": MAILBOX, "oppnat": opened,
    }  # fmt: skip
    parts = [
        toml("[arende]", case),
        toml("[utforare]", {"namn": "Björkens Omsorg AB", "enhet": "Björken service"}),
        toml("[[kontakt]]", {"namn": "Vera Verksam", "adress": PROVIDER}),
    ]
    for index, (kind, grade, points) in enumerate(found, 1):
        code = f"D{index}"
        parts.append(toml("[[brist]]", {"kod": code, "slag": kind, "grad": grade or None, "punkt": "Rutin"}))
        parts += [toml("[[brist.delbrist]]", {"kod": f"{code}{letter}", "text": "Fel"}) for letter in "abc"[:points]]
    return "\n".join(parts)


def everything_on(text: str) -> str:
    """The external rule set with everything that a rule set can have: weeks, meeting, fact-check, approval, receipt."""
    changes = {
        'nyckel = "orebro-extern"': 'nyckel = "allt-pa"',
        'rekommendationer = { varde = "nej"': 'rekommendationer = { varde = "ja"',
        'finns = { varde = "nej"': 'finns = { varde = "ja"',
        'godkanns = { varde = "nej"': 'godkanns = { varde = "ja"',
        'inom_veckor = { varde = "aldrig"': "inom_veckor = { varde = 3",
        'raknas_fran = { varde = "mottagande"': 'raknas_fran = { varde = "expediering"',
        'mote_inom_manader = { varde = "aldrig"': "mote_inom_manader = { varde = 1",
        'antas_efter_arbetsdagar = { varde = "aldrig"': "antas_efter_arbetsdagar = { varde = 7",
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text
