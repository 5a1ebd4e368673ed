"""ärende ny without a file: the questions, in the order of the form and with its words."""

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from states.lint import unfilled
from workflow.cli import values
from workflow.cli.interview import Interview
from workflow.errors import InputError, InputErrors
from workflow.importers import form
from workflow.importers.case_file import (
    CaseTable,
    ContactTable,
    DeficiencyTable,
    ProviderTable,
    SubpointTable,
    checked,
)
from workflow.importers.earlier import EarlierExtension, EarlierNotice, EarlierResult, EarlierSubmission
from workflow.importers.form import Holds, Kind
from workflow.importers.notice_file import DemandTable
from workflow.importers.toml_file import Checked, validated

Row = dict[str, Any]
Check = Callable[[Any], object]
_MODELS: Mapping[Kind, type[Checked]] = {
    Kind.NOTICE: EarlierNotice,
    Kind.DEMAND: DemandTable,
    Kind.SUBMISSION: EarlierSubmission,
    Kind.EXTENSION: EarlierExtension,
    Kind.RESULT: EarlierResult,
}
_FILES = ("handling", "handlingar")
# What the registers usually have, and their own commands change: the form and a file may tell it, no question is asked.
_NOT_ASKED = frozenset({"roll", "organisationsnummer", "handlaggare"})


def case_questions(interview: Interview, installation: Mapping[str, Check]) -> Row:
    """The tables of a case file. `installation` checks what this installation must know, by key of [arende]."""
    tables: Row = {"arende": {}, "utforare": {}}
    for about in form.CASE_FIELDS:
        table, _, key = about.key.partition(".")
        if key in _NOT_ASKED:
            continue
        model = CaseTable if table == "arende" else ProviderTable
        _ask(interview, tables[table], _Question(about, model, key, about.key, also=installation.get(key)))
    tables["kontakt"] = list(_contacts(interview))
    tables["brist"] = list(_deficiencies(interview))
    question = "Har något redan hänt i ärendet: påpekande, svar, anstånd eller resultat?"
    number = 0
    while interview.yes(f"tidigare.{number}", question if not number else "Har något mer hänt?"):
        number += 1
        _earlier(interview, tables, number)
    return tables


def _contacts(interview: Interview) -> Iterator[Row]:
    number, more = 0, True
    while more:
        number += 1
        row: Row = {}
        for about in (field for field in form.CONTACT_FIELDS if field.key not in _NOT_ASKED):
            choices = _choices(ContactTable, about.key)
            default = choices[0] if choices else ""
            place = f"kontakt.{number}.{about.key}"
            _ask(interview, row, _Question(about, ContactTable, about.key, place, default))
        yield row
        more = interview.yes(f"kontakt.{number}.till", "En kontakt till?")


def _deficiencies(interview: Interview) -> Iterator[Row]:
    number, more = 0, True
    while more:
        number += 1
        row: Row = {}
        for about in form.DEFICIENCY_FIELDS:
            default = {"kod": f"D{number}", "slag": "krav"}.get(about.key, "")
            place = f"brist.{number}.{about.key}"
            _ask(interview, row, _Question(about, DeficiencyTable, about.key, place, default))
        row["delbrist"] = list(_subpoints(interview, row["kod"], number))
        yield row
        more = interview.yes(f"brist.{number}.till", "En brist till?")


def _subpoints(interview: Interview, code: str, number: int) -> Iterator[Row]:
    for letter in "abcdefghijklmnopqrstuvwxyzåäö":
        row: Row = {}
        place = f"brist.{number}.delbrist.{letter}"
        for about in form.SUBPOINT_FIELDS:
            default = f"{code}{letter}" if about.key == "kod" else ""
            also = _belongs_to(code) if about.key == "kod" else None
            _ask(interview, row, _Question(about, SubpointTable, about.key, f"{place}.{about.key}", default, also))
        yield row
        if not interview.yes(f"{place}.till", f"En delbrist till i {code}?"):
            return


def _belongs_to(code: str) -> Check:
    def check(typed: Any) -> None:
        if str(typed)[:-1] != code:
            raise InputError("delbrist", f"{typed} hör inte till brist {code}", f"koden ska börja med {code}")

    return check


