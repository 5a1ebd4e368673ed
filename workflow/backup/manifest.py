"""What a copy holds: when it was taken and of what, every file's sum, every table's, and where each chain ended."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from states.instants import instant_text, parse_instant
from workflow.backup.whole import FileSum
from workflow.errors import InputError
from workflow.store.chain import Link
from workflow.store.portable import Content

NAME = "manifest.json"
FORM = 1
DATABASE = "databas.sqlite"
DOCUMENTS = "handlingar"
OUTBOX = "utkorg"
RULES = "regler"
CONFIG = "config.toml"
_CHOOSE = "välj en annan kopia; en hel har filen manifest.json och alla filer som den räknar upp"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` are named relative the copy's folder; `revision` is the schema's step."""

    taken_at: datetime
    program: str
    revision: str
    kind: str  # of the database it was taken of: sqlite, postgresql
    is_trial: bool
    chains: Mapping[str, Link]
    tables: Mapping[str, Content]
    files: Mapping[str, FileSum]

    def text(self) -> str:
        """As it lies in the copy."""
        told = {"form": FORM} | asdict(self) | {"taken_at": instant_text(self.taken_at)}
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read(folder: Path) -> Manifest:
    """The copy's manifest. Raises InputError for what is no copy, half of one, or one that a newer program took."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
        form = told["form"]
        if form == FORM:
            return _read(told)
    except FileNotFoundError:
        raise InputError(str(folder), "är ingen hel kopia: manifest.json saknas", _CHOOSE) from None
    except (ValueError, TypeError, LookupError):
        raise InputError(str(folder), "är ingen hel kopia: manifest.json går inte att tyda", _CHOOSE) from None
    raise InputError(str(folder), f"kopian har form {form}, programmet läser {FORM}", "installera en nyare version")


def _read(told: Mapping[str, Mapping[str, Mapping[str, int | str]]]) -> Manifest:
    return Manifest(
        taken_at=parse_instant(str(told["taken_at"])),
        program=str(told["program"]),
        revision=str(told["revision"]),
        kind=str(told["kind"]),
        is_trial=bool(told["is_trial"]),
        chains={name: Link(int(end["number"]), str(end["hash"])) for name, end in told["chains"].items()},
        tables={name: Content(int(one["rows"]), str(one["sha256"])) for name, one in told["tables"].items()},
        files={name: FileSum(int(one["bytes"]), str(one["sha256"])) for name, one in told["files"].items()},
    )


def program_version() -> str:
    """The version that is installed; "" when run out of the source."""
    try:
        return version("bristvakt")
    except PackageNotFoundError:
        return ""
