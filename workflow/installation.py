"""Where an installation lies and how it is read: configuration, clock, trial folder, a reader – and no ORM.

A trial folder is known by the same random id in the folder and in the database. Only there may the clock
travel, and nothing leaves it but to an SMTP server on loopback.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notifications.settings import is_loopback
from states.workdays import Calendar
from workflow.clock import Clock, FileClock, SystemClock
from workflow.config import Config, find, load
from workflow.errors import ConfigError
from workflow.store import queries
from workflow.store.reader import Reader, reading
from workflow.store.revision import require_current, stored
from workflow.store.started import is_moved

TRIAL_FILE = "provmapp"
TRIAL_SETTING = "provmapp"


@dataclass(frozen=True, slots=True)
class Installation:
    """One municipality's installation, opened for reading."""

    config: Config
    clock: Clock
    calendar: Calendar
    reader: Reader
    is_trial: bool


def configured(option: Path | None, environ: Mapping[str, str]) -> Config:
    """The settings. Raises ConfigError."""
    return load(find(option, environ))


@contextmanager
def opened(config: Config, clock_file: Path | None) -> Iterator[Installation]:
    """The installation with its clock. Raises DatabaseNotReady, or ConfigError for a clock that may not travel."""
    require_current(config.database_url)
    with reading(config.database_url) as reader:
        _refuse_moved(reader)
        is_trial = _is_trial(config, reader)
        clock = _travelling(config, clock_file, reader, is_trial) if clock_file else SystemClock()
        yield Installation(config, clock, Calendar(config.extra_free_days), reader, is_trial)


def _refuse_moved(reader: Reader) -> None:
    if is_moved(reader):
        remedy = "ange den nya databasen i [databas] url, eller använd filen som gavs till brist databas flytta"
        raise ConfigError("databasen", "är flyttad till en annan och lämnad som den var då", remedy)


def _travelling(config: Config, file: Path, reader: Reader, is_trial: bool) -> Clock:
    if not is_trial:
        raise ConfigError(
            "--klocka",
            f"{config.data_folder} är ingen provmapp, och i drift går klockan av sig själv",
            "gör en egen mapp och konfiguration för prov: brist --config prov.toml databas skapa --prov",
        )
    return FileClock(file, latest_recorded(reader))


def _is_trial(config: Config, reader: Reader) -> bool:
    """Both say the same. Raises ConfigError if only one of them is a trial's, or mail would leave this machine."""
    row = reader.one(queries.SETTING, name=TRIAL_SETTING)
    in_database = row.value if row else None
    in_folder = trial_id(config.data_folder)
    if in_database != in_folder:
        raise ConfigError(
            str(config.data_folder),
            "mappen och databasen är inte ense om att detta är en provmapp: de hör inte ihop",
            "kontrollera [data] mapp och [databas] url",
        )
    refuse_mail_out_of_a_trial(config)
    return in_folder is not None


def refuse_mail_out_of_a_trial(config: Config) -> None:
    """Raises ConfigError if the folder is a trial's and its mail would leave this machine."""
    if trial_id(config.data_folder) and config.smtp and not is_loopback(config.smtp.server):
        raise ConfigError(
            f"{config.path}: [epost] server",
            "en provmapp skickar bara till den egna datorn",
            "ta bort [epost] eller ange 127.0.0.1",
        )


def trial_id(folder: Path) -> str | None:
    """The folder's trial id; None in a folder that is no trial's."""
    file = folder / TRIAL_FILE
    return file.read_text(encoding="ascii").strip() if file.exists() else None


def new_trial_id(folder: Path) -> str:
    """Make the folder a trial's and return its id; the database has to be told the same."""
    known = trial_id(folder)
    if known is None:
        known = secrets.token_hex(16)
        new = folder / f"{TRIAL_FILE}.ny"  # by rename: half an id would agree with no database
        new.write_text(known, encoding="ascii")
        os.replace(new, folder / TRIAL_FILE)
    return known


def latest_recorded(reader: Reader) -> datetime | None:
    """The latest instant that has been seen here: a clock before that has gone backwards."""
    rows = (reader.one(query) for query in (queries.LATEST_RECORDED, queries.SETTLED))
    return max((row.value for row in rows if row), default=None)


def has_database(config: Config) -> bool:
    """A database has been made, of whatever revision."""
    return stored(config.database_url) is not None
