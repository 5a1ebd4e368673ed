"""databas skapa, uppgradera."""

import argparse
from typing import TYPE_CHECKING

from workflow.cli.output import Terminal
from workflow.cli.session import tell
from workflow.errors import ConfigError, DatabaseNotReady
from workflow.installation import TRIAL_SETTING, configured, has_database, new_trial_id, trial_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workflow.config import Config


def create(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Create the data folder and an empty database."""
    config = configured(arguments.config, terminal.environ)
    is_made = has_database(config)
    _refuse_other_kind(config, is_made=is_made, trial=arguments.trial)
    if is_made:
        return tell(arguments, terminal, f"Databasen finns redan i {config.data_folder}; ingenting är ändrat.")
    if not arguments.dry_run:
        _make(config, trial=arguments.trial)
    kind = "En provmapp" if arguments.trial else "Databasen"
    return tell(arguments, terminal, f"{kind} är skapad i {config.data_folder}.")


def _make(config: "Config", *, trial: bool) -> None:
    from workflow.store.migrate import upgrade

    config.data_folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    if not trial:
        upgrade(config.database_url)
        return
    # 1. The folder: without a database, one that is interrupted here can be made again, but only as a trial.
    # 2. The database, marked in the transaction that makes it: it never exists without its mark.
    known = new_trial_id(config.data_folder)
    upgrade(config.database_url, lambda connection: _mark_trial(connection, known))


def _refuse_other_kind(config: "Config", *, is_made: bool, trial: bool) -> None:
    is_trial = trial_id(config.data_folder) is not None
    if is_made and trial and not is_trial:
        raise ConfigError(
            str(config.data_folder),
            "innehåller redan en databas i drift, som aldrig blir en provmapp",
            "välj en annan [data] mapp",
        )
    if is_trial and not is_made and not trial:
        raise ConfigError(
            str(config.data_folder),
            "är en provmapp, som aldrig tas i drift; dess databas saknas",
            "brist databas skapa --prov för att pröva igen, eller välj en annan [data] mapp",
        )


def _mark_trial(connection: "Connection", known: str) -> None:
    from sqlalchemy import insert

    from workflow.store import tables
    from workflow.store.projection import table

    connection.execute(insert(table(tables.Setting)), {"name": TRIAL_SETTING, "value": known})


def upgrade(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Bring the database to the program's revision, after a copy."""
    from workflow.store.migrate import upgrade as carry_out
    from workflow.store.revision import HEAD, stored

    config = configured(arguments.config, terminal.environ)
    before = stored(config.database_url)
    if before is None:
        raise DatabaseNotReady("databasen", "den finns inte eller är tom", "brist databas skapa")
    if before == HEAD:
        return tell(arguments, terminal, f"Databasen har redan steg {HEAD}.")
    if before > HEAD:
        raise DatabaseNotReady(
            "databasen", f"den har steg {before}, programmet {HEAD}", "installera en nyare version av bristvakt"
        )
    copy = None if arguments.dry_run else carry_out(config.database_url)
    kept = f" Kopian före: {copy}" if copy else ""
    return tell(arguments, terminal, f"Databasen är uppgraderad från steg {before} till {HEAD}.{kept}")
