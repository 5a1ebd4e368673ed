"""Addresses, message ids and dates of a mail's headers, each read or left out, never raised."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from string import ascii_lowercase, ascii_uppercase

from notifications.incoming.harmless import one_line, words_decoded

_ID = re.compile(r"<[^<>\s]{1,500}>")
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]]{1,64}@[^\s<>@,;:\"()]{1,255}")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[(),;:<>"\\]|[^"\\(),;:<>]+', re.DOTALL)
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_YEARS = range(1982, 2200)  # RFC 822 to beyond us
_FAILURES = (ValueError, LookupError, TypeError, AttributeError)


def addresses(value: str) -> tuple[tuple[str, str], ...]:
    """The (address, name) of each in a From, To or Cc, the address in lower case, of A–Z only.

    Other letters stay: the Kelvin sign would become a k, and a stranger's address a contact's.

    Where something stands in angle brackets that is the address, whatever address stands before it as the name: the
    library takes the first. Encoded words are read only in names, and cannot smuggle in an address.
    """
    found = (pair for mailbox in _mailboxes(value) for pair in mailbox.pairs())
    return tuple(
        (one_line(address.translate(_LOWER), 320), one_line(words_decoded(name), 200)) for address, name in found
    )


@dataclass(slots=True)
class _Mailbox:
    """One of several in a field, as far as it has been read."""

    outside: list[str] = field(default_factory=list)
    angles: list[str] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)

    def pairs(self) -> list[tuple[str, str]]:
        """Its address and name; more than one pair where it has several addresses in brackets."""
        name = "".join(self.outside).strip()
        if not self.angles:
            return [(name, "".join(self.comment).strip())] if _ADDRESS.fullmatch(name) else []
        bare = (angle.rpartition(":")[2].strip() for angle in self.angles)
        return [(address, name) for address in bare if _ADDRESS.fullmatch(address)]


def _mailboxes(value: str) -> Iterator[_Mailbox]:
    """What stands between commas and semicolons, outside of quotes, comments and angle brackets."""
    mailbox, depth, is_angle = _Mailbox(), 0, False
    for sign in _TOKEN.findall(value):
        if sign == "(" or depth:
            depth += {"(": 1, ")": -1}.get(sign, 0)
            mailbox.comment.append("" if sign in "()" else sign)
        elif sign in ("<", ">"):
            is_angle = sign == "<"
            mailbox.angles += [""] if is_angle else []
        elif is_angle:
            mailbox.angles[-1] += sign
        elif sign in (",", ";"):
            yield mailbox
            mailbox = _Mailbox()
        elif sign == ":":
            mailbox.outside.clear()
        else:
            mailbox.outside.append(_unquoted(sign))
    yield mailbox


def _unquoted(sign: str) -> str:
    inner = sign[1:-1] if len(sign) > 1 and sign.startswith('"') else sign
    return re.sub(r"\\(.)", r"\1", inner, flags=re.DOTALL)


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
