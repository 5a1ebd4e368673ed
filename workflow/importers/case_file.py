"""The case file: one follow-up of one unit, its contacts and its deficiencies, as a person writes it."""

from datetime import date
from pathlib import Path
from typing import Literal

from sqlmodel import Field

from workflow.errors import InputError, InputErrors
from workflow.importers.toml_file import Checked, DeficiencyCode, MailAddress, SubpointCode, read


class CaseTable(Checked):
    """The table [arende]."""

    diarienummer: str = Field(min_length=1)
    avtal: str = Field(min_length=1)
    regler: str = Field(min_length=1)
    brevlada: str = Field(min_length=1)
    oppnat: date
    kalla: str = ""
    datum_antagna: bool = False
    handlaggare: str = ""  # the operating system's name of whose tasks it gives


class ProviderTable(Checked):
    """The table [utforare]."""

    namn: str = Field(min_length=1)
    enhet: str = Field(min_length=1)
    organisationsnummer: str = ""


class ContactTable(Checked):
    """A [[kontakt]]: where the unit is reached; needed where the register has nobody."""

    roll: str = "utförare"
    namn: str = Field(min_length=1)
    adress: MailAddress


class SubpointTable(Checked):
    """A [[brist.delbrist]]."""

    kod: SubpointCode
    text: str = Field(min_length=1)


class DeficiencyTable(Checked):
    """A [[brist]] with its delbrister."""

    kod: DeficiencyCode
    slag: Literal["krav", "rekommendation"] = "krav"
    grad: str = ""
    krav: str = ""
    punkt: str = Field(min_length=1)
    delbrist: list[SubpointTable] = Field(min_length=1)


class CaseFile(Checked):
    """The whole file."""

    arende: CaseTable
    utforare: ProviderTable
    kontakt: list[ContactTable] = Field(default_factory=list)
    brist: list[DeficiencyTable] = Field(min_length=1)


def read_case(path: Path) -> CaseFile:
    """The case as the file tells it. Raises InputErrors with every problem found."""
    case = read(path, CaseFile)
    problems = [*_doubled(path, case), *_misplaced(path, case)]
    if problems:
        raise InputErrors(problems)
    return case


def _doubled(path: Path, case: CaseFile) -> list[InputError]:
    codes = [d.kod for d in case.brist] + [p.kod for d in case.brist for p in d.delbrist]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    return [InputError(f"{path}: kod {code}", "används två gånger", "ge varje brist sin egen kod") for code in twice]


def _misplaced(path: Path, case: CaseFile) -> list[InputError]:
    return [
        InputError(f"{path}: delbrist {p.kod}", f"hör inte till brist {d.kod}", f"koden ska börja med {d.kod}")
        for d in case.brist
        for p in d.delbrist
        if p.kod[:-1] != d.kod
    ]
