"""Facts about the installation, written. Read by `queries.SETTING`."""

from sqlalchemy import Connection, delete, insert, update

from workflow.store import tables
from workflow.store.projection import table

_SETTINGS = table(tables.Setting)


def put(connection: Connection, name: str, value: str) -> None:
    """The fact has that value from now on."""
    changed = connection.execute(update(_SETTINGS).where(_SETTINGS.c.name == name).values(value=value))
    if changed.rowcount == 0:
        connection.execute(insert(_SETTINGS), {"name": name, "value": value})


def forget(connection: Connection, beginning: str) -> None:
    """The facts whose names begin so are no facts of this installation."""
    connection.execute(delete(_SETTINGS).where(_SETTINGS.c.name.startswith(beginning, autoescape=True)))
