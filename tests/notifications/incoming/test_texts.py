import subprocess
import sys
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.incoming import texts
from notifications.incoming.confined import Ending, Limits, Outcome
from notifications.incoming.extracted import Cell, Extracted, packed, unpacked
from notifications.incoming.texts import texts_of
from tests.notifications.incoming import files
from tests.notifications.incoming.files import attached

LIMITS = Limits(cpu_seconds=10, wall_seconds=20)


def read(name: str, content: bytes, limits: Limits = LIMITS) -> Extracted:
    [found] = texts_of([attached(name, content)], limits)
    return found


def test_a_word_document_is_read_with_the_place_of_each_cell() -> None:
    found = read("plan.docx", files.word("Åtgärdsplan", rows=[["Aktivitet", "När"], ["Utbilda", "1 mars"]]))

    assert found.form == "docx"
    assert found.text == "Åtgärdsplan\nAktivitet | När\nUtbilda | 1 mars"
    assert found.tables[0].rows[1][1] == Cell("1 mars", "tabell 1, rad 2, kolumn 2")
    assert found.finding == ""


def test_the_header_of_a_word_document_is_read_first() -> None:
    def head(document) -> None:
        document.sections[0].header.paragraphs[0].text = "Bilaga R2"

    found = read("a.docx", files.word("Rutin", change=head))

    assert found.text == "Bilaga R2\nRutin"


def test_what_stands_in_content_controls_and_tracked_insertions_is_read_and_what_is_struck_out_is_not() -> None:
    content = files.word("PLATS")
    body = files.part_of(content, "word/document.xml").replace(
        "<w:r><w:t>PLATS</w:t></w:r>",
        "<w:ins><w:r><w:t>nytt </w:t></w:r></w:ins><w:del><w:r><w:delText>gammalt</w:delText></w:r></w:del>"
        "<w:sdt><w:sdtContent><w:r><w:t>ifyllt</w:t></w:r></w:sdtContent></w:sdt>",
    )

    found = read("a.docx", files.with_part(content, "word/document.xml", body))

    assert found.text == "nytt ifyllt"


def test_merged_cells_in_word_repeat_what_the_file_says_and_are_marked() -> None:
    def merge(document) -> None:
        table = document.tables[0]
        table.cell(1, 0).merge(table.cell(2, 0))

    found = read("a.docx", files.word(rows=[["Brist", "Åtgärd"], ["D1", "Utbilda"], ["", "Följ upp"]], change=merge))

    assert [row[0].text.strip() for row in found.tables[0].rows] == ["Brist", "D1", "D1"]
    assert [row[0].is_merged for row in found.tables[0].rows] == [False, False, True]


def test_an_excel_book_is_read_as_it_is_shown() -> None:
    def shape(book) -> None:
        sheet = book.active
        sheet["B2"].number_format = "0.00"
        sheet.merge_cells("A2:A3")

    rows = [["Brist", "Krav"], ["D1", 3.1], [None, 4]]
    found = read("plan.xlsx", files.excel(rows, title="Plan", change=shape))

    assert [[cell.text for cell in row] for row in found.tables[0].rows] == [
        ["Brist", "Krav"],
        ["D1", "3.10"],
        ["D1", "4"],
    ]
    assert found.tables[0].rows[2][0] == Cell("D1", "Plan!A3", is_merged=True)


def test_a_formula_without_a_saved_value_is_told_and_not_calculated() -> None:
    found = read("plan.xlsx", files.excel([["=1+1"]]))

    assert found.text == ""
    assert "formler utan sparat värde" in found.finding


def test_a_cell_at_the_edge_of_the_sheet_does_not_make_a_million_cells() -> None:
    def far(book) -> None:
        book.active["XFD1048576"] = "långt bort"

    found = read("plan.xlsx", files.excel([["Aktivitet"]], change=far))

    assert found.text == "Blad1\n" + "Aktivitet" + " | " * 59
    assert "resten lästes inte" in found.finding


def test_a_pdf_is_read() -> None:
    found = read("rutin.pdf", files.pdf("Rutin för avvikelser", "Bilaga R2"))

    assert (found.form, found.finding) == ("pdf", "")
    assert found.text.split("\n") == ["Rutin för avvikelser", "Bilaga R2"]


def test_a_pdf_without_text_is_told_to_be_scanned() -> None:
    assert "inskannad" in read("rutin.pdf", files.pdf()).finding


