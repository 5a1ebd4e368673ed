"""Keeps a file under the hash of its bytes: written, flushed, renamed, and only then named by a row.

A file without a row is harmless; a row without its file is impossible.
"""

import hashlib
import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident

from workflow.errors import InputError, in_swedish

# Control characters, bytes that are no UTF-8, line ends: no mail can bear them.
_NOT_IN_NAMES = {"Cc", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Document:
    """A kept file. `name` is what it was called when it came."""

    sha256: str
    name: str


def keep(folder: Path, path: Path) -> Document:
    """Keep a copy of the file; the same bytes are kept once.

    Raises InputError if it cannot be read, is empty, or has a name that a mail cannot bear.
    """
    _refuse_name(path)
    return keep_bytes(folder, _content(path), path.name)


def keep_bytes(folder: Path, content: bytes, name: str) -> Document:
    """Keep what came by mail; the same bytes are kept once. `name` is harmless already."""
    digest = hashlib.sha256(content).hexdigest()
    target = place(folder, digest)
    if not target.exists():
        _write(target, content)
    flush_folder(target.parent)  # also where it lay there: whoever wrote it may not have come so far
    flush_folder(target.parent.parent)
    return Document(digest, name)


def describe(path: Path) -> Document:
    """What `keep` would keep, without keeping it: for a dry run. Raises as `keep`."""
    _refuse_name(path)
    return Document(hashlib.sha256(_content(path)).hexdigest(), path.name)


def place(folder: Path, sha256: str) -> Path:
    """Where the bytes of that hash lie."""
    return folder / "handlingar" / sha256[:2] / sha256


def read(folder: Path, document: Document) -> bytes:
    """The kept bytes. Raises InputError if they are missing, cannot be read or are no longer what they were."""
    try:
        content = place(folder, document.sha256).read_bytes()
    except FileNotFoundError:
        raise _not_kept(document, "saknas") from None
    except OSError as error:
        raise _not_kept(document, f"kan inte läsas: {in_swedish(error)}") from None
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise _not_kept(document, "har ändrats")
    return content


def _not_kept(document: Document, what: str) -> InputError:
    return InputError(document.name, what, "återställ mappen handlingar ur senaste kopian")


def damaged(folder: Path, documents: Iterable[Document]) -> Iterator[str]:
    """Which of the documents are missing or no longer what they were, in Swedish."""
    for document in documents:
        try:
            read(folder, document)
        except InputError as error:
            yield f"{document.name} {error.what} ({document.sha256})"


def unnamed(folder: Path, named: Iterable[str]) -> list[Path]:
    """The kept files that no event names: left by a command that was broken off after it had kept them. Harmless."""
    known = set(named)
    return sorted(path for path in (folder / "handlingar").glob("*/*") if path.name not in known)


def _refuse_name(path: Path) -> None:
    if any(unicodedata.category(character) in _NOT_IN_NAMES for character in path.name):
        what = "handlingens namn har styrtecken, radbyten eller tecken som inte är UTF-8"
        raise InputError(_shown(path), what, "ge filen ett namn av vanliga tecken, och ge kommandot igen")


def _shown(path: Path) -> str:
    """The path with "?" for what a terminal cannot show."""
    return "".join(c if unicodedata.category(c) not in _NOT_IN_NAMES else "?" for c in str(path))


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        what = f"handlingen kan inte läsas: {in_swedish(error)}"
        raise InputError(_shown(path), what, "ange den beslutade handlingens fil, och att du får läsa den") from None
    if not content:
        raise InputError(_shown(path), "handlingen är tom", "ange den beslutade handlingen")
    return content


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.{get_ident()}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)  # a disk that is full leaves nothing behind


def flush_folder(folder: Path) -> None:
    """What has been made, renamed or removed in it has reached the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
