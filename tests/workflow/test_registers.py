"""The registers: who has which agreement, where a unit is reached, and who acts for whom."""

from datetime import date
from pathlib import Path

import pytest

from tests.journeys.town import Town
from tests.workflow.world import ANNA, BO, PROVIDER, World
from workflow.actions import people, providers
from workflow.actions.decide_notice import request_plan
from workflow.actions.people import change_person, name_substitute
from workflow.actions.providers import AgreementOrder, ContactOrder
from workflow.actions.register import Registry, registering
from workflow.actions.responsible import name_responsible
from workflow.config import Person
from workflow.errors import InputError, InputErrors, NotFound
from workflow.store import lookup, registers
from workflow.store.reader import reading
from workflow.store.replay import differences

DISA, DORIS = "disa.demo@exempelkommunen.example", "doris.demo@exempelkommunen.example"
SECOND = "valter@bjorken.example"
UNIT = "Björken service"


def change(world: World, act: object, *values: object) -> None:
    with registering(world.context, ANNA) as registry:
        act(registry, *values)  # type: ignore[operator]


def replace(world: World, begins: date | None = None) -> None:
    def act(registry: Registry) -> None:
        unit = lookup.unit(registry.reader, UNIT)
        order = ContactOrder("Valter Verksam", SECOND, valid_from=begins)
        providers.replace_contact(registry, unit, PROVIDER, order)

    change(world, act)


def enter_doris(registry: Registry) -> None:
    people.add_person(registry, Person("doris", "Doris Demo", "avtalscontroller", DORIS))


# ── kontakter ──


