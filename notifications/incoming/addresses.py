"""Addresses, message ids and dates of a mail's headers, each read or left out, never raised."""

import re
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime

from notifications.incoming.harmless import one_line, words_decoded

_ID = re.compile(r"<[^<>\s]{1,500}>")
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]]{1,64}@[^\s<>@,;:\"()]{1,255}")
_BRACKETED = re.compile(r"<([^<>]{1,400})>")
_QUOTED = re.compile(r'"(?:[^"\\\\]|\\\\.){0,400}"')
_DEEP = 20  # so many brackets in one address field are an attack on the library, which calls itself for each
_YEARS = range(1982, 2200)  # RFC 822 to beyond us
_FAILURES = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def addresses(value: str) -> tuple[tuple[str, str], ...]:
    """The (address, name) of each in a From, To or Cc, the address in lower case.

    The addresses are found before the encoded words are read: a name cannot smuggle one in.
    """
    found = ((address, one_line(words_decoded(name), 200)) for name, address in _pairs(value))
    return tuple((one_line(address.lower(), 320), name) for address, name in found if _ADDRESS.fullmatch(address))


def _pairs(value: str) -> list[tuple[str, str]]:
    if value.count("(") <= _DEEP and value.count(":") <= _DEEP:
        try:
            return getaddresses([value])
        except _FAILURES:
            pass
    return [("", address) for address in _ADDRESS.findall(value)]


def sender(value: str) -> tuple[str, str]:
    """The (address, name) of a From: what stands in angle brackets, whatever address its name pretends to be.

    ("", …) where it gives more than one address, or none: such a mail is nobody's.
    """
    bracketed = _BRACKETED.findall(_QUOTED.sub("", value))
    if len(bracketed) == 1:
        found = addresses(f"<{bracketed[0]}>")
        name = one_line(words_decoded(value.rpartition("<")[0].strip().strip('"')), 200)
        return (found[0][0] if found else "", name)
    named = addresses(value)
    return named[0] if len(named) == 1 else ("", one_line(words_decoded(value), 200))


def ids(value: str) -> tuple[str, ...]:
    """The message ids "<…>" in the field, in order, each once; one that lacks its brackets gets them."""
    found = _ID.findall(value) or [f"<{word}>" for word in value.split() if _ADDRESS.fullmatch(word)]
    return tuple(dict.fromkeys(one_line(name) for name in found))


def instant(value: str) -> datetime | None:
    """A Date as aware UTC; None where it cannot be read, or where no mail was sent then.

    A zone that is not said is taken for UTC.
    """
    try:
        said = parsedate_to_datetime(value[:200])
        at = (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (*_FAILURES, OverflowError):
        return None
    return at if at.year in _YEARS else None
