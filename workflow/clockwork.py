"""What the clock does by itself; nothing else changes a state without a person (domain, §3).

1. the day after the prescribed time's effective end, the deficiency goes to resultatuppföljning;
2. when the two-notice proof holds, a proposal – which is no state, and never a declaration;
3. the ladder's mails are planned.

Every writing command does it for its case, before and after its own work and in the same transaction, so that the
outcome never depends on whether the daemon was up.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from states import reminders
from states.breach import prove
from states.deadlines import first_review_day
from states.lifecycle import REVIEWABLE
from states.refusal import Refused
from states.reminders import Role
from states.state import State
from states.trigger import Cause, Trigger
from workflow.context import Context
from workflow.engine import Work, locked_at_once, part_of_locked, work_on
from workflow.store import queries
from workflow.store.database import writing
from workflow.store.events import CLOCK, Actor
from workflow.store.kinds import Kind
from workflow.store.reader import Reader

_LOG = logging.getLogger("bristvakt.klocka")


def catch_up(work: Work) -> None:
    """Carry out everything that has fallen due for the case by `work.now`. Doing it again changes nothing."""
    _start_reviews(work)
    _propose_breaches(work)
    _plan_reminders(work)


@contextmanager
def commanding(context: Context, name: str, actor: Actor, *, version: int | None = None) -> Iterator[Work]:
    """A person's command on a case: what is due first, then the command, then what it made due."""
    with work_on(context, name, actor, version=version) as work:
        catch_up(work)
        yield work
        catch_up(work)


def sweep(context: Context, stopping: Callable[[], bool] = lambda: False) -> int:
    """One tick over what is due, found by index; returns for how many cases it was carried out.

    Each case has its own transaction. One that cannot be carried out is logged and does not stop the others; it is
    met again at the next tick. One that somebody else has in hand is passed over.
    """
    now = context.clock.now()
    done = 0
    for case in due_cases(context, now):
        if stopping():
            break
        done += _carried_out(context, case, now)
    return done


def due_cases(context: Context, now: datetime) -> Iterator[str]:
    """The cases that have something to look at, read a page at a time."""
    after = ""
    while True:
        with context.engine.connect() as connection:
            page = Reader(connection.connection.dbapi_connection).all(queries.DUE_CASES, now=now, after=after)
        yield from (case.value for case in page)
        if not page:
            return
        after = page[-1].value


def _carried_out(context: Context, case_uuid: str, now: datetime) -> bool:
    try:
        with writing(context.engine) as connection:
            if not _is_left_to_us(connection, case_uuid, now):
                return False
            with part_of_locked(Work(context, connection, case_uuid, now, CLOCK)) as work:
                catch_up(work)
    except Exception:  # noqa: BLE001 – one case must not stop the others; what it says is in the log
        _LOG.exception("ärende %s kunde inte föras vidare", _serial(context, case_uuid))
        return False
    return True


def _is_left_to_us(connection: Connection, case_uuid: str, now: datetime) -> bool:
    """Nobody else has the case in hand, or has just carried it out."""
    if not locked_at_once(connection, case_uuid):
        return False
    reader = Reader(connection.connection.dbapi_connection)
    return reader.one(queries.STILL_DUE, case=case_uuid, now=now) is not None


def _serial(context: Context, case_uuid: str) -> object:
    """The case's number, as people know it; its uuid where even that cannot be read."""
    try:
        with context.engine.connect() as connection:
            case = Reader(connection.connection.dbapi_connection).one(queries.CASE, case=case_uuid)
    except Exception:  # noqa: BLE001 – it is asked while something else has already failed
        return case_uuid
    return case.serial if case else case_uuid


def _start_reviews(work: Work) -> None:
    for deficiency in work.facts.deficiencies:
        day = first_review_day(work.facts, deficiency.code, work.ruleset, work.calendar)
        if deficiency.state in REVIEWABLE and day is not None and day <= work.today:
            decision = work.decide(deficiency.code, Trigger.START_RESULT_FOLLOWUP, Cause.CLOCK)
            work.take(decision, effective_on=day, actor=CLOCK)


def _propose_breaches(work: Work) -> None:
    for deficiency in work.facts.deficiencies:
        if deficiency.state is State.REMAINS:
            _propose_breach(work, deficiency.code)


def _propose_breach(work: Work, code: str) -> None:
    try:
        decision = work.decide(code, Trigger.PROPOSE_BREACH, Cause.CLOCK)
    except Refused:
        return
    proof = prove(work.facts, code, work.ruleset, work.calendar)
    latest = max(
        (finding for finding in work.facts.findings if finding.subpoint in proof.proven),
        key=lambda finding: finding.effective_on,
    )
    uuid = str(uuid4())
    work.take(decision, actor=CLOCK)
    body = {"proposal": uuid, "deficiency": code, "decision": latest.decision, "subpoints": list(proof.proven)}
    work.record(Kind.BREACH_PROPOSED, body, actor=CLOCK)
    work.plan_mail("proposal", uuid, 1, "kräver beslut", Role.DECIDER, alone=False)


def _plan_reminders(work: Work) -> None:
    for row in work.facts.deadlines:
        for rung in reminders.due(row, work.now, work.ruleset.ladder, work.calendar, since=work.facts.taken_over_on):
            work.plan_reminder(row, rung)
        for rung in reminders.passed(row, work.now, work.ruleset.ladder, work.calendar):
            work.miss_reminder(row, rung)
