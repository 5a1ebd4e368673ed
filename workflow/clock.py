"""The only place that asks what time it is."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from workflow.errors import InputError


class Clock(Protocol):
    """Gives the instant, once per command or tick."""

    def now(self) -> datetime:
        """An aware UTC datetime."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant."""
        return datetime.now(UTC)


class FileClock:
    """The travelling clock of a trial folder: a file holds one instant, ISO 8601 with offset."""

    def __init__(self, path: Path, not_before: datetime | None = None) -> None:
        """Read nothing yet. `not_before` is the latest instant that the folder has already seen."""
        self._path = path
        self._highest = not_before

    def now(self) -> datetime:
        """The file's instant. Raises InputError if it cannot be read or has gone backwards."""
        try:
            instant = datetime.fromisoformat(self._path.read_text(encoding="utf-8").strip())
        except (OSError, ValueError) as error:
            raise self._unusable(f"klockan kan inte läsas ({error})") from None
        if instant.tzinfo is None:
            raise self._unusable("klockans tid saknar förskjutning från UTC")
        if self._highest is not None and instant < self._highest:
            raise self._unusable(f"klockan går baklänges, från {self._highest} till {instant}")
        self._highest = instant.astimezone(UTC)
        return self._highest

    def _unusable(self, what: str) -> InputError:
        return InputError(str(self._path), what, "skriv en tid som 2023-06-08T23:41:00+02:00, senare än den förra")


def set_clock(path: Path, instant: datetime) -> None:
    """Move a travelling clock: the file is replaced by rename, so a reader never sees half a time."""
    new = path.with_name(path.name + ".ny")
    with new.open("w", encoding="utf-8") as file:
        file.write(instant.isoformat())
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
