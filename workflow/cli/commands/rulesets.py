"""The commands that show, check and compare rule sets."""

from argparse import ArgumentParser

from workflow.cli import values
from workflow.cli.command import Command, Kind, Section


def _show(parser: ArgumentParser) -> None:
    parser.add_argument(
        "ruleset",
        metavar="NYCKEL",
        nargs="?",
        type=values.file,
        help="regeluppsättningens nyckel, eller en fil (annars visas alla uppsättningar)",
    )


def _check(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FIL", type=values.file, help="regeluppsättningen som TOML")


def _compare(parser: ArgumentParser) -> None:
    for dest, metavar in (("first", "A"), ("second", "B")):
        parser.add_argument(dest, metavar=metavar, type=values.file, help="en nyckel, eller en fil")


RULES = Section(
    "Regler",
    (
        Command(
            name=("regler", "visa"),
            help="visa regeluppsättningarna, eller en med källor",
            description=(
                "Visar vilka regeluppsättningar som finns. Med en nyckel visas varje värde\n"
                "i den med sin källa, och hur många värden som är antagna.\n\n"
                "  brist regler visa\n"
                "  brist regler visa botkyrka-extern"
            ),
            arguments=_show,
            run="workflow.cli.rulesets:show",
            kind=Kind.READS,
        ),
        Command(
            name=("regler", "kontrollera"),
            help="kontrollera en fil med en regeluppsättning",
            description=(
                "Läser filen som när ett ärende öppnas, och säger vad som är fel i den och\n"
                "vad som ska stå där. Ingenting sparas.\n\n"
                "  brist regler kontrollera regler/var-kommun.toml"
            ),
            arguments=_check,
            run="workflow.cli.rulesets:check",
            kind=Kind.READS,
        ),
        Command(
            name=("regler", "skillnad"),
            help="visa vad som skiljer två regeluppsättningar",
            description=(
                "Visar de värden som skiljer två regeluppsättningar, med bådas källor.\n\n"
                "  brist regler skillnad orebro-extern orebro-egen-regi\n"
                "  brist regler skillnad orebro-extern regler/orebro-extern.toml"
            ),
            arguments=_compare,
            run="workflow.cli.rulesets:compare",
            kind=Kind.READS,
        ),
    ),
)
