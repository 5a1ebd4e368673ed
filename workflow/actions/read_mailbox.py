"""brevlåda läst: a person says to when a function mailbox has been read. Until then no provider is told of silence."""

from datetime import datetime
from uuid import uuid4

from states.instants import instant_text
from states.workdays import STOCKHOLM, local_day
from workflow.context import Context
from workflow.engine import transaction
from workflow.errors import InputError
from workflow.store import queries
from workflow.store.database import taking_turns
from workflow.store.events import Actor, Event, append
from workflow.store.kinds import Kind
from workflow.store.projection import project
from workflow.store.reader import Reader

CHAIN = "register:brevlådor"


def mailbox_read(context: Context, mailbox: str, read_to: datetime, actor: Actor) -> None:
    """Record it in the register of mailboxes. Raises InputError for an unknown mailbox, a time ahead or a step back."""
    now = context.clock.now()
    if mailbox not in context.mailboxes:
        raise InputError("brevlåda", f"'{mailbox}' finns inte", f"välj en av: {', '.join(sorted(context.mailboxes))}")
    refuse_ahead(read_to, now)
    with transaction(context) as connection:
        taking_turns(connection, CHAIN)
        before = Reader(connection.connection.dbapi_connection).one(queries.MAILBOX_READ, mailbox=mailbox)
        if before and read_to < before.value:
            raise InputError("--till", f"brevlådan är redan läst till {shown(before.value)}", "ange en senare tid")
        body = {"act": str(uuid4()), "mailbox": mailbox, "read_to": instant_text(read_to)}
        event = Event(CHAIN, Kind.MAILBOX_READ.value, body, local_day(now), now, actor, body["act"])
        append(connection, event)
        project(connection, event.kind, body)


def refuse_ahead(read_to: datetime, now: datetime) -> None:
    """Raise InputError for a time ahead."""
    if read_to > now:
        raise InputError("--till", f"{shown(read_to)} ligger i framtiden", "ange till när brevlådan är läst")


def shown(instant: datetime) -> str:
    """By the Swedish clock."""
    return f"{instant.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"
