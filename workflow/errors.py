"""Errors that a user meets. The text is Swedish and says what, where, and what to do.

BristvaktError
├── ConfigError       the configuration cannot be used            6
├── DatabaseNotReady  the database is missing, older, damaged     6
├── InputError        a file or an argument cannot be used        4
├── NotFound          there is no such case, deficiency, mail     5
├── Stale             somebody else changed the case meanwhile    7
└── Temporary         the disk, a lock, the server, permissions  75

A rule's no is `states.refusal.Refused` (3). What the operating system, SQLite and PostgreSQL say is told in
Swedish by `in_swedish` and `understood`; both databases are known by what they say, so that nothing is imported.
"""

import errno
from typing import Final

OK, UNEXPECTED, USAGE, REFUSED, INPUT, NOT_FOUND, NOT_READY, STALE, DIFFERENCES = range(9)
TEMPORARY = 75

EXIT_CODES = {
    OK: "gjort, eller inget att göra",
    UNEXPECTED: "oväntat fel; ingenting är gjort",
    USAGE: "kommandot är fel skrivet",
    REFUSED: "en regel säger nej; skälet och regeln står i svaret",
    INPUT: "en fil eller ett värde går inte att använda",
    NOT_FOUND: "det som nämns finns inte",
    NOT_READY: "konfigurationen eller databasen är inte klar att användas",
    STALE: "någon annan hann ändra ärendet; ingenting är gjort",
    DIFFERENCES: "kontrollen fann skillnader",
    TEMPORARY: "tillfälligt fel; försök igen senare",
}


class BristvaktError(Exception):
    """Root of the errors that are told to the user without a traceback."""

    exit_code = UNEXPECTED


class _WhereWhatRemedy(BristvaktError):
    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(where, what, remedy)
        self.where, self.what, self.remedy = where, what, remedy

    def __str__(self) -> str:
        return f"{self.where}: {self.what}.\nGör så här: {self.remedy}"


class ConfigError(_WhereWhatRemedy):
    """The configuration cannot be used."""

    exit_code = NOT_READY


class DatabaseNotReady(_WhereWhatRemedy):
    """The database is missing, older or newer than the program, or damaged. `remedy` is what to do, or to run."""

    exit_code = NOT_READY


class Temporary(_WhereWhatRemedy):
    """What was asked could not be done just now; the same command may work later.

    `is_undone`: it is certain that nothing has been done. A server that goes away may have done its part.
    """

    exit_code = TEMPORARY

    def __init__(self, where: str, what: str, remedy: str, *, is_undone: bool = True) -> None:
        """Keep the fields."""
        super().__init__(where, what, remedy)
        self.is_undone = is_undone


class InputError(_WhereWhatRemedy):
    """A file or an argument cannot be used. Nothing has been done."""

    exit_code = INPUT


class InputErrors(BristvaktError):
    """Several problems with one input, all listed at once. Nothing has been done."""

    exit_code = INPUT

    def __init__(self, problems: list[InputError]) -> None:
        """Keep the problems in the order they were found."""
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """One problem after another."""
        return "\n".join(str(problem) for problem in self.problems)


class NotFound(BristvaktError):
    """There is no such case, deficiency, notice or mail. `remedy` shows what there is."""

    exit_code = NOT_FOUND

    def __init__(self, what: str, name: str, remedy: str) -> None:
        """Keep the fields."""
        super().__init__(what, name, remedy)
        self.what, self.name, self.remedy = what, name, remedy

    def __str__(self) -> str:
        """What was sought, and where to look."""
        article = "ingen" if self.what in _COMMON_GENDER else "inget"
        return f"Det finns {article} {self.what} '{self.name}'.\nSe vilka som finns: {self.remedy}"


class Stale(BristvaktError):
    """The case is no longer as it was when the command began. Nothing has been done."""

    exit_code = STALE

    def __init__(self, case: str, expected: int, found: int, who: str, when: str, what: str) -> None:
        """`when` is already in the reader's time zone."""
        super().__init__(case, expected, found, who, when, what)
        self.case, self.expected, self.found = case, expected, found
        self.who, self.when, self.what = who, when, what

    def __str__(self) -> str:
        """Who changed what and when, and that nothing was done."""
        return (
            f"Ärende {self.case} ändrades av {self.who} den {self.when} ({self.what}); det är nu version "
            f"{self.found}, inte {self.expected}. Ingenting är gjort.\n"
            f"Läs: brist historik {self.case} – och ge kommandot igen om det fortfarande ska gälla."
        )