def _earlier(interview: Interview, tables: Row, number: int) -> None:
    """One thing that has happened, asked again while it contradicts what has been said."""
    kinds = tuple(kind for kind in Kind if kind is not Kind.DEMAND)
    place = f"tidigare.{number}"
    kind = Kind(interview.answer(f"{place}.slag", f"Vad har hänt? ({', '.join(kinds)})", values.one_of(*kinds)))
    rows = tables.setdefault(form.TABLES[kind], [])

    def ask() -> Row:
        row = _earlier_row(interview, kind, place)
        if kind is Kind.NOTICE:
            row["begard_handling"] = list(_demands(interview, place))
        return row

    rows.append(interview.once_more(ask, lambda row: _contradictions({**tables, form.TABLES[kind]: [*rows, row]})))


def _contradictions(tables: Row) -> list[InputError]:
    """What is wrong with all that has been said so far."""
    try:
        checked(tables, Path())
    except InputErrors as error:
        return error.problems
    return []


def _demands(interview: Interview, place: str) -> Iterator[Row]:
    number = 0
    question = "Begär påpekandet någon handling?"
    while interview.yes(f"{place}.handling.{number}", question if not number else "En begärd handling till?"):
        number += 1
        yield _earlier_row(interview, Kind.DEMAND, f"{place}.handling.{number}")


def _earlier_row(interview: Interview, kind: Kind, place: str) -> Row:
    row: Row = {}
    for about in form.EARLIER_FIELDS:
        key = about.keys.get(kind)
        if key is None or (key == "galler" and not row.get("endast_i_texten")):
            continue
        if key == "galler":
            question = "Listan gäller. Ska den begäras ändå?"  # reading A39: asked, never taken for granted
            row[key] = interview.yes(f"{place}.{key}", question, about=about.help, default="")
            continue
        holds = Holds.NAMES if key == "handlingar" else about.holds
        field = form.Field(about.heading, key, holds, about.help, _MODELS[kind].model_fields[key].is_required())
        _ask(interview, row, _Question(field, _MODELS[kind], key, f"{place}.{key}"))
    return row


class _Question(NamedTuple):
    """One field of a table, and where it stands. `also` checks more than the case file's own checks do."""

    about: form.Field
    model: type[Checked]
    key: str
    place: str
    default: str = ""
    also: Check | None = None

    def check(self, typed: str) -> Any:
        """The value that was typed; None for what may be left empty. Raises what is wrong with it."""
        if not typed:
            if self.about.is_required:
                raise ArgumentTypeError("Det måste fyllas i. Skriv ? för hjälp.")
            return None
        value = _converted(typed, self.about.holds, self.key)
        _refuse_in_model(self.model, self.key, value)
        if self.also:
            self.also(value)
        return value

    @property
    def text(self) -> str:
        """As it is asked."""
        optional = "" if self.about.is_required or self.default else " (får vara tomt)"
        choices = _choices(self.model, self.key)
        offered = f" ({', '.join(choices)})" if len(choices) > 1 else ""
        return f"{self.about.heading}{offered}{optional}"


def _ask(interview: Interview, row: Row, question: _Question) -> None:
    """Ask for one field and put it into the row; what is left empty is not put there."""
    value = interview.answer(
        question.place, question.text, question.check, about=question.about.help, default=question.default
    )
    if value is not None:
        row[question.key] = value


def _converted(typed: str, holds: Holds, key: str) -> Any:
    if found := unfilled(typed):
        raise ArgumentTypeError(f"'{found}' är en platshållare. Skriv uppgiften.")
    match holds:
        case Holds.DAY if typed.casefold() == "okänt":
            return "okänt"
        case Holds.DAY:
            return values.instant(typed) if key == "inkom" and len(typed) > len("2026-06-08") else values.day(typed)
        case Holds.YES_NO:
            from workflow.cli.interview import yes_or_no

            return yes_or_no(typed)
        case Holds.CODES:
            return [part.strip() for part in typed.split(",")]
        case Holds.NAMES:
            return [_file(part.strip()) for part in typed.split(";")]
    return _file(typed) if key in _FILES else typed


def _file(typed: str) -> str:
    path = values.file(typed).expanduser()
    if not path.is_file():
        raise ArgumentTypeError(f"{path} finns inte. Ange handlingens fil.")
    return str(path.resolve())


def _refuse_in_model(model: type[Checked], key: str, value: Any) -> None:
    """What the case file's own checks say about this one value."""
    try:
        validated({key: value}, model)
    except InputErrors as error:
        if mine := [problem for problem in error.problems if problem.where.partition(".")[0] == key]:
            raise InputErrors(mine) from None


def _choices(model: type[Checked], key: str) -> Sequence[str]:
    return tuple(choice for choice in get_args(model.model_fields[key].annotation) if isinstance(choice, str))
