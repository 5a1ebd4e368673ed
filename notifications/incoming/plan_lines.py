"""A plan written as lines of text: one activity a line, with the day and the name in the same sentence."""

import re
from collections.abc import Sequence

from notifications.incoming.extracted import Cell, Table
from notifications.incoming.plan_words import DAY, Role, codes, columns

_MOST_LINES = 4_000
_LONGEST_LINE = 1_500
_SEPARATORS = ("\t", "|", ";")
_BULLET = re.compile(r"(?:[-–—•*·▪]|\(?\d{1,2}[.)](?!\d)|[a-zåäö]\))\s+")
_CODE = re.compile(
    r"(?:(?:[Bb]rist|[Kk]rav|[Pp]unkt)\s+)?"
    r"(?:(?![QV]\s?\d)[A-ZÅÄÖ]{1,2}[ -]?\d{1,2}(?![\w.]\w)|\d{1,2}(?:\.\d{1,2}){1,3}(?![\w/-]|\.\d))[\s:.)–—-]+"
)
_OWNER = re.compile(
    r"\b(?:(?:[Aa]nsvariga?|[Aa]nsvar|[Uu]tförs av|[Vv]em)(?:\s(?:för|är)\s[^:.;]{1,30})?\s?:\s?"
    r"|Ansvariga?(?!\s(?:för|är)\b)\s)"
)
_TIME = re.compile(
    r"\b(?:tids?plan|tid|när|datum|deadline|slutdatum|(?:ska vara )?(?:klart?|färdigt?)(?: senast)?)\s?:\s?"
    rf"|\b(?:ska vara )?(?:klart?|färdigt?)\s(?=(?x:{DAY.pattern}))",
    re.IGNORECASE,
)
_END = re.compile(r"[;|\n]|(?<![A-ZÅÄÖ])(?<!\bv)\.(?=\s|$)")
_EDGES = " \t.,;:–—-("


def lines_of(text: str) -> list[Cell]:
    """The lines that say something, each with its number; what is longer than any plan is left out."""
    lines = enumerate(text.split("\n")[:_MOST_LINES], 1)
    return [
        Cell(line.strip(" \r"), f"rad {number}") for number, line in lines if 1 < len(line.strip()) <= _LONGEST_LINE
    ]


def table_of_lines(lines: Sequence[Cell]) -> Table:
    """The lines from the first that is the heading of a plan in columns; empty where no line is."""
    for number, line in enumerate(lines):
        for separator in _SEPARATORS:
            if separator in line.text and columns(line.text.strip("|").split(separator)):
                rows = (_row(one, separator) for one in lines[number:] if separator in one.text)
                return Table("", tuple(row for row in rows if any(cell.text.strip("-: ") for cell in row)))
    return Table("", ())


def _row(line: Cell, separator: str) -> tuple[Cell, ...]:
    text = line.text.strip("|") if separator == "|" else line.text
    parts = enumerate(text.split(separator), 1)
    return tuple(Cell(part.strip(), f"{line.place}, kolumn {column}") for column, part in parts)


def row_of_line(line: Cell) -> dict[Role, Cell | None] | None:
    """What the line says of an activity; None for a line that is none.

    A line is one if it begins with a deficiency's code, says who or when by a label, or is an item of a list with one
    day in it.
    """
    text, is_item = _without_bullet(line.text)
    code = _CODE.match(text)
    said = text[code.end() :] if code else text
    owner, time = _labelled(said, _OWNER), _labelled(said, _TIME)
    days = list(DAY.finditer(said))
    if time is None and len({day[0] for day in days}) == 1 and (is_item or code or owner):
        time = (days[0].start(), days[0].start(), days[0].end())
    if not (code or owner or (time and (is_item or time[0] != time[1]))):
        return None
    activity = _without(said, [span for span in (owner, time) if span and span[0] != span[1]])
    if not activity and not code:
        return None
    found = {Role.ACTIVITY: activity, Role.SCHEDULE: _cut(said, time), Role.RESPONSIBLE: _cut(said, owner)}
    cells = {role: Cell(value, line.place) if value else None for role, value in found.items()}
    return {**cells, Role.DEFICIENCY: Cell(code[0].strip(_EDGES + ")"), line.place) if code else _named(said, line)}


def _named(said: str, line: Cell) -> Cell | None:
    found = codes(said)
    return Cell(", ".join(found), line.place) if found else None


def _without_bullet(text: str) -> tuple[str, bool]:
    bullet = _BULLET.match(text)
    return (text[bullet.end() :], True) if bullet else (text, False)


def _labelled(text: str, label: re.Pattern[str]) -> tuple[int, int, int] | None:
    """Where the label begins, where its value begins, and where that ends: at a full stop, or at the next label."""
    found = label.search(text)
    if not found:
        return None
    others = (other.start() for one in (_OWNER, _TIME) for other in one.finditer(text, found.end()))
    day = DAY.match(text, found.end())
    stop = _END.search(text, day.end() if day else found.end())
    return found.start(), found.end(), min(stop.start() if stop else len(text), *others, len(text))


def _cut(text: str, span: tuple[int, int, int] | None) -> str:
    return text[span[1] : span[2]].strip(_EDGES + ")") if span else ""


def _without(text: str, spans: Sequence[tuple[int, int, int]]) -> str:
    for start, _, end in sorted(spans, reverse=True):
        text = (
            text[:start].rstrip(_EDGES)
            + (". " if text[end:].strip(_EDGES + ")") else "")
            + text[end:].lstrip(_EDGES + ")")
        )
    return text.strip(_EDGES)
