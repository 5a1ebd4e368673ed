import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.incoming.confined import Limits
from notifications.incoming.extracted import Cell, Extracted, Table
from notifications.incoming.plans import PlanReading, missing_deficiencies, read_plan
from notifications.incoming.texts import texts_of
from tests.notifications.incoming import files
from tests.notifications.incoming.files import attached


def table(*rows: list[str]) -> Extracted:
    return Extracted(
        "plan",
        tables=(
            Table(
                "t", tuple(tuple(Cell(text, f"{y}:{x}") for x, text in enumerate(row)) for y, row in enumerate(rows))
            ),
        ),
    )


def told(reading: PlanReading) -> list[list[str | None]]:
    return [
        [cell and cell.text for cell in (row.activity, row.schedule, row.responsible, row.deficiency)]
        for row in reading.rows
    ]


def test_a_plan_in_a_word_table_is_read_with_the_place_of_each_cell() -> None:
    rows = [["Brist", "Åtgärd", "Klart senast", "Ansvarig"], ["D1", "Utbilda personalen", "1 mars 2026", "Enhetschef"]]
    [read] = texts_of([attached("plan.docx", files.word("Åtgärdsplan", rows=rows))], Limits())

    [row] = read_plan(read).rows

    assert row.activity == Cell("Utbilda personalen", "tabell 1, rad 2, kolumn 2")
    assert row.schedule == Cell("1 mars 2026", "tabell 1, rad 2, kolumn 3")
    assert row.responsible == Cell("Enhetschef", "tabell 1, rad 2, kolumn 4")
    assert row.codes == ("D1",)


def test_a_plan_in_an_excel_sheet_is_read_with_the_place_of_each_cell() -> None:
    rows = [["Åtgärdsplan Exempelhemmet"], [], ["Aktivitet", "Tidplan", "Vem"], ["Ny rutin", "v. 12", "Samordnaren"]]
    [read] = texts_of([attached("plan.xlsx", files.excel(rows, title="Plan"))], Limits())

    [row] = read_plan(read).rows

    assert [cell and cell.place for cell in (row.activity, row.schedule, row.responsible)] == [
        "Plan!A4",
        "Plan!B4",
        "Plan!C4",
    ]
    assert row.deficiency is None


@pytest.mark.parametrize(
    "heading",
    [
        ["Aktivitet", "Tidplan", "Ansvarig"],
        ["Åtgärd", "Klart senast", "Ansvarig person"],
        ["ÅTGÄRDER", "När", "Vem"],
        ["Insats", "Datum", "Roll"],
        ["Atgard", "Deadline", "Ansvar"],
        ["Vad ska göras?", "När ska det vara klart?", "Vem är ansvarig?"],
        ["Åtgärdsaktiviteter", "Tidsplan", "Ansvarig för åtgärden"],
        ["Planerad åtgärd", "Åtgärden klar senast", "Ansvarig för respektive åtgärd"],
    ],
    ids=" ".join,
)
def test_the_columns_are_known_by_what_providers_call_them(heading: list[str]) -> None:
    assert told(read_plan(table(heading, ["a", "b", "c"]))) == [["a", "b", "c", None]]


def test_the_day_by_which_it_is_done_goes_before_the_day_on_which_it_begins_and_what_has_happened_is_no_plan() -> None:
    heading = ["Krav", "Åtgärd", "Startdatum", "Klart senast", "Ansvarig", "Uppföljning datum", "Åtgärdat (ja/nej)"]

    reading = read_plan(table(heading, ["3.4", "Utbilda", "1 feb", "1 mars", "Chef", "1 maj", "nej"]))

    assert told(reading) == [["Utbilda", "1 mars", "Chef", "3.4"]]
    assert reading.rows[0].codes == ("3.4",)


def test_an_empty_cell_is_none_and_never_taken_from_the_row_above() -> None:
    reading = read_plan(
        table(["Brist", "Åtgärd", "När", "Vem"], ["D1", "Utbilda", "1 mars", "Chef"], ["", "Följ upp", "", ""])
    )

    assert told(reading)[1] == ["Följ upp", None, None, None]


def test_a_merged_cell_is_repeated_and_marked() -> None:
    def merge(document) -> None:
        document.tables[0].cell(1, 0).merge(document.tables[0].cell(2, 0))

    rows = [["Brist", "Åtgärd", "När"], ["D1", "Utbilda", "1 mars"], ["", "Följ upp", "1 maj"]]
    [read] = texts_of([attached("plan.docx", files.word(rows=rows, change=merge))], Limits())

    deficiencies = [row.deficiency for row in read_plan(read).rows]

    assert [(one.text, one.is_merged) for one in deficiencies if one] == [("D1", False), ("D1", True)]


def test_a_heading_over_several_rows_is_repeated_and_marked() -> None:
    def merge(document) -> None:
        document.tables[0].cell(1, 0).merge(document.tables[0].cell(1, 2))

    rows = [["Åtgärd", "När", "Vem"], ["D1 Dokumentation", "", ""], ["Utbilda", "1 mars", "Chef"]]
    [read] = texts_of([attached("plan.docx", files.word(rows=rows, change=merge))], Limits())

    [row] = read_plan(read).rows

    assert row.deficiency == Cell("D1 Dokumentation", "tabell 1, rad 2, kolumn 1", is_merged=True)


def test_a_heading_that_comes_again_on_the_next_page_is_no_activity() -> None:
    heading = ["Åtgärd", "När"]

    assert told(read_plan(table(heading, ["a", "1 mars"], heading, ["b", "2 mars"]))) == [
        ["a", "1 mars", None, None],
        ["b", "2 mars", None, None],
    ]


