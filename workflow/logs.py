"""The log: what went on, with the case's number, and never an address, a name or a subject.

What an exception *says* may bear any of these – a refused recipient, a row, a file's name – so of an exception only its
kind and its places are written, and beside them what the database or the operating system meant, in our own words.
"""

import logging
from collections.abc import Iterator
from pathlib import PurePath
from traceback import FrameSummary, extract_tb
from types import TracebackType

from workflow.errors import understood

_OURS = ("workflow", "notifications", "states")
_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_Told = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Impersonal(logging.Formatter):
    """Writes an exception without its words."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; what another handler has made of the exception is not reused."""
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: _Told) -> str:  # noqa: N802 – the name is logging's
        """The kinds and places, the cause first."""
        return "\n".join(_told(ei[1])) if ei[1] is not None else ""


def to_stderr() -> None:
    """Everything goes to the error stream, as the service manager wants it."""
    handler = logging.StreamHandler()
    handler.setFormatter(Impersonal(_FORM))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("bristvakt").setLevel(logging.INFO)


def _told(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _told(cause)
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _told(part)
    yield f"{type(error).__module__}.{type(error).__name__}{_meaning(error)}"
    places = extract_tb(error.__traceback__)
    yield from (_told_place(place) for place in places if place is places[-1] or _ours(place))


def _ours(place: FrameSummary) -> str:
    """The file of the program itself, from its package on; "" for a library's."""
    parts = PurePath(place.filename).parts
    return "/".join(next((parts[at:] for at, part in enumerate(parts) if part in _OURS), ()))


def _told_place(place: FrameSummary) -> str:
    return f"  {_ours(place) or PurePath(place.filename).name} rad {place.lineno}, {place.name}"


def _meaning(error: BaseException) -> str:
    known = understood(error) if isinstance(error, Exception) else None
    return f": {known.what}" if known is not None else ""
