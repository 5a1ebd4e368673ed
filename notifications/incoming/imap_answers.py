"""What an IMAP server answers to FETCH and NAMESPACE, as imaplib hands it out. Only text; no connection."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_QUOTED = re.compile(r'BODY\[\](?:<\d+>)? "((?:[^"\\]|\\.)*)"', re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """One FETCH answer: its words without the content, and the content (None where there is none)."""

    words: str
    content: bytes | None

    @property
    def size(self) -> int | None:
        """RFC822.SIZE, which servers are not exact about."""
        said = re.search(r"RFC822\.SIZE (\d+)", self.words, re.IGNORECASE)
        return int(said[1]) if said else None

    @property
    def internal_date(self) -> datetime | None:
        """INTERNALDATE as an instant; None where there is none that can be read."""
        said = re.search(r'INTERNALDATE "([^"]+)"', self.words, re.IGNORECASE)
        try:
            at = parsedate_to_datetime(said[1]) if said else None
        except ValueError:
            return None
        if at is None:
            return None
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def answer_about(uid: int, attribute: str, data: list[Any]) -> Answer | None:
    """The answer that has the attribute of that mail; servers also tell of other mails, unasked."""
    about = re.compile(rf"\bUID {uid}\b", re.IGNORECASE)
    answers = (one for one in _answers(data) if about.search(one.words))
    return next((one for one in answers if attribute in one.words.upper()), None)


def _answers(data: list[Any]) -> Iterator[Answer]:
    """A literal comes as a pair, and what follows it as the next item; short content may be written in quotes."""
    words, content = "", None
    for item in data:
        if isinstance(item, tuple):
            words, content = f"{words}{_plain(item[0])} ", item[1]
        elif item is not None:
            words += _plain(item)
            yield Answer(words, _quoted(words) if content is None else content)
            words, content = "", None


def _quoted(words: str) -> bytes | None:
    said = _QUOTED.search(words)
    return re.sub(r"\\(.)", r"\1", said[1], flags=re.DOTALL).encode("latin-1") if said else None


def _plain(words: bytes) -> str:
    return words.decode("latin-1")


def personal_prefix(data: list[Any]) -> str:
    """What the names of the user's own folders begin with, as in (("INBOX." ".")); RFC 2342."""
    said = re.match(rb'\(\("((?:[^"\\]|\\.)*)"', data[0] or b"") if data else None
    return said[1].decode("ascii", "replace") if said else ""
