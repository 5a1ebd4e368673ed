"""What is written on a command line, read into values: dates, instants, references, lists of codes.

Each function is the `type` of an option: it takes the word as typed and returns the value, or
raises ArgumentTypeError with a Swedish text that says what can be written instead.
"""

import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from workflow.cli.output import stockholm
from workflow.cli.spelling import composed, nearest, spells

if TYPE_CHECKING:
    from pathlib import Path

EVERY: Final = "alla"
PLAN: Final = "plan"
DOCUMENT: Final = "handling"
OTHER: Final = "övrigt"

_DIGITS = 15  # of a number that both databases and an event can hold
_DAY = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(_DAY.pattern + r"[ T]\d\d:\d\d.*", re.ASCII)
_DEFICIENCY = re.compile(r"[A-ZÅÄÖ]\d{1,3}", re.ASCII)
_DOCUMENT = re.compile(r"R\d{1,3}", re.ASCII)
_SUBPOINT = re.compile(r"([A-ZÅÄÖ]\d{1,3})([A-ZÅÄÖ])", re.ASCII)


class Concern(NamedTuple):
    """One thing that an answer or an extension concerns.

    `kind` is PLAN or DOCUMENT; `code` the deficiency of the plan ("D1") or the document line
    ("R2"); None: the plan for every deficiency of which a plan is awaited.
    """

    kind: str
    code: str | None

    @property
    def line(self) -> str:
        """As the actions name it: "plan:D1", "plan" for every plan, "R2"."""
        return ":".join(filter(None, (PLAN, self.code))) if self.kind == PLAN else str(self.code)


def text(typed: str) -> str:
    """Free text, in NFC, not empty."""
    cleaned = composed(_readable(typed)).strip()
    if not cleaned:
        raise ArgumentTypeError("texten är tom. Skriv den inom citattecken.")
    return cleaned


def file(typed: str) -> "Path":
    """A path just as typed: a file's name may be in NFD. Whether it can be read is seen when it is."""
    from pathlib import Path

    if not typed:
        raise ArgumentTypeError("filens namn är tomt.")
    return Path(_readable(typed))


def _readable(typed: str) -> str:
    """What no UTF-8 stands for (Python keeps such bytes as surrogates) can neither be stored nor shown."""
    if any("\ud800" <= letter <= "\udfff" for letter in typed):
        shown = typed.encode("utf-8", "backslashreplace").decode()
        raise ArgumentTypeError(f"'{shown}' är inte giltig UTF-8. Skriv om det, eller byt namn på filen.")
    return typed


def address(typed: str) -> str:
    """An e-mail address that every mail server takes."""
    from workflow.valid import wrong_address

    wrong = wrong_address(typed)
    if wrong:
        raise ArgumentTypeError(f"'{typed}' {wrong}")
    return typed


def count(typed: str) -> int:
    """A whole number from 1 up."""
    return _whole(typed, 1)


def version(typed: str) -> int:
    """The version of a case: 0 before anything but its opening has happened."""
    return _whole(typed, 0)


def _whole(typed: str, lowest: int) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS and int(typed) >= lowest):
        shown = typed if len(typed) <= _DIGITS else f"{typed[:_DIGITS]}…"
        raise ArgumentTypeError(f"'{shown}' är inget nummer. Skriv ett heltal från {lowest} och uppåt.")
    return int(typed)


def day(typed: str) -> date:
    """A day: "2023-06-08"."""
    word = typed.strip()
    if _DAY.fullmatch(word):
        try:
            return date.fromisoformat(word)
        except ValueError:
            raise ArgumentTypeError(f"'{word}' finns inte i kalendern.") from None
    raise ArgumentTypeError(f"'{typed}' är inget datum. Skriv år-månad-dag, till exempel 2023-06-08.")


def instant(typed: str) -> datetime:
    """An instant as aware UTC, from "2023-06-08 23:41" by the Swedish clock or ISO 8601 with offset.

    The hour that comes twice in October is refused without an offset, and the hour that does not
    exist in March always: the reader would have to guess.
    """
    word = typed.strip()
    if not _INSTANT.fullmatch(word):
        raise ArgumentTypeError(
            f"'{typed}' är ingen tid. Skriv datum och klockslag, till exempel "
            "'2023-06-08 23:41' (svensk tid) eller 2023-06-08T23:41+02:00."
        )
    try:
        written = datetime.fromisoformat(word)
    except ValueError:
        raise ArgumentTypeError(f"'{word}' finns inte i kalendern eller på klockan.") from None
    return (written if written.tzinfo else _by_swedish_clock(written)).astimezone(UTC)


