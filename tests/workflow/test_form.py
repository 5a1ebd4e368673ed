"""The .xlsx form of a case: what `ärende mall` writes, and what `ärende ny` says about one that is filled in."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import workflow
from workflow.errors import InputError, InputErrors
from workflow.importers import form
from workflow.importers.case_file import read_case
from workflow.importers.form_writer import write_form
from workflow.importers.source import source_of

CASE = {
    "B2": "SOC 2024/51", "B3": "basuppdrag hemvård", "B4": "orebro-egen-regi", "B5": "egetval@exempelkommunen.example",
    "B6": date(2024, 1, 22), "B7": "efter rapport 001", "B8": "ja", "B9": "Exempelkommunen", "B10": "Lönnens hemvård",
}  # fmt: skip
CONTACT = {"A2": "utförare", "B2": "Eva Enhetschef", "C2": "eva@exempelkommunen.example"}
DEFICIENCIES = (
    ("K1", "3.10", "Dokumentation", None, None, "K1a", "Journaler går inte att följa"),
    ("K3", None, "Trygghetslarm", "krav", None, "K3a", "Samverkan med nattorganisation"),
    (None, None, None, None, None, "K3b", "Samverkan med hemsjukvård"),
)
EARLIER: tuple[dict[str, Any], ...] = (
    {
        "Slag": "påpekande", "Dag": "2024-01-29", "Handling": "rapport0.txt", "Gäller": "K1a, K3a, K3b",
        "Plan senast": date(2024, 2, 16), "Handlingar senast": "okänt", "Expedierat": datetime(2024, 1, 29),
        "Sätt": "e-post",
    },
    {"Slag": "begärd handling", "Kod": "R1", "Namn": "Rutin", "Gäller": "K3b", "Handlingar senast": date(2024, 6, 14)},
    {"Slag": "svar", "Dag": datetime(2024, 2, 15, 23, 41), "Gäller": "plan", "Sätt": "e-post"},
    {"Slag": "anstånd", "Dag": date(2024, 6, 10), "Gäller": "R1", "Ny dag": date(2024, 6, 28), "Skäl": "semester"},
    {
        "Slag": "resultat", "Dag": date(2024, 7, 5), "Handling": "rapport1.txt", "Åtgärdade": "K1a,K3a",
        "Kvarstår": "K3b", "Skäl": "tiden är okänd för K1",
    },
)  # fmt: skip
SAME_AS_TOML = """
[arende]
diarienummer = "SOC 2024/51"
avtal = "basuppdrag hemvård"
regler = "orebro-egen-regi"
brevlada = "egetval@exempelkommunen.example"
oppnat = 2024-01-22
kalla = "efter rapport 001"
datum_antagna = true
[utforare]
namn = "Exempelkommunen"
enhet = "Lönnens hemvård"
[[kontakt]]
roll = "utförare"
namn = "Eva Enhetschef"
adress = "eva@exempelkommunen.example"
[[brist]]
kod = "K1"
krav = "3.10"
punkt = "Dokumentation"
delbrist = [{ kod = "K1a", text = "Journaler går inte att följa" }]
[[brist]]
kod = "K3"
punkt = "Trygghetslarm"
slag = "krav"
delbrist = [
  { kod = "K3a", text = "Samverkan med nattorganisation" }, { kod = "K3b", text = "Samverkan med hemsjukvård" },
]
[[tidigare_papekande]]
beslutat = 2024-01-29
handling = "rapport0.txt"
delbrister = ["K1a", "K3a", "K3b"]
plan_senast = 2024-02-16
handlingar_senast = "okänt"
expedierat = 2024-01-29
satt = "e-post"
begard_handling = [{ kod = "R1", namn = "Rutin", delbrister = ["K3b"], senast = 2024-06-14 }]
[[tidigare_svar]]
inkom = 2024-02-15T23:41:00
avser = ["plan"]
satt = "e-post"
[[tidigare_anstand]]
beslutat = 2024-06-10
rader = ["R1"]
ny_dag = 2024-06-28
skal = "semester"
[[tidigare_resultat]]
den = 2024-07-05
handling = "rapport1.txt"
atgardade = ["K1a", "K3a"]
kvarstar = ["K3b"]
delbeslut = "tiden är okänd för K1"
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mall") / "mall.xlsx"
    write_form(path, ["orebro-egen-regi", "orebro-extern"], ["egetval@exempelkommunen.example"])
    return path


