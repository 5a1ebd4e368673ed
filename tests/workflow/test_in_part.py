"""One command on several deficiencies: all or nothing, and what can and cannot is told with the command for what can."""

import shlex
from datetime import date

import pytest

from states.facts import DeadlineStatus
from states.refusal import Refused, RefusedInPart
from states.state import State
from tests.workflow.desk import Desk
from tests.workflow.world import ANNA, World, text_of
from workflow.actions.decide_notice import request_plan
from workflow.actions.extension_request import ask_for_extension, refuse_extension
from workflow.actions.grant_extension import Extension, grant_extension
from workflow.actions.result import start_followup
from workflow.actions.supplement import request_supplement
from workflow.actions.withdraw import withdraw
from workflow.demo.stage import template
from workflow.errors import InputError, NotFound

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATER = date(2023, 9, 18)


def submitted(world: World, *codes: str) -> None:
    world.begin()
    world.at("2023-06-08 12:00")
    world.register(*(f"plan:{code}" for code in codes), arrived="2023-06-08 10:00")


@sqlite
def test_a_supplement_is_asked_for_of_several_deficiencies_in_one_letter(world: World) -> None:
    submitted(world, "D1", "D3")
    request_supplement(world.context, "1", ("D1", "D3"), date(2023, 6, 30), "ansvarig saknas", ANNA)
    world.tick()

    assert {world.case().deficiency(code).state for code in ("D1", "D3")} == {State.ACTION_PLAN_REQUESTED}
    assert world.subjects().count("Komplettering") == 1
    (letter,) = [text_of(one) for one in world.letters() if "Komplettering" in one["Subject"]]
    assert "åtgärdsplan för D1, D3" in letter


@sqlite
def test_one_that_cannot_stops_them_all_and_each_is_told(world: World) -> None:
    submitted(world, "D1", "D3")
    before = world.case()

    with pytest.raises(RefusedInPart) as found:
        request_supplement(world.context, "1", ("D1", "D2", "D3"), date(2023, 6, 30), "ansvarig saknas", ANNA)

    assert found.value.possible == ("D1", "D3")
    assert "Går inte: D2 – bristen är åtgärdsplan begärd" in str(found.value)
    assert world.case() == before


@sqlite
def test_a_command_on_the_whole_case_says_of_each_deficiency_whether_it_can(world: World) -> None:
    submitted(world, "D1", "D3")

    with pytest.raises(RefusedInPart) as found:
        request_supplement(world.context, "1", None, date(2023, 6, 30), "ansvarig saknas", ANNA)

    assert found.value.possible == ("D1", "D3")
    assert set(found.value.why_not) == {"D2", "D4", "D5", "D6"}
    assert "Går inte: D2, D4, D5, D6 – bristen är åtgärdsplan begärd" in str(found.value)


@sqlite
def test_a_command_on_the_whole_case_is_refused_where_nothing_is_open(world: World) -> None:
    world.open()
    codes = [deficiency.code for deficiency in world.case().deficiencies]
    withdraw(world.context, "1", codes, None, "fel enhet", ANNA)

    with pytest.raises(Refused, match="ingen öppen brist"):
        request_supplement(world.context, "1", None, date(2023, 6, 30), "ansvarig saknas", ANNA)


@sqlite
def test_a_deficiency_that_does_not_exist_is_a_slip_and_no_refusal_in_part(world: World) -> None:
    submitted(world, "D1")

    with pytest.raises(NotFound, match="D9"):
        request_supplement(world.context, "1", ("D1", "D9"), date(2023, 6, 30), "ansvarig saknas", ANNA)


@sqlite
def test_several_findings_are_withdrawn_in_one_letter(world: World) -> None:
    world.begin()
    withdraw(world.context, "1", ("D1", "D2"), None, "fel enhet", ANNA)
    world.tick()

    assert {world.case().deficiency(code).state for code in ("D1", "D2")} == {State.WITHDRAWN}
    assert world.subjects().count("Återkallelse") == 1
    assert "D1a" in (letter := text_of(world.letters()[-1])) and "D2a" in letter


@sqlite
def test_a_subpoint_belongs_to_one_deficiency(world: World) -> None:
    world.begin()

    with pytest.raises(InputError, match="en enda brist"):
        withdraw(world.context, "1", ("D1", "D3"), "D3c", "fel", ANNA)


@sqlite
def test_more_time_is_granted_for_what_still_waits_and_the_rest_is_told(world: World) -> None:
    # R2 och R5 begärs för D3 till 4 september 2023 (rapport Sov 609/2022 rad 39–57)
    world.begin()
    world.at("2023-08-30 10:00")
    world.register("R2", arrived="2023-08-30 09:00")

    with pytest.raises(RefusedInPart) as found:
        grant_extension(world.context, "1", Extension(("R2", "R5", "R9"), LATER, "sjukdom"), ANNA)
    assert found.value.possible == ("R2", "R5")
    assert "Går inte: R9 – R9 är inte begärt" in str(found.value)

    with pytest.raises(RefusedInPart, match="Går inte: R2 – raden är hållen") as found:
        grant_extension(world.context, "1", Extension(("R2", "R5"), LATER, "sjukdom"), ANNA)
    assert found.value.possible == ("R5",)
    assert all(row.due_on != LATER for row in world.case().deadlines)


