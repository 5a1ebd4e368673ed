"""Where mails are fetched from: what every such place does, and the Maildir (the other is `imap.ImapSource`)."""

import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder has been read: everything up to and including `uid`, as long as `uidvalidity` is the same."""

    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Found:
    """One mail in one place, byte for byte.

    `key` is unique within the source and stays the same while the mail lies there: "INBOX/1700000000/42", or the name
    of the Maildir's file without flags; a Maildir has neither `uidvalidity` nor `uid` (0).
    `mailbox_at` is when it reached the mailbox: INTERNALDATE, or when the file was written.
    """

    folder: str
    uidvalidity: int
    uid: int
    key: str
    raw: bytes
    mailbox_at: datetime | None


class SourceError(Exception):
    """The place cannot be used just now: where, what is wrong, and what to do, in Swedish."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(where, what, remedy)
        self.where, self.what, self.remedy = where, what, remedy

    def __str__(self) -> str:
        return f"{self.where}: {self.what}.\nGör så här: {self.remedy}"


class Source(Protocol):
    """A place where mails arrive. Used by one thread at a time.

    - `name` says which place, in logs and as the owner of the cursors.
    - `reached` says of every folder that the latest round looked in how far all of it has been handed out: whoever has
      kept what was handed out may store it. A mail that could not be fetched holds it back, so that the rest of the
      folder comes again the next time: known by its bytes.
    - `notes` says in Swedish what went wrong in the latest round without stopping it; empty when all was read.
    """

    name: str
    reached: dict[str, Cursor]
    notes: list[str]

    def new(self, seen: Mapping[str, Cursor]) -> Iterator[Found]:
        """Begin a round: what lies after the cursors, folder by folder; all of a folder that has none or a new life.

        Nothing is marked as seen. Raises SourceError, also in the middle; what came before it is good.
        """
        ...

    def done(self, found: Found, folder: str) -> None:
        """Move the mail into the folder, which is made where it is missing. Nothing is deleted, twice is as once.

        Raises SourceError; may be called while a round goes on, and a mail that somebody has moved is left alone.
        """
        ...

    def wait(self, seconds: float) -> bool:
        """Until something may have come, at most so long; True where the place itself has said so."""
        ...


class MaildirSource:
    """The embedded default: the folders `new` and `cur` of a Maildir. What has been handled is moved out of them.

    Every round hands out all that lies there; the cursors mean nothing to it.
    """

    def __init__(self, path: Path, stop: threading.Event | None = None) -> None:
        """The Maildir may be missing: then nothing has come in. `stop` ends a wait at once."""
        self._stop = stop or threading.Event()
        self.name = f"maildir:{path}"
        self.reached: dict[str, Cursor] = {}
        self.notes: list[str] = []
        self._path = path

    def new(self, seen: Mapping[str, Cursor]) -> Iterator[Found]:
        """In the order in which they were written."""
        self.notes.clear()
        for file in sorted(self._listed(), key=_written):
            try:
                found = _read(file)
            except FileNotFoundError:
                continue  # moved by a reader or by another of us
            except OSError as error:
                self.notes.append(f"filen {file} gick inte att läsa: {error.strerror}")
                continue
            yield found

    def done(self, found: Found, folder: str) -> None:
        """Move the file into the subfolder in the form of Maildir++, that other programs see as a folder."""
        try:
            for file in self._listed():
                if _key(file) == found.key:
                    _moved(file, self._path / f".{folder.replace('/', '.')}")
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._error(error, f"flytta {found.key} till {folder}") from None

    def wait(self, seconds: float) -> bool:
        """The whole time, unless stopped: nobody tells of a new file."""
        self._stop.wait(seconds)
        return False

    def _listed(self) -> list[Path]:
        try:
            return [*_files(self._path / "new"), *_files(self._path / "cur")]
        except OSError as error:
            raise self._error(error, "läsa brevlådan") from None

    def _error(self, error: OSError, what: str) -> SourceError:
        remedy = f"kontrollera att mappen finns på disken och att programmet får läsa och skriva i {self._path}"
        return SourceError(self.name, f"det gick inte att {what}: {error.strerror}", remedy)


def _files(folder: Path) -> Iterable[Path]:
    if not folder.is_dir():
        return ()
    return [path for path in folder.iterdir() if not path.name.startswith(".") and path.is_file()]


def _key(file: Path) -> str:
    """The name without the flags that readers add and take away."""
    return file.name.partition(":2,")[0]


def _written(file: Path) -> tuple[int, str]:
    try:
        return file.stat().st_mtime_ns, file.name
    except OSError:
        return 0, file.name


def _read(file: Path) -> Found:
    with file.open("rb") as opened:
        at = datetime.fromtimestamp(os.fstat(opened.fileno()).st_mtime, UTC)
        return Found("INBOX", 0, 0, _key(file), opened.read(), at)


def _moved(file: Path, folder: Path) -> None:
    """Into the folder's `cur`, beside a mail that happens to have the same name there."""
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "maildirfolder").touch()
    flags = file.name.partition(":2,")[2]
    target = folder / "cur" / f"{_key(file)}:2,{flags}"
    if target.exists() and target.read_bytes() != file.read_bytes():
        target = target.with_name(f"{_key(file)},{_digest(file)}:2,{flags}")
    os.replace(file, target)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
