"""Organisation numbers: read as people write them, and checked by their own check digit."""

import re

_WRITTEN = re.compile(r"(?:16)?(\d{6})-?(\d{4})", re.ASCII)


def organisation_number(written: str) -> str:
    """The number as it is kept, "556036-0793", from any of its spellings.

    Raises ValueError, in Swedish, for what has another form, another check digit, or a third digit below 2, which
    only a person's number has (lag 1974:174 om identitetsbeteckning för juridiska personer m.fl.).
    """
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        raise ValueError("ska skrivas med tio siffror, som 556036-0793")
    digits = found[1] + found[2]
    if int(digits[2]) < 2:
        raise ValueError("är inget organisationsnummer: tredje siffran är minst 2")
    if not has_right_check_digit(digits):
        raise ValueError("har fel kontrollsiffra")
    return f"{found[1]}-{found[2]}"


def has_right_check_digit(digits: str) -> bool:
    """The last of ten digits is the one that the other nine give (the Luhn sum)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
