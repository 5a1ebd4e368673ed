"""Folders and files that are there whole or not at all: written under another name, flushed, renamed."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workflow.documents.archive import flush_folder
from workflow.errors import InputError, Temporary
from workflow.locks import taken_alone

_UNFINISHED = ".ofärdig"
_LOCK = ".kopia.lås"
_AT_A_TIME = 1 << 20


@dataclass(frozen=True, slots=True)
class FileSum:
    """A file's size and the SHA-256 of its bytes."""

    bytes: int
    sha256: str


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """The folder to fill; it gets its name when all that is in it has reached the disk, and whatever raises removes it.

    What a killed one left behind is removed first. Raises InputError if there is something of that name, Temporary if
    another one is being written beside it.
    """
    if os.path.lexists(target):
        raise InputError(str(target), "finns redan; en kopia skriver aldrig över något", "ange en annan mapp")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(target.parent):
        for left in target.parent.glob(f".*{_UNFINISHED}"):
            shutil.rmtree(left)
        unfinished = target.with_name(f".{target.name}{_UNFINISHED}")
        try:
            unfinished.mkdir(mode=0o700)
            yield unfinished
            for folder in (unfinished, *(path for path in unfinished.rglob("*") if path.is_dir())):
                flush_folder(folder)
            os.replace(unfinished, target)
            flush_folder(target.parent)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("w") as file:
        if not taken_alone(file):
            raise Temporary(str(folder), "en annan kopia tas hit just nu", "vänta tills den är klar")
        yield


def copy_file(source: Path, target: Path) -> FileSum:
    """A copy that has reached the disk, and its sum."""
    digest, count = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with source.open("rb") as original, target.open("xb") as copy:
        while part := original.read(_AT_A_TIME):
            digest.update(part)
            count += copy.write(part)
        copy.flush()
        os.fsync(copy.fileno())
    return FileSum(count, digest.hexdigest())


def write_file(target: Path, content: bytes) -> FileSum:
    """A new file that has reached the disk, and its sum."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with target.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return FileSum(len(content), hashlib.sha256(content).hexdigest())


def sum_of(path: Path) -> FileSum:
    """The sum of a file; what the database engine has written is flushed to the disk on the way."""
    digest, count = hashlib.sha256(), 0
    with path.open("rb") as file:
        os.fsync(file.fileno())
        while part := file.read(_AT_A_TIME):
            digest.update(part)
            count += len(part)
    return FileSum(count, digest.hexdigest())
