"""Schema steps with Alembic; loaded only by the commands that create or upgrade a database."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from workflow.store.database import connect, writing
from workflow.store.revision import HEAD, stored


def upgrade(url: str) -> Path | None:
    """Bring the database to the program's revision, all steps in one transaction.

    A SQLite file that holds something is first copied by SQLite's backup interface; the copy's path is
    returned. Doing it again changes nothing.
    """
    before = stored(url)
    copy = _copy(url, before) if before not in (None, HEAD) else None
    if before != HEAD:
        engine = connect(url)
        with writing(engine) as connection:
            _run(connection)
        engine.dispose()
    return copy


def _run(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _copy(url: str, revision: str | None) -> Path | None:
    if not url.startswith("sqlite"):
        return None
    source = Path(url.removeprefix("sqlite:///"))
    target = source.with_name(f"{source.name}.före-uppgradering-{revision}")
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
    return target