@pytest.fixture
def filled(empty: Path, tmp_path: Path) -> Callable[..., Path]:
    """A form that is filled in; each change is sheet, cell and value."""

    def fill(*changes: tuple[str, str, Any], also: Callable[[Workbook], object] = lambda book: None) -> Path:
        book = load_workbook(empty)
        _put_in(book)
        for sheet, cell, value in changes:
            book[sheet][cell] = value
        also(book)
        path = tmp_path / "ifylld.xlsx"
        book.save(path)
        return path

    return fill


def _put_in(book: Workbook) -> None:
    for cell, value in CASE.items():
        book[form.CASE][cell] = value
    for cell, value in CONTACT.items():
        book[form.CONTACTS][cell] = value
    for row, values in enumerate(DEFICIENCIES, 2):
        for column, value in enumerate(values, 1):
            book[form.DEFICIENCIES].cell(row, column).value = value
    sheet = book[form.EARLIER]
    columns = {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}
    for row, event in enumerate(EARLIER, 2):
        for heading, value in event.items():
            sheet.cell(row, columns[heading]).value = value


def problems(path: Path) -> list[InputError]:
    with pytest.raises(InputErrors) as found:
        source_of(path).case()
    return found.value.problems


def test_a_filled_form_is_the_very_same_case_as_the_toml_file(filled: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "arende.toml").write_text(SAME_AS_TOML, encoding="utf-8")

    assert source_of(filled()).case() == read_case(tmp_path / "arende.toml")


def test_the_empty_form_lets_choose_among_rule_sets_roles_and_kinds_and_says_how(empty: Path) -> None:
    book = load_workbook(empty)

    choices = {str(rule.formula1) for sheet in book for rule in sheet.data_validations.dataValidation}
    assert book.sheetnames == ["Ärende", "Kontakter", "Brister", "Tidigare", "Så här fyller du i"]
    assert {
        '"orebro-egen-regi,orebro-extern"', '"krav,rekommendation"', '"ja,nej"',
        '"påpekande,begärd handling,svar,anstånd,resultat"',
    } <= choices  # fmt: skip
    assert book["Så här fyller du i"].max_row > 20


