"""The commands of the year beside the ladder: notes, questions, meetings, held reminders, the next follow-up."""

from argparse import ArgumentParser

from workflow.cli import arguments, values
from workflow.cli.command import Command, Kind, Section

NOTE_FORMS = ("telefon", "besök", "möte", "övrigt")


def _note(parser: ArgumentParser) -> None:
    arguments.case_or_deficiency(parser)
    arguments.one_of(parser, "--slag", "form", NOTE_FORMS, "hur uppgiften kom till kommunen")
    arguments.on_day(parser, "dagen det hände (annars i dag)")
    arguments.words(parser, "--med", "party", "TEXT", "vem ni talade med; helst en roll")
    _text(parser, "vad som sades eller sågs")


def _text(parser: ArgumentParser, about: str) -> None:
    parser.add_argument("text", metavar="TEXT", type=values.text, help=about)


def _asked(parser: ArgumentParser) -> None:
    arguments.case_or_deficiency(parser)
    _answer_by(parser, "sista dag för svaret", required=True)
    arguments.on_day(parser, "dagen frågan ställdes (annars i dag)")
    _text(parser, "frågan")


def _answer_by(parser: ArgumentParser, about: str, *, required: bool = False) -> None:
    parser.add_argument(
        "--svar-senast", dest="answer_by", metavar="DATUM", type=values.day, required=required, help=about
    )


def _which(parser: ArgumentParser) -> None:
    arguments.case(parser)
    parser.add_argument(
        "--fråga",
        dest="number",
        metavar="N",
        type=values.count,
        help="frågans nummer (annars den enda som väntar på svar)",
    )


def _reminded(parser: ArgumentParser) -> None:
    _which(parser)
    _answer_by(parser, "ny sista dag (annars den förra)")
    arguments.on_day(parser, "dagen ni påminde (annars i dag)")


def _answered(parser: ArgumentParser) -> None:
    _which(parser)
    arguments.on_day(parser, "dagen svaret kom (annars i dag)")
    arguments.words(parser, "--svar", "note", "TEXT", "svaret i korthet; en handling registreras för sig")


def _unanswered(parser: ArgumentParser) -> None:
    _which(parser)
    arguments.reason(parser, "varför ni inte väntar längre", required=True)


