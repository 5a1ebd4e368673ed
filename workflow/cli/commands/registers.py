"""The commands on the registers: utförare, avtal, enhet, kontakt, krav, person."""

from argparse import ArgumentParser

from workflow.cli import arguments, values
from workflow.cli.command import Command, Kind, Section

FORMS = ("LOV", "LOU", "överenskommelse", "annat")
ROLES = ("avtalscontroller", "enhetschef", "registrator", "administratör")


def _name(parser: ArgumentParser, dest: str, metavar: str, about: str) -> None:
    parser.add_argument(dest, metavar=metavar, type=values.text, help=about)


def _days(parser: ArgumentParser) -> None:
    parser.add_argument("--från", dest="valid_from", metavar="DATUM", type=values.day, help="första dagen")
    parser.add_argument("--till", dest="valid_to", metavar="DATUM", type=values.day, help="sista dagen")


def _sought(parser: ArgumentParser) -> None:
    arguments.words(parser, "--sök", "sought", "TEXT", "bara det som innehåller texten, hur den än stavas")


def _provider_new(parser: ArgumentParser) -> None:
    _name(parser, "name", "NAMN", "utförarens namn")
    arguments.words(parser, "--orgnr", "number", "NUMMER", "organisationsnumret, som 556036-0793")


def _provider_change(parser: ArgumentParser) -> None:
    _name(parser, "provider", "UTFÖRARE", "utförarens namn nu, eller organisationsnummer")
    arguments.words(parser, "--namn", "name", "NAMN", "det nya namnet")
    arguments.words(parser, "--orgnr", "number", "NUMMER", "organisationsnumret")


def _provider_show(parser: ArgumentParser) -> None:
    _name(parser, "provider", "UTFÖRARE", "utförarens namn eller organisationsnummer")


def _agreement_new(parser: ArgumentParser) -> None:
    _name(parser, "number", "NUMMER", "avtalets nummer, som SUN 2022-149")
    arguments.words(parser, "--utförare", "provider", "UTFÖRARE", "vem avtalet är med", required=True)
    arguments.words(parser, "--regler", "ruleset", "REGLER", "regeluppsättningen: brist regler visa", required=True)
    arguments.one_of(parser, "--form", "form", FORMS, "vilket slags avtal")
    _days(parser)


def _agreement_change(parser: ArgumentParser) -> None:
    _name(parser, "number", "NUMMER", "avtalets nummer, i vilken stavning som helst")
    arguments.words(parser, "--regler", "ruleset", "REGLER", "regler för nya ärenden; pågående behåller sina")
    arguments.one_of(parser, "--form", "form", FORMS, "vilket slags avtal", required=False)
    _days(parser)


def _unit_new(parser: ArgumentParser) -> None:
    _name(parser, "name", "ENHET", "enhetens namn")
    arguments.words(parser, "--utförare", "provider", "UTFÖRARE", "vems enhet det är", required=True)


def _unit(parser: ArgumentParser) -> None:
    _name(parser, "unit", "ENHET", "enhetens namn, eller utförare/enhet")


def _unit_change(parser: ArgumentParser) -> None:
    _unit(parser)
    arguments.words(parser, "--namn", "name", "NAMN", "det nya namnet", required=True)


def _contact_details(parser: ArgumentParser) -> None:
    arguments.words(parser, "--namn", "name", "NAMN", "kontaktens namn", required=True)
    arguments.words(parser, "--adress", "address", "ADRESS", "e-postadressen", required=True)
    arguments.words(parser, "--roll", "role", "TEXT", "vad kontakten är, som verksamhetschef")
    parser.add_argument(
        "--ordning", dest="position", metavar="N", type=values.count, help="1 används först (annars sist)"
    )


def _contact_new(parser: ArgumentParser) -> None:
    _unit(parser)
    _contact_details(parser)
    _days(parser)


def _contact_replace(parser: ArgumentParser) -> None:
    _unit(parser)
    arguments.words(parser, "--gammal", "old", "ADRESS", "adressen som byts ut", required=True)
    _contact_details(parser)
    parser.add_argument(
        "--från", dest="valid_from", metavar="DATUM", type=values.day, help="från och med (annars i dag)"
    )


def _contact_end(parser: ArgumentParser) -> None:
    _unit(parser)
    arguments.words(parser, "--adress", "address", "ADRESS", "adressen som inte ska användas mer", required=True)
    arguments.on_day(parser, "sista dagen den används", required=True)


def _contact_list(parser: ArgumentParser) -> None:
    parser.add_argument("unit", metavar="ENHET", nargs="?", type=values.text, help="bara den enhetens")


