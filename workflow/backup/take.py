"""drift kopia: the whole installation into a folder of its own, while the daemon and the commands go on.

The database is copied first and the documents after it: a document is kept before a row names it and is never
removed, so every document that the copied database names is there to be copied. Whatever kind of database it is,
the copy holds a SQLite file (ADR 0019).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine

from workflow.backup import manifest
from workflow.backup.manifest import Manifest
from workflow.backup.whole import FileSum, copy_file, sum_of, whole_folder, write_file
from workflow.config import Config, masked
from workflow.documents.archive import Document
from workflow.installation import trial_id
from workflow.status.health import named_documents
from workflow.store import chain
from workflow.store.chain import Link
from workflow.store.database import connect, writing
from workflow.store.migrate import upgrade
from workflow.store.portable import Content, contents, copy_sqlite, pour, snapshot
from workflow.store.reader import reading
from workflow.store.revision import HEAD


@dataclass(frozen=True, slots=True)
class Taken:
    """A finished copy. `sha256` is its manifest's; `problems` were there before it was taken, and are in it."""

    folder: Path
    files: int
    bytes: int
    sha256: str
    problems: tuple[str, ...]


def name_of(at: datetime) -> str:
    """What a copy of that instant is called."""
    return f"bristvakt-{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"


def take(config: Config, folder: Path, at: datetime) -> Taken:
    """A copy in the folder, under the instant's name. Raises InputError if it is there already."""
    target = folder.absolute() / name_of(at)
    with whole_folder(target) as unfinished:
        database = unfinished / manifest.DATABASE
        _copy_database(config.database_url, database)
        files = dict(_copied(config, unfinished))
        files[manifest.CONFIG] = write_file(unfinished / manifest.CONFIG, _without_secrets(config.path))
        chains, tables, named = _held(database)
        files[manifest.DATABASE] = sum_of(database)
        kind = "sqlite" if config.database_url.startswith("sqlite") else "postgresql"
        is_trial = trial_id(config.data_folder) is not None
        made = Manifest(at, manifest.program_version(), HEAD, kind, is_trial, chains, tables, files)
        kept = write_file(unfinished / manifest.NAME, made.text().encode())
    size = sum(one.bytes for one in files.values())
    return Taken(target, len(files), size, kept.sha256, tuple(_damaged(files, named)))


def _copy_database(url: str, target: Path) -> None:
    if url.startswith("sqlite"):
        copy_sqlite(Path(url.removeprefix("sqlite:///")), target)
        return
    portable = f"sqlite:///{target}"
    upgrade(portable)
    engine = connect(portable)
    try:
        with snapshot(url) as source, writing(engine) as into:
            pour(source, into)
            if contents(source) != contents(into):
                raise RuntimeError("the copied rows are not those that were read")
    finally:
        engine.dispose()
    as_one_file(target)


def as_one_file(path: Path) -> None:
    """What stands beside the SQLite file is taken into it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _held(database: Path) -> tuple[dict[str, Link], dict[str, Content], set[tuple[str, str]]]:
    """Where the chains of the copied database end, what its tables hold, and which documents its events name."""
    url = f"sqlite:///{database}"
    with reading(url) as reader:
        ends = chain.ends(reader)
        named = named_documents(reader)
    return ends, held_tables(database), named


def held_tables(database: Path) -> dict[str, Content]:
    """What the tables of a SQLite file hold that nobody writes to; the file is left as it is."""
    engine = create_engine(f"sqlite:///{database}")
    try:
        with engine.connect() as connection:
            return contents(connection)
    finally:
        engine.dispose()


def _copied(config: Config, unfinished: Path) -> Iterator[tuple[str, FileSum]]:
    """Every file besides the database, by its place in the copy: documents, outbox, the installation's rule sets."""
    for name, source in _files(config):
        try:
            yield name, copy_file(source, unfinished / name)
        except FileNotFoundError:
            if not name.startswith(manifest.OUTBOX):  # where whoever reads the mails may move them meanwhile
                raise


def _files(config: Config) -> Iterator[tuple[str, Path]]:
    for part in (manifest.DOCUMENTS, f"{manifest.OUTBOX}/new", f"{manifest.OUTBOX}/cur"):
        for path in sorted((config.data_folder / part).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(config.data_folder).as_posix(), path
    for path in sorted(config.rules_folder.glob("*.toml")) if config.rules_folder else ():
        yield f"{manifest.RULES}/{path.name}", path


def _without_secrets(path: Path) -> bytes:
    """The configuration as it is written, the password of a database URL masked; other secrets lie in own files."""
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    return "".join(masked(line) for line in lines).encode()


def _damaged(files: dict[str, FileSum], named: set[tuple[str, str]]) -> Iterator[str]:
    for document in (Document(*one) for one in sorted(named)):
        found = files.get(f"{manifest.DOCUMENTS}/{document.sha256[:2]}/{document.sha256}")
        if found is None:
            yield f"{document.name} saknas ({document.sha256})"
        elif found.sha256 != document.sha256:
            yield f"{document.name} har ändrats ({document.sha256})"
