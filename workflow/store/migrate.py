"""Schema steps with Alembic; loaded only by the commands that create or upgrade a database."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from workflow.errors import DatabaseNotReady
from workflow.store.database import connect, writing
from workflow.store.portable import copy_sqlite
from workflow.store.revision import HEAD, stored


def upgrade(url: str, also: Callable[[Connection], None] = lambda _: None) -> Path | None:
    """Bring the database to the program's revision, all steps and what is `also` to be written in one transaction.

    A SQLite file that holds something is first copied by SQLite's backup interface; the copy's path is
    returned. Doing it again changes nothing. Raises DatabaseNotReady, and nothing is changed, for a revision that no
    step begins with, or where a step says (by ValueError: "what. what to do") that it cannot carry over what there is.
    """
    before = stored(url)
    if before == HEAD:
        return None
    if before is not None and before not in _known():
        remedy = "installera den version av bristvakt som senast uppgraderade den, eller återställ en kopia"
        raise DatabaseNotReady("databasen", f"den har steg {before}, som programmet inte känner till", remedy)
    copy = _copy(url, before) if before is not None else None
    engine = connect(url)
    try:
        with writing(engine) as connection:
            _run(connection)
            also(connection)
    except ValueError as refused:
        if copy is not None:
            copy.unlink()
        what, _, remedy = str(refused).partition(". ")
        raise DatabaseNotReady("databasen", f"{what}. Ingenting är ändrat", remedy or "återställ en kopia") from refused
    finally:
        engine.dispose()
    return copy


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _known() -> set[str]:
    return {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}


def _run(connection: Connection, step: str = "head") -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, step)


def _copy(url: str, revision: str | None) -> Path | None:
    if not url.startswith("sqlite"):
        return None
    source = Path(url.removeprefix("sqlite:///"))
    target = source.with_name(f"{source.name}.före-uppgradering-{revision}")
    copy_sqlite(source, target)
    return target
