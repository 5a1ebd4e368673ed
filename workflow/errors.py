"""Errors that a user meets. The text is Swedish and says what, where, and what to do.

BristvaktError
├── ConfigError       the configuration cannot be used            6
├── DatabaseNotReady  the database is missing, older or newer     6
├── InputError        a file or an argument cannot be used        4
├── NotFound          there is no such case, deficiency, mail     5
├── Stale             somebody else changed the case meanwhile    7
└── DaemonRuns        another daemon holds the data folder       75

A rule's no is `states.refusal.Refused` (3).
"""

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
    """The database is missing, older or newer than the program. `remedy` is the command to run."""

    exit_code = NOT_READY


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
        return f"Det finns inget {self.what} '{self.name}'.\nSe vilka som finns: {self.remedy}"


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


class DaemonRuns(BristvaktError):
    """Another daemon holds the data folder's lock."""

    exit_code = TEMPORARY

    def __init__(self, folder: object) -> None:
        """Keep the folder."""
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        """Who is in the way, and what to do."""
        return (
            f"En tjänst bevakar redan {self.folder}. Ingenting är gjort.\n"
            "Gör så här: stoppa den (systemctl stop bristvakt), eller låt den vara."
        )
