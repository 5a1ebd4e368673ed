"""The commands for mail and for running the installation."""

from argparse import ArgumentParser

from workflow.cli import arguments, values
from workflow.cli.command import Command, Kind, Section
from workflow.cli.commands.backup import BACKUP, MOVE, START
from workflow.cli.commands.inbox import READ_IN


def _mail(parser: ArgumentParser) -> None:
    parser.add_argument("mail", metavar="ID", type=values.count, help="mejlets id, som kön visar det")


def _trial_mail(parser: ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADRESS", type=values.address, help="adressen som provmejlet går till")


def _stop(parser: ArgumentParser) -> None:
    _mail(parser)
    arguments.reason(parser, "varför det inte ska gå", required=True)


def _handled(parser: ArgumentParser) -> None:
    _mail(parser)
    arguments.reason(parser, "vad som har gjorts i stället, eller vad mottagaren svarade", required=True)


def _release(parser: ArgumentParser) -> None:
    arguments.case(parser)
    parser.add_argument(
        "--mejl",
        dest="mail",
        metavar="ID",
        type=values.count,
        help="vilket mejl, som kön visar det (annars det påpekande eller den kallelse som inte har lämnat kommunen)",
    )
    arguments.reason(parser, "varför det ska gå ändå", required=True)


def _daemon(parser: ArgumentParser) -> None:
    parser.add_argument("--en-gång", dest="once", action="store_true", help="gör det som ska göras nu, och sluta")


def _check(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--utan-epost",
        dest="with_mail_server",
        action="store_false",
        help="pröva inte anslutning, kryptering och inloggning hos e-postservern",
    )


def _create(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--prov", dest="trial", action="store_true", help="gör en provmapp: där går --klocka att använda"
    )


def _demo(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--mapp",
        dest="folder",
        metavar="MAPP",
        type=values.file,
        required=True,
        help="en tom eller ny mapp, som lämnas kvar att titta i",
    )


MAIL = Section(
    "E-post",
    (
        Command(
            name=("epost", "kö"),
            help="visa mejl som väntar, hålls eller inte gick iväg",
            description=(
                "Visar varje planerat och skrivet mejl som inte är klart, och varför. De hundra\n"
                "senaste som ströks innan de skickades visas också, med skälet.\n\n"
                "  brist epost kö"
            ),
            arguments=arguments.nothing,
            run="workflow.cli.mail:queue",
            kind=Kind.READS,
        ),
        Command(
            name=("epost", "visa"),
            help="visa ett mejl som det skickades eller skulle skickas",
            description=("Visar mottagare, ämne, text, bilagor och vad servern svarade.\n\n  brist epost visa 17"),
            arguments=_mail,
            run="workflow.cli.mail:show",
            kind=Kind.READS,
        ),
        Command(
            name=("epost", "stoppa"),
            help="stoppa ett köat mejl innan det lämnas",
            description=(
                "Ett köat mejl går inte iväg, och det som det säger stryks med skälet. Så länge\n"
                "[epost] fordrojning_minuter varar, eller medan servern är nere, hinner man.\n"
                "Ett påpekande är då inte expedierat: det står i att-göra hur man går vidare.\n\n"
                "  brist epost stoppa 17 --skäl 'fel bilaga'"
            ),
            arguments=_stop,
            run="workflow.cli.mail:stop",
            kind=Kind.WRITES,
        ),
        Command(
            name=("epost", "sänd"),
            help="låt ett hållet eller stoppat mejl gå ändå",
            description=(
                "Mejlet skrivs på nytt, till den adress som gäller nu, om det som det säger\n"
                "fortfarande gäller. Utan --mejl: påpekandet eller kallelsen som hålls kvar.\n\n"
                "  brist epost sänd 1 --skäl 'tjänsten var nere; utföraren är förvarnad'\n"
                "  brist epost sänd 1 --mejl 17 --skäl 'adressen är rättad'"
            ),
            arguments=_release,
            run="workflow.cli.mail:release",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("epost", "klar"),
            help="avsluta frågan om ett mejl som är oklart eller nekat",
            description=(
                "Säger att någon har tagit hand om ett mejl som ingen vet om det kom fram, eller\n"
                "som nekades. Ett påpekande avslutas inte så: det expedieras.\n\n"
                "  brist epost klar 17 --skäl 'ringde: det har kommit fram'"
            ),
            arguments=_handled,
            run="workflow.cli.mail:handled",
            kind=Kind.WRITES,
        ),
        Command(
            name=("epost", "prov"),
            help="skicka ett provmejl och visa var det tar stopp",
            description=(
                "Skickar ett märkt provmejl med de riktiga inställningarna, ett steg i taget, och\n"
                "säger vad man gör åt det som inte går. Det hör inte till något ärende.\n\n"
                "  brist epost prov anna@kommunen.example"
            ),
            arguments=_trial_mail,
            run="workflow.cli.trial_mail:send",
            kind=Kind.RUNS,
        ),
        READ_IN,
    ),
)

OPERATIONS = Section(
    "Drift",
    (
        Command(
            name=("daemon",),
            help="kör tjänsten: bevaka frister och skicka mejl",
            description=(
                "Bevakar fristerna och skickar mejl tills den får SIGTERM. Medan den är nere\n"
                "går ingenting förlorat: den tar igen det när den startar.\n\n"
                "  brist --config /etc/bristvakt/config.toml daemon"
            ),
            arguments=_daemon,
            run="workflow.cli.operations:daemon",
            kind=Kind.RUNS,
        ),
        START,
        Command(
            name=("drift", "kontrollera"),
            help="kontrollera att allt finns och hänger ihop",
            description=(
                "Kontrollerar att allt som behövs finns och hänger ihop, och säger vad som\n"
                "är fel och vad man gör åt det: händelser, register, samband, mejl, handlingar,\n"
                "personer, inställningar, kalender, klocka, skiva, filsystem och e-postserver.\n"
                "Ingenting ändras och inget mejl skickas.\n\n"
                "  brist drift kontrollera --json\n"
                "  brist drift kontrollera --utan-epost"
            ),
            arguments=_check,
            run="workflow.cli.operations:check",
            kind=Kind.READS,
        ),
        *BACKUP,
        Command(
            name=("drift", "status"),
            help="visa hur tjänsten mår, med svarskod för övervakning",
            description=(
                "Visar senaste varvet, mejl som inte har lämnat, ärenden som inte kunde föras\n"
                "vidare, nästa förfall och uppgifternas ålder. Svarskoden är 0 (ok), 1 (varning)\n"
                "eller 2 (kritiskt); varje annan svarskod betyder att läget inte gick att läsa.\n\n"
                "  brist drift status\n"
                "  brist drift status --json"
            ),
            arguments=arguments.nothing,
            run="workflow.cli.status:status",
            kind=Kind.READS,
        ),
        Command(
            name=("drift", "försenat"),
            help="visa vad som förföll medan tjänsten stod stilla",
            description=(
                "Visar, för varje stillestånd på en timme eller mer, det som hade förfallit när\n"
                "tjänsten kom tillbaka och som därför togs om hand för sent. Påpekanden som inte\n"
                "hann lämna hålls och står i brist att-göra; ingen får ett mejl per missat steg.\n\n"
                "  brist drift försenat"
            ),
            arguments=arguments.nothing,
            run="workflow.cli.status:late",
            kind=Kind.READS,
        ),
        Command(
            name=("konfig", "visa"),
            help="visa inställningarna och varifrån de kommer",
            description=("Visar inställningarna. Hemligheter visas inte.\n\n  brist konfig visa"),
            arguments=arguments.nothing,
            run="workflow.cli.operations:show_config",
            kind=Kind.READS,
        ),
        Command(
            name=("databas", "skapa"),
            help="skapa datamappen och en tom databas",
            description=(
                "Skapar datamappen och databasen enligt inställningarna. Finns de redan\n"
                "ändras ingenting.\n\n"
                "  brist databas skapa\n"
                "  brist --config prov.toml databas skapa --prov"
            ),
            arguments=_create,
            run="workflow.cli.database:create",
            kind=Kind.WRITES,
        ),
        Command(
            name=("databas", "uppgradera"),
            help="för databasen till programmets version",
            description=(
                "Tar en kopia av databasen och för den sedan steg för steg till den form som\n"
                "programmet behöver. Stoppa tjänsten först.\n\n"
                "  brist databas uppgradera --torrkör\n"
                "  brist databas uppgradera"
            ),
            arguments=arguments.nothing,
            run="workflow.cli.database:upgrade",
            kind=Kind.WRITES,
        ),
        MOVE,
        Command(
            name=("demo",),
            help="berätta fem uppföljningar med en resande klocka",
            description=(
                "Sätter upp provmappar för tre påhittade kommuner och en för inkorgen, går igenom\n"
                "fem uppföljningar efter verkliga rapporter till det som senast är känt, och\n"
                "jämför varje brist och varje mejl med det som skulle hända.\n\n"
                "  brist demo --mapp demo-data"
            ),
            arguments=_demo,
            run="workflow.demo.run:run_command",
            kind=Kind.RUNS,
        ),
    ),
)
