"""From one follow-up of a unit to the next: when it is due, when it is planned, and what comes up again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflow.desk import Desk
from workflow.demo.stage import template
from workflow.demo.story import CASES


def case_text(number: str, *changes: tuple[str, str], **fields: str) -> str:
    text = template("arende.toml").format(**(CASES["1"] | {"diarienummer": f"SOC 2023/10{number}"} | fields))
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


AGREEMENT = CASES["1"]["avtal"]
RECOMMENDED = ('kod = "D4"\n', 'kod = "D4"\nslag = "rekommendation"\n')


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Case 1 of 2023-05-22 (rapport Sov 609/2022); its D4, a recommendation, has been noterad."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.brist("ärende", "ny", desk.file("1.toml", case_text("1", RECOMMENDED)))
    desk.brist("notera", "1/D4", "--skäl", "se över rutinen")
    return desk.folder


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    yield Desk(shutil.copytree(prepared, tmp_path / "desk"))


def again(desk: Desk, *changes: tuple[str, str]) -> str:
    """The same unit is followed up again on 2026-04-15."""
    desk.at("2026-04-15 10:00")
    return desk.brist("ärende", "ny", desk.file("2.toml", case_text("2", *changes, ("2023-05-22", "2026-04-15"))))


def test_the_next_follow_up_is_due_three_years_after_the_last(desk: Desk) -> None:
    # rapport Sov 609/2022 rad 5: "minst en gång var tredje år"
    (line,) = desk.ask("uppföljning", "lista")

    assert (line["last_on"], line["cycle_months"], line["next_by"]) == ("2023-05-22", 36, "2026-05-22")


def test_where_the_rules_have_a_year_the_next_follow_up_is_due_after_a_year(desk: Desk) -> None:
    # Nynäshamn SON/2024/0476/739 rad 165: "2024 års kvalitets- och verksamhetsuppföljning"
    changes = (
        ('"orebro-extern"', '"nynashamn-lou"'),
        (f'"{AGREEMENT}"', '"LOU personlig assistans"'),
    )
    desk.brist("ärende", "ny", desk.file("2.toml", case_text("2", *changes, enhet="Granens assistans")))

    lines = desk.ask("uppföljning", "lista")
    assert [(line["unit"], line["next_by"]) for line in lines] == [
        ("Granens assistans", "2024-05-22"), ("Björken service", "2026-05-22"),
    ]  # fmt: skip


def test_a_plan_later_than_the_cycle_allows_is_kept_and_warned_about(desk: Desk) -> None:
    told = desk.brist("uppföljning", "planera", "1", "--den", "2026-06-01")

    assert "efter 2026-05-22, då den senast ska ske" in told
    assert "planerad till 2026-06-01" in desk.brist("ärende", "visa", "1")


def test_a_planned_day_that_passes_is_a_task_for_the_municipality_alone(desk: Desk) -> None:
    desk.brist("uppföljning", "planera", "1", "--den", "2026-04-15")
    desk.at("2026-04-16 08:00")

    assert "planerades till 2026-04-15 är inte upplagd" in desk.brist("att-göra")
    assert "Björken" not in desk.brist("epost", "kö")


def test_a_new_case_of_the_unit_ends_the_old_plan(desk: Desk) -> None:
    desk.brist("uppföljning", "planera", "1", "--den", "2026-04-15")
    again(desk)
    desk.at("2026-04-16 08:00")

    assert "är inte upplagd" not in desk.brist("att-göra")
    assert "har följts upp på nytt" in desk.brist("uppföljning", "planera", "1", "--den", "2029-04-15", code=3)
    (line,) = desk.ask("uppföljning", "lista")
    assert (line["serial"], line["next_by"], line["planned_on"]) == (2, "2029-04-15", None)


def test_after_the_agreements_end_no_follow_up_is_due_or_planned(desk: Desk) -> None:
    # läsning A27, A28
    desk.brist("uppföljning", "planera", "1", "--den", "2026-04-15")
    desk.at("2024-03-04 10:00")
    desk.brist(
        "avtal", "upphör", AGREEMENT, "--orsak", "konkurs", "--beslutat", "2024-03-01", "--gäller-från", "2024-03-04",
        "--skäl", "Konkursbeslut",
    )  # fmt: skip
    desk.at("2026-05-26 10:00")

    assert desk.brist("att-göra") == "Ingenting väntar."
    (line,) = desk.ask("uppföljning", "lista")
    assert (line["next_by"], line["no_next"]) == (None, "avtalet har upphört")
    assert "avtalet har upphört" in desk.brist("uppföljning", "planera", "1", "--den", "2026-06-15", code=3)


def test_what_was_noterad_last_time_comes_up_in_the_list_and_when_the_next_case_is_opened(desk: Desk) -> None:
    # läsning A42
    (line,) = desk.ask("uppföljning", "lista")
    assert [(noted["code"], noted["reason"]) for noted in line["noted"]] == [("D4", "se över rutinen")]

    assert "noterades till nu" in again(desk)
    assert "1/D4" in desk.brist("ärende", "visa", "2")


def test_a_deficiency_that_was_never_reviewed_is_a_new_chain_and_linked(desk: Desk) -> None:
    # läsning A46
    again(desk)

    found = desk.ask("ärende", "visa", "2")["around"]["earlier"]
    assert {(line["code"], line["returns_as"], line["state"]) for line in found if line["code"] == "D3"} == {
        ("D3", "D3", "identifierad"),
    }  # fmt: skip
    assert "sammanförd-kedja" in desk.brist("ärende", "visa", "2")


def test_what_a_person_has_said_of_a_recurrence_is_shown_beside_it(desk: Desk) -> None:
    # läsning A24
    again(desk)
    desk.brist("ställningstagande", "2/D3", "--fråga", "återkommande", "--utfall", "samma", "--skäl", "samma rutin", "--om", "1/D3")  # fmt: skip

    shown = desk.brist("ärende", "visa", "2")
    assert "antecknat: samma (1/D3 samma rutin)" in " ".join(shown.split())


def test_another_unit_or_another_agreement_is_another_chain(desk: Desk) -> None:
    desk.at("2026-04-15 10:00")
    desk.brist(
        "ärende", "ny", desk.file("2.toml", case_text("2", ("2023-05-22", "2026-04-15"), enhet="Linden service"))
    )

    assert desk.ask("ärende", "visa", "2")["around"]["earlier"] == []
