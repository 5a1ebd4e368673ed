"""Which schema the program knows, and which one a database has; light enough for every command."""

from dataclasses import dataclass
from pathlib import Path

from workflow.errors import DatabaseNotReady, in_swedish, understood
from workflow.store.reader import Query, reading

HEAD = "0007"


@dataclass(frozen=True, slots=True)
class _Revision:
    version: str


_STORED = Query("The revision that the database has.", "SELECT version_num FROM alembic_version", _Revision)


def stored(url: str) -> str | None:
    """The database's revision; None where no database has been made.

    Raises DatabaseNotReady, with why, for one that cannot be read. An error that may pass – a lock, a full disk – is
    let through.
    """
    try:
        if url.startswith("sqlite") and not _is_there(Path(url.removeprefix("sqlite:///"))):
            return None
        with reading(url) as reader:
            row = reader.one(_STORED)
    except Exception as error:
        if _is_missing_table(error):
            return None
        if _may_pass(error):
            raise
        raise _not_readable(url, error) from error
    return row.version if row else None


def _is_there(path: Path) -> bool:
    """Unlike `Path.exists`, it does not call a file missing that this user may not see."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    return True


def _is_missing_table(error: Exception) -> bool:
    return getattr(error, "sqlstate", None) == "42P01" or str(error).startswith("no such table")


def _may_pass(error: Exception) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL"))


def _not_readable(url: str, error: Exception) -> DatabaseNotReady:
    known = understood(error) if url.startswith("sqlite") else None
    if known is not None:
        return DatabaseNotReady(known.where, known.what, known.remedy)
    why = in_swedish(error) if isinstance(error, OSError) else type(error).__name__
    return DatabaseNotReady(
        "databasen", f"det går inte att ansluta ({why})", "kontrollera [databas] url och att servern är igång"
    )


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
