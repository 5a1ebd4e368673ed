"""The commands for what has come in by mail."""

from argparse import ArgumentParser

from workflow.cli import arguments, values
from workflow.cli.command import Command, Kind, Section


def _number(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="ID", type=values.count, help="mejlets nummer, som inkorgen visar det")


def _everything(parser: ArgumentParser) -> None:
    parser.add_argument("--alla", dest="everything", action="store_true", help="också det som är klart, de 200 senaste")


def _assign(parser: ArgumentParser) -> None:
    _number(parser)
    parser.add_argument(
        "--ärende", dest="case", metavar="NR", type=values.case, required=True, help="ärendet som mejlet hör till"
    )
    arguments.concerns(parser, "vad mejlet svarar på: plan:D1, plan, R2 (annars övrigt)", required=False)
    arguments.reason(parser, "varför det hör dit, om det inte syns av mejlet", required=False)


def _confirm(parser: ArgumentParser) -> None:
    _number(parser)
    parser.add_argument(
        "--ärende", dest="case", metavar="NR", type=values.case, help="vilket ärende, om mejlet hör till flera"
    )
    arguments.concerns(parser, "vad mejlet svarar på utöver det som är avbockat", required=False)


def _divide(parser: ArgumentParser) -> None:
    _number(parser)
    parser.add_argument(
        "--till",
        dest="places",
        metavar="NR:RADER",
        type=values.place,
        nargs="+",
        required=True,
        help="varje ärende med sina rader: 1:plan,R2 2:R5; bara numret för övrigt",
    )
    arguments.reason(parser, "varför det hör dit, om det inte syns av mejlet", required=False)


def _aside(parser: ArgumentParser) -> None:
    _number(parser)
    arguments.reason(parser, "varför det inte behöver något mer", required=True)


def _back(parser: ArgumentParser) -> None:
    _number(parser)
    arguments.reason(parser, "vad som var fel", required=True)


INBOX = Section(
    "Inkomna mejl",
    (
        Command(
            name=("inkorg", "lista"),
            also=("inkorg",),
            help="visa inkomna mejl som väntar, och gissningar",
            description=(
                "Visar de inkomna mejl som väntar på en människa: de som inte säkert hör till\n"
                "ett ärende, de som programmet har sorterat preliminärt, och de som inte gick\n"
                "att tolka. För varje gissning står varför.\n\n"
                "  brist inkorg\n"
                "  brist inkorg lista --alla"
            ),
            arguments=_everything,
            run="workflow.cli.inbox:waiting",
            kind=Kind.READS,
        ),
        Command(
            name=("inkorg", "visa"),
            help="visa ett mejl, dess bilagor och en plan i det",
            description=(
                "Visar vad mejlet säger, vilka ärenden det hör eller kan höra till, vad varje\n"
                "bilaga ser ut att vara, och en plan som står i en tabell eller i texten: åtgärd,\n"
                "tid och ansvarig med platsen i källan, och vad som saknas.\n\n"
                "  brist inkorg visa 12"
            ),
            arguments=_number,
            run="workflow.cli.inbox:show",
            kind=Kind.READS,
        ),
        Command(
            name=("inkorg", "ankomst"),
            help="förklara när ett mejl nådde kommunen",
            description=(
                "Visar varje Received-led, om det är vårt eget och varför, och vilken av tiderna\n"
                "som räknas: nätets, brevlådans eller registreringens.\n\n"
                "  brist inkorg ankomst 12"
            ),
            arguments=_number,
            run="workflow.cli.inbox:arrival",
            kind=Kind.READS,
        ),
        Command(
            name=("inkorg", "fördela"),
            help="säg vilket ärende ett mejl hör till",
            description=(
                "Registrerar mejlet i ärendet, med den tid då det nådde kommunen, och bockar av\n"
                "raderna som mottagna. Om de räcker bedöms senare.\n\n"
                "  brist inkorg fördela 12 --ärende 1 --avser plan,R2"
            ),
            arguments=_assign,
            run="workflow.cli.inbox:assign",
            kind=Kind.WRITES,
        ),
        Command(
            name=("inkorg", "dela"),
            help="ett mejl hör till flera ärenden",
            description=(
                "Registrerar samma mejl i flera ärenden i en enda händelse: allt eller inget.\n\n"
                "  brist inkorg dela 12 --till 1:plan,R2 2:R5"
            ),
            arguments=_divide,
            run="workflow.cli.inbox:divide",
            kind=Kind.WRITES,
        ),
        Command(
            name=("inkorg", "bekräfta"),
            help="det som programmet sorterade är rätt",
            description=(
                "Programmets preliminära sortering är granskad. Svarar mejlet på mer än det som\n"
                "programmet bockade av, till exempel planen, sägs det med --avser.\n\n"
                "  brist inkorg bekräfta 12\n"
                "  brist inkorg bekräfta 12 --avser plan"
            ),
            arguments=_confirm,
            run="workflow.cli.inbox:confirm",
            kind=Kind.WRITES,
        ),
        Command(
            name=("inkorg", "lägg-åt-sidan"),
            help="ett mejl behöver inget mer; det ligger kvar",
            description=(
                "Mejlet hör inte till något ärende eller är omhändertaget. Det ligger kvar,\n"
                "byte för byte, med skälet.\n\n"
                "  brist inkorg lägg-åt-sidan 12 --skäl 'reklam'"
            ),
            arguments=_aside,
            run="workflow.cli.inbox:put_aside",
            kind=Kind.WRITES,
        ),
        Command(
            name=("inkorg", "ångra"),
            help="ta tillbaka hur ett mejl sorterades",
            description=(
                "Det som registrerades när mejlet sorterades gäller inte, och mejlet väntar igen.\n"
                "Båda syns i historiken. Nekas om något senare vilar på det.\n\n"
                "  brist inkorg ångra 12 --skäl 'hör till ärende 4'"
            ),
            arguments=_back,
            run="workflow.cli.inbox:take_back",
            kind=Kind.WRITES,
        ),
        Command(
            name=("inkorg", "försök-igen"),
            help="tolka om ett mejl som ligger i karantän",
            description="Mejlet tolkas om vid tjänstens nästa varv.\n\n  brist inkorg försök-igen 12",
            arguments=_number,
            run="workflow.cli.inbox:read_again",
            kind=Kind.WRITES,
        ),
        Command(
            name=("inkorg", "vägledning"),
            help="visa ett svar till den som skickar öppet",
            description=(
                "Skriver ut en text att svara med när någon har skickat personuppgifter i ett\n"
                "vanligt mejl. Programmet skickar den inte.\n\n"
                "  brist inkorg vägledning"
            ),
            arguments=arguments.nothing,
            run="workflow.cli.inbox:guidance",
            kind=Kind.READS,
        ),
    ),
)


def _read_in(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--brevlåda",
        dest="mailbox",
        metavar="ADRESS",
        type=values.address,
        help="funktionsbrevlådan som mejlet kom till (annars den första i inställningarna)",
    )


READ_IN = Command(
    name=("epost", "läs-in"),
    help="läs in ett mejl från standard in",
    description=(
        "För e-postserverns egen leverans: mejlet kommer på standard in. Det sparas byte\n"
        "för byte och tolkas. Svarskoden är 0 när det är sparat eller fanns redan, och 75\n"
        "när servern ska försöka igen senare.\n\n"
        "  brist epost läs-in --brevlåda egetval@kommunen.example"
    ),
    arguments=_read_in,
    run="workflow.cli.inbox:read_in",
    kind=Kind.WRITES,
)