_COMMON_GENDER: Final = (
    "begäran om anstånd",
    "brist",
    "delbrist",
    "enhet",
    "frist",
    "fråga",
    "händelse",
    "läst brevlåda",
    "person",
    "regeluppsättning",
    "utförare",
)
_TRY_AGAIN: Final = "försök igen om en stund"
_PERMISSIONS: Final = "ge kommandot som den användare som äger datamappen, eller rätta rättigheterna"
_FULL: Final = ("skivan är full", "frigör plats och ge kommandot igen")
_MAY_NOT: Final = ("rättigheterna räcker inte", _PERMISSIONS)
_READ_ONLY: Final = ("det går bara att läsa, inte att skriva", _PERMISSIONS)
_BROKEN_DISK: Final = ("skivan svarar med fel", "kontrollera skivan; återställ senaste kopian om den är skadad")
_OF_SYSTEM: Final = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _MAY_NOT,
    errno.EPERM: _MAY_NOT,
    errno.EROFS: _READ_ONLY,
    errno.EIO: _BROKEN_DISK,
}
_OF_SQLITE: Final = {
    "SQLITE_BUSY": ("den är låst av något annat", f"{_TRY_AGAIN}; dröjer det, se vad som skriver i den"),
    "SQLITE_LOCKED": ("den är låst av något annat", f"{_TRY_AGAIN}; dröjer det, se vad som skriver i den"),
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": _MAY_NOT,
    "SQLITE_CANTOPEN": ("filen går inte att öppna", _PERMISSIONS),
    "SQLITE_IOERR": _BROKEN_DISK,
}
_DAMAGED: Final = {"SQLITE_NOTADB": "filen är ingen databas", "SQLITE_CORRUPT": "filen är skadad"}
_OF_PATHS: Final = {
    errno.EISDIR: "det är en mapp",
    errno.ENOTDIR: "det är ingen mapp, eller går genom något som inte är en",
    errno.EEXIST: "det finns redan",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.ELOOP: "länkarna går i cirkel",
}


def in_swedish(error: OSError) -> str:
    """What the operating system says, without its English: "rättigheterna räcker inte"."""
    number = error.errno or 0
    if number in _OF_SYSTEM:
        return _OF_SYSTEM[number][0]
    return "det finns inte" if number == errno.ENOENT else _OF_PATHS.get(number, f"systemets fel {number}")


def understood(error: Exception) -> Temporary | DatabaseNotReady | InputError | None:
    """The error that the user is told instead; None for one that only a fault in the program explains.

    An error that SQLAlchemy has wrapped bears the driver's own as `orig`.
    """
    if isinstance(error, OSError):
        return _of_system(error)
    own = getattr(error, "orig", None) or error
    name = "_".join(str(getattr(own, "sqlite_errorname", "")).split("_")[:2])
    if name in _DAMAGED:
        remedy = "kontrollera [databas] url och [data] mapp; återställ annars senaste kopian"
        return DatabaseNotReady("databasen", _DAMAGED[name], remedy)
    if name in _OF_SQLITE:
        return Temporary("databasen", *_OF_SQLITE[name])
    if type(own).__module__.startswith("psycopg") and "OperationalError" in (one.__name__ for one in type(own).__mro__):
        remedy = f"{_TRY_AGAIN}; se om servern är igång"
        return Temporary("databasen", "PostgreSQL svarar inte, eller avbröt", remedy, is_undone=False)
    return None


def _of_system(error: OSError) -> Temporary | InputError | None:
    where = str(error.filename or "systemet")
    if error.errno in _OF_SYSTEM:
        return Temporary(where, *_OF_SYSTEM[error.errno])
    if error.errno in _OF_PATHS:
        return InputError(where, _OF_PATHS[error.errno], "ange en annan sökväg")
    return None