def _pause(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.until_day(parser, "sista dag utan påminnelser", required=True)
    arguments.reason(parser, "varför", required=True)


def _book(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.on_day(parser, "mötets dag", required=True)
    arguments.words(parser, "--kl", "clock_time", "KLOCKAN", "när mötet börjar, som 13.00", required=True)
    arguments.words(parser, "--plats", "place", "TEXT", "var; eller 'digitalt'", required=True)
    parser.add_argument(
        "--utan-kallelse",
        dest="is_called",
        action="store_true",
        help="utföraren är redan kallad på annat sätt; inget mejl går",
    )


def _held(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.on_day(parser, "dagen mötet hölls", required=True)
    arguments.note(parser)


def _cancelled(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.reason(parser, "varför; sägs inte till utföraren", required=True)


def _plan(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.on_day(parser, "dagen för nästa uppföljning", required=True)
    arguments.note(parser)


def _publish(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.on_day(parser, "dagen det publicerades", required=True)
    arguments.words(parser, "--var", "place", "TEXT", "var: webbsida, nämndens handlingar", required=True)
    arguments.document(parser, "det som publicerades, som fil; textfiler läses efter små tal")
    arguments.words(parser, "--trots-små-tal", "reason", "SKÄL", "varför det får publiceras fast det har små tal")


def _diary(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--från", dest="from_day", metavar="DATUM", type=values.day, help="första dagen (annars från början)"
    )
    arguments.until_day(parser, "sista dagen (annars till i dag)")
    parser.add_argument(
        "--csv", metavar="FIL", type=values.file, help="skriv en ny fil för kalkylprogram: semikolon, UTF-8"
    )


DIALOGUE = Section(
    "Samtal, frågor och möten",
    (
        Command(
            name=("anteckna",),
            help="skriv en tjänsteanteckning om ett samtal eller besök",
            description=(
                "Sparar en uppgift som har kommit på annat sätt än genom en handling: när,\n"
                "av vem och vad (27 § förvaltningslagen). Den flyttar ingenting. Skriv inga\n"
                "personnummer; ser texten ut att ha ett varnar programmet.\n\n"
                "  brist anteckna 1 --slag telefon --med verksamhetschefen \\\n"
                "      --den 2023-06-01 'Ny rutin är på väg till personalen'"
            ),
            arguments=_note,
            run="workflow.cli.dialogue:write_note",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("fråga", "ställd"),
            help="anteckna en fråga som utföraren har fått",
            description=(
                "Antecknar en fråga med sista dag för svaret. Inget mejlas. Arbetsdagen efter\n"
                "blir den en uppgift; en obesvarad fråga är ingen brist om inget krav säger det.\n\n"
                "  brist fråga ställd 1/D3 --svar-senast 2023-06-15 'Vem ansvarar för rutinen?'"
            ),
            arguments=_asked,
            run="workflow.cli.dialogue:ask",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("fråga", "påmind"),
            help="anteckna att utföraren är påmind om en fråga",
            description=(
                "Antecknar en påminnelse, med en ny sista dag om det finns en.\n\n"
                "  brist fråga påmind 1 --fråga 1 --svar-senast 2023-06-22"
            ),
            arguments=_reminded,
            run="workflow.cli.dialogue:reminded",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("fråga", "besvarad"),
            help="anteckna svaret på en fråga",
            description=(
                "Antecknar att svaret har kommit. Det kan komma också sedan frågan har\n"
                "antecknats som obesvarad; ange då dess nummer.\n\n"
                "  brist fråga besvarad 1 --fråga 1 --svar 'Enhetschefen ansvarar'"
            ),
            arguments=_answered,
            run="workflow.cli.dialogue:answered",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("fråga", "obesvarad"),
            help="anteckna att inget svar har kommit",
            description=(
                "Slutar vänta på ett svar. Frågan står kvar som obesvarad; den är ingen brist.\n\n"
                "  brist fråga obesvarad 1 --fråga 1 --skäl 'Två påminnelser utan svar'"
            ),
            arguments=_unanswered,
            run="workflow.cli.dialogue:unanswered",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("möte", "boka"),
            help="boka ett möte och kalla utföraren",
            description=(
                "Bokar ett uppföljningsmöte och lägger kallelsen på kö; den går för sig och\n"
                "genast. Är ett möte redan bokat ersätts det. Kommunens egen dag för mötet\n"
                "hålls först när det har hållits.\n\n"
                "  brist möte boka 3 --den 2025-03-12 --kl 13.00 --plats 'Rådhuset, rum 3'"
            ),
            arguments=_book,
            run="workflow.cli.dialogue:book",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("möte", "hållet"),
            help="anteckna ett möte med utföraren",
            description=(
                "Antecknar att uppföljningsmötet har hållits; kommunens egen dag är hållen.\n\n"
                "  brist möte hållet 3 --den 2025-03-12"
            ),
            arguments=_held,
            run="workflow.cli.dialogue:held",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("möte", "inställt"),
            help="ställ in ett bokat möte",
            description=(
                "Ställer in det bokade mötet; utföraren får veta. Kommunens egen dag för\n"
                "mötet gäller som förut.\n\n"
                "  brist möte inställt 3 --skäl 'Sjukdom'"
            ),
            arguments=_cancelled,
            run="workflow.cli.dialogue:cancelled",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("påminnelser", "pausa"),
            help="låt utföraren vara utan påminnelser en tid",
            description=(
                "Håller påminnelserna till utföraren till och med en dag. Det som är sent är\n"
                "sent ändå; påpekanden, anstånd och kallelser går som förut. När pausen är\n"
                "slut går påminnelserna igen, och det blir en uppgift.\n\n"
                "  brist påminnelser pausa 1 --till 2023-06-30 --skäl 'Brand hos utföraren'"
            ),
            arguments=_pause,
            run="workflow.cli.dialogue:pause",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("påminnelser", "återuppta"),
            help="låt påminnelserna till utföraren gå igen",
            description=(
                "Avslutar pausen: det som ännu ska sägas går med nästa utskick.\n\n  brist påminnelser återuppta 1"
            ),
            arguments=arguments.case,
            run="workflow.cli.dialogue:resume",
            kind=Kind.WRITES_IN_CASE,
        ),
    ),
)

YEAR = Section(
    "Året",
    (
        Command(
            name=("uppföljning", "planera"),
            help="ange när enheten ska följas upp nästa gång",
            description=(
                "Planerar nästa uppföljning av ärendets enhet. Den senaste planeringen gäller.\n"
                "Går dagen utan att ett nytt ärende läggs upp blir det en uppgift.\n\n"
                "  brist uppföljning planera 1 --den 2026-04-15"
            ),
            arguments=_plan,
            run="workflow.cli.followups:plan",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("uppföljning", "lista"),
            help="visa när varje enhet följdes upp och ska följas upp",
            description=(
                "Visar för varje enhet och avtal den senaste uppföljningen, den dag då nästa\n"
                "senast ska ske enligt regeluppsättningen, den planerade dagen och det som\n"
                "noterades förra gången.\n\n"
                "  brist uppföljning lista"
            ),
            arguments=arguments.nothing,
            run="workflow.cli.followups:list_followups",
            kind=Kind.READS,
        ),
        Command(
            name=("publicera",),
            help="anteckna att något i ärendet har publicerats",
            description=(
                "Antecknar var och när något publicerades; programmet publicerar ingenting.\n"
                "Det nekas om mätvärden, delbrister eller texten har små tal (färre än fem)\n"
                "som kan peka ut någon, tills ni anger varför de får stå.\n\n"
                "  brist publicera 3 --den 2025-01-15 --var kommunen.example/kvalitet \\\n"
                "      --handling rapport.txt"
            ),
            arguments=_publish,
            run="workflow.cli.diary:publish",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("diarium",),
            help="visa handlingar in och ut, dag för dag",
            description=(
                "Visar de handlingar som har kommit in, gått ut eller upprättats: dag, nummer,\n"
                "från eller till vem, och kort vad det är, utan personuppgifter. Med --csv\n"
                "skrivs de till en fil, med varje fils kontrollsumma.\n\n"
                "  brist diarium --från 2023-06-01 --till 2023-06-30 --csv juni.csv"
            ),
            arguments=_diary,
            run="workflow.cli.diary:show",
            kind=Kind.READS,
        ),
    ),
)
