"""The metrics file: what `drift status` says, in the text form that node_exporter reads from a folder.

A file and no port: nothing listens, and the last figures stand there with their own time when the daemon has died.
Source of the form: Prometheus exposition formats, text-based; node_exporter's textfile collector.
"""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

from workflow.status.operations import Standing, Tasks


def write(path: Path, found: Standing, tasks: Tasks) -> None:
    """Put the figures there by rename: who reads never sees half of them. Raises OSError."""
    new = path.with_name(f".{path.name}.{os.getpid()}")  # node_exporter reads *.prom only
    try:
        new.write_text(text(found, tasks), encoding="utf-8")
        new.chmod(0o644)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)


def text(found: Standing, tasks: Tasks) -> str:
    """The figures. An instant that does not exist has no line."""
    return "".join(_lines(found, tasks))


def _lines(found: Standing, tasks: Tasks) -> Iterator[str]:
    yield from _gauge("status", "0 ok, 1 varning, 2 kritiskt", int(found.degree))
    yield from _gauge("skriven_timestamp_seconds", "när värdena skrevs", _seconds(found.at))
    yield from _gauge("senaste_tick_timestamp_seconds", "tjänstens senaste varv", _seconds(found.ticked_at))
    yield from _gauge("nasta_handelse_timestamp_seconds", "nästa gång något förfaller", _seconds(found.next_due_at))
    yield from _gauge("forfallna_arenden", "ärenden som skulle ha förts vidare", len(found.waiting.cases))
    yield from _gauge("mejl_ej_lamnade", "mejl som borde ha lämnat", found.unsent.number)
    yield from _gauge("aldsta_mejl_timestamp_seconds", "sedan när det äldsta väntar", _seconds(found.unsent.since))
    yield from _gauge("mejl_hallna", "mejl som hålls och som en människa avgör", found.held)
    for status, name in (("oklart", "oklara"), ("nekad", "nekade"), ("planerad", "oskrivbara")):
        yield from _gauge(f"mejl_{name}", f"mejl som en människa ska se på: {name}", found.mails.get(status, 0))
    yield from _gauge("uppgifter", "det som väntar på en människa; räknas en gång i timmen", tasks.number)
    oldest = _seconds(_midnight(tasks.oldest_since_on))
    yield from _gauge("aldsta_uppgift_timestamp_seconds", "den äldsta uppgiftens dag", oldest)


def _gauge(name: str, about: str, value: float | None) -> Iterator[str]:
    if value is not None:
        yield f"# HELP bristvakt_{name} {about}\n# TYPE bristvakt_{name} gauge\nbristvakt_{name} {value}\n"


def _seconds(at: datetime | None) -> float | None:
    return at.timestamp() if at else None


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None
