"""Text, separated values and web pages, by the standard library."""

import csv
from html.parser import HTMLParser
from io import StringIO

from notifications.incoming.extracted import Cell, Extracted, Table, as_text
from notifications.incoming.forms import Form

_BLOCKS = {"p", "div", "br", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "ul", "ol", "hr"}
_SILENT = {"script", "style", "head", "template", "noscript"}
_SEPARATORS = ";\t,"


def read_text(content: bytes, is_separated: bool) -> Extracted:
    """The text; and as a table if it is said to be separated values."""
    text = decoded(content)
    if not is_separated:
        return Extracted("", Form.TEXT, text)
    separator = max(_SEPARATORS, key=text[:4096].count)
    rows = list(csv.reader(StringIO(text), delimiter=separator))
    table = Table("filen", tuple(_row(number, row) for number, row in enumerate(rows, 1) if any(row)))
    return Extracted("", Form.TEXT, as_text(table), (table,))


def _row(number: int, row: list[str], place: str = "") -> tuple[Cell, ...]:
    return tuple(Cell(text.strip(), f"{place}rad {number}, kolumn {column}") for column, text in enumerate(row, 1))


def decoded(content: bytes) -> str:
    """By its byte order mark, else as UTF-8 if it can be that, else as Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_html(content: bytes) -> Extracted:
    """What is shown: the text, and the tables. Nothing is fetched."""
    page = _Page()
    page.feed(decoded(content))
    page.close()
    lines = (" ".join(line.split()) for line in "".join(page.text).split("\n"))
    tables = tuple(
        Table(f"tabell {number}", tuple(_row(at, row, f"tabell {number}, ") for at, row in enumerate(rows, 1)))
        for number, rows in enumerate(page.tables, 1)
    )
    return Extracted("", Form.HTML, "\n".join(line for line in lines if line), tables)


class _Page(HTMLParser):
    """Collects text, and cells by table and row. A table within a cell is read as one of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.tables: list[list[list[str]]] = []
        self._open: list[int] = []
        self._in_cell = False
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a table, a row or a cell."""
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.text.append("\n")
        if tag == "table":
            self._open.append(len(self.tables))
            self.tables.append([])
        elif self._open and tag == "tr":
            self.tables[self._open[-1]].append([])
        elif self._open and tag in ("td", "th"):
            self._begin_cell()

    def _begin_cell(self) -> None:
        rows = self.tables[self._open[-1]]
        if not rows:
            rows.append([])
        self.text.append(" | " if rows[-1] else "")
        rows[-1].append("")
        self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        """End what was begun."""
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self.text.append("\n")
        if tag == "table" and self._open:
            self._open.pop()
        if tag in ("td", "th", "table"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        """Text, as it is shown."""
        if self._silent:
            return
        self.text.append(" ".join(data.split("\n")) if self._in_cell else data)
        if self._in_cell and self._open and self.tables[self._open[-1]]:
            row = self.tables[self._open[-1]][-1]
            row[-1:] = [row[-1] + data] if row else []