def test_a_changed_contact_gets_what_is_not_yet_sent(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    replace(world)
    world.tick()

    assert world.subjects(SECOND) == ["Påpekande nr 1"]
    assert world.subjects(PROVIDER) == []


def test_who_takes_another_contacts_place_has_its_role_unless_told_otherwise(world: World) -> None:
    def give_a_role(registry: Registry) -> None:
        unit = lookup.unit(registry.reader, UNIT)
        third = ContactOrder("Ture Exempel", "ture@bjorken.example", "verksamhetschef")
        providers.replace_contact(registry, unit, PROVIDER, third)
        providers.replace_contact(
            registry, unit, third.address, ContactOrder("Valter Verksam", SECOND, valid_from=date(2023, 9, 1))
        )

    world.open()
    change(world, give_a_role)

    with registering(world.context, ANNA) as registry:
        contacts = providers.contacts_of(registry, lookup.unit(registry.reader, UNIT))
    assert {c.address: c.role for c in contacts}[SECOND] == "verksamhetschef"


def test_a_contact_that_begins_later_gets_nothing_before(world: World) -> None:
    world.open()
    replace(world, date(2023, 6, 1))
    request_plan(world.context, "1", world.notice(), ANNA)
    world.tick()
    world.at("2023-06-05 09:00")
    world.tick()

    assert world.subjects(PROVIDER) == ["Påpekande nr 1"]
    assert world.subjects(SECOND) == ["Påminnelse"]


def test_nothing_about_one_unit_reaches_another_units_contact(world: World) -> None:
    world.open("1")
    other = {"enhet": "Björken natt", "adress": "natt@bjorken.example", "diarienummer": "SOC 2023/103"}
    world.open("1", **other)
    for case in ("1", "2"):
        request_plan(world.context, case, world.notice(), ANNA)
    world.tick()

    assert len(world.letters(PROVIDER)) == len(world.letters("natt@bjorken.example")) == 1


def test_a_case_without_a_valid_contact_cannot_be_opened(world: World) -> None:
    world.open()
    change(
        world,
        lambda registry: providers.end_contact(
            registry, lookup.unit(registry.reader, UNIT), PROVIDER, date(2023, 5, 1)
        ),
    )
    text = world.folder.joinpath("arende1.toml").read_text(encoding="utf-8")
    file = text.replace("SOC 2023/101", "SOC 2023/104")
    without = file[: file.index("[[kontakt]]")] + file[file.index("[[brist]]") :]

    with pytest.raises(InputError, match="ingen giltig kontakt"):
        world.open_text(without)


def test_an_address_that_is_there_already_is_refused(world: World) -> None:
    world.open()

    with pytest.raises(InputError, match="redan kontakt"):
        change(
            world,
            lambda registry: providers.add_contact(
                registry, lookup.unit(registry.reader, UNIT), ContactOrder("Vera", PROVIDER.upper())
            ),
        )


def test_a_contact_never_ends_before_it_begins(world: World) -> None:
    world.open()
    replace(world, date(2023, 6, 1))

    with pytest.raises(InputError, match="ligger före 2023-06-01"):
        change(
            world,
            lambda registry: providers.end_contact(
                registry, lookup.unit(registry.reader, UNIT), SECOND, date(2023, 5, 30)
            ),
        )


# ── avtal, enheter, krav ──


@pytest.mark.parametrize("typed", ["SUN 2022–149", "sun 2022-149", " Sun  2022−149 "])
def test_an_agreement_is_found_in_each_spelling_of_its_number(world: World, typed: str) -> None:
    # rapport SON/2024/0476/739 skriver avtalet med tankstreck
    with registering(world.context, ANNA) as registry:
        providers.add_provider(registry, "Almens Assistans AB")
        order = AgreementOrder("SUN 2022–149", "Almens Assistans AB", "nynashamn-lou", "LOU")
        uuid = providers.add_agreement(registry, order, ("nynashamn-lou",))

        assert lookup.agreement(registry.reader, typed).uuid == uuid


def test_two_spellings_of_one_number_are_one_agreement(world: World) -> None:
    world.open()

    with pytest.raises(InputError, match="finns redan"):
        order = AgreementOrder("soc 2019/11 lov Serviceinsatser", "björkens omsorg ab", "orebro-extern")
        change(world, providers.add_agreement, order, ("orebro-extern",))


def test_a_case_is_not_opened_under_another_providers_agreement(world: World) -> None:
    world.open("1")

    with pytest.raises(InputError, match="är Björkens Omsorg ABs avtal"):
        world.open("2", avtal="SOC 2019/11 LOV serviceinsatser")


def test_a_case_is_not_opened_by_other_rules_than_its_agreements(world: World) -> None:
    world.open("1")

    with pytest.raises(InputError, match="är inte avtalets regler"):
        world.open("1", diarienummer="SOC 2023/103", regler="orebro-egen-regi")


def test_a_case_is_not_opened_after_its_agreements_last_day(world: World) -> None:
    world.open("1")
    change(world, providers.change_agreement, "SOC 2019/11 LOV serviceinsatser", {"valid_to": date(2023, 5, 1)}, ())

    with pytest.raises(InputError, match="inte 2023-05-22"):
        world.open("1", diarienummer="SOC 2023/103")


def test_an_agreement_that_would_end_before_it_begins_is_refused(world: World) -> None:
    world.open("1")
    days = {"valid_from": date(2024, 3, 15), "valid_to": date(2023, 6, 14)}

    with pytest.raises(InputError, match="2023-06-14 ligger före 2024-03-15"):
        change(world, providers.change_agreement, "SOC 2019/11 LOV serviceinsatser", days, ())


def test_a_requirement_is_known_by_number_and_name_together(world: World) -> None:
    # rapport Sov 609/2022: 3.4 är både uppfyllt (Riskanalyser) och fyra brister
    world.open("1")
    with registering(world.context, ANNA) as registry:
        agreement = lookup.agreement(registry.reader, "SOC 2019/11 LOV serviceinsatser")
        for name in ("Riskanalyser", "Samverkan"):
            providers.add_requirement(registry, agreement, "3.4", name)
        with pytest.raises(InputError, match="finns redan"):
            providers.add_requirement(registry, agreement, "3.4", "SAMVERKAN")


def test_what_is_not_in_the_catalogue_is_told_with_the_nearest(world: World) -> None:
    world.open("1")
    with registering(world.context, ANNA) as registry:
        agreement = lookup.agreement(registry.reader, "SOC 2019/11 LOV serviceinsatser")
        for name in ("Samverkan", "Egenkontroll"):
            providers.add_requirement(registry, agreement, "3.4", name)

    with pytest.raises(InputErrors, match=r"'3.4 Egenkontroller' finns inte.*\n.*menade du '3.4 Egenkontroll'"):
        world.open("1", diarienummer="SOC 2023/103")


def test_an_organisation_number_with_another_check_digit_is_refused(world: World) -> None:
    with pytest.raises(InputError, match="kontrollsiffran stämmer inte"):
        change(world, providers.add_provider, "Almens Assistans AB", "556036-0794")


def test_a_unit_that_two_providers_have_is_named_with_its_provider(world: World) -> None:
    world.open("1")
    world.open("2", enhet=UNIT)

    with reading(world.url) as reader:
        with pytest.raises(InputError, match="'Lindens Hemservice AB/Björken service'"):
            lookup.unit(reader, UNIT)
        assert lookup.unit(reader, "lindens hemservice ab/bjorken SERVICE").provider == "Lindens Hemservice AB"


def test_what_is_refused_leaves_nothing_behind(world: World) -> None:
    with pytest.raises(InputError):
        world.open("1", handlaggare="nobody")

    assert world.events() == []


def test_an_agreement_without_cases_ends_and_says_so(tmp_path: Path) -> None:
    town = Town(tmp_path / "town")
    town.brist("utförare", "ny", "Almens Assistans AB")
    town.brist(
        "avtal", "ny", "SUN 2022–149", "--utförare", "almens assistans ab", "--form", "LOU", "--regler", "nynashamn-lou"
    )
    told = town.brist(
        "avtal", "upphör", "SUN 2022-149", "--orsak", "konkurs", "--beslutat", "2023-05-01", "--gäller-från",
        "2023-05-02", "--skäl", "konkursbeslut",
    )  # fmt: skip

    assert "inget ärende var öppet" in " ".join(told.split())
    assert "–2023-05-01" in town.brist("avtal", "lista")


def test_a_misspelt_rule_set_is_told_with_the_nearest(world: World) -> None:
    change(world, providers.add_provider, "Almens Assistans AB")

    with pytest.raises(InputError, match="menade du nynashamn-lou"):
        order = AgreementOrder("SUN 2022–149", "Almens Assistans AB", "nynashamn-lo", "LOU")
        change(world, providers.add_agreement, order, tuple(world.context.rulesets))


# ── personer ──


def test_a_substitutes_days_are_inclusive_and_the_mails_go_there_meanwhile(world: World) -> None:
    change(world, enter_doris)
    change(world, name_substitute, "disa", "doris", date(2023, 6, 9), date(2023, 6, 9))
    world.begin()
    world.at("2023-06-09 09:00")
    world.tick()

    assert world.subjects(DORIS) == ["Att göra"]
    assert world.subjects(DISA) == []


def test_the_day_after_the_substitution_the_mails_go_home(world: World) -> None:
    change(world, enter_doris)
    change(world, name_substitute, "disa", "doris", date(2023, 6, 1), date(2023, 6, 8))
    world.begin()
    world.at("2023-06-09 09:00")
    world.tick()

    assert world.subjects(DISA) == ["Att göra"]


def test_a_cases_own_controller_gets_its_tasks(world: World) -> None:
    change(world, enter_doris)
    world.begin()
    name_responsible(world.context, "1", "doris", BO)
    world.at("2023-06-09 09:00")
    world.tick()

    assert world.subjects(DORIS) == ["Att göra"]
    assert world.subjects(DISA) == []


def test_a_case_is_given_only_to_somebody_that_there_is(world: World) -> None:
    world.open()

    with pytest.raises(NotFound):
        name_responsible(world.context, "1", "nobody", BO)


def test_two_substitutes_at_once_are_refused(world: World) -> None:
    change(world, enter_doris)
    change(world, name_substitute, "disa", "doris", date(2023, 7, 3), date(2023, 7, 28))

    with pytest.raises(InputError, match="redan doris"):
        change(world, name_substitute, "disa", "egon", date(2023, 7, 28), date(2023, 7, 31))


def test_who_has_left_gets_no_mail(world: World) -> None:
    change(world, enter_doris)
    change(world, change_person, "disa", {"valid_to": date(2023, 6, 8)})
    world.begin()
    world.at("2023-06-09 09:00")
    world.tick()

    assert world.subjects(DORIS) == ["Att göra"]


def test_the_configuration_fills_only_an_empty_register(world: World) -> None:
    people.enter_first_people(world.context, (Person("doris", "Doris Demo", "avtalscontroller", DORIS),))

    with reading(world.url) as reader:
        assert [line.user for line in reader.all(registers.PEOPLE)] == ["disa", "egon"]


def test_the_registers_are_what_their_events_tell(world: World) -> None:
    world.open()
    replace(world)
    change(world, enter_doris)
    change(world, name_substitute, "disa", "doris", date(2023, 7, 3), date(2023, 7, 28))
    change(world, providers.change_provider, "björkens omsorg ab", "Björken Vård AB", "556036-0793")

    with reading(world.url) as reader:
        assert list(differences(reader)) == []
        assert lookup.provider(reader, "bjorken vard ab").organisation_number == "556036-0793"
