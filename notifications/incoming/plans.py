"""An action plan read into activity × schedule × responsible, with the place where each of them stands.

Nothing is invented: what the file does not say is None. What is repeated (a merged cell, a heading over several rows)
is marked as that. The reading is for a person who looks at the plan; it decides nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notifications.incoming.extracted import Cell, Extracted, Table
from notifications.incoming.plan_lines import lines_of, row_of_line, table_of_lines
from notifications.incoming.plan_words import Role, codes, columns, names_a_day, names_nobody, roles, same_code

_MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One activity, or a deficiency for which there is none. Each cell is as it stands in the file."""

    activity: Cell | None = None
    schedule: Cell | None = None
    responsible: Cell | None = None
    deficiency: Cell | None = None

    @property
    def has_activity(self) -> bool:
        """Something is to be done; a dash is nothing."""
        return self.activity is not None and not names_nobody(self.activity.text)

    @property
    def codes(self) -> tuple[str, ...]:
        """The deficiencies that the row names: "D1", "3.4"."""
        named = codes(self.deficiency.text, is_deficiency=True) if self.deficiency else ()
        return tuple(dict.fromkeys((*named, *(codes(self.activity.text) if self.activity else ()))))


@dataclass(frozen=True, slots=True)
class PlanReading:
    """The rows in the order of the file; none where nothing in it looks like a plan."""

    rows: tuple[PlanRow, ...] = ()

    @property
    def is_plan(self) -> bool:
        """It says of something that is to be done by when or by whom; a list of codes alone is no plan."""
        return any(row.schedule or row.responsible for row in self._activities)

    @property
    def without_date(self) -> tuple[PlanRow, ...]:
        """Activities for which nothing is said that reads as a day, a week or a month ("löpande" does not)."""
        return tuple(row for row in self._activities if row.schedule is None or not names_a_day(row.schedule.text))

    @property
    def without_owner(self) -> tuple[PlanRow, ...]:
        """Activities for which nobody is named; a dash is nobody."""
        return tuple(row for row in self._activities if row.responsible is None or names_nobody(row.responsible.text))

    @property
    def _activities(self) -> tuple[PlanRow, ...]:
        return tuple(row for row in self.rows if row.has_activity)


def read_plan(source: Extracted | str) -> PlanReading:
    """The plan in a file or in the text of a mail.

    Tables come first. Beside them only those lines of text count that name a deficiency by its code; without a table
    that is a plan, the lines are read for what they are.
    """
    extracted = source if isinstance(source, Extracted) else Extracted("", text=source)
    rows = [row for table in extracted.tables for row in _rows_of_table(table)]
    lines = [line for line in lines_of(extracted.text) if not (extracted.tables and " | " in line.text)]
    of_text = _rows_of_table(table_of_lines(lines)) or _rows_of_lines(lines)
    return PlanReading(tuple([*rows, *(row for row in of_text if not rows or row.codes)][:_MOST_ROWS]))


def missing_deficiencies(reading: PlanReading, given: Sequence[str]) -> tuple[str, ...]:
    """Those of the codes ("D1", "42/D3", "3.4") for which the plan has no activity, in the order given."""
    named = {same_code(code) for row in reading.rows if row.has_activity for code in row.codes}
    return tuple(code for code in given if same_code(code) not in named)


def _rows_of_table(table: Table) -> list[PlanRow]:
    """Below a heading row; if there is none, each label beside its value."""
    at: dict[Role, int] = {}
    rows: list[PlanRow] = []
    heading: Cell | None = None
    for cells in table.rows:
        named = columns([cell.text for cell in cells])
        if named:
            at, heading = named, None
        elif at and _is_heading_over_rows(cells):
            heading = Cell(cells[0].text, cells[0].place, is_merged=True)
        elif at:
            rows += _row(cells, at, heading)
    return rows or rows_of_labels((cells[0].text, cells[1]) for cells in table.rows if len(cells) > 1)


def _is_heading_over_rows(cells: Sequence[Cell]) -> bool:
    return len(cells) > 1 and bool(cells[0].text.strip()) and all(cell.is_merged for cell in cells[1:])


def _row(cells: Sequence[Cell], at: dict[Role, int], heading: Cell | None) -> list[PlanRow]:
    found = {role: _said(cells[column]) for role, column in at.items() if column < len(cells)}
    row = _made(found)
    if row.activity is None and row.deficiency is None:
        return []
    return [row if row.deficiency else _made({**found, Role.DEFICIENCY: heading})]


def _made(found: dict[Role, Cell | None]) -> PlanRow:
    return PlanRow(*(found.get(role) for role in Role))


def _said(cell: Cell) -> Cell | None:
    text = cell.text.strip()
    return Cell(text, cell.place, cell.is_merged) if text else None


def rows_of_labels(pairs: Iterable[tuple[str, Cell]]) -> list[PlanRow]:
    """Labelled values one after the other; the next begins where a label comes again.

    A deficiency said once stands over the activities that follow it, until the next.
    """
    rows: list[PlanRow] = []
    now: dict[Role, Cell | None] = {}
    for label, value in pairs:
        named = roles(label)
        if not named:
            continue
        role = min(named, key=lambda one: (named[one], list(Role).index(one)))
        if role in now or (role is Role.DEFICIENCY and Role.ACTIVITY in now):
            rows.append(_made(now))
            now = _carried(now)
        now[role] = _said(value)
    return [row for row in (*rows, _made(now)) if row.activity and (row.schedule or row.responsible or row.deficiency)]


def _carried(now: dict[Role, Cell | None]) -> dict[Role, Cell | None]:
    over = now.get(Role.DEFICIENCY)
    return {Role.DEFICIENCY: Cell(over.text, over.place, is_merged=True)} if over else {}


def _rows_of_lines(lines: Sequence[Cell]) -> list[PlanRow]:
    labelled = rows_of_labels((line.text.partition(":")[0], _after_label(line)) for line in lines if ":" in line.text)
    found = [row for line in lines if (row := row_of_line(line))]
    return labelled or [_made(one) for one in found]


def _after_label(line: Cell) -> Cell:
    return Cell(line.text.partition(":")[2], line.place)
