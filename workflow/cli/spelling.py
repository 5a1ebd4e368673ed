"""How a person may spell a word that the program knows.

å, ä and ö may be written as a, a and o; both Unicode spellings of them mean the same (they
are composed to NFC); upper and lower case are one.
"""

import unicodedata
from collections.abc import Iterable, Sequence

_TO_ASCII = str.maketrans("åäöÅÄÖé", "aaoAAOe")


def composed(text: str) -> str:
    """The text in NFC, as every word is stored and compared."""
    return unicodedata.normalize("NFC", text)


def plain(text: str) -> str:
    """The ASCII spelling: "begär-plan" gives "begar-plan"."""
    return composed(text).translate(_TO_ASCII)


def begins(typed: str, name: str) -> bool:
    """Whether `typed` is the beginning of `name`, or all of it.

    A typed "a" stands for a, å and ä; a typed "ä" stands only for itself.
    """
    letters = composed(typed).casefold()
    return len(letters) <= len(name) and all(
        letter in (wanted, plain(wanted)) for letter, wanted in zip(letters, name.casefold(), strict=False)
    )


def spells(typed: str, name: str) -> bool:
    """Whether `typed` is the whole of `name`, in one of its spellings."""
    return len(composed(typed)) == len(name) and begins(typed, name)


def meant(typed: str, names: Iterable[str]) -> Sequence[str]:
    """The names that `typed` can stand for: the one that it spells, else all that it begins."""
    known = list(names)
    exact = [name for name in known if spells(typed, name)]
    return exact or [name for name in known if begins(typed, name)]


def nearest(typed: str, names: Iterable[str]) -> str | None:
    """The name that looks most like `typed`; None if none comes near."""
    import difflib

    by_spelling = {plain(name).casefold(): name for name in names}
    found = difflib.get_close_matches(plain(typed).casefold(), by_spelling, n=1)
    return by_spelling[found[0]] if found else None
