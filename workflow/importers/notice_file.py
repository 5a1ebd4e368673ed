"""The notice file: what a decided påpekande names, demands and by which dates. The document itself is kept by hash."""

from datetime import date
from pathlib import Path

from sqlmodel import Field

from states.workdays import Calendar
from workflow.errors import InputError, InputErrors
from workflow.importers.toml_file import Checked, DeficiencyCode, DocumentCode, SubpointCode, Unknown, read, within


class DemandTable(Checked):
    """A [[begard_handling]]: a document line, and the delbrister that it answers."""

    kod: DocumentCode
    namn: str = Field(min_length=1)
    delbrister: list[SubpointCode] = Field(min_length=1)
    senast: date | Unknown | None = None
    endast_i_texten: bool = False  # asked for in the text, not in the decision list (reading A39)
    galler: bool | None = None  # a person's answer to which of the two applies; None: not asked, the list governs

    @property
    def only_in_text(self) -> bool:
        """The decision list lacks it, and nobody has said that it applies all the same."""
        return self.endast_i_texten and not self.galler


class NoticeTable(Checked):
    """The table [papekande]."""

    beslutat: date
    delbrister: list[SubpointCode] = Field(min_length=1)
    plan_senast: date | Unknown | None = None
    plan_for: list[DeficiencyCode] = Field(default_factory=list)
    handlingar_senast: date | Unknown | None = None
    skyndsamt: bool = False  # demanded without a day (Botkyrka, hemtjänst 2022, rad 649)
    uppfoljning_tidigast: date | None = None


class NoticeFile(Checked):
    """The whole file."""

    papekande: NoticeTable
    begard_handling: list[DemandTable] = Field(default_factory=list)


def read_notice(path: Path) -> NoticeFile:
    """The notice as the file tells it. Raises InputErrors with every problem found."""
    notice = read(path, NoticeFile)
    problems = contradictions(notice)
    if problems:
        raise InputErrors([within(path, problem) for problem in problems])
    return notice


def contradictions(notice: NoticeFile) -> list[InputError]:
    """Where the notice contradicts itself, each with its place in it."""
    return [*_periods(notice), *_demands(notice)]


def red_days(notice: NoticeFile, calendar: Calendar) -> list[tuple[date, str]]:
    """The dates in the notice that are red days, with why: a warning, the date stands as written (reading A15)."""
    table = notice.papekande
    days = {table.plan_senast, table.handlingar_senast, *(demand.senast for demand in notice.begard_handling)}
    known = sorted(day for day in days if isinstance(day, date))
    return [(day, why) for day in known if (why := calendar.why_free(day))]


def _periods(notice: NoticeFile) -> list[InputError]:
    table = notice.papekande
    days = [("papekande.plan_senast", table.plan_senast), ("papekande.handlingar_senast", table.handlingar_senast)]
    days.append(("papekande.uppfoljning_tidigast", table.uppfoljning_tidigast))
    days += [(f"begard_handling {demand.kod}", demand.senast) for demand in notice.begard_handling]
    return [
        InputError(name, f"{day} ligger före beslutet {table.beslutat}", "rätta datumet i filen")
        for name, day in days
        if isinstance(day, date) and day < table.beslutat
    ]


def _demands(notice: NoticeFile) -> list[InputError]:
    named = set(notice.papekande.delbrister)
    problems = [
        InputError(
            f"begard_handling {demand.kod}",
            f"svarar mot {code}, som påpekandet inte nämner",
            "lägg till delbristen under papekande.delbrister eller ta bort den här",
        )
        for demand in notice.begard_handling
        for code in demand.delbrister
        if code not in named
    ]
    twice = sorted({c for c in notice.papekande.delbrister if notice.papekande.delbrister.count(c) > 1})
    problems += [InputError("papekande.delbrister", f"{c} står två gånger", "ta bort den ena") for c in twice]
    codes = [demand.kod for demand in notice.begard_handling]
    problems += [
        InputError(f"begard_handling {code}", "används två gånger", "ge raden en egen kod")
        for code in sorted({code for code in codes if codes.count(code) > 1})
    ]
    problems += [
        InputError(f"begard_handling {demand.kod}", "dagen saknas", "ange senast eller handlingar_senast")
        for demand in notice.begard_handling
        if not demand.only_in_text and (demand.senast or notice.papekande.handlingar_senast) is None
    ]
    problems += [
        InputError(f"begard_handling {demand.kod}", "galler anges fast raden står i beslutslistan", "ta bort galler")
        for demand in notice.begard_handling
        if demand.galler is not None and not demand.endast_i_texten
    ]
    if notice.papekande.plan_for and notice.papekande.plan_senast is None:
        problems.append(InputError("papekande.plan_senast", "saknas fast plan begärs", "ange dagen"))
    return problems
