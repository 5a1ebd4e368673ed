"""drift återläs: try a copy, or lay it out as an installation in an empty place."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection

from notifications import claims
from states.instants import instant_text
from states.workdays import local_day
from workflow.backup import manifest
from workflow.backup.manifest import Manifest
from workflow.backup.take import as_one_file, held_tables
from workflow.backup.whole import copy_file, sum_of, write_file
from workflow.config import Config
from workflow.documents.archive import Document, damaged, flush_folder
from workflow.errors import InputError
from workflow.installation import TRIAL_FILE, TRIAL_SETTING
from workflow.status.health import Check, checks_of_register, named_documents
from workflow.status.operations import OF_A_DAEMON
from workflow.store import chain, queries
from workflow.store.database import connect, writing
from workflow.store.events import Actor, Event, append
from workflow.store.kinds import Kind
from workflow.store.migrate import upgrade
from workflow.store.portable import is_empty, pour
from workflow.store.reader import reading
from workflow.store.settings import forget, put
from workflow.store.started import DRIFT, RESTORED, STARTED_SETTING

_OTHER_COPY = "prova en äldre kopia; spara den här"
_UNCLEAR = "fanns i kön när kopian togs; ingen vet om det skickades därefter"
_WORKSHOP = ".återläses"


@dataclass(frozen=True, slots=True)
class Restored:
    """What has been laid out. `unclear`: so many mails were in the queue; `rules`: so many rule sets it holds."""

    manifest: Manifest
    unclear: int
    rules: int
    checks: tuple[Check, ...]


def examined(folder: Path) -> Iterator[Check]:
    """Everything that can be said of a copy, found out in a temporary place; nothing is changed.

    Raises InputError for what is no whole copy, DatabaseNotReady for one that a newer program took.
    """
    told = manifest.read(folder)
    files = tuple(_changed_files(folder, told))
    yield Check("filer", files, _OTHER_COPY)
    if not (folder / manifest.DATABASE).exists():
        return
    with tempfile.TemporaryDirectory(prefix="bristvakt-") as temporary:
        database = Path(temporary) / manifest.DATABASE
        copy_file(folder / manifest.DATABASE, database)
        faults = tuple(_faults(database))
        yield Check("databasen", faults or tuple(_other_content(database, told)), _OTHER_COPY)
        if faults:
            return
        upgrade(f"sqlite:///{database}")
        with reading(f"sqlite:///{database}") as reader:
            yield from checks_of_register(reader)
            kept = [Document(*one) for one in sorted(named_documents(reader))]
    yield Check("handlingar", tuple(damaged(folder, kept)), "leta efter handlingen i en annan kopia")


def _changed_files(folder: Path, told: Manifest) -> Iterator[str]:
    for name, expected in sorted(told.files.items()):
        path = folder / name
        if not path.is_file():
            yield f"{name} saknas"
        elif sum_of(path) != expected:
            yield f"{name} har ändrats"
    known = {*told.files, manifest.NAME}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (name := path.relative_to(folder).as_posix()) not in known:
            yield f"{name} hör inte till kopian"


def _faults(database: Path) -> list[str]:
    """What SQLite itself has against the file."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            loose = {str(row[0]) for row in connection.execute("PRAGMA foreign_key_check")}
    except sqlite3.DatabaseError:
        return ["den går inte att läsa"]
    return [fault for fault in found if fault != "ok"] + [f"{name}: en rad pekar på inget" for name in sorted(loose)]


def _other_content(database: Path, told: Manifest) -> Iterator[str]:
    """Where it differs from what the manifest says of it, as it is before it is upgraded."""
    held = held_tables(database)
    for name in sorted(held.keys() | told.tables.keys()):
        if held.get(name) != told.tables.get(name):
            yield f"{name}: raderna är inte de som kopian togs av"
    with reading(f"sqlite:///{database}") as reader:
        ends = chain.ends(reader)
    for name in sorted(ends.keys() | told.chains.keys()):
        if ends.get(name) != told.chains.get(name):
            yield f"{name}: kedjan slutar inte där den slutade när kopian togs"


