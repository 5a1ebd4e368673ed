"""Reads a TOML file into a checked model; every problem is listed at once with its place and what to do."""

import difflib
import unicodedata
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, ConfigDict, StringConstraints, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from sqlmodel import SQLModel

from workflow.config import parsed
from workflow.errors import InputError, InputErrors
from workflow.valid import has_control_character, wrong_address

FIRST_YEAR, LAST_YEAR = 1900, 2199  # as on the command line
_OURS: Literal["ours"] = "ours"  # the type of an error whose text is Swedish already


class Checked(SQLModel):
    """A model without a table: unknown keys, other types, control characters and unlikely years are refused.

    Texts are kept in NFC, without space around them.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, strict=True)  # type: ignore[assignment]

    @field_validator("*", mode="before")
    @classmethod
    def _as_kept(cls, value: Any) -> Any:
        return [_kept(part) for part in value] if isinstance(value, list) else _kept(value)


def _kept(value: Any) -> Any:
    refuse_unlikely(value)
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value.strip())
    if has_control_character(text):
        raise PydanticCustomError(_OURS, "har ett styrtecken (radbrytning, tabb …)")
    return text


def refuse_unlikely(value: Any) -> None:
    """Refuse a day that no case can have."""
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise PydanticCustomError(_OURS, f"ska ha ett år från {FIRST_YEAR} till {LAST_YEAR}")


def _address(value: str) -> str:
    if wrong := wrong_address(value):
        raise PydanticCustomError(_OURS, "{wrong}", {"wrong": wrong})
    return value


# SQLModel's own `regex` is not checked in a model without a table: hence pydantic's constraint.
DeficiencyCode = Annotated[str, StringConstraints(pattern=r"^[A-ZÅÄÖ][0-9]{1,3}$")]
SubpointCode = Annotated[str, StringConstraints(pattern=r"^[A-ZÅÄÖ][0-9]{1,3}[a-zåäö]$")]
DocumentCode = Annotated[str, StringConstraints(pattern=r"^R[0-9]{1,3}$")]
MailAddress = Annotated[str, AfterValidator(_address)]

Unknown = Literal["okänt"]  # a day that the source does not give: no clock, a task

Model = TypeVar("Model", bound=Checked)
_WHAT = {
    "missing": "saknas",
    "extra_forbidden": "är en okänd nyckel",
    "string_type": "ska vara en text",
    "string_too_short": "får inte vara tom",
    "string_pattern_mismatch": "har fel form",
    "int_type": "ska vara ett heltal",
    "greater_than_equal": "är för litet",
    "bool_type": "ska vara true eller false",
    "list_type": "ska vara en lista",
    "too_short": "får inte vara tom",
    "date_type": "ska vara ett datum, som 2023-06-08, utan citattecken och klockslag",
    "model_type": "ska vara en tabell",
    "model_attributes_type": "ska vara en tabell",
    "literal_error": "är inget av de tillåtna värdena",
}


def read(path: Path, model: type[Model]) -> Model:
    """The file's content. Raises InputErrors; nothing is corrected silently."""
    try:
        return validated(raw_of(path), model)
    except InputErrors as error:
        raise InputErrors([within(path, problem) for problem in error.problems]) from None


def raw_of(path: Path) -> dict[str, Any]:
    """The file's tables as they stand. Raises InputErrors."""
    return parsed(path, lambda where, *problem: InputErrors([InputError(where, *problem)]))


def within(path: Path, problem: InputError) -> InputError:
    """The problem with the file before its place."""
    already = problem.where.startswith(str(path))
    return problem if already else InputError(f"{path}: {problem.where}", problem.what, problem.remedy)


def validated(raw: Any, model: type[Model]) -> Model:
    """The tables as the model has them. Raises InputErrors with each problem's place: "brist.2.delbrist.1.kod"."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise InputErrors([_problem(problem, model) for problem in error.errors() if _is_told(problem)]) from None


def _is_told(problem: Any) -> bool:
    """Of a value that is neither a date nor "okänt" only the complaint about the date is told."""
    return not str(problem["loc"][-1]).startswith("literal[")


def _problem(problem: Any, model: type[Model]) -> InputError:
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in problem["loc"] if part != "date")
    what = problem["msg"] if problem["type"] == _OURS else _WHAT.get(problem["type"], "går inte att använda")
    shown = "" if problem["type"] == "missing" else f" (nu: {_written(problem['input'])})"
    return InputError(place, what + shown, _remedy(problem, model))


def _written(value: Any) -> str:
    """About as it stands in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, date) else repr(value)


def _remedy(problem: Any, model: type[Model]) -> str:
    if problem["type"] == "missing":
        return f"lägg till {problem['loc'][-1]} = …"
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(problem["loc"][-1]), _keys(model), n=1)
        return f"menade du '{near[0]}'?" if near else "ta bort den"
    if problem["type"] == "literal_error":
        return f"välj ett av {problem['ctx']['expected'].replace(' or ', ', ')}"
    return "rätta värdet"


def _keys(model: type[SQLModel]) -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        found.add(name)
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(part, type) and issubclass(part, SQLModel):
                found |= _keys(part)
    return found
