"""The commands that mend what was registered wrong, and that change a case before anything has left."""

from argparse import ArgumentParser

from workflow.cli import arguments, values
from workflow.cli.command import Command, Kind, Section

_MEANS = tuple(dict.fromkeys((*arguments.SUBMISSION_MEANS, *arguments.DISPATCH_MEANS, *arguments.RECEIPT_MEANS)))
SLAG = ("krav", "rekommendation")


def _correct(parser: ArgumentParser) -> None:
    arguments.case(parser)
    parser.add_argument(
        "--händelse",
        dest="event",
        metavar="N",
        type=values.count,
        required=True,
        help="händelsen som är fel, med sitt nummer i brist historik",
    )
    arguments.reason(parser, "hur det blev fel", required=True)
    parser.add_argument("--ogiltig", dest="is_void", action="store_true", help="det har inte hänt alls")
    arguments.on_day(parser, "dagen det hände")
    parser.add_argument("--inkom", dest="arrived_at", metavar="TID", type=values.instant, help="när det kom in")
    arguments.one_of(parser, "--sätt", "means", _MEANS, "hur det kom in, gick iväg eller bekräftades", required=False)
    arguments.concerns(parser, "vad svaret eller begäran gällde", required=False)
    arguments.until_day(parser, "anståndets eller kompletteringens sista dag")
    for option, dest in (("--åtgärdade", "remedied"), ("--kvarstår", "remaining")):
        parser.add_argument(
            option, dest=dest, metavar="D3a,D3b", type=values.subpoints, help=f"delbrister som var {option[2:]}"
        )
    arguments.words(parser, "--organ", "body", "TEXT", "vem som beslutade")
    arguments.words(parser, "--paragraf", "paragraph", "TEXT", "paragrafen i protokollet")


def _reopen(parser: ArgumentParser) -> None:
    arguments.deficiency(parser)
    arguments.reason(parser, "varför det som avslutade bristen var fel", required=True)


def _add(parser: ArgumentParser) -> None:
    arguments.case(parser)
    parser.add_argument("file", metavar="FIL", type=values.file, help="bristerna och delbristerna som TOML")


def _amend(parser: ArgumentParser) -> None:
    arguments.case_or_deficiency(parser)
    arguments.reason(parser, "varför det ändras", required=True)
    arguments.words(parser, "--krav", "requirement", "TEXT", "kravets nummer")
    arguments.words(parser, "--punkt", "point", "TEXT", "kravpunktens namn")
    arguments.words(parser, "--grad", "grade", "TEXT", "hur kravet är graderat")
    arguments.one_of(parser, "--slag", "slag", SLAG, "om det är ett krav", required=False)
    parser.add_argument(
        "--delbrist", dest="subpoint", metavar="D3d", type=values.subpoint, help="delbristen som ändras"
    )
    arguments.words(parser, "--text", "text", "TEXT", "vad delbristen säger")
    parser.add_argument(
        "--påpekande",
        dest="notice",
        metavar="N",
        type=values.count,
        help="påpekandet som ersätts, innan det har lämnat kommunen",
    )
    arguments.document(parser, "påpekandets nya handling, som fil")
    parser.add_argument(
        "--påpekande-fil",
        dest="notice_file",
        metavar="FIL.toml",
        type=values.file,
        help="vad det nya påpekandet begär och till när, som TOML",
    )
    arguments.plan_for(parser)


def _mailbox(parser: ArgumentParser) -> None:
    parser.add_argument("mailbox", metavar="BREVLÅDA", type=values.text, help="funktionsbrevlådan")
    arguments.reason(parser, "hur det blev fel", required=True)
    parser.add_argument("--till", dest="read_until", metavar="TID", type=values.instant, help="till när den är läst")
    parser.add_argument("--ogiltig", dest="is_void", action="store_true", help="den har inte lästs alls")


CORRECTIONS = Section(
    "Rättelser",
    (
        Command(
            name=("rätta",),
            help="rätta det som registrerades fel",
            description=(
                "Rättar en händelse med en ny, som anger skälet; båda syns i historiken.\n"
                "Frister, köade mejl och underlaget för avtalsbrott räknas om, och svaret säger\n"
                "vad som redan har mejlats på fel grund. Börja med --torrkör. Nekas om det som\n"
                "någon har gjort senare vilar på händelsen. Ett expedierat påpekande rättas\n"
                "inte, det återkallas.\n\n"
                "  brist rätta 1 --händelse 14 --inkom '2023-06-08 23:41' \\\n"
                "      --skäl 'Nådde servern på kvällen' --torrkör\n"
                "  brist rätta 1 --händelse 9 --ogiltig --skäl 'Fel ärende'"
            ),
            arguments=_correct,
            run="workflow.cli.corrections:correct",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("brevlåda", "rätta"),
            help="rätta till när en brevlåda sades vara läst",
            description=(
                "Rättar det som senast sades om brevlådan. Påminnelser som inte har gått iväg\n"
                "väntar igen; svaret säger vilka som redan har gått.\n\n"
                "  brist brevlåda rätta uppfoljning@kommunen.example --till '2023-06-08 16:00' \\\n"
                "      --skäl 'Skräpposten var inte läst'"
            ),
            arguments=_mailbox,
            run="workflow.cli.corrections:mailbox",
            kind=Kind.WRITES,
        ),
        Command(
            name=("återöppna",),
            help="öppna en brist som avslutades fel",
            description=(
                "Rättar det som gjorde bristen åtgärdad, noterad, återkallad eller avslutad: den\n"
                "är åter vad den var före. Ett resultatbeslut gäller för de andra bristerna.\n\n"
                "  brist återöppna 1/D3 --skäl 'Beslutet gällde en annan enhet'"
            ),
            arguments=_reopen,
            run="workflow.cli.corrections:reopen",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("lägg-till",),
            help="lägg till brister och delbrister i ett ärende",
            description=(
                "Lägger till nya brister, eller delbrister till en brist som inget löpande\n"
                "påpekande nämner. Filen har [[brist]] som i ärendets fil; för en brist som\n"
                "finns anges bara kod och delbrist.\n\n"
                "  brist lägg-till 1 fler-brister.toml"
            ),
            arguments=_add,
            run="workflow.cli.corrections:add",
            kind=Kind.WRITES_IN_CASE,
        ),
        Command(
            name=("ändra",),
            help="ändra en brist innan den är påpekad",
            description=(
                "Ändrar vad en brist eller delbrist säger, innan ett påpekande nämner den, eller\n"
                "ersätter ett påpekande som inte har lämnat kommunen. Därefter: återkalla, och\n"
                "påpeka på nytt.\n\n"
                "  brist ändra 1/D3 --delbrist D3d --text 'Rutinen saknas' --skäl 'Skrivfel'\n"
                "  brist ändra 1 --påpekande 1 --handling beslut.pdf \\\n"
                "      --påpekande-fil påpekande1.toml --skäl 'Fel dag'"
            ),
            arguments=_amend,
            run="workflow.cli.corrections:amend",
            kind=Kind.WRITES_IN_CASE,
        ),
    ),
)
