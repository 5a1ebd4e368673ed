"""The grades of a follow-up: four scales, and what each grade means.

Each municipality grades on its own scale; what a grade leads to is said by its rule set (reading A14), never here.
Two grades stand on every scale. "Ej tillämpligt" is a judgement: the requirement does not concern the unit. "Okänt"
is none: nobody has judged, or the colour was lost with a figure. Okänt is never counted as met.

Sources: Örebro, rapport Sov 609/2022 and rapport 001 rad 16–26 (binär); Botkyrka, rapport 002 rad 629–645 (färg per
krav, tal per område); Nynäshamn, rapport 003 rad 165 (årsresultat).
"""

import difflib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a grade means, whatever its scale."""

    MET = "uppfyllt"
    PARTLY = "delvis"
    NOT_MET = "inte uppfyllt"
    NOT_APPLICABLE = "ej tillämpligt"
    UNKNOWN = "okänt"


class NoGrade(ValueError):
    """A word that is on none of the scales; `remedy` says what can be written."""

    def __init__(self, what: str, remedy: str) -> None:
        """Keep the fields."""
        super().__init__(what, remedy)
        self.what, self.remedy = what, remedy

    def __str__(self) -> str:
        """What is wrong, and what to write."""
        return f"{self.what}. {self.remedy[0].upper()}{self.remedy[1:]}."


class Scale(StrEnum):
    """The words that a municipality grades with."""

    BINARY = "binär"
    COLOUR = "färg"
    NUMBER = "tal"
    YEAR = "årsresultat"

    @property
    def words(self) -> tuple[str, ...]:
        """The grades of the scale, as they are stored and shown."""
        return tuple(_MEANINGS[self])


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade on one scale. Raises NoGrade for a word that is not on the scale (see `parse_grade`)."""

    scale: Scale
    word: str

    def __post_init__(self) -> None:
        if self.word not in _MEANINGS[self.scale]:
            raise _not_on((self.scale,), self.word)

    @property
    def outcome(self) -> Outcome:
        """What the grade means."""
        return _MEANINGS[self.scale][self.word]


def parse_grade(typed: str, *scales: Scale) -> Grade:
    """The grade that a person has written, in one of its usual spellings, on the first of the scales that has it.

    Upper and lower case, spaces and both Unicode forms of å, ä and ö are one; a, a and o may stand for å, ä and ö.
    An empty text is no grade, neither is a dash: it may mean okänt or ej tillämpligt. Raises NoGrade that says
    what can be written.
    """
    word = _WORDS.get(_key(typed))
    for scale in scales:
        if word in scale.words:
            return Grade(scale, word)
    raise _not_on(scales, typed)