def _requirement_new(parser: ArgumentParser) -> None:
    _name(parser, "number", "AVTAL", "avtalets nummer")
    arguments.words(parser, "--krav", "requirement", "NUMMER", "kravets nummer, som 3.4")
    arguments.words(parser, "--punkt", "name", "TEXT", "kravpunktens namn", required=True)


def _requirement_list(parser: ArgumentParser) -> None:
    _name(parser, "number", "AVTAL", "avtalets nummer")


def _person_new(parser: ArgumentParser) -> None:
    _name(parser, "user", "ANVÄNDARE", "användarnamnet på servern")
    arguments.words(parser, "--namn", "name", "NAMN", "personens namn", required=True)
    arguments.one_of(parser, "--roll", "role", ROLES, "vad personen gör")
    arguments.words(parser, "--epost", "address", "ADRESS", "personens e-postadress", required=True)
    _days(parser)


def _person_change(parser: ArgumentParser) -> None:
    _name(parser, "user", "ANVÄNDARE", "användarnamnet på servern")
    arguments.words(parser, "--namn", "name", "NAMN", "det nya namnet")
    arguments.one_of(parser, "--roll", "role", ROLES, "ny roll", required=False)
    arguments.words(parser, "--epost", "address", "ADRESS", "ny e-postadress")
    _days(parser)


def _substitute(parser: ArgumentParser) -> None:
    _name(parser, "user", "ANVÄNDARE", "den som är borta")
    arguments.words(parser, "--av", "stand_in", "ANVÄNDARE", "den som ersätter", required=True)
    parser.add_argument(
        "--från", dest="valid_from", metavar="DATUM", type=values.day, required=True, help="första dagen"
    )
    parser.add_argument("--till", dest="valid_to", metavar="DATUM", type=values.day, required=True, help="sista dagen")


def _responsible(parser: ArgumentParser) -> None:
    arguments.case(parser)
    arguments.words(parser, "--till", "user", "ANVÄNDARE", "den som ska ha ärendets uppgifter", required=True)


def _command(name: str, about: str, description: str, declare: object, run: str, kind: Kind) -> Command:
    words = tuple(name.split())
    return Command(words, about, description, declare, f"workflow.cli.registers:{run}", kind)  # type: ignore[arg-type]


