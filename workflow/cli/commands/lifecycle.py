"""The command that shows what can happen to a deficiency."""

from argparse import ArgumentParser

from workflow.cli import values
from workflow.cli.command import Command, Kind, Section

FORMATS = ("text", "mermaid", "svg")


def _format(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        metavar="|".join(FORMATS),
        type=values.one_of(*FORMATS),
        choices=FORMATS,
        default="text",
        help="som text (om inget anges), som Mermaid eller som bild",
    )


LIFECYCLE = Section(
    "Livscykeln",
    (
        Command(
            name=("livscykel",),
            help="visa vad som kan hända med en brist, och varför",
            description=(
                "Visar varje tillstånd: vad det betyder, vilka frister som kan vara öppna,\n"
                "vad som kan hända, vem som gör det och vilken källa det har. Behöver\n"
                "varken databas eller inställningar.\n\n"
                "  brist livscykel\n"
                "  brist livscykel --format svg"
            ),
            arguments=_format,
            run="workflow.cli.lifecycle:show",
            kind=Kind.SHOWS,
        ),
    ),
)
