"""Excel books, by openpyxl: what the cells show, never what a formula would give."""

import re
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from notifications.incoming.extracted import Cell, Extracted, Table, as_text
from notifications.incoming.forms import Form

_MOST_SHEETS, _MOST_ROWS, _MOST_COLUMNS = 40, 2_000, 60
_DECIMALS = re.compile(r"0\.(0{1,6})")


def read(content: bytes) -> Extracted:
    """A table for each sheet. Raises whatever the damage of a file leads to."""
    book = load_workbook(BytesIO(content), data_only=True, keep_links=False)
    findings: list[str] = []
    sheets = book.worksheets
    if len(sheets) > _MOST_SHEETS:
        findings.append(f"har {len(sheets)} blad; de första {_MOST_SHEETS} lästes.")
    tables = tuple(_table(sheet, findings) for sheet in sheets[:_MOST_SHEETS])
    if _has_unsaved_formulas(content, sheets[:_MOST_SHEETS]):
        findings.append("har formler utan sparat värde: de cellerna lästes som tomma.")
    text = "\n".join(f"{table.place}\n{as_text(table)}" for table in tables if table.rows)
    return Extracted("", Form.XLSX, text, tables, tuple(findings))


def _table(sheet: Any, findings: list[str]) -> Table:
    rows, columns = min(sheet.max_row, _MOST_ROWS), min(sheet.max_column, _MOST_COLUMNS)
    if sheet.max_row > _MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
        findings.append(
            f"är större på bladet {sheet.title} än {_MOST_ROWS} rader × {_MOST_COLUMNS} kolumner: resten lästes inte."
        )
    covered = _covered(sheet, rows, columns)
    read = (tuple(_cell(sheet, row, column, covered) for column in range(1, columns + 1)) for row in range(1, rows + 1))
    return Table(sheet.title, tuple(row for row in read if any(cell.text for cell in row)))


def _cell(sheet: Any, row: int, column: int, covered: dict[tuple[int, int], tuple[int, int]]) -> Cell:
    at = covered.get((row, column), (row, column))
    return Cell(
        _shown(sheet.cell(*at)), f"{sheet.title}!{get_column_letter(column)}{row}", is_merged=at != (row, column)
    )


def _covered(sheet: Any, rows: int, columns: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Where a merged cell's text stands, for each place that it covers."""
    return {
        (row, column): (area.min_row, area.min_col)
        for area in list(sheet.merged_cells.ranges)[:_MOST_ROWS]
        for row in range(area.min_row, min(area.max_row, rows) + 1)
        for column in range(area.min_col, min(area.max_col, columns) + 1)
    }


def _shown(cell: Any) -> str:
    """As a reader of the sheet sees it: days as YYYY-MM-DD, and 3.10 with its nought where the format shows it."""
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "SANT" if value else "FALSKT"
        case datetime():
            return value.isoformat(" ", "minutes").removesuffix(" 00:00")
        case date():
            return value.isoformat()
        case float() | int():
            return _number(value, str(cell.number_format))
    return str(value).strip()


def _number(value: float, shown_as: str) -> str:
    decimals = _DECIMALS.fullmatch(shown_as)
    if decimals:
        return f"{value:.{len(decimals[1])}f}"
    return str(int(value)) if value == int(value) and abs(value) < 10**15 else str(value)


def _has_unsaved_formulas(content: bytes, sheets: list[Any]) -> bool:
    """A program that writes books without calculating leaves formulas without the value that is shown."""
    book = load_workbook(BytesIO(content), keep_links=False)
    return any(
        cell.data_type == "f" and sheet.cell(cell.row, cell.column).value is None
        for sheet in sheets
        for row in book[sheet.title].iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS)
        for cell in row
    )