def is_finding(grade: Grade) -> bool:
    """The grade can give rise to a deficiency. Whether it does, the rule set and a person say.

    Source: Botkyrka, rapport 002 rad 629–630: the first grade "räknas som godkänt och de två övriga som avvikelse".
    """
    return grade.outcome in (Outcome.PARTLY, Outcome.NOT_MET)


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many of the units met a requirement, as far as the text says: "2 av 14".

    `named` are the deviating units that the text names; a deficiency arises only in those (reading A34). What the
    numbers leave over is unknown, never met. Raises ValueError for numbers that cannot be true together.
    """

    total: int
    ok: int
    deviating: int
    not_applicable: int = 0
    named: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if min(self.ok, self.deviating, self.not_applicable, self.unknown) < 0:
            raise ValueError(
                f"{self.ok} uppfyller, {self.deviating} avviker och {self.not_applicable} ej tillämpligt går inte ihop "
                f"med {self.total} enheter. Skriv hela tal från 0 vars summa är högst {self.total}; resten är okänt."
            )
        if self.unnamed < 0:
            raise ValueError(
                f"{len(self.named)} enheter är namngivna som avvikande men antalet avvikande är {self.deviating}. "
                "Rätta antalet, eller namnge bara dem som källan namnger."
            )

    @property
    def unknown(self) -> int:
        """Units of which nothing is said."""
        return self.total - self.ok - self.deviating - self.not_applicable

    @property
    def unnamed(self) -> int:
        """Deviating units that are counted but not named: no deficiency can be registered for them."""
        return self.deviating - len(self.named)

    def __str__(self) -> str:
        """`2 av 14 avviker (2 utan namngiven enhet), 12 uppfyller`; what is none is left out."""
        unnamed = f" ({self.unnamed} utan namngiven enhet)" if self.unnamed else ""
        rest = {"uppfyller": self.ok, "ej tillämpligt": self.not_applicable, "okänt": self.unknown}
        parts = [f"{number} {word}" for word, number in rest.items() if number]
        return ", ".join([f"{self.deviating} av {self.total} avviker{unnamed}", *parts])


def count_units(grades: Mapping[str, Grade], total: int) -> UnitCount:
    """The count over the grades of named units; units of the total that have no grade are unknown."""
    outcomes = Counter(grade.outcome for grade in grades.values())
    named = frozenset(unit for unit, grade in grades.items() if is_finding(grade))
    return UnitCount(total, outcomes[Outcome.MET], len(named), outcomes[Outcome.NOT_APPLICABLE], named)


def can_be_pointed_out(word: str) -> bool:
    """A stored grade does not say that the requirement is met, does not apply or has not been judged."""
    return all(is_finding(Grade(scale, word)) for scale in Scale if word in scale.words)


_ON_EVERY_SCALE = {"ej tillämpligt": Outcome.NOT_APPLICABLE, "okänt": Outcome.UNKNOWN}
_MEANINGS = {
    Scale.BINARY: {"uppfyller kravet": Outcome.MET, "uppfyller inte kravet": Outcome.NOT_MET} | _ON_EVERY_SCALE,
    Scale.COLOUR: {"grön": Outcome.MET, "gul": Outcome.PARTLY, "röd": Outcome.NOT_MET} | _ON_EVERY_SCALE,
    Scale.NUMBER: {"1": Outcome.MET, "2": Outcome.PARTLY, "3": Outcome.NOT_MET} | _ON_EVERY_SCALE,
    Scale.YEAR: {"godkänd": Outcome.MET, "inte godkänd": Outcome.NOT_MET} | _ON_EVERY_SCALE,
}
_SPELLINGS = {
    "uppfyller kravet": ("uppfyller", "uppfyllt", "uppfyller kraven"),
    "uppfyller inte kravet": ("uppfyller inte", "uppfyller ej", "uppfyller ej kravet", "inte uppfyllt", "ej uppfyllt",
                              "uppfyller inte kraven", "brister"),
    # rapport 002 rad 629–630; "uppfyller delvis" stands here lest a binary scale propose "uppfyller kravet" for it
    "grön": ("grönt", "finns", "uppnås", "finns/uppnås"),
    "gul": ("gult", "finns delvis", "uppnås delvis", "finns delvis/uppnås delvis", "delvis", "uppfyller delvis",
            "uppfyller delvis kravet"),
    "röd": ("rött", "saknas", "uppnås ej", "uppnås inte", "saknas/uppnås ej"),
    # rapport 002 rad 633–645, where the first is written with one s
    "1": ("tillfredsställande", "tillfredställande"),
    "2": ("med anmärkning",),
    "3": ("med avvikelse",),
    "godkänd": ("godkänt",),
    "inte godkänd": ("ej godkänd", "icke godkänd", "inte godkänt", "ej godkänt", "underkänd"),
    "ej tillämpligt": ("ej tillämplig", "inte tillämpligt", "ej aktuellt"),
    "okänt": ("okänd", "?"),
}  # fmt: skip
_PLAIN = str.maketrans("åäö", "aao")


def _key(text: str) -> str:
    """The form in which words are compared: NFC, casefolded, one space between words."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


_WORDS = {
    key: word
    for word, others in _SPELLINGS.items()
    for spelling in (word, *others)
    for key in (spelling, spelling.translate(_PLAIN))
}


def _not_on(scales: tuple[Scale, ...], typed: str) -> NoGrade:
    """What was written, what can be written, and the nearest of it, or the scale that the word belongs to."""
    *most, last = dict.fromkeys(word for scale in scales for word in scale.words)
    what = f"{typed!r} är ingen grad på skalan {' eller '.join(scales)}"
    remedy = f"skriv {', '.join(most)} eller {last}"
    meant = _WORDS.get(_key(typed))
    if elsewhere := [other for other in Scale if meant in other.words and other not in scales]:
        return NoGrade(what, f"{remedy}. Det hör till skalan {elsewhere[0]} ({meant})")
    spellings = [key for key, word in _WORDS.items() if word in (*most, last)]
    near = difflib.get_close_matches(_key(typed), spellings, n=1)
    return NoGrade(what, f"{remedy}. Närmast: {_WORDS[near[0]]}" if near else remedy)
