"""What would leave now and in the coming working days: played for real in a transaction that is undone (ADR 0020)."""

import logging
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from states.forecast import coming_mails
from states.workdays import Calendar, at_local, local_day, start_of_day
from workflow.actions.untold import plan_untold
from workflow.clockwork import catch_up, due_cases
from workflow.context import Context
from workflow.delivery import compose_waiting, in_window
from workflow.engine import part_of, transaction
from workflow.lateness import CLOSES, OPENS
from workflow.status.mails import PlannedLine, named, waiting
from workflow.store import queries
from workflow.store.events import CLOCK
from workflow.store.facts import load_facts, stored_ruleset
from workflow.store.reader import Query, Reader

_LOG = logging.getLogger("bristvakt.epost")
_DAYS = 5


@dataclass(frozen=True, slots=True)
class Leaving:
    """A mail that would leave at an instant. `why`: what it says, of which cases."""

    at: datetime
    address: str
    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class Coming:
    """What the ladder would say on a day, if nothing comes in and nobody does anything."""

    on: date
    serial: int
    role: str
    what: str


@dataclass(frozen=True, slots=True)
class FirstMorning:
    """`held`: planned, and would not leave on any of those days by itself; each with why, where that is known."""

    leaving: tuple[Leaving, ...]
    held: tuple[PlannedLine, ...]
    coming: tuple[Coming, ...]


@dataclass(frozen=True, slots=True)
class _Composed:
    id: int
    at: datetime
    address: str
    subject: str
    rung: str
    reference: str


_COMPOSED = Query(
    "What the composed mails that wait say, of which cases.",
    "SELECT m.id, m.composed_at, m.address, m.subject, p.rung, COALESCE(c.reference, '') FROM mail m "
    "JOIN planned_mail p ON p.mail_id = m.id LEFT JOIN followup_case c ON c.uuid = p.case_uuid "
    "WHERE m.status = 'köad' ORDER BY m.composed_at, m.id, p.id",
    _Composed,
)


def first_morning(context: Context) -> FirstMorning:
    """Nothing of it stays: neither what the clock carries out nor what is composed."""
    now = context.clock.now()
    opening = next_window(context, now)
    with transaction(replace(context, dry_run=True)) as connection:
        _carry_out(context, connection, now)
        plan_untold(context, connection)
        for instant in sorted({now, opening}):
            compose_waiting(context, connection, instant)
        reader = Reader(connection.connection.dbapi_connection)
        return FirstMorning(
            tuple(_leaving(reader.all(_COMPOSED))),
            tuple(waiting(reader)[0]),
            tuple(_coming(reader, now, context.calendar)),
        )


def next_window(context: Context, now: datetime) -> datetime:
    """The instant itself within the hours of reminders, else when they begin next."""
    if in_window(context, now):
        return now
    day = local_day(now) + timedelta(days=1 if now >= at_local(local_day(now), CLOSES) else 0)
    return at_local(context.calendar.workday_on_or_after(day), OPENS)


def _carry_out(context: Context, connection: Connection, now: datetime) -> None:
    """What the clock owes the cases, as the daemon would; one that cannot be carried out does not stop the others."""
    for case in due_cases(context, now):
        try:
            with connection.begin_nested(), part_of(context, connection, case, now, CLOCK) as work:
                catch_up(work)
        except Exception:  # noqa: BLE001 – the daemon meets the same and tells of it
            _LOG.debug("ett ärende kunde inte föras vidare", exc_info=True)


def _leaving(rows: list[_Composed]) -> list[Leaving]:
    said: dict[int, list[str]] = {}
    for row in rows:
        said.setdefault(row.id, []).append(named(row.rung, row.reference))
    mails = {row.id: row for row in rows}
    return [Leaving(m.at, m.address, m.subject, ", ".join(dict.fromkeys(said[m.id]))) for m in mails.values()]


def _coming(reader: Reader, now: datetime, calendar: Calendar) -> list[Coming]:
    until = local_day(now)
    for _ in range(_DAYS):
        until = calendar.workday_on_or_after(until + timedelta(days=1))
    found: list[Coming] = []
    for head in reader.all(queries.CASES):
        case, rules = load_facts(reader, head.uuid), stored_ruleset(reader, head.ruleset)
        for mail in coming_mails(case, now, start_of_day(until + timedelta(days=1)), rules, calendar):
            condition = f", {mail.condition}" if mail.condition else ""
            found.append(Coming(mail.on, head.serial, mail.role, mail.what + condition))
    return sorted(found, key=lambda line: (line.on, line.serial))
