"""The command that shows which days are free, and how many working days there are."""

from argparse import ArgumentParser, ArgumentTypeError

from workflow.cli.command import Command, Kind, Section

FIRST_YEAR = 1990  # lag (1989:253) is in force since 1 January 1990
LAST_YEAR = 9998


def _year(parser: ArgumentParser) -> None:
    parser.add_argument("year", metavar="ÅR", type=year, help="året med fyra siffror, till exempel 2027")


def year(typed: str) -> int:
    """A year that the law on holidays covers: "2027"."""
    word = typed.strip()
    if not (len(word) == 4 and word.isascii() and word.isdigit() and FIRST_YEAR <= int(word) <= LAST_YEAR):
        raise ArgumentTypeError(
            f"'{typed}' går inte. Skriv ett år från {FIRST_YEAR} till {LAST_YEAR}, till exempel 2027."
        )
    return int(word)


CALENDAR = Section(
    "Kalender och frister",
    (
        Command(
            name=("kalender",),
            help="visa årets lediga dagar och antalet arbetsdagar",
            description=(
                "Visar de dagar under året som är lediga av annat skäl än att de är lördag\n"
                "eller söndag, med den regel som gör dem lediga, och hur många arbetsdagar\n"
                "varje månad har. Kommunens egna dagar ([kalender] extra_lediga) är med om\n"
                "det finns en konfiguration; någon databas behövs inte.\n\n"
                "  brist kalender 2027\n"
                "  brist kalender 2027 --json"
            ),
            arguments=_year,
            run="workflow.cli.calendar:show",
            kind=Kind.READS,
        ),
    ),
)
