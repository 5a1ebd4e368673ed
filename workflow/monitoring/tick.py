"""That the daemon is there: the instant of its latest tick, written before anything is carried out.

A tick that comes long after the one before it was a standstill. What had fallen due by then and had not been done is
kept as an event of the chain `drift`, in the same transaction – told once, also where several daemons come back.
"""

import os
import socket
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, text

from states.instants import instant_text, parse_instant
from states.workdays import local_day
from workflow.context import Context
from workflow.status.late import LATE_DAYS, LATE_MAILS, LateDay, LateMail
from workflow.status.operations import OF_A_DAEMON, TICK, TICKS
from workflow.store import queries
from workflow.store.database import taking_turns, writing
from workflow.store.events import CLOCK, Event, append
from workflow.store.kinds import Kind
from workflow.store.reader import Reader

STANDSTILL = timedelta(hours=1)
FORGOTTEN = timedelta(days=7)
CHAIN = "drift"
# ISO instants sort as text: the later one stays, whoever of several daemons writes last.
_WRITE = text(
    "INSERT INTO setting (name, value) VALUES (:name, :value) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE excluded.value > setting.value"
)
_FORGET = text("DELETE FROM setting WHERE name = :name OR (name LIKE 'tick:%' AND value < :before)")


def daemon_name() -> str:
    """This process among the daemons: its machine and its number."""
    return f"{socket.gethostname()}/{os.getpid()}"


def begin(context: Context, daemon: str, *, may_be_late: bool = True) -> int:
    """Write down the tick; returns how much fell due in the standstill before it, and is carried out late from now on.

    Not `may_be_late`: the clock of a trial has travelled under a daemon that was there all the time.
    """
    now = context.clock.now()
    late = 0
    with writing(context.engine) as connection:
        taking_turns(connection, CHAIN)
        reader = Reader(connection.connection.dbapi_connection)
        before = latest(reader)
        if may_be_late and before is not None and now - before >= STANDSTILL:
            late = _record(connection, reader, before, now)
        for name in (TICK, OF_A_DAEMON + daemon):
            connection.execute(_WRITE, {"name": name, "value": instant_text(now)})
    return late


def end(context: Context, daemon: str) -> None:
    """An orderly end: nobody misses this daemon, nor one that was silent for a week."""
    before = instant_text(context.clock.now() - FORGOTTEN)
    with writing(context.engine) as connection:
        connection.execute(_FORGET, {"name": OF_A_DAEMON + daemon, "before": before})


def forget_the_dead(context: Context) -> None:
    """A daemon of this machine that was killed has been replaced: nobody misses it."""
    with context.engine.connect() as connection:
        names = [row.name for row in Reader(connection.connection.dbapi_connection).all(TICKS)]
    dead = [name for name in names if name != TICK and _is_dead(name.removeprefix(OF_A_DAEMON))]
    if dead:
        with writing(context.engine) as connection:
            for name in dead:
                connection.execute(_FORGET, {"name": name, "before": ""})


def _is_dead(daemon: str) -> bool:
    """It was a process of this machine, and is no more."""
    machine, _, number = daemon.rpartition("/")
    if machine != socket.gethostname():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # somebody else's, and alive
        return False
    return False


def latest(reader: Reader) -> datetime | None:
    """When any daemon last began a tick; before the first one, when one last had nothing left to do."""
    ticks = [row.value for row in reader.all(TICKS) if row.name == TICK]
    settled = reader.one(queries.SETTING, name="settled_at")
    return max([*ticks, *([parse_instant(settled.value)] if settled else [])], default=None)


def _record(connection: Connection, reader: Reader, since: datetime, now: datetime) -> int:
    days, mails = reader.all(LATE_DAYS, now=now), reader.all(LATE_MAILS)
    if days or mails:
        act = str(uuid4())
        body = {
            "act": act,
            "since": instant_text(since),
            "until": instant_text(now),
            "days": [_day(day) for day in days],
            "mails": [_mail(mail) for mail in mails],
        }
        append(connection, Event(CHAIN, Kind.OUTAGE.value, body, local_day(now), now, CLOCK, act))
    return len(days) + len(mails)


def _day(day: LateDay) -> dict[str, Any]:
    return {
        "case": day.serial,
        "deficiency": day.deficiency,
        "kind": day.kind,
        "item": day.item,
        "due_on": day.due_on.isoformat() if day.due_on else "",
        "fell_due_at": instant_text(day.fell_due_at),
    }


def _mail(mail: LateMail) -> dict[str, Any]:
    return {
        "case": mail.serial,
        "rung": mail.rung,
        "role": mail.recipient_role,
        "planned_at": instant_text(mail.planned_at),
    }
