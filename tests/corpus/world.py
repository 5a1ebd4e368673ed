"""The invented world that the mails are about, as värld.toml tells it, and the texts of what the municipality sent."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "värld.toml"
_MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()


@cache
def world() -> dict[str, Any]:
    """`municipality`, `hosts`, `cases` and `outgoing`."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def case(reference: str) -> dict[str, Any]:
    return next(case for case in world()["cases"] if case["reference"] == reference)


@cache
def outgoing(name: str) -> dict[str, Any]:
    """What the municipality sent, by its name here: `BV-1-C/2` is the second of that case."""
    return next(mail for mail in world()["outgoing"] if mail["name"] == name)


def said(name: str) -> str:
    """The text of a mail that the municipality sent, as a reader would have it below an answer."""
    mail = outgoing(name)
    return "\n\n".join(_about(case(reference), mail["what"]) for reference in mail["cases"]) + (
        "\n\nMed vänlig hälsning\nExempelkommunen"
    )


def _about(case: dict[str, Any], what: str) -> str:
    lines = [f"- senast den {_day(line['last_day'])}: {line['name']}" for line in case["lines"]]
    return "\n".join(
        [
            _OPENING[what.partition(",")[0]],
            *([] if what == "kallelse" else lines),
            "",
            f"Ärende {case['register_number']}, {case['unit']} ({case['agreement']})",
            f"Referens: {case['reference']}",
            "",
            f"Svara till {case['mailbox']} och ange referensen {case['reference']}.",
        ]
    )


def _day(day: Any) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_OPENING = {
    "påpekande": "Bifogat finns påpekande nr 1 från Exempelkommunen. Följande ska komma in:",
    "påminnelse": "Vi har inte registrerat att följande har kommit in:",
    "komplettering": "Exempelkommunen har tagit emot er åtgärdsplan och behöver en komplettering av den:",
    "kallelse": "Exempelkommunen kallar till uppföljningsmöte.\nPlats: Stadshuset, rum Linden",
}
