"""One change of the registers in one transaction: events in the chain `register:<name>`, and their copies."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from states.workdays import local_day
from workflow.context import Context
from workflow.engine import transaction
from workflow.errors import InputError
from workflow.store.database import taking_turns
from workflow.store.events import Actor, Event, append
from workflow.store.kinds import Kind
from workflow.store.projection import project
from workflow.store.reader import Reader
from workflow.store.registers import Register

Fields = Mapping[str, Any]


@dataclass(slots=True)
class Registry:
    """The registers within a transaction that somebody holds."""

    connection: Connection
    now: datetime
    actor: Actor
    act_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def reader(self) -> Reader:
        """Named queries on the transaction's own connection."""
        return Reader(self.connection.connection.dbapi_connection)

    @property
    def today(self) -> date:
        """The day in Stockholm."""
        return local_day(self.now)

    def enter(self, register: Register, **fields: Any) -> str:
        """A new entry; returns its uuid."""
        uuid = str(uuid4())
        self._record(Kind.REGISTERED, register, uuid, fields)
        return uuid

    def change(self, register: Register, uuid: str, fields: Fields) -> None:
        """Other values of some fields; what was before stays in the events."""
        self._record(Kind.REGISTER_CHANGED, register, uuid, fields)

    def _record(self, kind: Kind, register: Register, uuid: str, fields: Fields) -> None:
        kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}
        body = {"act": self.act_id, "register": register.value, "uuid": uuid, "fields": kept}
        event = Event(f"register:{register}", kind.value, body, self.today, self.now, self.actor, self.act_id)
        append(self.connection, event)
        project(self.connection, event.kind, body)


@contextmanager
def registering(context: Context, actor: Actor) -> Iterator[Registry]:
    """A transaction on the registers; whatever raises inside undoes everything, and so does a dry run's end."""
    with transaction(context) as connection:
        taking_turns(connection, "register")
        yield Registry(connection, context.clock.now(), actor)


def refuse_backwards(first: date | None, last: date | None, where: str) -> None:
    """Raises InputError where the last day comes before the first; never corrected silently (reading A8)."""
    if first is not None and last is not None and last < first:
        raise InputError(where, f"{last} ligger före {first}", "rätta en av dagarna; ingenting är gjort")
