"""The rule sets of an installation: those that ship and those of its own folder. No database, no ORM."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from states.ruleset import Ruleset
from states.ruleset_text import RulesetError, parse
from workflow.errors import ConfigError, InputError


def rulesets(folder: Path | None) -> Mapping[str, tuple[Ruleset, str]]:
    """By key: each rule set and its text; an own one wins over one that ships.

    Raises ConfigError if the folder or one of its files cannot be used.
    """
    return _shipped() | _own(folder)


@cache
def _shipped() -> dict[str, tuple[Ruleset, str]]:
    """They do not change while the program runs."""
    found: dict[str, tuple[Ruleset, str]] = {}
    for file in sorted(files("states.rulesets").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            ruleset = parse(text, file.name)
            found[ruleset.key] = (ruleset, text)
    return found


def read_ruleset(path: Path) -> tuple[Ruleset, str]:
    """The rule set in the file, and its text. Raises InputError if it cannot be read, RulesetError for what it says."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(str(path), "filen finns inte", "kontrollera namnet") from None
    except (OSError, UnicodeDecodeError) as error:
        remedy = "kontrollera rättigheter och att den är UTF-8"
        raise InputError(str(path), f"filen kan inte läsas ({error})", remedy) from None
    return parse(text, str(path)), text


def _own(folder: Path | None) -> dict[str, tuple[Ruleset, str]]:
    found: dict[str, tuple[Ruleset, str]] = {}
    for path in _own_files(folder):
        try:
            ruleset, text = read_ruleset(path)
        except (InputError, RulesetError) as error:
            what = f"kan inte användas: {str(error).removesuffix('.')}"
            raise ConfigError(f"[regler] {path}", what, "rätta filen eller ta bort den") from None
        if ruleset.key in found:
            what = f"har samma nyckel, '{ruleset.key}', som en annan fil i mappen"
            raise ConfigError(f"[regler] {path}", what, "ge den en egen nyckel eller ta bort en av dem")
        found[ruleset.key] = (ruleset, text)
    return found


def _own_files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        raise ConfigError("[regler] mapp", f"{folder} finns inte", "skapa mappen eller ta bort nyckeln")
    return sorted(folder.glob("*.toml"))