@sqlite
def test_each_item_keeps_its_own_day_when_another_gets_more_time(world: World) -> None:
    world.begin()
    grant_extension(world.context, "1", Extension(("R5",), LATER, "sjukdom"), ANNA)

    days = {row.item: row.due_on for row in world.case().deadlines_of("D3") if row.item.startswith("R")}
    assert days == {"R2": date(2023, 9, 4), "R3": date(2023, 9, 4), "R4": date(2023, 9, 4), "R5": LATER}


@sqlite
def test_where_nothing_can_be_moved_one_error_says_why(world: World) -> None:
    world.begin()

    with pytest.raises(InputError, match="plan D1, anstånd plan D2.*är inte senare än 2023-06-08"):
        grant_extension(world.context, "1", Extension(("plan",), date(2023, 6, 1), "sjukdom"), ANNA)


@sqlite
def test_only_what_was_asked_for_is_refused_more_time(world: World) -> None:
    world.begin()
    ask_for_extension(world.context, "1", ("R5",), None, ANNA)

    with pytest.raises(RefusedInPart, match="Går inte: R2 – inget anstånd är begärt") as found:
        refuse_extension(world.context, "1", ("R2", "R5"), "handlingen finns", ANNA)
    assert found.value.possible == ("R5",)


@sqlite
def test_a_document_may_be_given_more_time_in_one_of_the_deficiencies_that_it_answers(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(**{'delbrister = ["D2a"]': 'delbrister = ["D2a", "D3a"]'}), ANNA)
    world.tick()
    items = [row.item for row in world.case().deadlines_of("D2") if row.item.startswith("R")]
    grant_extension(world.context, "1", Extension((f"{items[0]}:D3",), LATER, "sjukdom"), ANNA)

    rows = [row for row in world.case().deadlines if row.item == items[0] and row.status is DeadlineStatus.RUNNING]
    assert {row.deficiency: row.due_on for row in rows} == {"D2": date(2023, 9, 4), "D3": LATER}


@sqlite
def test_a_review_of_the_whole_case_begins_for_all_or_for_none(world: World) -> None:
    # läsning A49: tidigare bara med utförarens samtycke
    world.begin()
    grant_extension(world.context, "1", Extension(("R2",), date(2023, 12, 1), "sjukdom"), ANNA)
    world.at("2023-09-05 08:00")

    start_followup(world.context, "1", None, "", ANNA)  # the clock has begun the others; D3 waits for R2

    states = {d.code: d.state for d in world.case().deficiencies}
    assert states.pop("D3") is State.ACTION_PLAN_REQUESTED
    assert set(states.values()) == {State.RESULT_FOLLOWUP}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The plan of D1 and D3 has come, that of the others not."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.open()
    notice = desk.file("papekande1.toml", template("papekande1.toml"))
    desk.brist("begär-plan", "1", "--handling", desk.file("beslut.txt", "Beslut\n"), "--påpekande", notice)
    desk.brist("expediera", "1", "--sätt", "brev")
    desk.at("2023-06-08 12:00")
    desk.brist("registrera", "1", "--avser", "plan:D1,D3", "--inkom", "2023-06-08 10:00", "--sätt", "epost")
    return desk


def test_the_command_for_those_that_can_is_printed_whole_and_works(desk: Desk) -> None:
    told = desk.brist(
        "begar-kompl", "1/D1,D2,D3", "--senast", "2023-06-30", "--skal", "ansvarig saknas; se 'mallen'", "--torr", code=3
    )  # fmt: skip

    again = told.partition("Gör det som går: ")[2]
    assert again.startswith("brist begär-komplettering 1/D1,D3 --senast 2023-06-30 --skäl 'ansvarig")
    wanted = [
        "brist",
        "begär-komplettering",
        "1/D1,D3",
        "--senast",
        "2023-06-30",
        "--skäl",
        "ansvarig saknas; se 'mallen'",
    ]
    assert shlex.split(again)[:7] == wanted
    desk.brist(*shlex.split(again)[1:])


def test_the_command_for_the_lines_that_can_is_printed(desk: Desk) -> None:
    told = desk.brist(
        "anstånd", "bevilja", "1", "--avser", "plan,R5", "--till", "2023-09-18", "--skäl", "sjukdom", code=3
    )

    again = shlex.split(told.partition("Gör det som går: ")[2])
    assert again[:6] == ["brist", "anstånd", "bevilja", "1", "--avser", "plan:D2,plan:D4,plan:D5,plan:D6,R5"]
