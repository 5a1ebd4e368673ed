"""OpenDocument text (.odt), by the standard library: the format is one XML file in a zip."""

import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator

from notifications.incoming.extracted import Cell, Extracted, Table, as_text
from notifications.incoming.forms import Form
from notifications.incoming.reading.package import Unreadable

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_BODY = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}body"
_LINES = (_TEXT + "p", _TEXT + "h")
_LEFT_OUT = (_TEXT + "tracked-changes", _TEXT + "sequence-decls")
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_SPACES = {_TEXT + "tab": "\t", _TEXT + "line-break": "\n", _TEXT + "s": " "}
_MOST = 200  # of what a number in the file repeats


def read(package: zipfile.ZipFile) -> Extracted:
    """The text and the tables. Raises Unreadable, and whatever the damage of a file leads to."""
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise Unreadable("är krypterad eller lösenordsskyddad.")
    root = ET.fromstring(package.read("content.xml"))  # noqa: S314 – what has a DTD has been refused, and entities need one
    body = root.find(_BODY)
    tables: list[Table] = []
    lines = [] if body is None else list(_blocks(body, tables))
    return Extracted("", Form.ODT, "\n".join(line for line in lines if line.strip()), tuple(tables))


def _blocks(element: ET.Element, tables: list[Table]) -> Iterator[str]:
    for child in element:
        if child.tag in _LINES:
            yield _text(child)
        elif child.tag == _TABLE + "table":
            tables.append(_table(child, f"tabell {len(tables) + 1}"))
            yield as_text(tables[-1])
        elif child.tag not in _LEFT_OUT:
            yield from _blocks(child, tables)


def _text(element: ET.Element) -> str:
    found = [_SPACES.get(element.tag, ""), element.text or ""]
    for child in element:
        if child.tag not in _LEFT_OUT:
            found += ["\n" if child.tag in _LINES and any(found) else "", _text(child)]
        found.append(child.tail or "")
    return "".join(found)


def _table(element: ET.Element, place: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    covering: dict[tuple[int, int], str] = {}
    for row in _rows(element):
        for _ in range(_repeated(row, "number-rows-repeated")):
            cells = _cells(row, len(rows), place, covering)
            rows.append(cells)
    return Table(place, tuple(rows))


def _rows(element: ET.Element) -> Iterator[ET.Element]:
    for child in element:
        if child.tag == _TABLE + "table-row":
            yield child
        elif child.tag not in _CELLS:
            yield from _rows(child)


def _cells(row: ET.Element, number: int, place: str, covering: dict[tuple[int, int], str]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for child in (one for one in row if one.tag in _CELLS):
        for _ in range(_repeated(child, "number-columns-repeated")):
            column = len(cells)
            is_covered = child.tag == _CELLS[1]
            text = covering.get((number, column), "") if is_covered else _text(child)
            if not is_covered:
                _cover(covering, child, (number, column), text)
            cells.append(Cell(text, f"{place}, rad {number + 1}, kolumn {column + 1}", is_merged=is_covered))
    return tuple(cells)


def _cover(covering: dict[tuple[int, int], str], cell: ET.Element, at: tuple[int, int], text: str) -> None:
    for row in range(_repeated(cell, "number-rows-spanned")):
        for column in range(_repeated(cell, "number-columns-spanned")):
            covering[at[0] + row, at[1] + column] = text


def _repeated(element: ET.Element, what: str) -> int:
    value = element.get(_TABLE + what, "1")
    return max(1, min(int(value), _MOST)) if value.isdecimal() and len(value) < 8 else 1
