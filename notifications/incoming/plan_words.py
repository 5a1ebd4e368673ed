"""How a plan is worded: what its columns and lines are called, what reads as a day, and how deficiencies are named."""

import re
from collections.abc import Sequence
from enum import StrEnum

from notifications.incoming.folding import folded, words


class Role(StrEnum):
    """What a column or a labelled line holds."""

    ACTIVITY = "aktivitet"
    SCHEDULE = "tidplan"
    RESPONSIBLE = "ansvarig"
    DEFICIENCY = "brist"


_LABELS = {  # folded; the earlier group is the better name for the role
    Role.ACTIVITY: (
        r"aktivitet(en|er|erna)?|(forbattrings)?atgard(en|er|erna)?|atgardsaktivitet(en|er|erna)?|insats(en|er|erna)?",
        r"vad|gora|goras|losning",
    ),
    Role.SCHEDULE: (
        r"senast|deadline|slutdatum|klardatum|klart?|fardigt?|slutforas|slutfort",
        r"tid|tidi?splan(en)?|tidplan(en)?|tidsram|tidpunkt|nar|datum|genomforas|manad|vecka",
        r"start|startdatum|paborjas",
    ),
    Role.RESPONSIBLE: (r"ansvariga?|ansvar|vem|agare", r"roll|funktion|utfors|utforare|person"),
    Role.DEFICIENCY: (
        r"brist(en|er|erna)?|bristkod|krav(et|en|nr|nummer|punkt)?|punkt(en)?|kod",
        r"pavisad|avvikelse(n|r|rna)?|pap?ekanden?|anmarkning(en|ar)?|omrade",
    ),
}
_PATTERNS = {role: tuple(re.compile(group) for group in groups) for role, groups in _LABELS.items()}
_OF_WHAT_HAPPENED = {"uppfoljning", "uppfoljt", "uppfoljd", "status", "utfall", "resultat", "kommentar", "ja", "nej"}
_LONGEST_LABEL = 9

_MONTH = r"(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-zåäö]{0,6}"
DAY = re.compile(
    rf"""\b(?:(?:senast|från\ och\ med|från|till|före|innan)\s+)?(?:den\s+)?
    (?:20\d\d[-./]\d{{1,2}}(?:[-./]\d{{1,2}})?      # 2026-03-01, 2026-03
    |\d{{1,2}}[./]\d{{1,2}}(?:[-./\ ]\s?(?:20)?\d\d)?(?![\d.])  # 1/3, 1/3 2026
    |(?:\d{{1,2}}(?::?[ae])?\s+)?{_MONTH}\b(?:\s+20\d\d)?  # 1 mars 2026, mars
    |(?:v\.?|vecka|veckorna)\s?\d{{1,2}}\b(?:\s+20\d\d)?
    |(?:q|kvartal\s?)[1-4]\b(?:\s+20\d\d)?
    |(?:våren|sommaren|hösten|vintern|vt|ht|årsskiftet)\b(?:\s?-?20\d\d|\s?\d\d\b)?
    |20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_NOBODY = re.compile(r"[\s\-–—?.x/]*|n/?a|tbd|saknas|ej (?:klart|utsett|utsedd|bestämt)|vakant", re.IGNORECASE)
_CODE = re.compile(r"(?<![\w/.-])(?![QVqv]\s?\d)([A-ZÅÄÖ]{1,2})[ -]?(\d{1,2})(?![\w%]|[.:/-]\d)")
_NUMBER = re.compile(r"(?<![\w.,/-])(\d{1,2}(?:\.\d{1,2}){1,3})(?![\w/-]|[.,]\d)")
_NAMED_NUMBER = re.compile(
    r"(?:krav|punkt|brist|avsnitt|kapitel|kap\.?)(?:et|en|nummer|\snr)?\s+" + _NUMBER.pattern, re.I
)
_CALENDAR = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d\d)")


def roles(text: str) -> dict[Role, int]:
    """The roles that a heading names, with how well (0 is best). A heading of what has happened since has none."""
    said = words(text)
    if not said or len(said) > _LONGEST_LABEL or _OF_WHAT_HAPPENED & set(said):
        return {}
    found = {}
    for role, patterns in _PATTERNS.items():
        ranks = [rank for rank, one in enumerate(patterns) if any(one.fullmatch(word) for word in said)]
        if ranks:
            found[role] = ranks[0]
    return found


def columns(headings: Sequence[str]) -> dict[Role, int]:
    """Which column holds what; empty unless the row is the heading of a plan: the activity and one thing more.

    A heading may name two roles ("Ansvarig för åtgärden"): the activity takes a column that nothing else wants.
    """
    named = [roles(text) for text in headings]
    chosen: dict[Role, int] = {}
    for role in (Role.SCHEDULE, Role.RESPONSIBLE, Role.DEFICIENCY):
        choices = [(len(found) > 1, found[role], at) for at, found in enumerate(named) if role in found]
        if choices:
            chosen[role] = min(choices)[2]
    choices = [
        (at in chosen.values(), found[Role.ACTIVITY], at) for at, found in enumerate(named) if Role.ACTIVITY in found
    ]
    if not choices:
        return {}
    chosen = {role: at for role, at in chosen.items() if role is not Role.DEFICIENCY or at != min(choices)[2]}
    return chosen | {Role.ACTIVITY: min(choices)[2]} if chosen else {}


def names_a_day(text: str) -> bool:
    """A day, a week, a month, a quarter or a season is written there; "löpande" and "snarast" are none."""
    return DAY.search(text) is not None


def names_nobody(text: str) -> bool:
    """Empty, a dash, "ej utsett"."""
    return _NOBODY.fullmatch(text.strip()) is not None


def codes(text: str, is_deficiency: bool = False) -> tuple[str, ...]:
    """Codes as "D1", and requirement numbers as "3.4", each once.

    Outside what is said to be a deficiency a bare number is too often a day or a time, and counts after "krav" only.
    """
    letters = [match[1] + match[2] for match in _CODE.finditer(text)]
    pattern = _NUMBER if is_deficiency else _NAMED_NUMBER
    numbers = [match[1] for match in pattern.finditer(text) if not _CALENDAR.fullmatch(match[1])]
    return tuple(dict.fromkeys((*letters, *numbers)))


def same_code(code: str) -> str:
    """The code as it is compared: "42/D3", "d-3" and "D 3" are one."""
    return re.sub(r"[\s-]", "", folded(code.rpartition("/")[2]))
