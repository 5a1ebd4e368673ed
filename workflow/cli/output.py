"""How things are written: tables within 80 columns, JSON with a schema number, Swedish order and times.

No colour at all: what is shown in a window, a pipe and a file is the same. Times are shown in
Europe/Stockholm, whatever the machine's own zone is.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from workflow.cli.spelling import composed
from workflow.errors import in_swedish

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

WIDTH = 80
JSON_SCHEMA = 1
_GAP = "  "
_NARROWEST = 4


class OutputClosed(Exception):
    """Nothing more can be written. `why` is empty where the reader has gone (`brist historik 1 | head`)."""

    def __init__(self, why: str = "") -> None:
        """`why` in Swedish: "skivan är full"."""
        super().__init__(why)
        self.why = why


class Terminal(NamedTuple):
    """Where a command writes, and what it knows about the place where it was called.

    Write by `say` and `say_json`; a closed pipe then ends the command quietly. What cannot be
    written by `warn` is lost: it changes nothing. A named tuple, because `dataclasses` alone takes
    longer to import than argparse.
    """

    stdout: TextIO
    stderr: TextIO
    environ: Mapping[str, str]
    width: int = WIDTH

    def say(self, text: str = "") -> None:
        """Write one text and a line end to the output."""
        try:
            self.stdout.write(text + "\n")
        except OSError as error:
            raise output_closed(error) from None

    def say_json(self, kind: str, data: object) -> None:
        """Write `json_out` of the data."""
        self.say(json_out(kind, data))

    def warn(self, text: str) -> None:
        """Write one text and a line end beside the output, where errors go."""
        with suppress(OSError):
            self.stderr.write(text + "\n")


def output_closed(error: OSError) -> OutputClosed:
    """What it means for the output that it could not be written."""
    return OutputClosed("" if isinstance(error, BrokenPipeError) else in_swedish(error))


def width_of(environ: Mapping[str, str]) -> int:
    """The columns that COLUMNS gives if that can be used (40–200), else 80."""
    columns = environ.get("COLUMNS", "")
    return int(columns) if columns.isascii() and columns.isdigit() and 40 <= int(columns) <= 200 else WIDTH


def stockholm() -> "ZoneInfo":
    """The zone in which the municipality's days begin and end."""
    from zoneinfo import ZoneInfo

    return ZoneInfo("Europe/Stockholm")


def swedish_day(day: date) -> str:
    """A day as it is written in a register: "2023-06-08"."""
    return day.isoformat()


def swedish_instant(at: datetime) -> str:
    """An instant by the Swedish clock, to the minute: "2023-06-08 23:41".

    In the hour that comes twice in October the offset is added ("2023-10-29 02:30+02:00"), so that
    what is shown can be given back. `at` must be aware.
    """
    local = _local(at)
    text = local.strftime("%Y-%m-%d %H:%M")
    is_ambiguous = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return text + local.isoformat()[-6:] if is_ambiguous else text


def _local(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError(f"instant without offset: {at!r}")
    return at.astimezone(stockholm())


def sort_key(text: str) -> tuple[str, str]:
    """Orders names as in a Swedish register: å ä ö last, upper and lower case alike.

    Other accents count as their letter (é = e), ü as y, æ as ä and ø as ö. Equal names are told
    apart by their own spelling, so that the order is always the same.
    """
    import unicodedata

    letters = composed(text).casefold().translate(_SWEDISH_ORDER)
    parts = unicodedata.normalize("NFD", letters)
    return "".join(part for part in parts if not unicodedata.combining(part)), composed(text)


# {, | and } follow z in ASCII, so they stand in for the three last letters.
_SWEDISH_ORDER = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"})


def json_out(kind: str, data: object) -> str:
    """The data as JSON with its schema number and its type ("ärende", "frister" …).

    Days are ISO dates, instants ISO 8601 with the offset of Europe/Stockholm. Dataclasses become
    objects by field, sets sorted lists. The schema number rises when a field changes meaning or goes.
    """
    import json

    return json.dumps(
        {"schema": JSON_SCHEMA, "typ": kind, "data": data}, ensure_ascii=False, indent=2, default=_for_json
    )


def _for_json(value: Any) -> object:
    if isinstance(value, datetime):
        return _local(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    fields = getattr(type(value), "__dataclass_fields__", None)
    if fields is not None:
        return {name: getattr(value, name) for name in fields}
    raise TypeError(f"{type(value).__name__} has no JSON form")


class Table:
    """Rows under headings, never wider than asked: the widest column is wrapped first."""

    def __init__(self, *headings: str, right: Sequence[int] = ()) -> None:
        """`right`: the columns that are set flush right (numbers), counted from 0."""
        self._rows = [[composed(heading) for heading in headings]]
        self._right = frozenset(right)

    def add(self, *cells: object) -> None:
        """One row. A day and an instant are written in Swedish, None is left empty."""
        if len(cells) != len(self._rows[0]):
            raise ValueError(f"{len(cells)} cells under {len(self._rows[0])} headings")
        self._rows.append([_cell(cell) for cell in cells])

    def __len__(self) -> int:
        """The number of rows under the headings."""
        return len(self._rows) - 1

    def text(self, width: int = WIDTH) -> str:
        """The table with a rule under its headings; no line is longer than `width`."""
        widths = _fitted(self._rows, width)
        blocks = [self._lines(row, widths) for row in self._rows]
        blocks.insert(1, [_GAP.join("─" * column for column in widths)])
        return "\n".join(line for block in blocks for line in block)

    def _lines(self, row: Sequence[str], widths: Sequence[int]) -> list[str]:
        columns = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
        height = max(len(column) for column in columns)
        return [
            _GAP.join(self._set(at, column, widths[at], line) for at, column in enumerate(columns)).rstrip()
            for line in range(height)
        ]

    def _set(self, at: int, column: Sequence[str], width: int, line: int) -> str:
        text = column[line] if line < len(column) else ""
        return text.rjust(width) if at in self._right else text.ljust(width)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return swedish_instant(value)
    return composed(str(value))


def _fitted(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The widths of the columns: as wide as their text, then narrowed, the widest first."""
    widths = [max(_longest_line(cell) for cell in column) or 1 for column in zip(*rows, strict=True)]
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _longest_line(cell: str) -> int:
    return max((len(line) for line in cell.splitlines()), default=0)


def _wrapped(cell: str, width: int) -> list[str]:
    lines = cell.splitlines() or [""]
    return [part for line in lines for part in (_fold(line, width) if len(line) > width else [line])]


def _fold(line: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(line, width, break_on_hyphens=False)


def paragraphs(text: str, width: int = WIDTH) -> str:
    """The text with its own line breaks kept and its long lines wrapped under their own indentation.

    Of an indentation that leaves no room to write, half the width is kept.
    """
    return "\n".join(part for line in text.splitlines() or [""] for part in _indented(line, width))


def _indented(line: str, width: int) -> list[str]:
    text = line.lstrip(" ")
    indent = " " * min(len(line) - len(text), width // 2)
    return [indent + part for part in _wrapped(text, width - len(indent))]


def listed(words: Iterable[str], last: str = "och") -> str:
    """A list as it is read aloud: "a, b och c"."""
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final