def test_an_empty_form_is_told_cell_by_cell(empty: Path) -> None:
    told = [str(problem) for problem in problems(empty)]

    assert any("Ärende!B2: saknas" in problem for problem in told)
    assert any("Ärende!B10: saknas" in problem for problem in told)


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "said"),
    [
        ("Brister", "C4", "Annat", "Brister!C4: 'Annat' skiljer sig från 'Trygghetslarm'"),
        ("Brister", "B2", 3.1, "Brister!B2: cellen har talet 3.1, och Excel kan ha ändrat det"),
        ("Brister", "F3", "K4a", "Brister!F3: K4a hör inte till brist K3"),
        ("Brister", "G2", "=A1", "Brister!G2: cellen har en formel"),
        ("Brister", "G2", "xxx", "Brister!G2: har kvar en platshållare: xxx"),
        ("Brister", "D2", "önskemål", "Brister!D2: är inget av de tillåtna värdena"),
        ("Brister", "G2", None, "Brister!G2: saknas"),
        ("Ärende", "B6", "i maj", "Ärende!B6: 'i maj' är inget datum"),
        ("Ärende", "B6", datetime(2024, 1, 22, 8), "Ärende!B6: cellen har ett klockslag"),
        ("Ärende", "B6", "2024-02-30", "Ärende!B6: '2024-02-30' finns inte i kalendern"),
        ("Ärende", "B8", "kanske", "Ärende!B8: 'kanske' är varken ja eller nej"),
        ("Kontakter", "C2", "eva", "Kontakter!C2: ska vara en e-postadress"),
        ("Tidigare", "A2", "möte", "Tidigare!A2: 'möte' är inget slag"),
        ("Tidigare", "D2", "K1a, K9a", "Tidigare!D2: K9a är ingen delbrist"),
        ("Tidigare", "E4", date(2024, 2, 16), "Tidigare!E4: Plan senast används inte för svar"),
        ("Tidigare", "H2", date(2024, 1, 28), "Tidigare!H2: 2024-01-28 ligger före beslutat"),
        ("Tidigare", "K3", "R1a", "Tidigare!K3: har fel form"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_cell_is_told_with_sheet_and_cell(
    filled: Callable[..., Path], sheet: str, cell: str, value: Any, said: str
) -> None:
    told = [str(problem) for problem in problems(filled((sheet, cell, value)))]

    assert any(f"ifylld.xlsx: {said}" in problem and "Gör så här:" in problem for problem in told), told


def test_merged_cells_are_refused_since_nobody_can_tell_their_row(filled: Callable[..., Path]) -> None:
    path = filled(also=lambda book: book["Brister"].merge_cells("C3:C4"))

    assert any("Brister!C3:C4: cellerna är sammanslagna" in str(problem) for problem in problems(path))


def test_a_requested_document_above_every_notice_belongs_to_nothing(filled: Callable[..., Path]) -> None:
    path = filled(("Tidigare", "A2", "begärd handling"))

    assert any("Tidigare!A2: en begärd handling hör till ett påpekande" in str(p) for p in problems(path))


def test_a_sheet_or_a_column_that_is_gone_asks_for_a_new_form(filled: Callable[..., Path]) -> None:
    without_sheet = filled(also=lambda book: book.remove(book["Kontakter"]))
    assert "bladet Kontakter saknas" in str(problems(without_sheet)[0])

    without_column = filled(("Brister", "F1", "Något annat"))
    assert any("kolumnen Delbrist saknas" in str(problem) for problem in problems(without_column))


def test_what_is_no_form_is_refused_before_it_is_read(tmp_path: Path, empty: Path) -> None:
    path = tmp_path / "fil.xlsx"
    whole = empty.read_bytes()
    for content, said in (
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "har lösenord"),
        (b"inget alls", "skadad"),
        (whole[: len(whole) // 2], "skadad"),
        (b"", "skadad"),
    ):
        path.write_bytes(content)
        with pytest.raises(InputErrors, match=said):
            source_of(path)
    with pytest.raises(InputErrors, match="brist ärende mall"):
        source_of(tmp_path / "borta.xlsx")


def test_a_file_that_unpacks_into_more_than_any_form_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 20_000_000)
    assert path.stat().st_size < 50_000

    with pytest.raises(InputErrors, match="större än något formulär"):
        source_of(path)


def test_a_zip_that_holds_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "annat.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("readme.txt", "hej")

    with pytest.raises(InputErrors, match=r"ingen \.xlsx"):
        source_of(path)


def test_a_form_is_never_written_over_what_exists(empty: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="skrivs inte över"):
        write_form(empty, [], [])
    with pytest.raises(InputError, match=r"slutar på \.xlsx"):
        write_form(tmp_path / "mall.toml", [], [])
    with pytest.raises(InputError, match="går inte att skriva"):
        write_form(tmp_path / "borta" / "mall.xlsx", [], [])


def test_nothing_but_a_form_loads_the_library_for_forms() -> None:
    root = Path(workflow.__file__).parent
    loads = re.compile(r"^(?:from|import) openpyxl", re.MULTILINE)

    assert [path.name for path in root.rglob("*.py") if loads.search(path.read_text(encoding="utf-8"))] == []