def test_a_pdf_that_anyone_may_open_is_read_although_it_is_locked_against_changes() -> None:
    found = read("rutin.pdf", files.locked_pdf("", "Rutin", owner="hemligt"))

    assert (found.text.strip(), found.finding) == ("Rutin", "")


def test_an_odt_is_read_with_its_tables() -> None:
    body = (
        "<text:h>Plan</text:h><text:p>Vi<text:s/>gör<text:tab/>så</text:p><table:table>"
        '<table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Brist</text:p>'
        "</table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows>"
        "<table:table-row><table:table-cell><text:p>D1</text:p></table:table-cell>"
        "<table:table-cell><text:p>a</text:p><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )

    found = read("plan.odt", files.odt(body))

    assert found.form == "odt"
    assert found.text == "Plan\nVi gör\tså\nBrist | Brist\nD1 | a b"
    assert found.tables[0].rows[0][1] == Cell("Brist", "tabell 1, rad 1, kolumn 2", is_merged=True)


@pytest.mark.parametrize("encoded", ["å;ä\n1;2".encode(), "å;ä\n1;2".encode("cp1252"), "å;ä\n1;2".encode("utf-16")])
def test_separated_values_are_a_table_in_any_usual_charset(encoded: bytes) -> None:
    found = read("plan.csv", encoded)

    assert [[cell.text for cell in row] for row in found.tables[0].rows] == [["å", "ä"], ["1", "2"]]
    assert found.tables[0].rows[1][0].place == "rad 2, kolumn 1"


def test_a_web_page_is_read_without_its_scripts() -> None:
    page = b"<html><head><title>x</title></head><script>alert(1)</script><p>Hej<br>du</p><table><tr><td>a<td>b</table>"

    found = read("a.html", page)

    assert found.text == "Hej\ndu\na | b"
    assert found.tables[0].rows[0][1] == Cell("b", "tabell 1, rad 1, kolumn 2")


def test_characters_that_turn_the_text_are_made_harmless() -> None:
    assert read("a.txt", "a\u202eb\x1b[2J".encode()).text == "a�b�[2J"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("plan.pdf", files.word("x"), "heter .pdf men är ett Word-dokument"),
        ("plan.docx", files.pdf("x"), "heter .docx men är en PDF"),
        ("plan.docx", b"hej", "heter .docx men är ren text"),
        ("plan.pdf", b"MZ\x90\x00\x03\x00", "heter .pdf men är ett program"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told(name: str, content: bytes, says: str) -> None:
    assert says in read(name, content).finding


def test_a_file_is_read_as_what_it_is() -> None:
    assert read("plan.pdf", files.word("Vi utbildar")).text == "Vi utbildar"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", files.locked_pdf("hemligt", "x")),
        ("plan.xlsx", files.locked_office()),
        ("plan.odt", files.odt("<text:p/>", manifest="<manifest><encryption-data/></manifest>")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_locked_file_is_told(name: str, content: bytes) -> None:
    found = read(name, content)

    assert found.findings == ("Filen är krypterad eller lösenordsskyddad.",)
    assert found.text == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.docm", files.with_part(files.word("Vi utbildar"), "word/vbaProject.bin", b"x")),
        ("plan.xlsm", files.with_part(files.excel([["Vi utbildar"]]), "xl/vbaProject.bin", b"x")),
    ],
)
def test_macros_are_told_and_the_rest_is_read(name: str, content: bytes) -> None:
    found = read(name, content)

    assert "innehåller makron" in found.finding
    assert "Vi utbildar" in found.text


def test_a_script_in_a_pdf_is_told() -> None:
    found = read("a.pdf", files.pdf("Hej", extra="/OpenAction << /S /JavaScript /JS (app.alert) >>"))

    assert "innehåller skript" in found.finding


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!-- långt förord --><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY x "&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_entities_are_refused_in_word_and_odt(prolog: str) -> None:
    content = files.word("PLATS")
    body = files.part_of(content, "word/document.xml").replace("?>", f"?>{prolog}", 1).replace("PLATS", "&x;")

    found = texts_of(
        [
            attached("a.docx", files.with_part(content, "word/document.xml", body)),
            attached("a.odt", files.odt("<text:p>&x;</text:p>", prolog=prolog)),
        ],
        LIMITS,
    )

    assert all("har en DTD" in one.finding for one in found)
    assert [one.text for one in found] == ["", ""]


def test_a_zip_bomb_is_never_unpacked() -> None:
    nothing = b"\0" * 30_000_000
    bomb = files.with_part(files.word("x"), "word/media/image1.png", nothing)

    hard = read("plan.docx", bomb)
    large = read("plan.docx", bomb, replace(LIMITS, unpacked_bytes=20_000_000))

    assert "packad hårdare" in hard.finding
    assert "packar upp till mer" in large.finding


def test_a_file_that_takes_too_much_memory_is_a_finding() -> None:
    rows = [["x" * 20] * 50] * 2000

    found = read("stor.xlsx", files.excel(rows), replace(LIMITS, memory_bytes=70_000_000))

    assert found.findings == ("Filen lästes inte färdigt: den kräver mer minne än en fil får ta.",)


def test_a_file_that_takes_too_long_is_a_finding() -> None:
    rows = [[f"{row} {column}" for column in range(60)] for row in range(1500)]

    found = read("stor.xlsx", files.excel(rows), replace(LIMITS, cpu_seconds=1))

    assert found.findings == ("Filen lästes inte färdigt: den tar längre tid än en fil får ta.",)


def test_a_long_text_is_cut_and_told() -> None:
    found = read("a.txt", b"x" * 5_000, replace(LIMITS, characters=1_000))

    assert len(found.text) == 1_000
    assert "de första 1000 tecknen" in found.finding


@pytest.mark.parametrize("ending", [ending for ending in Ending if ending])
def test_however_the_reading_ends_it_is_a_finding(monkeypatch: pytest.MonkeyPatch, ending: Ending) -> None:
    monkeypatch.setattr(texts, "run", lambda *_: Outcome(ending))

    assert read("a.txt", b"x").findings == (f"Filen {ending}.",)


@pytest.mark.parametrize(
    "answer",
    [b"", b"nonsense", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"form":"x","text":"","tables":[],"findings":[]}',
     b'{"form":"","text":"","tables":[[1]],"findings":[]}', b'{"form":"","text":"","tables":[],"findings":[1]}',
     b'{"form":"","text":"","tables":[["a",[[["x","y",1]]]]],"findings":[]}'],
)  # fmt: skip
def test_a_senseless_answer_is_a_finding(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    monkeypatch.setattr(texts, "run", lambda *_: Outcome(Ending.DONE, answer))

    assert read("a.txt", b"x").findings == ("Filen gick inte att läsa: läsningen gav inget begripligt svar.",)


def test_the_same_content_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        texts, "run", lambda *_: asked.append(1) or Outcome(Ending.DONE, packed(Extracted("", "txt", "x")))
    )

    found = texts_of([attached("a.txt", b"x"), attached("b.txt", b"x")], LIMITS)

    assert [one.name for one in found] == ["a.txt", "b.txt"]
    assert len(asked) == 1


