"""Reads the .xlsx form of a case into the tables of a case file, and says in which cell each of them stands.

What Excel may have changed by itself is refused, never guessed: formulas, merged cells, fractions where a text is meant
(3.10 becomes 3.1), days with a time of day. Only this module and `form_writer` load openpyxl.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.errors import InputError, InputErrors, in_swedish
from workflow.importers import form
from workflow.importers.form import Holds, Kind

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Cell = Any  # openpyxl's Cell, or the MergedCell that stands for one
_MOST_BYTES = 5_000_000  # unpacked; a filled form has some tens of thousands
_MOST_PARTS = 200
_OLE = b"\xd0\xcf\x11\xe0"  # an encrypted .xlsx, or the .xls of old
_NEW_FORM = "gör en ny mall med brist ärende mall FIL.xlsx, och flytta över uppgifterna"
_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(slots=True)
class Form:
    """What the form says: tables as in a case file, the cell of each place in them, and what could not be read."""

    tables: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    problems: list[InputError] = field(default_factory=list)


def read_form(path: Path) -> Form:
    """The form in the file. Raises InputErrors for a file that is no form; what is wrong in a cell is in `problems`."""
    book = _book(path)
    found = Form()
    there = {sheet.title for sheet in book.worksheets}
    missing = [name for name in (form.CASE, form.CONTACTS, form.DEFICIENCIES, form.EARLIER) if name not in there]
    if missing:
        raise _unusable(path, f"bladet {missing[0]} saknas", _NEW_FORM)
    _case(found, book[form.CASE])
    _contacts(found, book[form.CONTACTS])
    _deficiencies(found, book[form.DEFICIENCIES])
    _earlier(found, book[form.EARLIER])
    return found


def _unusable(path: Path, what: str, remedy: str) -> InputErrors:
    return InputErrors([InputError(str(path), what, remedy)])


def _book(path: Path) -> "Workbook":
    _refuse_unsafe(path)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and lists that it cannot keep: nothing is written back
            return load_workbook(path, keep_links=False)
    except Exception:  # noqa: BLE001 – openpyxl raises whatever the damage leads to; nothing of it helps the reader
        raise _unusable(
            path, "filen är skadad, eller är ingen .xlsx", f"öppna och spara den på nytt, eller {_NEW_FORM}"
        ) from None


def _refuse_unsafe(path: Path) -> None:
    """What is no .xlsx, is encrypted, or would unpack into more than any form holds, is never given to openpyxl."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start == _OLE:
            raise _unusable(path, "filen har lösenord, eller är en .xls", "ta bort lösenordet och spara den som .xlsx")
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except FileNotFoundError:
        raise _unusable(
            path, "filen finns inte", "kontrollera namnet, eller gör en mall: brist ärende mall FIL.xlsx"
        ) from None
    except zipfile.BadZipFile:
        raise _unusable(
            path, "filen är skadad, eller är ingen .xlsx", f"spara den på nytt, eller {_NEW_FORM}"
        ) from None
    except OSError as error:
        raise _unusable(
            path, f"filen kan inte läsas: {in_swedish(error)}", "kontrollera namn och rättigheter"
        ) from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
        raise _unusable(path, "filen är större än något formulär", f"ta bort bilder och andra blad, eller {_NEW_FORM}")
    if any(part.flag_bits & 1 for part in parts):
        raise _unusable(path, "filen har lösenord", "ta bort lösenordet och spara den på nytt")


def _case(found: Form, sheet: "Worksheet") -> None:
    rows = {str(sheet.cell(row, 1).value or "").strip(): row for row in range(1, min(sheet.max_row, form.LAST_ROW) + 1)}
    _refuse_merged(found, sheet)
    for about in form.CASE_FIELDS:
        if about.heading not in rows:
            found.problems.append(InputError(form.CASE, f"raden {about.heading} saknas", _NEW_FORM))
            continue
        table, _, key = about.key.partition(".")
        cell = sheet.cell(rows[about.heading], 2)
        _put(found, found.tables.setdefault(table, {}), f"{table}.{key}", cell, about.holds)