def _by_swedish_clock(written: datetime) -> datetime:
    first, second = (written.replace(tzinfo=stockholm(), fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if _exists(first):
        raise ArgumentTypeError(
            f"'{written:%Y-%m-%d %H:%M}' kom två gånger när klockan ställdes tillbaka. Skriv "
            f"{_with_offset(first)} (sommartid) eller {_with_offset(second)} (normaltid)."
        )
    raise ArgumentTypeError(
        f"'{written:%Y-%m-%d %H:%M}' fanns inte: klockan ställdes fram från 02:00 till 03:00. "
        f"Skriv {_with_offset(_back_and_forth(first))} eller {_with_offset(_back_and_forth(second))}."
    )


def _back_and_forth(local: datetime) -> datetime:
    return local.astimezone(UTC).astimezone(stockholm())


def _exists(local: datetime) -> bool:
    return _back_and_forth(local).replace(tzinfo=None) == local.replace(tzinfo=None)


def _with_offset(local: datetime) -> str:
    return local.isoformat(timespec="seconds" if local.second else "minutes")


def case(typed: str) -> str:
    """A case: its serial or its register number, in NFC ("1", "Sov 609/2022")."""
    word = text(typed)
    if _split(word) is not None:
        raise ArgumentTypeError(f"'{typed}' är en brist. Ange bara ärendet: {word.rpartition('/')[0]}.")
    return _number(word)


def deficiency(typed: str) -> tuple[str, str]:
    """A deficiency of a case: "1/d3" gives ("1", "D3"). Register numbers may hold slashes of their own."""
    found = _split(text(typed))
    if found is None:
        raise ArgumentTypeError(f"'{typed}' är ingen brist. Skriv ärende/brist, till exempel 1/D3.")
    return found


def case_or_deficiency(typed: str) -> tuple[str, str | None]:
    """A whole case, "1" gives ("1", None), or one deficiency of it."""
    return _split(text(typed)) or (_number(text(typed)), None)


def case_and_deficiencies(typed: str) -> tuple[str, tuple[str, ...]]:
    """Deficiencies of a case: "1/D1,D3" gives ("1", ("D1", "D3"))."""
    where, slash, codes = text(typed).rpartition("/")
    if not (where and slash):
        raise ArgumentTypeError(f"'{typed}' är ingen brist. Skriv ärende/brist, till exempel 1/D3 eller 1/D1,D3.")
    return _number(where.strip()), deficiencies(codes)


def case_or_deficiencies(typed: str) -> tuple[str, tuple[str, ...] | None]:
    """A whole case, "1" gives ("1", None), or deficiencies of it, "1/D1,D3"."""
    codes = text(typed).rpartition("/")[2].split(",")
    if _split(f"1/{codes[0].strip()}") is None or "/" not in typed:
        return _number(text(typed)), None
    return case_and_deficiencies(typed)


def _number(word: str) -> str:
    """A case as it is named. A number of more digits than any case has is refused before a database sees it."""
    if word.isdecimal() and len(word) > _DIGITS:
        raise ArgumentTypeError(f"'{word[:_DIGITS]}…' är inget ärende. Skriv dess löpnummer eller diarienummer.")
    return word


def _split(reference: str) -> tuple[str, str] | None:
    where, slash, code = reference.rpartition("/")
    is_deficiency = bool(where and slash and _DEFICIENCY.fullmatch(code.upper()))
    return (_number(where.strip()), code.upper()) if is_deficiency else None


def deficiencies(typed: str) -> tuple[str, ...]:
    """Deficiencies within one case: "D1,D3"."""
    return tuple(_code(word, _DEFICIENCY, "en brist, till exempel D1 eller D1,D3") for word in _words(typed))


def subpoints(typed: str) -> tuple[str, ...]:
    """Subpoints of one deficiency, "D3a,D3b"; "alla" gives (EVERY,)."""
    if spells(typed.strip(), EVERY):
        return (EVERY,)
    found = tuple(_code(word, _SUBPOINT, "en delbrist, till exempel D3a,D3b, eller alla") for word in _words(typed))
    return tuple(code[:-1] + code[-1].lower() for code in found)


def subpoint(typed: str) -> str:
    """One subpoint of a deficiency: "d3D" gives "D3d"."""
    code = _code(text(typed), _SUBPOINT, "en delbrist, till exempel D3d")
    return code[:-1] + code[-1].lower()


def concerns(typed: str) -> tuple[Concern, ...]:
    """What an answer concerns: "plan:D1,D2,R5" is the plan for D1 and D2, and document line R5."""
    found: list[Concern] = []
    for word in _words(typed):
        found.append(_concern(word, after_plan=bool(found) and found[-1].kind == PLAN))
    return tuple(found)


def place(typed: str) -> tuple[str, tuple[str, ...]]:
    """A case and the lines that a mail answers in it, as in "1:plan,R2"; "1" alone for something else."""
    number, colon, rest = typed.partition(":")
    found = concerns(rest) if colon else ()
    return case(number), tuple(one.line for one in found)


def _concern(word: str, *, after_plan: bool) -> Concern:
    head, colon, code = word.rpartition(":")
    if not colon and spells(word, PLAN):
        return Concern(PLAN, None)
    if not colon and spells(word, OTHER):
        return Concern(DOCUMENT, OTHER)
    if spells(head, PLAN) or (not colon and after_plan and not _DOCUMENT.fullmatch(code.upper())):
        return Concern(PLAN, _code(code, _DEFICIENCY, "en brist, till exempel plan:D1"))
    if colon and _DOCUMENT.fullmatch(head.upper()) and _DEFICIENCY.fullmatch(code.upper()):
        return Concern(DOCUMENT, f"{head.upper()}:{code.upper()}")
    wanted = "plan:D1 för en plan eller till exempel R2 för en begärd handling"
    if colon:
        raise ArgumentTypeError(f"'{word}' går inte att tyda. Skriv {wanted}.")
    return Concern(DOCUMENT, _code(code, _DOCUMENT, wanted))


def _words(typed: str) -> list[str]:
    return [word.strip() for word in text(typed).split(",")]


def _code(word: str, shape: re.Pattern[str], wanted: str) -> str:
    code = word.upper()
    if not shape.fullmatch(code):
        raise ArgumentTypeError(f"'{word}' går inte att tyda. Skriv {wanted}.")
    return code


def one_of(*choices: str) -> Callable[[str], str]:
    """One of the words, in any of its spellings; the value is the word itself."""

    def chosen(typed: str) -> str:
        word = typed.strip()
        for choice in choices:
            if spells(word, choice):
                return choice
        near = nearest(word, choices)
        hint = f"Menade du {near}? " if near else ""
        raise ArgumentTypeError(f"'{typed}' går inte. {hint}Välj bland: {', '.join(choices)}.")

    return chosen