REGISTERS = Section(
    "Register",
    (
        _command(
            "utförare ny", "för in en utförare i registret",
            "För in en utförare. Organisationsnumret prövas mot sin kontrollsiffra.\n\n"
            "  brist utförare ny 'Björkens Omsorg AB' --orgnr 556036-0793",
            _provider_new, "new_provider", Kind.WRITES,
        ),
        _command(
            "utförare ändra", "ändra en utförares namn eller nummer",
            "Ändrar namnet eller numret. Ärenden behåller namnet som de öppnades under.\n\n"
            "  brist utförare ändra 'Björkens Omsorg AB' --namn 'Björken Vård AB'",
            _provider_change, "change_provider", Kind.WRITES,
        ),
        _command(
            "utförare lista", "visa utförarna",
            "Visar utförarna i bokstavsordning.\n\n  brist utförare lista --sök bjorken",
            _sought, "list_providers", Kind.READS,
        ),
        _command(
            "utförare visa", "visa en utförares avtal, enheter och ärenden",
            "Visar allt som registren har om en utförare.\n\n  brist utförare visa 'björkens omsorg ab'",
            _provider_show, "show_provider", Kind.READS,
        ),
        _command(
            "avtal ny", "för in ett avtal",
            "För in ett avtal med en utförare. Regeluppsättningen avgör hur nya ärenden\n"
            "enligt avtalet handläggs. Dagarna gäller till och med.\n\n"
            "  brist avtal ny 'SUN 2022–149' --utförare 'Björkens Omsorg AB' --form LOU \\\n"
            "      --regler nynashamn-lou --från 2022-09-01",
            _agreement_new, "new_agreement", Kind.WRITES,
        ),
        _command(
            "avtal ändra", "ändra ett avtals dagar, form eller regler",
            "Ändrar avtalet. Pågående ärenden behåller reglerna som de började med.\n\n"
            "  brist avtal ändra 'sun 2022-149' --till 2026-08-31",
            _agreement_change, "change_agreement", Kind.WRITES,
        ),
        _command(
            "avtal lista", "visa avtalen",
            "Visar avtalen, med utförare, regler och dagar.\n\n  brist avtal lista --sök 2022-149",
            _sought, "list_agreements", Kind.READS,
        ),
        _command(
            "enhet ny", "för in en enhet hos en utförare",
            "För in en enhet. Det som rör en enhet går bara till dess egna kontakter.\n\n"
            "  brist enhet ny 'Björken service' --utförare 'Björkens Omsorg AB'",
            _unit_new, "new_unit", Kind.WRITES,
        ),
        _command(
            "enhet ändra", "ändra en enhets namn",
            "Ändrar namnet. Ärenden behåller namnet som de öppnades under.\n\n"
            "  brist enhet ändra 'Björken service' --namn 'Björken hemservice'",
            _unit_change, "change_unit", Kind.WRITES,
        ),
        _command(
            "enhet lista", "visa enheterna",
            "Visar enheterna i bokstavsordning, med utförare.\n\n  brist enhet lista --sök björken",
            _sought, "list_units", Kind.READS,
        ),
        _command(
            "kontakt ny", "för in en kontakt för en enhet",
            "För in vem en enhet nås genom. Mejl går till den giltiga kontakt som står\n"
            "först i ordningen den dag mejlet skrivs.\n\n"
            "  brist kontakt ny 'Björken service' --namn 'Vera Verksam' \\\n"
            "      --adress vera@bjorken.example --roll verksamhetschef",
            _contact_new, "new_contact", Kind.WRITES,
        ),
        _command(
            "kontakt byt", "byt en kontakt mot en annan",
            "Byter kontakt från en dag. Bara det som inte har gått iväg går till den nya.\n\n"
            "  brist kontakt byt 'Björken service' --gammal vera@bjorken.example \\\n"
            "      --namn 'Valter Verksam' --adress valter@bjorken.example --från 2023-09-01",
            _contact_replace, "replace_contact", Kind.WRITES,
        ),
        _command(
            "kontakt avsluta", "sluta använda en kontakt",
            "Anger sista dagen som en adress används. Det som är avsänt står kvar.\n\n"
            "  brist kontakt avsluta 'Björken service' --adress vera@bjorken.example \\\n"
            "      --den 2023-08-31",
            _contact_end, "end_contact", Kind.WRITES,
        ),
        _command(
            "kontakt lista", "visa kontakterna",
            "Visar kontakterna per enhet, i den ordning de används.\n\n  brist kontakt lista 'Björken service'",
            _contact_list, "list_contacts", Kind.READS,
        ),
        _command(
            "krav ny", "för in ett krav i avtalets kravkatalog",
            "För in ett krav. Nummer och namn är tillsammans nyckeln: 3.4 kan stå flera\n"
            "gånger. Finns en katalog måste bristerna i nya ärenden stå i den.\n\n"
            "  brist krav ny 'SUN 2022-149' --krav 3.4 --punkt Egenkontroller",
            _requirement_new, "new_requirement", Kind.WRITES,
        ),
        _command(
            "krav lista", "visa avtalets kravkatalog",
            "Visar kraven i ett avtal.\n\n  brist krav lista 'SUN 2022-149'",
            _requirement_list, "list_requirements", Kind.READS,
        ),
        _command(
            "person ny", "för in en av kommunens egna",
            "För in en person med roll. Uppgifter och mejl till rollen går till den som har\n"
            "den; [personer] i konfigurationen fyller registret bara första gången.\n\n"
            "  brist person ny disa --namn 'Disa Exempel' --roll avtalscontroller \\\n"
            "      --epost disa.exempel@exempelkommunen.example",
            _person_new, "new_person", Kind.WRITES,
        ),
        _command(
            "person ändra", "ändra en persons uppgifter, eller sista dag",
            "Ändrar en persons uppgifter. Den som slutar får en sista dag och tas aldrig\n"
            "bort.\n\n"
            "  brist person ändra disa --till 2026-06-30",
            _person_change, "change_person", Kind.WRITES,
        ),
        _command(
            "person ersättare", "låt någon ersätta en annan en tid",
            "Under tiden går den ersattas mejl och uppgifter till ersättaren. Båda dagarna\n"
            "räknas in.\n\n"
            "  brist person ersättare disa --av doris --från 2023-07-03 --till 2023-07-28",
            _substitute, "name_substitute", Kind.WRITES,
        ),
        _command(
            "person lista", "visa kommunens personer och ersättare",
            "Visar personerna, deras roller och vem som ersätter dem nu.\n\n  brist person lista",
            arguments.nothing, "list_people", Kind.READS,
        ),
        _command(
            "ärende tilldela", "ge ett ärende en handläggare",
            "Anger vem som ska ha ärendets uppgifter och mejl. Utan handläggare får den\n"
            "som har rollen dem.\n\n  brist ärende tilldela 1 --till disa",
            _responsible, "name_responsible", Kind.WRITES_IN_CASE,
        ),
    ),
)  # fmt: skip
