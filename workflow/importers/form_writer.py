"""Writes the empty .xlsx form of a case, with lists to choose from and a sheet that says how it is filled in."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from workflow.errors import InputError, in_swedish
from workflow.importers import form
from workflow.importers.case_file import DeficiencyTable
from workflow.importers.form import Holds

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS = 200  # that bear lists to choose from; more may be filled in
_WIDE, _NARROW = 44, 18
_HOW = (
    "Formuläret blir ett ärende med: brist ärende ny FIL.xlsx. Pröva först: brist ärende ny FIL.xlsx --torrkör",
    "Alla fel sägs på en gång, med blad och cell. Programmet rättar ingenting, och skriver inget förrän allt stämmer.",
    "En rad för varje delbrist. Bristens krav, punkt, slag och grad räcker på dess första rad.",
    "Dagar skrivs 2026-06-08. En dag som källan inte ger skrivs okänt: då löper ingen klocka, och det blir en uppgift.",
    "Bladet Tidigare fylls bara i när ärendet redan har börjat. En begärd handling står under sitt påpekande.",
    "Formler och sammanslagna celler läses inte. Siffror som är namn, som krav 3.10, är formaterade som text.",
    "Mätvärden och räkningar av enheter registreras efteråt (brist mätvärde registrera) eller i en TOML-fil.",
)


def write_form(path: Path, rulesets: Sequence[str], mailboxes: Sequence[str]) -> None:
    """Write the form. Raises InputError if the file exists already, is not called .xlsx, or cannot be written."""
    if path.suffix.lower() != ".xlsx":
        raise InputError(str(path), "är inget namn på ett formulär", "ge filen ett namn som slutar på .xlsx")
    from openpyxl import Workbook

    book = Workbook()
    _case_sheet(_first(book), rulesets, mailboxes)
    _table_sheet(book.create_sheet(form.CONTACTS), form.CONTACT_FIELDS, {})
    fields = (*form.DEFICIENCY_FIELDS, *form.SUBPOINT_FIELDS)
    _table_sheet(book.create_sheet(form.DEFICIENCIES), fields, {"Slag": _choices(DeficiencyTable, "slag")})
    _earlier_sheet(book.create_sheet(form.EARLIER))
    _help_sheet(book.create_sheet(form.HELP))
    try:
        with path.open("xb") as file:
            book.save(file)
    except FileExistsError:
        raise InputError(str(path), "finns redan, och skrivs inte över", "ange ett annat namn") from None
    except OSError as error:
        raise InputError(
            str(path), f"går inte att skriva: {in_swedish(error)}", "ange en mapp som finns och som du får skriva i"
        ) from None


def _first(book: "Workbook") -> "Worksheet":
    (sheet,) = book.worksheets
    sheet.title = form.CASE
    return sheet


def _choices(model: type, name: str) -> tuple[str, ...]:
    return tuple(get_args(model.model_fields[name].annotation))  # type: ignore[attr-defined]


def _heading(sheet: "Worksheet", words: Sequence[str]) -> None:
    from openpyxl.styles import Font

    for column, word in enumerate(words, 1):
        sheet.cell(1, column, word).font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _case_sheet(sheet: "Worksheet", rulesets: Sequence[str], mailboxes: Sequence[str]) -> None:
    _heading(sheet, ("Uppgift", "Värde", "Hjälp"))
    lists = {"arende.regler": rulesets, "arende.brevlada": mailboxes}
    for row, about in enumerate(form.CASE_FIELDS, 2):
        sheet.cell(row, 1, about.heading)
        sheet.cell(row, 3, f"{about.help}{' (måste fyllas i)' if about.is_required else ''}")
        sheet.cell(row, 2).number_format = _format(about.holds)
        choices = ("ja", "nej") if about.holds is Holds.YES_NO else lists.get(about.key, ())
        _choose(sheet, f"B{row}", choices)
    _widths(sheet, (_NARROW, _WIDE, 2 * _WIDE))


def _table_sheet(sheet: "Worksheet", fields: Sequence[form.Field], lists: dict[str, tuple[str, ...]]) -> None:
    _heading(sheet, [about.heading for about in fields])
    for column, about in enumerate(fields, 1):
        _column(sheet, column, about.holds, lists.get(about.heading, ()))
    _widths(
        sheet, [_WIDE if about.heading in ("Punkt", "Text", "Namn", "E-postadress") else _NARROW for about in fields]
    )


def _earlier_sheet(sheet: "Worksheet") -> None:
    _heading(sheet, [form.KIND_HEADING, *(about.heading for about in form.EARLIER_FIELDS)])
    _column(sheet, 1, Holds.TEXT, tuple(form.Kind))
    for column, about in enumerate(form.EARLIER_FIELDS, 2):
        means = ("e-post", "brev", "bud", "post", "brevlåda") if about.heading == "Sätt" else ()
        _column(sheet, column, about.holds, means)
    _widths(sheet, [_NARROW] * (len(form.EARLIER_FIELDS) + 1))


def _help_sheet(sheet: "Worksheet") -> None:
    _heading(sheet, (form.HELP,))
    lines: list[tuple[str, ...]] = [(line,) for line in _HOW]
    lines += [
        (),
        ("Exempel på bladet Brister",),
        tuple(f.heading for f in (*form.DEFICIENCY_FIELDS, *form.SUBPOINT_FIELDS)),
    ]
    lines += [
        ("D1", "3.4", "Samverkan", "krav", "", "D1a", "Rutinen saknar aktörer"),
        ("", "", "", "", "", "D1b", "Rutinen är inte känd"),
        (),
        ("Bladet Tidigare, kolumn för kolumn",),
    ]
    lines += [(f.heading, ", ".join(f.keys), f.help) for f in form.EARLIER_FIELDS]
    lines += [(), ("Bladen Kontakter och Brister, kolumn för kolumn",)]
    lines += [(f.heading, "", f.help) for f in (*form.CONTACT_FIELDS, *form.DEFICIENCY_FIELDS, *form.SUBPOINT_FIELDS)]
    for row, line in enumerate(lines, 2):
        for column, word in enumerate(line, 1):
            sheet.cell(row, column, word or None)
    _widths(sheet, (_NARROW, _NARROW, _NARROW))


def _column(sheet: "Worksheet", column: int, holds: Holds, choices: Sequence[str]) -> None:
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(column)
    sheet.column_dimensions[letter].number_format = _format(holds)
    _choose(sheet, f"{letter}2:{letter}{_ROWS}", ("ja", "nej") if holds is Holds.YES_NO else choices)


def _format(holds: Holds) -> str:
    return "yyyy-mm-dd" if holds is Holds.DAY else "@"


def _choose(sheet: "Worksheet", where: str, choices: Sequence[str]) -> None:
    """A list to choose from; Excel takes at most 255 characters of it."""
    from openpyxl.worksheet.datavalidation import DataValidation

    text = ",".join(choices)
    if choices and len(text) <= 253 and not any("," in choice for choice in choices):
        rule = DataValidation(type="list", formula1=f'"{text}"', allow_blank=True, showErrorMessage=True)
        rule.error = f"Välj ett av: {', '.join(choices)}"
        sheet.add_data_validation(rule)
        rule.add(where)


def _widths(sheet: "Worksheet", widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
