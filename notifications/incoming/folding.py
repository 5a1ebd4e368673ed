"""Swedish words compared without regard to case, composition of characters, or å, ä and ö written as a, ae and o."""

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")
_SPELT_OUT = str.maketrans({"æ": "a", "ø": "o", "ß": "s"})
_DIGRAPHS = re.compile("aa|ae|oe")


def folded(text: str) -> str:
    """Lower case without marks; "aa" and "ae" are "a", "oe" is "o". For comparing only, never for showing."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_SPELT_OUT))
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    return _DIGRAPHS.sub(lambda match: "o" if match[0] == "oe" else "a", bare)


def words(text: str) -> list[str]:
    """The folded words; digits are words of their own, as in "r2" or "3"."""
    return _WORD.findall(folded(text))
