"""The commands that open cases and show what has been registered, what is awaited and what is to be done."""

from argparse import ArgumentParser

from states.state import State
from workflow.cli import arguments, values
from workflow.cli.command import Command, Kind, Section


def _new(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FIL", nargs="?", type=values.file, help="ärendet som TOML, eller ett ifyllt formulär (.xlsx)"
    )


def _form(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FIL.xlsx", type=values.file, help="formulärets fil")


def _gone_through(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.note(parser)


def _list(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--tillstånd",
        dest="state",
        metavar="T",
        type=_state,
        help=f"bara ärenden med en brist som är: {', '.join(State)}",
    )
    arguments.words(parser, "--sök", "sought", "TEXT", "bara där nummer, utförare eller enhet innehåller texten")


def _state(typed: str) -> State:
    return State(values.one_of(*State)(typed))


def _package(parser: ArgumentParser) -> None:
    arguments.case(parser)
    parser.add_argument(
        "--till", dest="out", metavar="FIL.zip", type=values.file, required=True, help="filen, som inte får finnas"
    )


def _tasks(parser: ArgumentParser) -> None:
    arguments.words(parser, "--för", "user", "ANVÄNDARE", "bara det som den personen har nu, också som ersättare")


def _deadlines(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--kommunens",
        dest="own",
        action="store_true",
        help="visa också kommunens egna dagar",
    )
    arguments.until_day(parser, "sista dag att visa (annars alla öppna frister)")


CASES = Section(
    "Ärenden",
    (
        Command(
            name=("ärende", "ny"),
            help="lägg upp ett ärende ur en fil",
            description=(
                "Lägger upp ett ärende: en uppföljning av en enhet enligt ett avtal, med\n"
                "sina brister och delbrister. Filen beskrivs i docs/ärendefil.md; den läses\n"
                "i sin helhet innan något skrivs, och alla fel sägs på en gång. --torrkör\n"
                "visar också varje mejl de närmaste 30 dagarna.\n\n"
                "Utan FIL ställs frågorna en i taget. Varje svar sparas genast som ett utkast i\n"
                "datamappen, och nästa gång fortsätter det där man slutade.\n\n"
                "  brist ärende ny\n"
                "  brist ärende ny solgarden-2023.toml"
            ),
            arguments=_new,
            run="workflow.cli.new_case:new",
            kind=Kind.WRITES,
        ),
        Command(
            name=("ärende", "mall"),
            help="skriv ett tomt formulär för ett ärende, i .xlsx",
            description=(
                "Skriver ett formulär att fylla i med ett kalkylprogram, med blad för\n"
                "ärendet, kontakterna, bristerna och det som redan har hänt. Ett blad säger\n"
                "hur det fylls i. En fil som finns skrivs inte över.\n\n"
                "  brist ärende mall solgarden.xlsx"
            ),
            arguments=_form,
            run="workflow.cli.new_case:form",
            kind=Kind.RUNS,
        ),
        Command(
            name=("ärende", "lista"),
            help="visa alla ärenden, det med närmast frist först",
            description=(
                "Visar ärendena, det med närmast frist först.\n\n"
                "  brist ärende lista\n"
                "  brist ärende lista --tillstånd kvarstår\n"
                "  brist ärende lista --sök bjorken"
            ),
            arguments=_list,
            run="workflow.cli.cases:list_cases",
            kind=Kind.READS,
        ),
        Command(
            name=("ärende", "visa"),
            help="visa ett ärende: brister, påpekanden, frister",
            description=(
                "Visar allt som gäller nu i ett ärende: varje brist med sina delbrister,\n"
                "påpekandena, handlingarna som har begärts och fristerna.\n\n"
                "  brist ärende visa 1\n"
                "  brist ärende visa 'Sov 609/2022' --json"
            ),
            arguments=arguments.case,
            run="workflow.cli.cases:show",
            kind=Kind.READS,
        ),
        Command(
            name=("ärende", "genomgånget"),
            help="det som förföll före registreringen är genomgånget",
            description=(
                "Ett ärende som registreras mitt i sitt förlopp får en enda uppgift för allt\n"
                "som redan hade förfallit. Kommandot säger att någon har gått igenom det.\n\n"
                "  brist ärende genomgånget 2 --anteckning 'Planen fanns i pärmen'"
            ),
            arguments=_gone_through,
            run="workflow.cli.cases:gone_through",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("ärende", "paket"),
            help="lämna ut hela ärendet i en zipfil",
            description=(
                "Skriver hela ärendet till en zipfil: ett läsbart innehåll, alla händelser\n"
                "som text och JSON, handlingarna och mejlen, med kontrollsummor. För\n"
                "diariet, för utlämnande, för domstol. Ingenting ändras.\n\n"
                "  brist ärende paket 1 --till arende-1.zip"
            ),
            arguments=_package,
            run="workflow.cli.package:write_package",
            kind=Kind.READS,
        ),
        Command(
            name=("historik",),
            help="visa allt som har hänt i ett ärende, i ordning",
            description=(
                "Visar varje händelse i ärendet: när den gällde, när den registrerades,\n"
                "av vem och med vilken handling.\n\n"
                "  brist historik 1"
            ),
            arguments=arguments.case,
            run="workflow.cli.overview:history",
            kind=Kind.READS,
        ),
    ),
)

OVERVIEW = Section(
    "Överblick",
    (
        Command(
            name=("att-göra",),
            help="visa vad som väntar på en människa",
            description=(
                "Visar uppgifterna: förslag att ta ställning till, påpekanden som inte har\n"
                "gått iväg, brevlådor att läsa. Det mest brådskande står först.\n\n"
                "  brist att-göra\n"
                "  brist att-göra --för disa"
            ),
            arguments=_tasks,
            run="workflow.cli.overview:tasks",
            kind=Kind.READS,
        ),
        Command(
            name=("frister",),
            help="visa öppna frister, den närmaste först",
            description=(
                "Visar de frister som löper i alla ärenden, och om de är överskridna.\n"
                "Kommunens egna dagar – möte, resultat, nästa uppföljning – är utföraren aldrig\n"
                "sen med.\n\n"
                "  brist frister --till 2023-09-04\n"
                "  brist frister --kommunens"
            ),
            arguments=_deadlines,
            run="workflow.cli.overview:deadlines",
            kind=Kind.READS,
        ),
        Command(
            name=("frist", "förklara"),
            help="visa varför en frist är den dagen",
            description=(
                "Visar för varje frist i en brist vad den räknas från, vilka dagar som hoppas\n"
                "över och enligt vilken regel, anstånd, vem den binder och vad som följer när.\n\n"
                "  brist frist förklara 1/D3"
            ),
            arguments=arguments.deficiency,
            run="workflow.cli.explain:explain",
            kind=Kind.READS,
        ),
    ),
)