def _contacts(found: Form, sheet: "Worksheet") -> None:
    rows = found.tables.setdefault("kontakt", [])
    headings = [about.heading for about in form.CONTACT_FIELDS]
    for number, cells in enumerate(_rows(found, sheet, headings), 1):
        row: dict[str, Any] = {}
        rows.append(row)
        for about in form.CONTACT_FIELDS:
            _put(found, row, f"kontakt.{number}.{about.key}", cells[about.heading], about.holds)


def _deficiencies(found: Form, sheet: "Worksheet") -> None:
    """One row for each delbrist; what is said of its brist stands on the first row, and again or not on the others."""
    tables = found.tables.setdefault("brist", [])
    headings = [about.heading for about in (*form.DEFICIENCY_FIELDS, *form.SUBPOINT_FIELDS)]
    for cells in _rows(found, sheet, headings):
        code = cells["Brist"].value
        if not tables or (code is not None and str(code).strip() != tables[-1].get("kod")):
            tables.append({"delbrist": []})
            for about in form.DEFICIENCY_FIELDS:
                _put(found, tables[-1], f"brist.{len(tables)}.{about.key}", cells[about.heading], about.holds)
        else:
            _compare(found, tables[-1], cells)
        points = tables[-1]["delbrist"]
        points.append({})
        for about in form.SUBPOINT_FIELDS:
            place = f"brist.{len(tables)}.delbrist.{len(points)}.{about.key}"
            _put(found, points[-1], place, cells[about.heading], about.holds)


def _compare(found: Form, table: Mapping[str, Any], cells: Mapping[str, Cell]) -> None:
    for about in form.DEFICIENCY_FIELDS:
        cell = cells[about.heading]
        said = "" if cell.value is None else str(cell.value).strip()
        if said and said != table.get(about.key):
            what = f"'{said}' skiljer sig från '{table.get(about.key, '')}' på bristens första rad"
            found.problems.append(InputError(_name(cell), what, "skriv lika, eller lämna cellen tom"))


def _earlier(found: Form, sheet: "Worksheet") -> None:
    headings = [form.KIND_HEADING, *(about.heading for about in form.EARLIER_FIELDS)]
    for cells in _rows(found, sheet, headings):
        first = cells[form.KIND_HEADING]
        said = str(first.value or "").strip().casefold()
        if said not in set(Kind):
            what = f"'{said}' är inget slag" if said else "slaget saknas"
            found.problems.append(InputError(_name(first), what, f"välj ett av: {', '.join(Kind)}"))
            continue
        kind = Kind(said)
        place = _new_row(found, kind, first)
        if place is not None:
            _fill_earlier(found, kind, *place, cells)


def _new_row(found: Form, kind: Kind, first: Cell) -> tuple[dict[str, Any], str] | None:
    """The table that the row fills, and its place; a begärd handling belongs to the påpekande above it."""
    row: dict[str, Any] = {}
    if kind is Kind.DEMAND:
        notices = found.tables.get("tidigare_papekande", [])
        if not notices:
            what = "en begärd handling hör till ett påpekande, och inget står ovanför"
            found.problems.append(InputError(_name(first), what, "flytta raden till under sitt påpekande"))
            return None
        demands = notices[-1].setdefault("begard_handling", [])
        demands.append(row)
        place = f"tidigare_papekande.{len(notices)}.begard_handling.{len(demands)}"
    else:
        rows = found.tables.setdefault(form.TABLES[kind], [])
        rows.append(row)
        place = f"{form.TABLES[kind]}.{len(rows)}"
    found.cells[place] = _name(first)
    return row, place


def _fill_earlier(found: Form, kind: Kind, row: dict[str, Any], place: str, cells: Mapping[str, Cell]) -> None:
    for about in form.EARLIER_FIELDS:
        cell = cells[about.heading]
        if key := about.keys.get(kind):
            holds = Holds.NAMES if key == "handlingar" else about.holds
            _put(found, row, f"{place}.{key}", cell, holds, takes_time=key == "inkom")
        elif cell.value is not None:
            what = f"{about.heading} används inte för {kind}"
            found.problems.append(InputError(_name(cell), what, "töm cellen, eller rätta slaget"))


