"""Numbers that point out a person, and numbers that point out a company. Pure; no register is asked.

A personal number in a note makes the note a record of a person. The program only warns: whether it is one, and
whether it is needed, the writer knows.
"""

import re
from datetime import date

_PERSONAL = re.compile(r"(?<![0-9])(?:(18|19|20)?([0-9]{6}))[-+ –‑−]?([0-9]{4})(?![0-9])")
_ORGANISATION = re.compile(r"(?:16)?([0-9]{6})-?([0-9]{4})")
_COORDINATION = 60  # samordningsnummer: so much is added to the day
_FIRST_OF_COMPANIES = 2  # the lowest third digit; below it the number has a month, and is a person's


def personal_numbers(text: str) -> list[str]:
    """What looks like a Swedish personal number or coordination number in the text, as written, each once, in order.

    Ten or twelve digits with a possible date and the right check digit. Source: 18 § folkbokföringslagen (1991:481).
    """
    found = (match for match in _PERSONAL.finditer(text) if _is_personal(*match.groups()))
    return list(dict.fromkeys(match[0] for match in found))


def _is_personal(century: str | None, day: str, last: str) -> bool:
    centuries = (century,) if century else ("19", "20")
    return _check_digit_holds(day + last) and any(_is_a_day(first + day) for first in centuries)


def _is_a_day(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        date(year, month, day - _COORDINATION if day > _COORDINATION else day)
    except ValueError:
        return False
    return True


def organisation_number(text: str) -> str:
    """The ten digits of an organisation number, given with or without hyphen and the prefix 16.

    Raises ValueError with why, in Swedish. Source: 1 § lag (1974:174) om identitetsbeteckning för juridiska personer
    m.fl.; that the third digit is at least 2 tells it from a personal number.
    """
    match = _ORGANISATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' är inget organisationsnummer: det har tio siffror, till exempel 992345-6785")
    digits = match[1] + match[2]
    if int(digits[2]) < _FIRST_OF_COMPANIES:
        raise ValueError(
            f"'{text}' är inget organisationsnummer: tredje siffran är minst 2. Är det en enskild firma är numret "
            "ett personnummer och ska inte skrivas här"
        )
    if not _check_digit_holds(digits):
        raise ValueError(f"'{text}' är inget organisationsnummer: kontrollsiffran stämmer inte")
    return digits


def _check_digit_holds(digits: str) -> bool:
    """Every second digit doubled from the first, and the sum of all digits ends in 0 (Luhn)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