def test_the_service_itself_loads_none_of_the_libraries() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, notifications.incoming.texts; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert not {"pypdf", "docx", "lxml", "openpyxl", "notifications.incoming.reading"} & set(told.stdout.split())


_STARTS = st.sampled_from(
    [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"\xff\xfe"]
)
_WHOLE = st.sampled_from(
    [files.word("Hej", rows=[["a", "b"]]), files.excel([["a", 1]]), files.pdf("Hej"), files.odt("<text:p>a</text:p>")]
)


@settings(max_examples=60, deadline=None)
@given(
    content=st.one_of(
        st.builds(lambda start, rest: start + rest, _STARTS, st.binary(max_size=300)),
        st.builds(
            lambda whole, at, new: whole[: at % len(whole)] + new + whole[at % len(whole) + len(new) :],
            _WHOLE,
            st.integers(0, 10**6),
            st.binary(max_size=8),
        ),
    ),
    name=st.sampled_from(["a.pdf", "a.docx", "a.csv", "a", ""]),
)
def test_whatever_arrives_nothing_is_raised(content: bytes, name: str) -> None:
    found = read(name, content)

    assert found.name == name
    assert found.text or found.findings or content.strip() or found.form


@given(st.binary(max_size=200))
def test_no_bytes_make_the_answer_anything_but_an_answer(answer: bytes) -> None:
    with suppress(ValueError):
        assert packed(unpacked(answer))