def _rows(found: Form, sheet: "Worksheet", headings: list[str]) -> Iterator[dict[str, Cell]]:
    """The rows that hold something, each by heading."""
    _refuse_merged(found, sheet)
    columns = {str(cell.value or "").strip(): number for number, cell in enumerate(sheet[1], 1)}
    if lacking := [heading for heading in headings if heading not in columns]:
        found.problems.append(InputError(sheet.title, f"kolumnen {lacking[0]} saknas", _NEW_FORM))
        return
    if sheet.max_row > form.LAST_ROW:
        what = f"bladet har {sheet.max_row} rader, fler än {form.LAST_ROW}"
        found.problems.append(InputError(sheet.title, what, "ta bort de tomma raderna sist"))
        return
    for number in range(2, sheet.max_row + 1):
        cells = {heading: sheet.cell(number, columns[heading]) for heading in headings}
        if any(cell.value not in (None, "") for cell in cells.values()):
            yield cells


def _refuse_merged(found: Form, sheet: "Worksheet") -> None:
    for merged in sheet.merged_cells.ranges:
        what = "cellerna är sammanslagna, och det går inte att se vilken rad de gäller"
        found.problems.append(
            InputError(f"{sheet.title}!{merged.coord}", what, "dela dem, och skriv värdet i varje rad")
        )


def _name(cell: Cell) -> str:
    return f"{cell.parent.title}!{cell.coordinate}"


def _put(found: Form, row: dict[str, Any], place: str, cell: Cell, holds: Holds, *, takes_time: bool = False) -> None:
    """Put the cell's value into the row under the last part of its place, and remember where it stood."""
    found.cells[place] = _name(cell)
    if cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
        return
    try:
        row[place.rpartition(".")[2]] = _value(cell, holds, takes_time)
    except ValueError as error:
        what, _, remedy = str(error).partition("; ")
        found.problems.append(InputError(_name(cell), what, remedy))


def _value(cell: Cell, holds: Holds, takes_time: bool) -> Any:
    if cell.data_type == "f":
        raise ValueError("cellen har en formel; klistra in värdet i stället")
    if cell.data_type == "e":
        raise ValueError(f"cellen har ett fel ({cell.value}); skriv värdet")
    match holds:
        case Holds.DAY:
            return _day(cell.value, takes_time)
        case Holds.YES_NO:
            return _yes_or_no(cell.value)
        case Holds.CODES:
            return [part.strip() for part in _text(cell.value).split(",")]
        case Holds.NAMES:
            return [part.strip() for part in _text(cell.value).split(";")]
    return _text(cell.value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        raise ValueError(
            f"cellen har talet {value}, och Excel kan ha ändrat det (3.10 blir 3.1); skriv det som text, med ' först"
        )
    raise ValueError(f"cellen har {value}, ingen text; skriv det som text, med ' först")


def _day(value: Any, takes_time: bool) -> Any:
    """A day, an instant where one may be given, or what was written, for the case file's own check."""
    if isinstance(value, datetime):
        if value.time() == time(0):
            return value.date()
        if takes_time:
            return value
        raise ValueError(f"cellen har ett klockslag ({value}); skriv bara dagen: {value.date()}")
    if isinstance(value, str) and _ISO.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise ValueError(f"'{value}' finns inte i kalendern; rätta dagen") from None
    if isinstance(value, str) and value.strip().casefold() == "okänt":
        return "okänt"
    if isinstance(value, date):
        return value
    raise ValueError(f"'{value}' är inget datum; skriv år-månad-dag: 2026-06-08")


def _yes_or_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    said = str(value).strip().casefold()
    if said not in ("ja", "nej"):
        raise ValueError(f"'{value}' är varken ja eller nej; skriv ja eller nej")
    return said == "ja"
