"""Word documents. The only importer of docx (python-docx), which finds the parts of the package.

The text is taken from the elements themselves: the library's paragraphs leave out what stands in content controls,
text boxes and tracked insertions, and forms and templates are made of those.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

from docx.opc.package import OpcPackage
from docx.oxml import parse_xml

from notifications.incoming.extracted import Cell, Extracted, Table, as_text
from notifications.incoming.forms import Form

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_P, _TBL, _TR, _TC = _W + "p", _W + "tbl", _W + "tr", _W + "tc"
_BREAKS = {_P: "\n", _W + "br": "\n", _W + "cr": "\n", _W + "tab": "\t", _W + "noBreakHyphen": "-"}
_LEFT_OUT = (_FALLBACK, _W + "del", _W + "moveFrom")  # the same once more, and what is struck out
_ASIDE = {"header": True, "footer": False, "footnotes": False, "endnotes": False}  # stands before the text, or after
_MOST_COLUMNS = 63  # Word's own


def read(content: bytes) -> Extracted:
    """The text with headers first and notes last, and the tables. Raises whatever the damage of a file leads to."""
    main = OpcPackage.open(BytesIO(content)).main_document_part
    before, after = _aside(main)
    tables: list[Table] = []
    body = list(_blocks(_cleaned(main.blob), tables))
    lines = [line.strip(" ") for line in "\n".join((*before, *body, *after)).split("\n")]
    return Extracted("", Form.DOCX, "\n".join(line for line in lines if line.strip()), tuple(tables))


def _cleaned(blob: bytes) -> Any:
    root = parse_xml(blob)
    for element in list(root.iter(*_LEFT_OUT)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return root


def _aside(main: Any) -> tuple[list[str], list[str]]:
    """Headers and footers, each text once, and notes."""
    before: list[str] = []
    after: list[str] = []
    for relation in main.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in _ASIDE and not relation.is_external:
            text = _text(_cleaned(relation.target_part.blob)).strip()
            place = before if _ASIDE[kind] else after
            if text not in place:
                place.append(text)
    return before, after


def _blocks(element: Any, tables: list[Table]) -> Iterator[str]:
    """The paragraphs and tables in order, also those within content controls."""
    for child in element:
        if child.tag == _TBL:
            yield as_text(_table(child, tables))
        elif child.tag == _P:
            yield _text(child)
            yield from (as_text(_table(inner, tables)) for inner in child.iter(_TBL))
        else:
            yield from _blocks(child, tables)


def _text(element: Any) -> str:
    found = []
    for node in element.iter(_W + "t", *_BREAKS):
        if node.tag == _W + "tab" and node.getparent().tag == _W + "tabs":
            continue  # a tab stop, not a tab
        found.append(node.text or "" if node.tag == _W + "t" else _BREAKS[node.tag])
    return "".join(found).strip("\n")


def _table(element: Any, tables: list[Table]) -> Table:
    """The table, numbered in the order of the document. Tables within its cells come as tables of their own too."""
    place = f"tabell {len(tables) + 1}"
    number = len(tables)
    tables.append(Table(place, ()))
    rows: list[tuple[Cell, ...]] = []
    for tr in _within(element, _TR):
        rows.append(_row(tr, f"{place}, rad {len(rows) + 1}", rows[-1] if rows else ()))
        for tc in _within(tr, _TC):
            for inner in _within(tc, _TBL):
                _table(inner, tables)
    tables[number] = Table(place, tuple(rows))
    return tables[number]


def _row(tr: Any, place: str, above: tuple[Cell, ...]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for _ in range(min(_number(tr.find(f"{_W}trPr/{_W}gridBefore")), _MOST_COLUMNS)):
        cells.append(Cell("", f"{place}, kolumn {len(cells) + 1}"))
    for tc in islice(_within(tr, _TC), _MOST_COLUMNS):
        column = len(cells)
        continued = _continues(tc) and column < len(above)
        text = above[column].text if continued else _text(tc)
        for part in range(max(1, min(_number(tc.find(f"{_W}tcPr/{_W}gridSpan")), _MOST_COLUMNS))):
            cells.append(Cell(text, f"{place}, kolumn {len(cells) + 1}", continued or part > 0))
    return tuple(cells)


def _continues(tc: Any) -> bool:
    """The cell is covered by the one above."""
    merge = tc.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(_W + "val", "continue") == "continue"


def _number(element: Any) -> int:
    value = "" if element is None else element.get(_W + "val", "")
    return int(value) if value.isdecimal() and len(value) < 4 else 0


def _within(element: Any, tag: str) -> Iterator[Any]:
    """The nearest of that tag below; none within another table's cell."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in (_TBL, _TC, _TR):
            yield from _within(child, tag)
