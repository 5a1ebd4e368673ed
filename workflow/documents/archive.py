"""Keeps a file under the hash of its bytes: written, flushed, renamed, and only then named by a row.

A file without a row is harmless; a row without its file is impossible.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workflow.errors import InputError


@dataclass(frozen=True, slots=True)
class Document:
    """A kept file. `name` is what it was called when it came."""

    sha256: str
    name: str


def keep(folder: Path, path: Path) -> Document:
    """Keep a copy of the file; the same bytes are kept once. Raises InputError if it cannot be read or is empty."""
    content = _content(path)
    digest = hashlib.sha256(content).hexdigest()
    target = place(folder, digest)
    if not target.exists():
        _write(target, content)
    return Document(digest, path.name)


def describe(path: Path) -> Document:
    """What `keep` would keep, without keeping it: for a dry run."""
    return Document(hashlib.sha256(_content(path)).hexdigest(), path.name)


def place(folder: Path, sha256: str) -> Path:
    """Where the bytes of that hash lie."""
    return folder / "handlingar" / sha256[:2] / sha256


def damaged(folder: Path, documents: Iterable[Document]) -> Iterator[str]:
    """Which of the documents are missing or no longer what they were, in Swedish."""
    for document in documents:
        path = place(folder, document.sha256)
        if not path.exists():
            yield f"{document.name} saknas ({document.sha256})"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != document.sha256:
            yield f"{document.name} har ändrats ({document.sha256})"


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), f"handlingen kan inte läsas ({error.strerror})", "kontrollera namnet") from None
    if not content:
        raise InputError(str(path), "handlingen är tom", "ange den beslutade handlingen")
    return content


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
