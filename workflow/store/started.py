"""Whether mail may leave: a new or a restored installation mails nothing until a person has said so (ADR 0020)."""

from typing import Final

from workflow.store.queries import Word
from workflow.store.reader import Query, Reader

DRIFT: Final = "drift"  # the chain of what is said of the installation itself
STARTED_SETTING: Final = "startad"
YES, NEW, RESTORED, MOVED = "ja", "ny", "återläst", "flyttad"
SAY_SO: Final = "brist drift starta --visa"

STARTED = Query(
    "Whether mail may leave: what has been said, else yes in a trial folder and where mail has left before.",
    "SELECT COALESCE((SELECT value FROM setting WHERE name = 'startad'), CASE WHEN EXISTS (SELECT 1 FROM setting "
    "WHERE name = 'provmapp') OR EXISTS (SELECT 1 FROM mail WHERE status = 'avsänd') THEN 'ja' ELSE 'ny' END)",
    Word,
)


def is_started(reader: Reader) -> bool:
    """Mail may be composed and sent."""
    return _state(reader) == YES


def is_moved(reader: Reader) -> bool:
    """The register lives on in another database; this one is left as it was then."""
    return _state(reader) == MOVED


def why_silent(reader: Reader) -> str:
    """Why no mail leaves, and what to do, in Swedish; "" where mail may leave."""
    state = _state(reader)
    if state == YES:
        return ""
    why = "Installationen är återläst ur en kopia. " if state == RESTORED else ""
    return f"{why}Inga mejl skrivs eller skickas förrän någon har sett vad som skulle gå och sagt till: {SAY_SO}"


def _state(reader: Reader) -> str:
    row = reader.one(STARTED)
    return row.value if row else NEW
