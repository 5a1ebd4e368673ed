"""The commands for notices that are sent and answers that come in."""

from argparse import ArgumentParser

from workflow.cli import arguments, values
from workflow.cli.command import Command, Kind, Section

SUFFICIENCY = ("räcker", "räcker-inte")


def _request_plan(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.document(parser, "den beslutade handlingen, som fil", required=True)
    arguments.notice_file(parser, "vad påpekandet begär och till när, som TOML", required=True)
    arguments.plan_for(parser)


def _dispatch(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.means(parser, arguments.DISPATCH_MEANS, "hur det gick iväg; epost: någon har själv mejlat det")
    arguments.on_day(parser, "dagen det gick iväg (annars i dag)")
    arguments.notice_number(parser)


def _confirm_receipt(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.on_day(parser, "dagen utföraren tog emot påpekandet", required=True)
    arguments.means(parser, arguments.RECEIPT_MEANS, "vad som visar det", option="--genom")
    arguments.notice_number(parser)


def _register(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.concerns(parser, "vad svaret är: plan:D1 en plan för D1, R2 handlingen R2, övrigt annat")
    parser.add_argument(
        "--inkom",
        dest="arrived_at",
        metavar="TID",
        type=values.instant,
        required=True,
        help="när det kom in: '2023-06-08 23:41' (svensk tid) eller ISO 8601 med förskjutning",
    )
    parser.add_argument(
        "--anses-inkommen",
        dest="counted_on",
        metavar="DATUM",
        type=values.day,
        help="dagen det räknas som inkommet; behövs för post och brevlåda, där lagen antar arbetsdagen före",
    )
    arguments.means(parser, arguments.SUBMISSION_MEANS, "hur det kom in")
    parser.add_argument(
        "--handling",
        dest="documents",
        metavar="FIL",
        type=values.file,
        nargs="+",
        action="extend",
        default=[],
        help="en eller flera inkomna filer, som sparas oförändrade",
    )
    arguments.note(parser)


def _grant_extension(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.concerns(parser, "vad som får längre tid: R5, eller plan:D1")
    arguments.until_day(parser, "den nya sista dagen", required=True)
    arguments.reason(parser, "varför anståndet ges", required=True)


def _assess_lines(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.concerns(parser, "raden: plan:D1 planen för D1, plan planen för alla, R2 handlingen R2")
    arguments.one_of(parser, "--utfall", "outcome", SUFFICIENCY, "om det räcker")
    arguments.reason(parser, "varför; krävs när det inte räcker")
    arguments.notice_number(parser)


def _ask_for_extension(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.concerns(parser, "vad utföraren vill ha längre tid för")
    arguments.on_day(parser, "dagen då begäran kom in (annars i dag)")


def _refuse_extension(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.concerns(parser, "vad begäran gällde")
    arguments.reason(parser, "varför anståndet inte ges", required=True)


def _bounced(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.on_day(parser, "dagen det kom i retur", required=True)
    arguments.notice_number(parser)


def _mailbox_read(parser: ArgumentParser) -> None:
    parser.add_argument(
        "mailbox",
        metavar="BREVLÅDA",
        nargs="?",
        type=values.text,
        help="funktionsbrevlådan (behövs när det finns fler än en)",
    )
    parser.add_argument(
        "--till",
        dest="read_until",
        metavar="TID",
        type=values.instant,
        required=True,
        help="allt som kom in före denna tid är läst och registrerat",
    )


NOTICES = Section(
    "Påpekanden",
    (
        Command(
            name=("begär-plan",),
            help="registrera ett påpekande som begär åtgärdsplan",
            description=(
                "Registrerar ett beslutat påpekande med sina datum, sparar handlingen och\n"
                "lägger följebrevet på kö. Fristerna vilar tills påpekandet har gått iväg.\n\n"
                "  brist begär-plan 1 --handling beslut.pdf --påpekande påpekande1.toml"
            ),
            arguments=_request_plan,
            run="workflow.cli.notices:request_plan",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("expediera",),
            help="registrera att ett påpekande har gått iväg",
            description=(
                "Registrerar att en människa har sett till att ett påpekande har gått iväg, när\n"
                "tjänstens mejl inte har gjort det. Först då börjar fristerna löpa, och\n"
                "mejlet stryks ur kön.\n\n"
                "  brist expediera 1 --sätt brev --den 2023-05-19"
            ),
            arguments=_dispatch,
            run="workflow.cli.notices:dispatch",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("bekräfta-mottagande",),
            help="registrera att ett påpekande har tagits emot",
            description=(
                "Registrerar att ett påpekande har nått utföraren. Bara ett påpekande som\n"
                "är mottaget räknas när avtalsbrott prövas.\n\n"
                "  brist bekräfta-mottagande 1 --den 2023-05-22 --genom kvittens"
            ),
            arguments=_confirm_receipt,
            run="workflow.cli.notices:confirm_receipt",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("påpekande", "retur"),
            help="registrera att ett påpekande kom i retur",
            description=(
                "Registrerar att påpekandet inte nådde fram. Ingenting antar att det är\n"
                "mottaget förrän det har sänts igen.\n\n"
                "  brist påpekande retur 1 --den 2023-05-30"
            ),
            arguments=_bounced,
            run="workflow.cli.notices:bounced",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("påpekande", "omsänt"),
            help="registrera att samma påpekande har sänts igen",
            description=(
                "Registrerar en omsändning. Det är samma påpekande: antal, utskrivna dagar\n"
                "och kedja är oförändrade; bara mottagandet får en ny dag.\n\n"
                "  brist påpekande omsänt 1 --sätt brev --den 2023-05-31"
            ),
            arguments=_dispatch,
            run="workflow.cli.notices:resend",
            kind=Kind.WRITES_IN_CASE,
        ),
    ),
)

ANSWERS = Section(
    "Svar",
    (
        Command(
            name=("registrera",),
            help="registrera en plan eller handlingar som kommit in",
            description=(
                "Registrerar ett svar med tiden det kom in, som avgör om det är i tid, och\n"
                "prickar av det som det avser. plan:D1,D2 är planen för D1 och D2; bara\n"
                "ordet plan är planen för alla brister som plan väntas för. Svaret kan komma i\n"
                "delar. Post och det som ligger i brevlådan vid dagens första tömning antas ha\n"
                "kommit in arbetsdagen före (22 § förvaltningslagen); ni bekräftar dagen.\n\n"
                "  brist registrera 1 --avser plan:D1,R2 --inkom '2023-06-08 23:41' \\\n"
                "      --sätt epost --handling åtgärdsplan.pdf rutin.pdf"
            ),
            arguments=_register,
            run="workflow.cli.answers:register",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("checklista",),
            help="visa vad som har begärts, kommit och räcker",
            description=(
                "Visar raderna i ärendets påpekanden: planen och varje begärd handling, sista\n"
                "dag, vad som har kommit och när, och vad en människa har sagt om det. Kommer\n"
                "något mer sedan det bedömdes sägs det.\n\n"
                "  brist checklista 1"
            ),
            arguments=arguments.case,
            run="workflow.cli.checklist:show",
            kind=Kind.READS,
        ),
        Command(
            name=("bedöm-rad",),
            help="säg om det som har kommit på en begärd rad räcker",
            description=(
                "Antecknar vad ni gör av det som har kommit på raden. Det flyttar ingenting och\n"
                "går inte till utföraren: vill ni ha mer av en plan, använd begär-komplettering;\n"
                "om bristen är åtgärdad säger bedöm och besluta-resultat.\n\n"
                "  brist bedöm-rad 1 --avser R2 --utfall räcker-inte --skäl 'Inte daterad'"
            ),
            arguments=_assess_lines,
            run="workflow.cli.checklist:assess",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("anstånd", "begärt"),
            help="registrera att utföraren ber om längre tid",
            description=(
                "Registrerar begäran. Mejlet om att något inte har kommit väntar tills den\n"
                "är avgjord; fristen står kvar.\n\n"
                "  brist anstånd begärt 1 --avser R5 --den 2023-08-30"
            ),
            arguments=_ask_for_extension,
            run="workflow.cli.answers:ask_for_extension",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("anstånd", "avslå"),
            help="säg nej till begärt anstånd",
            description=(
                "Avslår en begäran. Dagarna gäller som förut; utföraren får besked.\n\n"
                "  brist anstånd avslå 1 --avser R5 --skäl 'Handlingen finns redan'"
            ),
            arguments=_refuse_extension,
            run="workflow.cli.answers:refuse_extension",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("anstånd", "bevilja"),
            help="ge längre tid för en plan eller en handling",
            description=(
                "Flyttar en frist för det som anges; R5:D3 är handlingen R5 för bara D3. Det\n"
                "som inte anges behåller sin dag. Den gamla dagen syns kvar; utföraren\n"
                "får besked.\n\n"
                "  brist anstånd bevilja 1 --avser R5 --till 2023-09-18 \\\n"
                "      --skäl 'Ny verksamhetschef från den 1 september'"
            ),
            arguments=_grant_extension,
            run="workflow.cli.answers:grant_extension",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("brevlåda", "läst"),
            help="tala om att brevlådan är läst till en viss tid",
            description=(
                "Säger att allt som kom till brevlådan före en viss tid är läst och\n"
                "registrerat. Först då påminns en utförare om något som inte har kommit.\n\n"
                "  brist brevlåda läst uppfoljning@kommunen.example --till '2023-06-12 08:00'"
            ),
            arguments=_mailbox_read,
            run="workflow.cli.answers:mailbox_read",
            kind=Kind.WRITES,
        ),
    ),
)
