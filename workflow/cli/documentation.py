"""docs/cli.md, made from the table of commands: python -m workflow.cli.documentation > docs/cli.md."""

import argparse
import sys
from collections.abc import Iterator

from workflow.cli.command import Command, Kind
from workflow.cli.commands import SECTIONS
from workflow.cli.main import EXIT_INTERRUPTED, EXIT_OUTPUT_CLOSED
from workflow.cli.parser import PROGRAM, Parser, command_parser, declare, top_parser, written
from workflow.errors import EXIT_CODES

_INTRODUCTION = f"""# Kommandon

<!-- Gjord ur programmet: python -m workflow.cli.documentation > docs/cli.md. Ändra inte här. -->

`NR` är ett ärendes löpnummer eller diarienummer, `NR/D3` en brist i det och `D3a` en delbrist.
`DATUM` skrivs `2023-06-08`. `TID` skrivs `'2023-06-08 23:41'` (svensk tid) eller som ISO 8601 med
förskjutning, `2023-06-08T23:41+02:00`; timmen som kommer två gånger när klockan ställs tillbaka
måste skrivas med förskjutning.

Kommandon och val kan kortas så länge de är entydiga, och å, ä och ö kan skrivas som a och o:
`{PROGRAM} begar-plan` är `{PROGRAM} begär-plan`. Inget skrivs i färg. Kommandon som läser har `--json`:
`{{"schema": 1, "typ": …, "data": …}}`, med dagar som ISO-datum och tider som ISO 8601 med
förskjutning. Kommandon som skriver har `--torrkör`. Går något oväntat fel visar
`BRIST_FELSOK=1` hela felet.

Komplettering i skalet: `eval "$(register-python-argcomplete {PROGRAM})"`.
"""

_KINDS = {
    Kind.SHOWS: "Visar bara.",
    Kind.READS: "Läser bara.",
    Kind.WRITES: "Skriver.",
    Kind.WRITES_IN_CASE: "Skriver i ett ärende.",
    Kind.RUNS: "Kör.",
}


def document() -> str:
    """The whole page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    yield "## Före eller efter kommandot\n"
    yield from _table(top_parser())
    for section in SECTIONS:
        yield f"## {section.title}\n"
        for command in section.commands:
            yield from _command(command)
    yield "## Svarskoder\n"
    yield "| kod | betyder |\n|---|---|"
    for code, meaning in _codes().items():
        yield f"| {code} | {meaning} |"
    yield ""


def _command(command: Command) -> Iterator[str]:
    about, _, examples = command.description.partition(f"\n\n  {PROGRAM} ")
    usage = command_parser(command).usage or ""
    yield f"### {PROGRAM} {command.spoken}\n"
    yield f"{about}\n\n{_KINDS[command.kind]}\n"
    yield f"```text\n{usage.replace('%%', '%')}\n```\n"
    own = Parser(PROGRAM)
    declare(command, own)
    yield from _table(own)
    example = f"{PROGRAM} {examples}".replace("\n  ", "\n")
    yield f"```sh\n{example}\n```\n"


def _table(parser: Parser) -> Iterator[str]:
    if not parser.own_actions:
        return
    yield "| anges | betyder |\n|---|---|"
    for action in parser.own_actions:
        yield f"| `{_in_table(written(action))}` | {_in_table(_meaning(action))} |"
    yield ""


def _meaning(action: argparse.Action) -> str:
    return f"{action.help}{' (måste anges)' if action.option_strings and action.required else ''}"


def _in_table(text: str) -> str:
    return text.replace("|", "\\|")


def _codes() -> dict[int, str]:
    return {
        **EXIT_CODES,
        EXIT_INTERRUPTED: "avbrutet med Ctrl-C",
        EXIT_OUTPUT_CLOSED: "den som läste utskriften slutade läsa",
    }


if __name__ == "__main__":
    sys.stdout.write(document())
