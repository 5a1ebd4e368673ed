"""What has come in and gone out, what has been published, and decisions that have effect from another day."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from states.facts import CaseFacts
from states.refusal import Refused
from states.state import State
from tests.workflow.desk import Desk
from tests.workflow.world import ANNA, World
from workflow.actions.breach import BodysDecision, register_decision
from workflow.actions.publish import Publication, publish
from workflow.demo.stage import template
from workflow.documents.semicolons import semicolon_file
from workflow.errors import InputError
from workflow.status.diary import DiaryLine, diary
from workflow.store.reader import reading

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def lines(world: World) -> list[DiaryLine]:
    with reading(world.url) as reader:
        return diary(reader)


# ── diarium (5 kap. 2 § OSL: dag, nummer, från och till vem, kort vad det är) ──


@sqlite
def test_the_notice_its_covering_mail_and_the_answer_are_in_the_diary_with_their_hashes(world: World) -> None:
    world.begin()
    world.at("2023-06-08 12:00")
    world.register("plan:D1", arrived="2023-06-08 10:00")

    told = [(str(line.on_day), line.number, line.direction, line.subject) for line in lines(world)]
    assert told == [
        ("2023-05-22", 1, "ut", "Mejl: påpekande"),
        ("2023-05-22", 2, "ut", "Påpekande nr 1"),
        ("2023-05-22", 3, "in", "Mottagningsbekräftelse"),
        ("2023-06-08", 4, "in", "Svar: plan:D1"),
    ]
    assert {line.party for line in lines(world)} == {"Björkens Omsorg AB"}
    assert {line.number: len(line.sha256) for line in lines(world)} == {1: 64, 2: 64, 3: 0, 4: 0}


@sqlite
def test_a_list_of_tasks_to_the_municipalitys_own_people_is_not_in_the_diary(world: World) -> None:
    world.begin()
    world.at("2023-06-09 09:00")
    world.tick()

    assert world.letters("disa.demo@exempelkommunen.example")
    assert not any("brevlådan" in line.subject for line in lines(world))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Case 1 with a notice that was dispatched on 2023-05-22."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.open(utforare="=Björkens Omsorg AB")
    notice = desk.file("papekande1.toml", template("papekande1.toml"))
    desk.brist("begär-plan", "1", "--handling", desk.file("beslut.txt", "Beslut\n"), "--påpekande", notice)
    desk.brist("expediera", "1", "--sätt", "brev")
    return desk.folder


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Desk:
    return Desk(shutil.copytree(prepared, tmp_path / "desk"))


def test_the_diary_is_written_for_a_swedish_spreadsheet(desk: Desk) -> None:
    file = desk.folder / "maj.csv"

    assert "1 rad." in desk.brist("diarium", "--från", "2023-05-22", "--till", "2023-05-22", "--csv", str(file))
    assert file.read_bytes().startswith(b"\xef\xbb\xbfDatum;Diarienummer;Nr;Riktning;")
    assert "2023-05-22;SOC 2023/101;1;ut;'=Björkens Omsorg AB;Påpekande nr 1;" in file.read_text(encoding="utf-8-sig")


def test_a_file_that_exists_is_not_written_over(desk: Desk) -> None:
    kept = desk.file("maj.csv", "mitt eget")

    assert "finns redan" in desk.brist("diarium", "--csv", kept, code=4)
    assert Path(kept).read_text(encoding="utf-8") == "mitt eget"


def test_the_days_of_a_diary_are_given_in_order(desk: Desk) -> None:
    assert "--till" in desk.brist("diarium", "--från", "2023-06-01", "--till", "2023-05-01", code=4)
    assert desk.brist("diarium", "--från", "2023-06-01") == "Inga handlingar."


@pytest.mark.parametrize("cell", ["=1+1", "+46", "-1", "@SUM(A1)", " =1", "\t=1"])
def test_no_cell_is_carried_out_as_a_formula(cell: str) -> None:
    written = semicolon_file(["Vad"], [[cell]]).decode("utf-8-sig").splitlines()[1]

    assert written.strip('"').startswith("'")


def test_an_empty_cell_and_a_semicolon_are_written_as_they_are() -> None:
    assert semicolon_file(["A", "B"], [[None, "x; y"]]).decode("utf-8-sig") == 'A;B\r\n;"x; y"\r\n'


# ── publicering (Nynäshamn SON/2024/0476/739: 2 kunder från kommunen) ──


def test_a_report_with_small_numbers_is_not_published_before_somebody_has_said_why_it_may(desk: Desk) -> None:
    report = desk.file("rapport.txt", "Kommunen har 2 kunder; en kund har nekat.\n")
    words = ("publicera", "1", "--den", "2023-05-22", "--var", "kommunen.example", "--handling", report)

    refused = desk.brist(*words, code=3)
    assert "handlingen '2 kunder', handlingen 'en kund'" in refused
    assert "--trots-små-tal" in refused

    desk.brist(*words, "--trots-små-tal", "kunderna har samtyckt")
    assert "Publicerat 2023-05-22: kommunen.example" in desk.brist("ärende", "visa", "1")
    assert "små tal: handlingen '2 kunder'" in desk.brist("historik", "1")


def test_a_measured_value_of_two_is_a_small_number(desk: Desk) -> None:
    desk.brist(
        "mätvärde", "registrera", "1/D6", "--namn", "Aktuella planer", "--värde", "50 %",
        "--period", "2023-01-01", "2023-05-19", "--antal", "2",
    )  # fmt: skip

    refused = desk.brist("publicera", "1", "--den", "2023-05-22", "--var", "kommunen.example", code=3)
    assert "D6 Aktuella planer 50 % av 2" in refused


def test_a_document_that_is_no_text_is_registered_and_somebody_has_to_look(desk: Desk) -> None:
    pdf = desk.folder / "rapport.pdf"
    pdf.write_bytes(b"%PDF-1.7 \xff\xfe")

    desk.brist("publicera", "1", "--den", "2023-05-22", "--var", "kommunen.example", "--handling", str(pdf))
    assert "kan inte läsa handlingen" in desk.warned


@sqlite
def test_nothing_is_published_ahead_of_its_day(world: World) -> None:
    world.open()

    with pytest.raises(InputError, match="framtiden"):
        publish(world.context, "1", Publication(date(2023, 5, 23), "kommunen.example"), ANNA)
    with pytest.raises(Refused, match="små tal"):
        document = world.file("rapport.txt", "1 av 2 planer")
        publish(world.context, "1", Publication(date(2023, 5, 22), "kommunen.example", document), ANNA)


# ── beslut med annan giltighetsdag (läsning A47) ──


def decide(world: World, decided_on: date, effective_on: date | None) -> CaseFacts:
    minutes = world.file("protokoll.txt", "§ 12\n")
    decision = BodysDecision("allvarlig händelse", "Nämnden", decided_on, "§ 12", minutes, "dolt besök", effective_on)
    register_decision(world.context, "1", "D3", decision, ANNA)
    return world.case()


@sqlite
def test_a_decision_has_effect_from_its_own_day_or_from_a_later_one(world: World) -> None:
    world.begin()
    world.at("2023-06-20 10:00")
    case = decide(world, date(2023, 6, 7), date(2023, 6, 19))

    assert case.deficiency("D3").state is State.MATERIAL_BREACH
    assert case.deficiency("D3").state_since_on == date(2023, 6, 19)
    (event,) = (event for event in world.events() if event.kind == "beslut registrerat")
    assert event.content["decided_on"] == "2023-06-07"


@sqlite
@pytest.mark.parametrize(
    ("effective_on", "why"), [(date(2023, 6, 6), "före beslutet"), (date(2023, 6, 21), "framtiden")]
)
def test_a_decision_has_no_effect_before_it_is_made_nor_before_the_day_has_come(
    world: World, effective_on: date, why: str
) -> None:
    world.begin()
    world.at("2023-06-20 10:00")

    with pytest.raises(InputError, match=why):
        decide(world, date(2023, 6, 7), effective_on)
