"""What a file that came with a mail says: its text, its tables with each cell's place, and what was found on it."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says. `place` as in "Blad1!B3" or "tabell 2, rad 4, kolumn 1".

    A merged cell stands once in the file; where it covers more places its text is repeated there, and marked.
    """

    text: str
    place: str
    is_merged: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The rows as they stand in the file; they need not be equally long."""

    place: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was read of one file. `form` is what the content is ("docx"), whatever its name says; "" is unknown.

    `text` has everything, the tables too (their cells with " | " between them). `findings` are Swedish sentences.
    """

    name: str
    form: str = ""
    text: str = ""
    tables: tuple[Table, ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def finding(self) -> str:
        """All that was found, in one text; "" if there is nothing to say."""
        return " ".join(self.findings)


def as_text(table: Table) -> str:
    """The table in lines."""
    return "\n".join(" | ".join(" ".join(cell.text.split()) for cell in row) for row in table.rows)


def packed(read: Extracted) -> bytes:
    """As it is sent from the process that reads; the name is not sent."""
    tables = [
        [table.place, [[[cell.text, cell.place, cell.is_merged] for cell in row] for row in table.rows]]
        for table in read.tables
    ]
    answer = {"form": read.form, "text": read.text, "tables": tables, "findings": read.findings}
    return json.dumps(answer).encode()


def unpacked(answer: bytes) -> Extracted:
    """What was packed, without a name. Raises ValueError for whatever `packed` does not write."""
    try:
        match json.loads(answer):
            case {"form": str(form), "text": str(text), "tables": list(tables), "findings": list(findings)}:
                found = tuple(_string(one) for one in findings)
                return Extracted("", form, text, tuple(_table(one) for one in tables), found)
    except (RecursionError, UnicodeDecodeError):
        pass
    raise ValueError("not an answer")


def _table(value: Any) -> Table:
    match value:
        case [str(place), list(rows)] if all(isinstance(row, list) for row in rows):
            return Table(place, tuple(tuple(_cell(one) for one in row) for row in rows))
    raise ValueError("not a table")


def _cell(value: Any) -> Cell:
    match value:
        case [str(text), str(place), bool(is_merged)]:
            return Cell(text, place, is_merged)
    raise ValueError("not a cell")


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value
