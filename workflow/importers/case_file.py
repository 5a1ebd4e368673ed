"""The case file: one follow-up of one unit, its contacts and its deficiencies, as a person writes it."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from sqlmodel import Field

from states.lint import unfilled
from workflow.errors import InputError, InputErrors
from workflow.importers.earlier import (
    EarlierExtension,
    EarlierNotice,
    EarlierResult,
    EarlierSubmission,
    earlier_problems,
)
from workflow.importers.numbers import CountTable, MeasureTable, count_problems, measure_problems
from workflow.importers.toml_file import (
    Checked,
    DeficiencyCode,
    MailAddress,
    SubpointCode,
    raw_of,
    validated,
    within,
)


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
    enheter: list[str] = Field(default_factory=list)  # the units that are counted together, where they are several


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
    brist: list[DeficiencyTable] = Field(default_factory=list)
    tidigare_papekande: list[EarlierNotice] = Field(default_factory=list)
    tidigare_svar: list[EarlierSubmission] = Field(default_factory=list)
    tidigare_anstand: list[EarlierExtension] = Field(default_factory=list)
    tidigare_resultat: list[EarlierResult] = Field(default_factory=list)
    matvarde: list[MeasureTable] = Field(default_factory=list)
    rakning: list[CountTable] = Field(default_factory=list)

    @property
    def begins_in_mid_life(self) -> bool:
        """Something had happened before the case was registered."""
        return bool(self.tidigare_papekande or self.tidigare_svar or self.tidigare_anstand or self.tidigare_resultat)


def read_case(path: Path) -> CaseFile:
    """The case as the TOML file tells it. Raises InputErrors with every problem found."""
    try:
        return checked(raw_of(path), path.parent)
    except InputErrors as error:
        raise InputErrors([within(path, problem) for problem in error.problems]) from None


def checked(raw: Mapping[str, Any], folder: Path) -> CaseFile:
    """The case that the tables tell; documents are sought from the folder.

    Raises InputErrors with every problem, each at its place: "brist.2.delbrist.1.kod".
    """
    left = list(_left_unfilled(raw))
    try:
        case = validated(raw, CaseFile)
    except InputErrors as error:
        raise InputErrors([*left, *error.problems]) from None
    if problems := [*left, *_contradictions(case)]:
        raise InputErrors(problems)
    for notice in case.tidigare_papekande:
        notice.handling = str(folder / notice.handling)
    for result in case.tidigare_resultat:
        result.handling = str(folder / result.handling)
    for submission in case.tidigare_svar:
        submission.handlingar = [str(folder / name) for name in submission.handlingar]
    return case


def _left_unfilled(value: Any, place: str = "") -> Iterator[InputError]:
    """Each place where a form or template has left something to be filled in (reading A9)."""
    if isinstance(value, str):
        if found := unfilled(value):
            yield InputError(place, f"har kvar en platshållare: {found}", "fyll i uppgiften, eller ta bort raden")
        return
    parts = value.items() if isinstance(value, Mapping) else enumerate(value, 1) if isinstance(value, list) else ()
    for name, part in parts:
        yield from _left_unfilled(part, f"{place}.{name}" if place else str(name))


def _contradictions(case: CaseFile) -> Iterator[InputError]:
    yield from _doubled(case)
    yield from _misplaced(case)
    if not case.brist and not case.rakning:
        yield InputError("brist", "saknas", "lägg till minst en brist med delbrist, eller en räkning av enheter")
    yield from earlier_problems(
        case.arende.oppnat,
        {point.kod for deficiency in case.brist for point in deficiency.delbrist},
        case.tidigare_papekande,
        case.tidigare_svar,
        case.tidigare_resultat,
    )
    yield from measure_problems(case.matvarde, {deficiency.kod for deficiency in case.brist})
    yield from count_problems(case.rakning, case.utforare.enheter)


def _doubled(case: CaseFile) -> Iterator[InputError]:
    seen: set[str] = set()
    for number, deficiency in enumerate(case.brist, 1):
        places = [(f"brist.{number}.kod", deficiency.kod)]
        places += [(f"brist.{number}.delbrist.{n}.kod", point.kod) for n, point in enumerate(deficiency.delbrist, 1)]
        for place, code in places:
            if code in seen:
                yield InputError(place, f"{code} används två gånger", "ge varje brist sin egen kod")
            seen.add(code)


def _misplaced(case: CaseFile) -> Iterator[InputError]:
    for number, deficiency in enumerate(case.brist, 1):
        for n, point in enumerate(deficiency.delbrist, 1):
            if point.kod[:-1] != deficiency.kod:
                what = f"{point.kod} hör inte till brist {deficiency.kod}"
                yield InputError(f"brist.{number}.delbrist.{n}.kod", what, f"koden ska börja med {deficiency.kod}")
