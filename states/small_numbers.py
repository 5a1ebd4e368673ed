"""Numbers so small that they may point out a person: shown before something is published. Pure.

With two customers "50 %" is one of them, and whoever knows the unit knows who (Nynäshamn SON/2024/0476/739: 2 customers
placed by the municipality, "en kund har nekat"). The program only shows; whether it may be published a person says.
"""

import re
from collections.abc import Iterable, Iterator

from states.measures import Measurement

# Groups below five are not shown in official statistics on care: four may still be told apart by who knows the unit.
FEWEST = 5

_WORDS = {"en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4}
_PEOPLE = (
    "kund", "kunder", "kunderna", "brukare", "brukarna", "boende", "person", "personer", "enskild", "enskilda",
    "klient", "klienter", "patient", "patienter", "anhörig", "anhöriga", "medarbetare", "medarbetarna", "anställd",
    "anställda", "assistent", "assistenter", "assistenterna",
)  # fmt: skip
_NOT_INSIDE = r"(?<![\w,.-])"
_COUNT = rf"(?P<count>[0-9]+|{'|'.join(_WORDS)})"
_OF_PEOPLE = re.compile(
    rf"{_NOT_INSIDE}{_COUNT} (?:av (?:(?P<total>[0-9]+) )?)?(?:{'|'.join(_PEOPLE)})\b", re.IGNORECASE
)
_OF_TOTAL = re.compile(rf"{_NOT_INSIDE}[0-9]+ av (?P<total>[0-9]+)\b")


def small_numbers(text: str) -> list[str]:
    """The words in the text that count fewer than FEWEST persons, as written, each once, in order."""
    spaced = " ".join(text.split())
    found = [match for shape in (_OF_PEOPLE, _OF_TOTAL) for match in shape.finditer(spaced) if _is_small(match)]
    return list(dict.fromkeys(match[0] for match in sorted(found, key=lambda match: match.start())))


def _is_small(match: re.Match[str]) -> bool:
    numbers = (_WORDS.get(word.lower()) or int(word) for word in match.groupdict().values() if word)
    return any(0 < number < FEWEST for number in numbers)


def small_measures(measurements: Iterable[Measurement]) -> Iterator[str]:
    """The measured values of fewer than FEWEST, in Swedish."""
    for measurement in measurements:
        if measurement.n is not None and measurement.n < FEWEST:
            yield f"{measurement.name} {measurement.stated} av {measurement.n}"
