"""The commands for the steps beside the ladder, and for what only a person can settle."""

from argparse import ArgumentParser

from workflow.cli import arguments, values
from workflow.cli.command import Command, Kind, Section

END_REASONS = ("konkurs", "tillstånd", "löpt-ut", "uppsagt", "hävt")
POSITIONS = (
    "sen-plan",
    "tidigare-underlag",
    "sen-handling",
    "omöjlig-period",
    "fel-adress",
    "oläsbar-handling",
    "sämre-än-förut",
    "återkommande",
    "kravbyte",
    "närstående-utförare",
    "bestridande",
    "gemensam-orsak",
    "allvarlig-händelse",
    "två-datum",
    "fråga",
    "sammanförd-kedja",
    "länk-i-stället",
    "samtycke",
)


def _day(parser: ArgumentParser, option: str, dest: str, about: str) -> None:
    parser.add_argument(option, dest=dest, metavar="DATUM", type=values.day, required=True, help=about)


def _send_fact_check(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.document(parser, "utkastet som utföraren ska kontrollera", required=True)
    _day(parser, "--svar-senast", "answer_by", "sista dag för utförarens svar")
    parser.add_argument(
        "--brist",
        dest="deficiencies",
        metavar="D1,D3",
        type=values.deficiencies,
        help="bara de bristerna (annars alla som är identifierade)",
    )


def _end_fact_check(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.words(
        parser, "--ändringar", "changes", "TEXT", "vad som ändrades, eller att inget gjorde det", required=True
    )


def _note(parser: ArgumentParser) -> None:
    arguments.case_or_deficiencies(parser)
    arguments.reason(parser, "varför den väntar till nästa uppföljning", required=True)


def _supplement(parser: ArgumentParser) -> None:
    arguments.case_or_deficiencies(parser)
    _day(parser, "--senast", "due_on", "sista dag för kompletteringen")
    arguments.reason(parser, "vad som saknas i planen", required=True)


def _accept(parser: ArgumentParser) -> None:
    arguments.case_or_deficiencies(parser)
    arguments.note(parser)


def _withdraw(parser: ArgumentParser) -> None:
    arguments.case_and_deficiencies(parser)
    parser.add_argument(
        "--delbrist",
        dest="subpoint",
        metavar="D3d",
        type=values.subpoint,
        help="bara den (annars hela bristen)",
    )
    arguments.reason(parser, "varför den var fel", required=True)


def _escalate(parser: ArgumentParser) -> None:
    arguments.case_or_deficiencies(parser)
    arguments.words(parser, "--till", "to", "TEXT", "vem frågan lyfts till", required=True)
    arguments.reason(parser, "varför", required=True)


def _end_agreement(parser: ArgumentParser) -> None:
    parser.add_argument(
        "number", metavar="AVTAL", type=values.text, help="avtalets nummer, i vilken stavning som helst"
    )
    arguments.one_of(parser, "--orsak", "why", END_REASONS, "varför avtalet har upphört")
    _day(parser, "--beslutat", "decided_on", "dagen för beslutet eller händelsen")
    _day(parser, "--gäller-från", "effective_on", "dagen då avtalet upphör att gälla")
    arguments.reason(parser, "vad som har hänt", required=True)


def _position(parser: ArgumentParser) -> None:
    arguments.case_or_deficiency(parser)
    parser.add_argument(
        "--fråga",
        dest="position",
        metavar="FRÅGA",
        type=values.one_of(*POSITIONS),
        choices=POSITIONS,
        required=True,
        help=f"en av: {', '.join(POSITIONS)}",
    )
    outcome = "vad ni kom fram till; vad som går beror på frågan, och sägs om ordet är ett annat"
    arguments.words(parser, "--utfall", "outcome", "UTFALL", outcome, required=True)
    arguments.reason(parser, "varför", required=True)
    arguments.words(parser, "--om", "about", "TEXT", "vad det gäller: ett annat ärende, en handling, en dag")


def _measure(parser: ArgumentParser) -> None:
    arguments.deficiency(parser)
    arguments.words(parser, "--namn", "name", "TEXT", "vad som mättes", required=True)
    arguments.words(parser, "--värde", "value", "TEXT", "värdet som källan anger det", required=True)
    parser.add_argument(
        "--period",
        dest="period",
        metavar="DATUM",
        nargs=2,
        type=values.day,
        required=True,
        help="periodens första och sista dag",
    )
    arguments.words(parser, "--enhet", "unit", "TEXT", "vad som räknas (annars procent eller st)")
    parser.add_argument("--antal", dest="count", metavar="N", type=values.count, help="hur många som mättes")
    arguments.words(parser, "--krav", "threshold", "TEXT", "kravets egen gräns, om kravet anger en")
    parser.add_argument(
        "--lägre-är-bättre", dest="lower_is_better", action="store_true", help="ett lägre värde är bättre"
    )


STEPS = Section(
    "Vid sidan av stegen",
    (
        Command(
            name=("skicka-sakgranskning",),
            help="låt utföraren kontrollera sakuppgifterna",
            description=(
                "Skickar utkastet till utföraren före påpekandet, där regeluppsättningen har\n"
                "sakgranskning. Inget är slutligt och inga frister för påpekanden löper.\n\n"
                "  brist skicka-sakgranskning 1 --handling utkast.pdf --svar-senast 2023-05-12"
            ),
            arguments=_send_fact_check,
            run="workflow.cli.steps:send_fact_check",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("avsluta-sakgranskning",),
            help="anteckna vad sakgranskningen ändrade",
            description=(
                "Avslutar sakgranskningen; bristerna är identifierade igen och kan påpekas.\n\n"
                "  brist avsluta-sakgranskning 1 --ändringar 'Antalet kunder rättat till 30'"
            ),
            arguments=_end_fact_check,
            run="workflow.cli.steps:end_fact_check",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("notera",),
            help="låt en rekommendation vänta till nästa gång",
            description=(
                "Noterar en rekommendation, eller en grad som leder till dialog, till nästa\n"
                "uppföljning. Den påpekas inte och räknas inte.\n\n"
                "  brist notera 1/D4 --skäl 'Rekommendation om rutin för synpunkter'"
            ),
            arguments=_note,
            run="workflow.cli.steps:note",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("begär-komplettering",),
            help="begär mer av en plan som har kommit in",
            description=(
                "Begär en komplettering av planen med en egen dag. Planens dag är hållen av\n"
                "den första planen; en komplettering är inget påpekande.\n\n"
                "  brist begär-komplettering 1/D3,D6 --senast 2023-07-01 --skäl 'Ansvarig saknas'"
            ),
            arguments=_supplement,
            run="workflow.cli.steps:request_supplement",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("godkänn-plan",),
            help="anteckna att planen räcker",
            description=(
                "Antecknar att planen är godkänd, där regeluppsättningen kräver det. Det\n"
                "flyttar ingenting.\n\n"
                "  brist godkänn-plan 1/D3"
            ),
            arguments=_accept,
            run="workflow.cli.steps:accept_plan",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("återkalla",),
            help="återkalla en brist eller delbrist som var fel",
            description=(
                "Återkallar en brist eller en delbrist: det som har påpekats om den gäller\n"
                "inte, från början. Inget raderas; utföraren får veta.\n\n"
                "  brist återkalla 1/D3 --delbrist D3c --skäl 'Uppföljningen fanns'"
            ),
            arguments=_withdraw,
            run="workflow.cli.steps:withdraw",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("eskalera",),
            help="lyft en brist i egen regi till ledningen",
            description=(
                "Antecknar att en brist i egen regi har lyfts till förvaltningschef eller\n"
                "nämnd. Egen regi har inget avtal som kan brytas.\n\n"
                "  brist eskalera 2/K3 --till förvaltningschefen --skäl 'Kvarstår igen'"
            ),
            arguments=_escalate,
            run="workflow.cli.steps:escalate",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("avtal", "upphör"),
            help="avsluta avtalets ärenden när det har upphört",
            description=(
                "Avslutar varje öppen brist i alla avtalets ärenden, på en gång: frister\n"
                "avbryts, köade påpekanden stryks, inget föreslås. Allt som har hänt finns kvar.\n\n"
                "  brist avtal upphör 'SUN 2022-149' --orsak konkurs --beslutat 2024-03-01 \\\n"
                "      --gäller-från 2024-03-04 --skäl 'Konkursbeslut i tingsrätten'"
            ),
            arguments=_end_agreement,
            run="workflow.cli.steps:end_agreement",
            kind=Kind.WRITES,
        ),
    ),
)

POSITION = Section(
    "Ställningstaganden och mätvärden",
    (
        Command(
            name=("ställningstagande",),
            help="anteckna det som bara en människa kan avgöra",
            description=(
                "Antecknar vad en namngiven person har kommit fram till och varför. Det har\n"
                "ingen egen verkan; svaret säger vilket kommando som har det.\n\n"
                "  brist ställningstagande 1/D3 --fråga återkommande --utfall samma \\\n"
                "      --skäl 'Samma rutin' --om 'ärende 4/D2'"
            ),
            arguments=_position,
            run="workflow.cli.positions:take_position",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("mätvärde", "registrera"),
            help="anteckna ett uppmätt värde som det anges",
            description=(
                "Sparar värdet som det står, med period och antal. Inget räknas om och\n"
                "inget rättas.\n\n"
                "  brist mätvärde registrera 2/K5 --namn Undersköterskor --värde '62 %' \\\n"
                "      --period 2024-03-15 2024-06-14 --antal 41 --krav 'minst 85 %'"
            ),
            arguments=_measure,
            run="workflow.cli.positions:measure",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("mätvärde", "visa"),
            help="visa en brists mätvärden över tid",
            description=(
                "Visar mätvärdena med sina perioder och hur de har utvecklats. Programmet\n"
                "bedömer ingenting.\n\n"
                "  brist mätvärde visa 2/K5"
            ),
            arguments=arguments.deficiency,
            run="workflow.cli.positions:show_measures",
            kind=Kind.READS,
        ),
    ),
)