def test_a_form_with_labels_beside_their_values_is_read() -> None:
    reading = read_plan(table(["Brist", "D1"], ["Åtgärd", "Utbilda"], ["Ansvarig", "Chef"], ["Åtgärd", "Följ upp"]))

    assert told(reading) == [["Utbilda", None, "Chef", "D1"], ["Följ upp", None, None, "D1"]]
    assert reading.rows[1].deficiency == Cell("D1", "0:1", is_merged=True)


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("1. Nycklar kvitteras varje pass. Ansvarig: samordnaren. Klart: 1 maj 2025.", ["Nycklar kvitteras varje pass", "1 maj 2025", "samordnaren", None]),
        ("D3 - Rutin tas fram, klart senast 2026-03-01, ansvarig: enhetschef", ["Rutin tas fram", "senast 2026-03-01", "enhetschef", "D3"]),
        ("Avvikelser: fredagsmöte. Ansvarig Berit. Klart 15 juni.", ["Avvikelser: fredagsmöte", "15 juni", "Berit", None]),
        ("D1: Vi utbildar all personal", ["Vi utbildar all personal", None, None, "D1"]),
        ("– Delegeringar ses över (D2), vecka 20", ["Delegeringar ses över (D2), vecka 20", "vecka 20", None, "D2"]),
        ("Genomgång hålls. Ansvarig: M. Ek, Klart: hösten 2026", ["Genomgång hålls", "hösten 2026", "M. Ek", None]),
    ],
)  # fmt: skip
def test_a_line_of_a_mail_is_read_for_what_it_says(line: str, row: list[str | None]) -> None:
    reading = read_plan(f"Hej!\n\n{line}\n\nHälsningar\nKim, 070-000 00 00")

    assert told(reading) == [row]
    assert reading.rows[0].activity and reading.rows[0].activity.place == "rad 3"


@pytest.mark.parametrize(
    "line",
    [
        "Den som är ansvarig för passet har nyckeln.",
        "Vi hörs den 3 mars.",
        "Ring mig på 08-123 45 67 mellan 8.30 och 10.15.",
        "Ansvarig för åtgärden är chefen.",
        "Datum: 2026-01-01",
        "V 12 är kontoret stängt",
    ],
)
def test_a_line_that_is_no_activity_is_left_out(line: str) -> None:
    assert read_plan(f"Hej!\n{line}") == PlanReading()


def test_labelled_lines_are_read_until_the_label_comes_again() -> None:
    reading = read_plan("Åtgärd: Utbilda\nAnsvarig: Chef\nTidplan: 1 mars\n\nÅtgärd: Följ upp\nAnsvarig: Chef")

    assert told(reading) == [["Utbilda", "1 mars", "Chef", None], ["Följ upp", None, "Chef", None]]


def test_a_table_that_became_text_is_read() -> None:
    reading = read_plan("Hej\nAktivitet\tNär\tVem\nUtbilda\t1/3\tChef\nFölj upp\t\t\n\nHej då")

    assert told(reading) == [["Utbilda", "1/3", "Chef", None], ["Följ upp", None, None, None]]
    assert reading.rows[0].schedule == Cell("1/3", "rad 3, kolumn 2")


def test_activities_without_a_day_or_an_owner_are_listed() -> None:
    heading = ["Åtgärd", "När", "Vem"]
    rows = [
        ["a", "1 mars", "Chef"],
        ["b", "löpande", "Chef"],
        ["c", "2026-03", "-"],
        ["d", "", "ej utsett"],
        ["e", "Q3 2026", "x y"],
    ]

    reading = read_plan(table(heading, *rows))

    assert [row.activity.text for row in reading.without_date if row.activity] == ["b", "d"]
    assert [row.activity.text for row in reading.without_owner if row.activity] == ["c", "d"]


def test_a_deficiency_without_an_activity_is_listed() -> None:
    heading = ["Brist", "Åtgärd", "När"]
    reading = read_plan(
        table(
            heading,
            ["D1, D 2", "Utbilda", "1 mars"],
            ["D3", "", "1 mars"],
            ["Krav 3.4.1", "Rutin", ""],
            ["D5", "-", ""],
        )
    )

    assert missing_deficiencies(reading, ["42/D1", "D2", "D3", "3.4", "3.4.1", "D5"]) == ("D3", "3.4", "D5")


def test_a_text_without_a_plan_is_no_plan() -> None:
    assert read_plan(table(["Namn", "Telefon"], ["Kim", "070"])) == PlanReading()
    assert read_plan("") == PlanReading()


@given(
    st.text(alphabet="ABD123.:;|\t\n-() åansvrigklt", max_size=400),
    st.lists(
        st.lists(st.sampled_from(["Åtgärd", "När", "Vem", "Brist", "", "D1", "1 mars", "-"]), max_size=5), max_size=6
    ),
)
def test_whatever_is_written_each_cell_stands_in_the_source(text: str, rows: list[list[str]]) -> None:
    source = Extracted("x", text=text, tables=table(*rows).tables)

    for row in read_plan(source).rows:
        for cell in (row.activity, row.schedule, row.responsible):
            assert cell is None or cell.text.split(". ")[0] in text or any(cell.text in one for one in rows)


@pytest.mark.parametrize(
    "line", ["till den " * 180, "Ansvarig: " * 150, "1.1" * 500, "jan " * 370, "D1 " * 500, "klart " * 250]
)
def test_a_line_made_to_take_long_does_not(line: str) -> None:
    start = time.process_time()

    read_plan("\n".join([line[:1500]] * 20))

    assert time.process_time() - start < 5


def test_codes_without_a_day_or_an_owner_are_no_plan() -> None:
    assert not read_plan("N1: klar\nN2: klar\n").is_plan
    assert read_plan("D1: ny rutin; klart 2023-08-01; ansvarig Vera\n").is_plan
