"""The commands from result follow-up to a decision about breach."""

from argparse import ArgumentParser

from workflow.cli import arguments, values
from workflow.cli.command import Command, Kind, Section

GROUNDS = ("två-påpekanden", "allvarlig-händelse")


def _start(parser: ArgumentParser) -> None:
    arguments.case_or_deficiency(parser)
    arguments.words(parser, "--samtycke", "consent", "TEXT", "utförarens samtycke, när tiden inte har gått ut än")


def _assess(parser: ArgumentParser) -> None:
    arguments.deficiency(parser)
    _subpoints(parser, "--åtgärdade", "remedied", "delbrister som är åtgärdade, eller alla")
    _subpoints(parser, "--kvarstår", "remaining", "delbrister som kvarstår, eller alla")
    arguments.note(parser)


def _subpoints(parser: ArgumentParser, option: str, dest: str, about: str) -> None:
    parser.add_argument(option, dest=dest, metavar="D3a,D3b|alla", type=values.subpoints, default=(), help=about)


def _decide(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.document(parser, "den beslutade handlingen, som fil", required=True)
    arguments.notice_file(parser, "nya datum, när beslutet också är ett påpekande")
    arguments.plan_for(parser)
    arguments.words(
        parser,
        "--delbeslut",
        "partial_reason",
        "SKÄL",
        "varför några brister avgörs fast andra har tid kvar",
    )
    arguments.on_day(parser, "beslutets dag (annars i dag)")


def _register_decision(parser: ArgumentParser) -> None:
    arguments.deficiency(parser)
    arguments.one_of(parser, "--grund", "ground", GROUNDS, "vad beslutet grundas på")
    arguments.words(parser, "--organ", "body", "TEXT", "vem som har beslutat", required=True)
    arguments.on_day(parser, "beslutets dag", required=True)
    arguments.words(parser, "--paragraf", "paragraph", "TEXT", "paragrafen i protokollet", required=True)
    arguments.document(parser, "beslutet, som fil", required=True)
    arguments.reason(parser, "skälen (krävs vid allvarlig händelse)")


def _abstain(parser: ArgumentParser) -> None:
    arguments.deficiency(parser)
    arguments.reason(parser, "varför avtalsbrott inte görs gällande", required=True)
    arguments.words(parser, "--organ", "body", "TEXT", "vem som har beslutat", required=True)


RESULTS = Section(
    "Resultatuppföljning",
    (
        Command(
            name=("inled-resultatuppföljning",),
            help="börja följa upp resultatet av det som har begärts",
            description=(
                "Börjar resultatuppföljningen av ett ärende eller en brist. Den börjar av\n"
                "sig själv dagen efter att tiden har gått ut; tidigare bara om utföraren\n"
                "samtycker.\n\n"
                "  brist inled-resultatuppföljning 1/D3 --samtycke 'Mejl 2023-08-28'"
            ),
            arguments=_start,
            run="workflow.cli.results:start",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("bedöm",),
            help="skriv en arbetsbedömning av en brists delbrister",
            description=(
                "Skriver vad som är åtgärdat och vad som kvarstår, inför beslutet. Inget\n"
                "skickas och ingenting ändrar tillstånd.\n\n"
                "  brist bedöm 1/D3 --åtgärdade D3a,D3b,D3c --kvarstår D3d"
            ),
            arguments=_assess,
            run="workflow.cli.results:assess",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("besluta-resultat",),
            help="registrera beslutet: åtgärdad eller kvarstår",
            description=(
                "Registrerar beslutet för alla brister i resultatuppföljning, enligt\n"
                "arbetsbedömningarna. Har det nya datum är samma handling nästa påpekande.\n\n"
                "  brist besluta-resultat 1 --handling resultat.pdf \\\n"
                "      --påpekande påpekande2.toml --plan-för D3"
            ),
            arguments=_decide,
            run="workflow.cli.results:decide",
            kind=Kind.WRITES_IN_CASE,
        ),
    ),
)

BREACH = Section(
    "Avtalsbrott",
    (
        Command(
            name=("avtalsbrott", "pröva"),
            help="visa om förutsättningarna finns, led för led",
            description=(
                "Visar vad som krävs för väsentligt avtalsbrott, vad som är uppfyllt och av\n"
                "vilken händelse, och vad som fattas. Svagt är det som antas och inte är\n"
                "bekräftat. Ändrar ingenting.\n\n"
                "  brist avtalsbrott pröva 1/D3"
            ),
            arguments=arguments.deficiency,
            run="workflow.cli.breach:examine",
            kind=Kind.READS,
        ),
        Command(
            name=("registrera-beslut",),
            help="registrera ett beslut om väsentligt avtalsbrott",
            description=(
                "Registrerar att kommunen har beslutat att bristen är ett väsentligt\n"
                "avtalsbrott. Beslutet fattas av människor; här skrivs det in. Grunden två\n"
                "påpekanden kräver att beviset håller; grunden allvarlig händelse kräver skäl.\n\n"
                "  brist registrera-beslut 1/D3 --grund två-påpekanden \\\n"
                "      --organ 'Vård- och omsorgsnämnden' --den 2024-02-07 \\\n"
                "      --paragraf '§ 12' --handling protokollsutdrag.pdf"
            ),
            arguments=_register_decision,
            run="workflow.cli.breach:register_decision",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("avstå",),
            help="avsluta ett förslag om avtalsbrott utan beslut",
            description=(
                "Avslutar förslaget om avtalsbrott. Bristen kvarstår; förslaget kommer inte\n"
                "tillbaka för samma tid.\n\n"
                "  brist avstå 1/D3 --organ enhetschef --skäl 'Bristen är liten och planen följs'"
            ),
            arguments=_abstain,
            run="workflow.cli.breach:abstain",
            kind=Kind.WRITES_IN_CASE,
        ),
    ),
)
