"""The addition file: brister and delbrister that were not there when the case was opened."""

from pathlib import Path
from typing import Literal

from sqlmodel import Field

from workflow.errors import InputError, InputErrors
from workflow.importers.case_file import SubpointTable
from workflow.importers.toml_file import Checked, DeficiencyCode, read


class AddedTable(Checked):
    """A [[brist]]: a new one with its punkt, or one that is there already, with its new delbrister only."""

    kod: DeficiencyCode
    slag: Literal["krav", "rekommendation"] | None = None
    grad: str = ""
    krav: str = ""
    punkt: str = ""
    delbrist: list[SubpointTable] = Field(min_length=1)

    @property
    def describes_itself(self) -> bool:
        """It says something that only a new brist can say."""
        return bool(self.slag or self.grad or self.krav or self.punkt)


class AdditionFile(Checked):
    """The whole file."""

    brist: list[AddedTable] = Field(min_length=1)


def read_addition(path: Path) -> AdditionFile:
    """The addition as the file tells it. Raises InputErrors with every problem found."""
    file = read(path, AdditionFile)
    codes = [d.kod for d in file.brist] + [p.kod for d in file.brist for p in d.delbrist]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    problems = [
        InputError(f"{path}: kod {code}", "används två gånger", "ge varje brist sin egen kod") for code in twice
    ]
    problems += [
        InputError(f"{path}: delbrist {p.kod}", f"hör inte till brist {d.kod}", f"koden ska börja med {d.kod}")
        for d in file.brist
        for p in d.delbrist
        if p.kod[:-1] != d.kod
    ]
    if problems:
        raise InputErrors(problems)
    return file
