"""Which schema the program knows, and which one a database has; light enough for every command."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.errors import DatabaseNotReady
from workflow.store.reader import Query, reading

HEAD = "0002"


@dataclass(frozen=True, slots=True)
class _Revision:
    version: str


_STORED = Query("The revision that the database has.", "SELECT version_num FROM alembic_version", _Revision)


def stored(url: str) -> str | None:
    """The database's revision; None where no database has been made."""
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        return None
    try:
        with reading(url) as reader:
            row = reader.one(_STORED)
    except sqlite3.OperationalError:
        return None
    except Exception as error:
        if _is_missing_table(error):
            return None
        raise DatabaseNotReady(
            "databasen",
            f"det går inte att ansluta ({type(error).__name__})",
            "kontrollera [databas] url och att servern är igång",
        ) from error
    return row.version if row else None


def _is_missing_table(error: Any) -> bool:
    return getattr(error, "sqlstate", None) == "42P01"


def require_current(url: str) -> None:
    """Raise DatabaseNotReady, with the command to run, unless the database has exactly the program's revision."""
    found = stored(url)
    if found == HEAD:
        return
    if found is None:
        raise DatabaseNotReady("databasen", "den finns inte eller är tom", "brist databas skapa")
    if found < HEAD:
        raise DatabaseNotReady("databasen", f"den har steg {found}, programmet {HEAD}", "brist databas uppgradera")
    raise DatabaseNotReady(
        "databasen",
        f"den har steg {found}, som är nyare än programmets {HEAD}",
        "installera den version av bristvakt som senast uppgraderade den",
    )
