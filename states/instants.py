"""Instants as text, in the one form that is stored and hashed: UTC, six decimals, Z."""

from datetime import UTC, datetime

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
_LENGTH = len("2023-06-08T21:59:59.000000Z")


def instant_text(instant: datetime) -> str:
    """`2023-06-08T21:59:59.000000Z`; text order is time order. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no offset")
    return instant.astimezone(UTC).strftime(_FORM)


def instant_text_or_none(instant: datetime | None) -> str | None:
    """The same of an instant that may be unknown."""
    return instant_text(instant) if instant else None


def parse_instant(text: str) -> datetime:
    """The aware UTC datetime of the stored form. Raises ValueError for any other form."""
    if len(text) != _LENGTH or text[-1] != "Z" or text[10] != "T":
        raise ValueError(f"{text!r} is no stored instant")
    return datetime.fromisoformat(text).astimezone(UTC)
