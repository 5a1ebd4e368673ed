"""Reads a TOML file into a checked model; every problem is listed at once with its place and what to do."""

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import ConfigDict, StringConstraints, ValidationError
from sqlmodel import SQLModel

from workflow.errors import InputError, InputErrors


class Checked(SQLModel):
    """A model without a table: unknown keys and wrong types are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)  # type: ignore[assignment]


# SQLModel's own `regex` is not checked in a model without a table: hence pydantic's constraint.
DeficiencyCode = Annotated[str, StringConstraints(pattern=r"^[A-ZÅÄÖ]\d{1,3}$")]
SubpointCode = Annotated[str, StringConstraints(pattern=r"^[A-ZÅÄÖ]\d{1,3}[a-zåäö]$")]
DocumentCode = Annotated[str, StringConstraints(pattern=r"^R\d{1,3}$")]
MailAddress = Annotated[str, StringConstraints(pattern=r"^[^@\s<>,;\"]+@[^@\s<>,;\"]+$")]

Unknown = Literal["okänt"]  # a day that the source does not give: no clock, a task

Model = TypeVar("Model", bound=Checked)
_WHAT = {
    "missing": "saknas",
    "extra_forbidden": "är en okänd nyckel",
    "string_type": "ska vara en text",
    "string_too_short": "får inte vara tom",
    "string_pattern_mismatch": "har fel form",
    "int_type": "ska vara ett heltal",
    "bool_type": "ska vara true eller false",
    "list_type": "ska vara en lista",
    "too_short": "får inte vara tom",
    "date_type": "ska vara ett datum, som 2023-06-08 utan citattecken",
    "date_from_datetime_inexact": "ska vara ett datum utan klockslag",
    "date_from_datetime_parsing": "är inget datum; skriv som 2023-06-08 utan citattecken",
    "model_type": "ska vara en tabell",
    "model_attributes_type": "ska vara en tabell",
    "literal_error": "är inget av de tillåtna värdena",
}


def read(path: Path, model: type[Model]) -> Model:
    """The file's content. Raises InputErrors; nothing is corrected silently."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputErrors([InputError(str(path), "filen finns inte", "kontrollera namnet")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputErrors([InputError(str(path), f"filen kan inte läsas ({error})", "spara den som UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        raise InputErrors([InputError(str(path), f"filen är inte giltig TOML ({error})", "rätta raden")]) from None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise InputErrors([_problem(path, problem, model) for problem in error.errors() if _is_told(problem)]) from None


def _is_told(problem: Any) -> bool:
    """Of a value that is neither a date nor "okänt" only the complaint about the date is told."""
    return not str(problem["loc"][-1]).startswith("literal[")


def _problem(path: Path, problem: Any, model: type[Model]) -> InputError:
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in problem["loc"] if part != "date")
    what = _WHAT.get(problem["type"], "går inte att använda")
    shown = "" if problem["type"] == "missing" else f" (nu: {problem['input']!r})"
    return InputError(f"{path}: {place}", what + shown, _remedy(problem, model))


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
