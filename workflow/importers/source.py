"""Where a case comes from: a TOML file or a filled .xlsx form. Both become the same tables, with places to point at."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.errors import InputError, InputErrors
from workflow.importers.case_file import CaseFile, checked
from workflow.importers.toml_file import raw_of, within


@dataclass(frozen=True, slots=True)
class Source:
    """A file's tables, as they stand. `cells` says where each place is in a form; None for a TOML file."""

    path: Path
    tables: Mapping[str, Any]
    cells: Mapping[str, str] | None = None
    problems: tuple[InputError, ...] = ()

    def case(self) -> CaseFile:
        """The case that the tables tell. Raises InputErrors with every problem, in place."""
        try:
            case = checked(self.tables, self.path.parent)
        except InputErrors as error:
            raise self.placed([*self.problems, *error.problems]) from None
        if self.problems:
            raise self.placed(list(self.problems))
        return case

    def placed(self, problems: list[InputError]) -> InputErrors:
        """The problems with the file, and the cell, before what is wrong. What is no place in the file stays."""
        told = [
            within(self.path, self._in_cell(problem)) if self._is_mine(problem) else problem for problem in problems
        ]
        return InputErrors(list({str(problem): problem for problem in told}.values()))

    def _is_mine(self, problem: InputError) -> bool:
        return "!" in problem.where or problem.where.partition(".")[0] in CaseFile.model_fields

    def _in_cell(self, problem: InputError) -> InputError:
        place = problem.where
        while self.cells is not None and place:
            if place in self.cells:
                return InputError(self.cells[place], problem.what, problem.remedy)
            place = place.rpartition(".")[0]
        return problem


def source_of(path: Path) -> Source:
    """The file, by its name: .xlsx is a form, anything else TOML. Raises InputErrors if it can be read as neither."""
    if path.suffix.lower() != ".xlsx":
        try:
            return Source(path, raw_of(path))
        except InputErrors as error:
            raise InputErrors([within(path, problem) for problem in error.problems]) from None
    from workflow.importers.form_reader import read_form

    found = read_form(path)
    return Source(path, found.tables, found.cells, tuple(found.problems))
