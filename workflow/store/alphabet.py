"""How names and numbers are searched: case-blind, with and without dots, whatever dash was typed."""

import unicodedata

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def folded(text: str) -> str:
    """The text as it is searched: without case, and without the dots that a keyboard may lack ("Örebro" → "orebro")."""
    plain = unicodedata.normalize("NFKD", text.translate(_DASHES))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def matches(sought: str, *texts: str) -> bool:
    """Whether any of the texts has what is sought, however it is spelled."""
    return any(folded(sought) in folded(text) for text in texts)


def same_number(written: str) -> str:
    """What two spellings of one register or agreement number share: "SUN 2022–149" and "sun  2022-149"."""
    return " ".join(folded(written).split())
