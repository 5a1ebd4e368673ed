"""Canonical JSON (RFC 8785) for what is hashed: one byte string per value, for ever.

Only what events need: text, whole numbers, truth values, null, lists, objects with ASCII keys. Floats are refused –
a percentage is kept as it was stated, as text. The `rfc8785` library is the oracle in the tests.
"""

import hashlib
import json
from typing import Any

_LARGEST = 2**53 - 1


def canonical(value: Any) -> str:
    """The canonical text. Raises TypeError for what has no place in an event."""
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(text: str) -> str:
    """SHA-256 of the text's UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _check(value: Any) -> None:
    match value:
        case None | bool() | str():
            return
        case int() if abs(value) <= _LARGEST:
            return
        case list() | tuple():
            for item in value:
                _check(item)
        case dict() if all(isinstance(key, str) and key.isascii() for key in value):
            for item in value.values():
                _check(item)
        case _:
            raise TypeError(f"{value!r} has no place in an event")