def restore(config: Config, folder: Path, at: datetime, actor: Actor) -> Restored:
    """The copy as the installation of the configuration, whose place is empty. It mails nothing until a person says so.

    What was in the queue when the copy was taken is oklart: it may have left since. The database comes last: until it
    is there, no command takes the place for an installation. Raises InputError for a place that is not empty, or where
    the copy is not what its manifest says.
    """
    refuse_filled_place(config)
    checks = tuple(examined(folder))
    _refuse_broken(folder, checks[:2])
    told = manifest.read(folder)
    config.data_folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    workshop = config.data_folder / _WORKSHOP
    shutil.rmtree(workshop, ignore_errors=True)
    try:
        workshop.mkdir(mode=0o700)
        database = workshop / manifest.DATABASE
        copy_file(folder / manifest.DATABASE, database)
        unclear = _prepared(database, told, at, actor)
        for name in told.files:
            if name.startswith((f"{manifest.DOCUMENTS}/", f"{manifest.OUTBOX}/")) and (folder / name).is_file():
                copy_file(folder / name, workshop / name)
        _laid_out(workshop, config)
    except BaseException:
        _cleared(config.data_folder)
        raise
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    rules = sum(name.startswith(f"{manifest.RULES}/") for name in told.files)
    return Restored(told, unclear, rules, checks)


def refuse_filled_place(config: Config) -> None:
    """Raise InputError unless the configuration's folder and database hold nothing."""
    folder = config.data_folder
    if folder.exists() and any(path.name != _WORKSHOP for path in folder.iterdir()):
        remedy = "ange en ny mapp i [data] mapp, eller flytta undan det som ligger där"
        raise InputError(str(folder), "är inte tom; en kopia återläses aldrig över något", remedy)
    if not is_empty(config.database_url):
        remedy = "ange en tom databas i [databas] url"
        raise InputError("databasen", "är inte tom; en kopia återläses aldrig över något", remedy)


def _refuse_broken(folder: Path, checks: tuple[Check, ...]) -> None:
    """A document that is missing can be told of; a database that is not the copied one is not laid out."""
    wrong = [problem for check in checks for problem in check.problems if not problem.startswith(_BESIDE)]
    if wrong:
        raise InputError(str(folder), f"kopian är inte hel: {'; '.join(wrong[:3])}", _OTHER_COPY)


_BESIDE = (manifest.DOCUMENTS, manifest.OUTBOX, manifest.RULES)


def _prepared(database: Path, told: Manifest, at: datetime, actor: Actor) -> int:
    """The database at the program's step, silent, and with what has been done to it in its own chain."""
    upgrade(f"sqlite:///{database}")
    engine = connect(f"sqlite:///{database}")
    try:
        with writing(engine) as connection:
            unclear = claims.lost_track(connection, _UNCLEAR, at)
            forget(connection, OF_A_DAEMON)
            put(connection, STARTED_SETTING, RESTORED)
            _record(connection, told, unclear, at, actor)
    finally:
        engine.dispose()
    as_one_file(database)
    return unclear


def _record(connection: Connection, told: Manifest, unclear: int, at: datetime, actor: Actor) -> None:
    act = str(uuid4())
    ends = told.chains.get(DRIFT)
    body = {
        "act": act,
        "taken_at": instant_text(told.taken_at),
        "program": told.program,
        "events": told.tables["event_head"].rows,
        "drift_before": ends.number if ends else 0,
        "unclear": unclear,
    }
    append(connection, Event(DRIFT, Kind.RESTORED.value, body, local_day(at), at, actor, act))


def _laid_out(workshop: Path, config: Config) -> None:
    database = workshop / manifest.DATABASE
    with reading(f"sqlite:///{database}") as reader:
        trial = reader.one(queries.SETTING, name=TRIAL_SETTING)
    if trial:
        write_file(config.data_folder / TRIAL_FILE, trial.value.encode("ascii"))
    for part in (manifest.DOCUMENTS, manifest.OUTBOX):
        if (workshop / part).exists():
            os.replace(workshop / part, config.data_folder / part)
    flush_folder(config.data_folder)
    if config.database_url.startswith("sqlite"):
        target = Path(config.database_url.removeprefix("sqlite:///"))
        beside = target.with_name(f"{target.name}.ny")
        beside.unlink(missing_ok=True)
        copy_file(database, beside)
        os.replace(beside, target)
        flush_folder(target.parent)
    else:
        _poured(database, config.database_url)


def _cleared(folder: Path) -> None:
    """The place is empty again, as it was."""
    for part in (manifest.DOCUMENTS, manifest.OUTBOX):
        shutil.rmtree(folder / part, ignore_errors=True)
    (folder / TRIAL_FILE).unlink(missing_ok=True)


def _poured(database: Path, url: str) -> None:
    engine = connect(f"sqlite:///{database}")
    try:
        with writing(engine) as source:
            upgrade(url, lambda target: pour(source, target))
    finally:
        engine.dispose()
