"""One command on one case in one transaction. The one way to change a state.

State, event, deadlines and planned mails are written together: either all of them exist, or none.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, text, update

from notifications import outbox
from states import reminders
from states.deadline_kind import DeadlineKind
from states.deadlines import first_review_day
from states.decide import Decision, decide
from states.edge import Attempt
from states.facts import CaseFacts, Deadline, Deficiency, Notice, Verdict
from states.instants import instant_text_or_none
from states.lifecycle import REVIEWABLE
from states.refusal import Reason, Refused
from states.reminders import Rung
from states.ruleset import Ruleset
from states.tasks import alarm_from, held_from
from states.trigger import Cause, Trigger
from states.workdays import STOCKHOLM, Calendar, local_day, start_of_day
from workflow.context import Context
from workflow.errors import NotFound, Stale
from workflow.store.chain import StoredEvent, chain_of
from workflow.store.database import writing
from workflow.store.events import Actor, Event, append
from workflow.store.facts import find_case, load_facts, stored_ruleset
from workflow.store.kinds import Kind
from workflow.store.projection import CASES, DEADLINES, NOTICES, project
from workflow.store.reader import Query, Reader

_LAST_EVENT = Query(
    "The last thing that happened to a case.",
    "SELECT h.chain, h.number, h.head, h.hash, h.kind, h.effective_on, h.recorded_at, h.actor, h.act_id, "
    "b.salt, b.body FROM event_head h JOIN event_body b ON b.head_hash = h.hash WHERE h.chain = :chain "
    "ORDER BY h.number DESC LIMIT 1",
    StoredEvent,
)


DOWN = "tjänsten nere"
TOO_LATE = "tiden för påminnelsen gick ut innan den kunde sägas"
# Built once: to build a statement costs more than to carry it out.
_RAISE_VERSION = (
    update(CASES)
    .where(CASES.c.uuid == bindparam("case"), CASES.c.version == bindparam("expected"))
    .values(version=CASES.c.version + 1)
)
_IDENTITY = ("cause", "deficiency", "kind", "item", "version")
_LOOK_AT_ROW = (
    update(DEADLINES)
    .where(*(DEADLINES.c[name] == bindparam(f"its_{name}") for name in _IDENTITY))
    .values(look_again_at=bindparam("at"))
)
_LOOK_AT_NOTICE = update(NOTICES).where(NOTICES.c.uuid == bindparam("notice")).values(look_again_at=bindparam("at"))


class _Undone(Exception):
    """A dry run ends here: the transaction is rolled back."""


@dataclass(slots=True)
class Work:
    """A command in progress: facts as they are now, and what has been recorded so far."""

    context: Context
    connection: Connection
    case_uuid: str
    now: datetime
    actor: Actor
    act_id: str = field(default_factory=lambda: str(uuid4()))
    recorded: list[Event] = field(default_factory=list)
    planned: list[outbox.Intent] = field(default_factory=list)
    hindsight_from: datetime | None = None  # when it is registered, while `now` stands on the earlier day it happened
    _facts: CaseFacts | None = None
    _ruleset: Ruleset | None = None

    @property
    def recorded_at(self) -> datetime:
        """When it is written down: now, also for what happened before the case was registered."""
        return self.hindsight_from or self.now

    @property
    def reader(self) -> Reader:
        """Named queries on the transaction's own connection."""
        return Reader(self.connection.connection.dbapi_connection)

    @property
    def facts(self) -> CaseFacts:
        """The facts as the transaction sees them; read again after something has been recorded."""
        if self._facts is None:
            self._facts = load_facts(self.reader, self.case_uuid)
        return self._facts

    @property
    def ruleset(self) -> Ruleset:
        """The rule set that the case began with."""
        if self._ruleset is None:
            self._ruleset = stored_ruleset(self.reader, self.facts.head.ruleset)
        return self._ruleset

    @property
    def calendar(self) -> Calendar:
        """The municipality's working days."""
        return self.context.calendar

    @property
    def today(self) -> date:
        """The day in Stockholm."""
        return local_day(self.now)

    def record(
        self, kind: Kind, body: Mapping[str, Any], *, effective_on: date | None = None, actor: Actor | None = None
    ) -> None:
        """Append an event to the case's chain and write its copies."""
        day = effective_on or self.today
        content = {"act": self.act_id, "case": self.case_uuid, "effective_on": day.isoformat(), **body}
        if self.hindsight_from is not None and day < local_day(self.hindsight_from):
            content["in_hindsight"] = 1
        chain = chain_of(self.case_uuid)
        event = Event(chain, kind.value, content, day, self.recorded_at, actor or self.actor, self.act_id)
        append(self.connection, event)
        project(self.connection, kind.value, content)
        self.recorded.append(event)
        self._facts = None

    def refused(self, attempt: str, *reasons: Reason) -> Refused:
        """A rule's no to something that concerns the whole case, under the rules in force; to be raised."""
        return Refused(f"Ärende {self.facts.head.serial}", attempt, reasons, self.ruleset.title)

    def decide(
        self,
        deficiency: str,
        trigger: Trigger,
        cause: Cause = Cause.PERSON,
        *,
        verdicts: Mapping[str, Verdict] | None = None,
        consent: str = "",
        subpoint: str = "",
    ) -> Decision:
        """Whether it may happen; raises Refused with the reasons, and then nothing at all has been done."""
        attempt = Attempt(trigger, cause, self.now, verdicts or {}, consent, subpoint)
        return decide(self.facts, self.deficiency(deficiency).code, attempt, self.ruleset, self.calendar)

    def deficiency(self, code: str) -> Deficiency:
        """The deficiency of that code. Raises NotFound."""
        try:
            return self.facts.deficiency(code)
        except KeyError:
            raise NotFound("brist", code, f"brist ärende visa {self.facts.head.serial}") from None

    def take(
        self, decision: Decision, *, effective_on: date | None = None, actor: Actor | None = None, note: str = ""
    ) -> None:
        """Carry out a decision: one event per deficiency and trigger."""
        edge = decision.edge
        body = {
            "deficiency": decision.deficiency,
            "trigger": edge.trigger.value,
            "from": edge.start.value,
            "to": edge.end.value,
            "source": edge.source,
            "note": note,
        }
        self.record(Kind.STATE_TAKEN, body, effective_on=effective_on, actor=actor)

    def plan_mail(self, cause_kind: str, cause_id: str, version: int, rung: str, role: str, *, alone: bool) -> None:
        """Plan a mail unless the same has been planned before; of what happened before the registration, none."""
        if self.hindsight_from is not None:
            return
        bundle = "ensam" if alone else "samlad"
        intent = outbox.Intent(cause_kind, cause_id, version, rung, role, self.case_uuid, bundle)
        if outbox.plan(self.connection, intent, self.now):
            self.planned.append(intent)

    def plan_reminder(self, row: Deadline, rung: Rung) -> None:
        """Plan what the ladder says now; where its day has passed unseen, that is why it is late."""
        intent = self._reminder(row, rung)
        why = _down(rung) if _was_unseen(row, rung) and local_day(rung.at) < self.today else ""
        if outbox.plan(self.connection, intent, self.now, why):
            self.planned.append(intent)

    def miss_reminder(self, row: Deadline, rung: Rung) -> None:
        """Put down as struck what nobody planned while it still meant something."""
        if _was_unseen(row, rung):
            outbox.plan(self.connection, self._reminder(row, rung), self.now, f"{TOO_LATE}: {_down(rung)}", "struken")

    def _reminder(self, row: Deadline, rung: Rung) -> outbox.Intent:
        cause = mail_cause(self.case_uuid, row)
        return outbox.Intent("deadline", cause, row.version, rung.name, rung.role, self.case_uuid, "samlad")


@contextmanager
def transaction(context: Context) -> Iterator[Connection]:
    """One transaction of a command: whatever raises inside undoes everything, and so does a dry run's end."""
    try:
        with writing(context.engine) as connection:
            yield connection
            if context.dry_run:
                raise _Undone
    except _Undone:
        return


@contextmanager
def work_on(context: Context, name: str, actor: Actor, *, version: int | None = None) -> Iterator[Work]:
    """A transaction on the case that `name` means, with the version checked.

    Raises Stale if somebody else has changed the case since it was looked up, or if it is no longer `version`.
    Whatever raises inside undoes everything.
    """
    now = context.clock.now()
    with context.engine.connect() as before:
        head = find_case(Reader(before.connection.dbapi_connection), name)
    expected = head.version if version is None else version
    with transaction(context) as connection:
        work = Work(context, connection, head.uuid, now, actor)
        _lock(work)
        if (found := work.facts.head.version) != expected:
            raise _stale(work, expected, found)
        yield work
        finish(work, expected)


@contextmanager
def part_of(context: Context, connection: Connection, case_uuid: str, now: datetime, actor: Actor) -> Iterator[Work]:
    """Work on a case inside a transaction that the caller holds, and that may concern several cases.

    No version is expected: the clock and the post look at the case as it is once it is locked. Where several
    cases are locked, it is done in the order of their uuids.
    """
    work = Work(context, connection, case_uuid, now, actor)
    _lock(work)
    with part_of_locked(work):
        yield work


@contextmanager
def part_of_locked(work: Work) -> Iterator[Work]:
    """The same where the caller has locked the case already: `locked_at_once` never waits for a row that is gone."""
    expected = work.facts.head.version
    yield work
    finish(work, expected)


def _lock(work: Work) -> None:
    """On SQLite the transaction is alone already (BEGIN IMMEDIATE).

    Asked twice, because a correction writes the row anew: who waited for the old row has locked nothing.
    """
    if work.connection.dialect.name == "postgresql":
        for _ in range(2):
            work.connection.execute(
                text("SELECT 1 FROM followup_case WHERE uuid = :case FOR UPDATE"), {"case": work.case_uuid}
            )


def locked_at_once(connection: Connection, case_uuid: str) -> bool:
    """Lock the case unless somebody else has; on SQLite the transaction is alone already."""
    if connection.dialect.name != "postgresql":
        return True
    found = connection.execute(
        text("SELECT 1 FROM followup_case WHERE uuid = :case FOR UPDATE SKIP LOCKED"), {"case": case_uuid}
    )
    return found.first() is not None


def _stale(work: Work, expected: int, found: int) -> Stale:
    last = work.reader.one(_LAST_EVENT, chain=chain_of(work.case_uuid))
    serial = str(work.facts.head.serial)
    if last is None:
        return Stale(serial, expected, found, "okänd", "okänt", "okänt")
    when = f"{last.recorded_at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M:%S}"
    return Stale(serial, expected, found, last.actor, when, last.kind)


def finish(work: Work, expected: int) -> None:
    """Raise the case's version once, if anything was recorded, and look again when something falls due next."""
    if work.recorded:
        case = {"case": work.case_uuid, "expected": expected}
        if work.connection.execute(_RAISE_VERSION, case).rowcount != 1:
            raise _stale(work, expected, work.facts.head.version)
    refresh_looks(work)


def refresh_looks(work: Work) -> None:
    """Write each row's `look_again_at` anew where it has changed."""
    reviews = _review_days(work)
    rows = ((row, _look_at_row(work, row, reviews)) for row in work.facts.deadlines)
    if looks := [_identity(row) | {"at": instant_text_or_none(at)} for row, at in rows if at != row.look_again_at]:
        work.connection.execute(_LOOK_AT_ROW, looks)
    notices = ((notice, _look_at_notice(work, notice)) for notice in work.facts.notices)
    if looks := [
        {"notice": notice.uuid, "at": instant_text_or_none(at)} for notice, at in notices if at != notice.look_again_at
    ]:
        work.connection.execute(_LOOK_AT_NOTICE, looks)
    work._facts = None


def mail_cause(case_uuid: str, row: Deadline) -> str:
    """What a planned mail about the row has as its cause."""
    return f"{case_uuid}/{row.key}"


def row_of(case: CaseFacts, intent: outbox.Intent) -> Deadline | None:
    """The row that a planned mail is about; None if an extension has replaced it."""
    for row in case.deadlines:
        if mail_cause(case.head.uuid, row) == intent.cause_id and row.version == intent.cause_version:
            return row
    return None


def _was_unseen(row: Deadline, rung: Rung) -> bool:
    """The row was there when the rung was reached, and nobody has looked at it since."""
    return row.look_again_at is not None and row.look_again_at <= rung.at


def _down(rung: Rung) -> str:
    return f"{DOWN} {local_day(rung.at)}"


def _identity(row: Deadline) -> dict[str, Any]:
    values = (row.cause, row.deficiency, row.kind.value, row.item, row.version)
    return {f"its_{name}": value for name, value in zip(_IDENTITY, values, strict=True)}


def _review_days(work: Work) -> dict[str, date]:
    """On which day the result follow-up of each deficiency may begin, for those that wait for one."""
    days = {
        deficiency.code: first_review_day(work.facts, deficiency.code, work.ruleset, work.calendar)
        for deficiency in work.facts.deficiencies
        if deficiency.state in REVIEWABLE
    }
    return {code: day for code, day in days.items() if day is not None}


def _look_at_row(work: Work, row: Deadline, reviews: Mapping[str, date]) -> datetime | None:
    """When the row has something to say or to cause next: its next rung, or the day of the review."""
    rung = reminders.next_rung_at(row, work.now, work.ruleset.ladder, work.calendar)
    review = _review_at(work, row, reviews)
    return min((at for at in (rung, review) if at is not None), default=None)


def _review_at(work: Work, row: Deadline, reviews: Mapping[str, date]) -> datetime | None:
    if row.kind not in (DeadlineKind.EVIDENCE_DUE, DeadlineKind.REMEDY_WITHIN) or row.is_gone:
        return None
    day = reviews.get(row.deficiency)
    if day is None or row.deficiency in work.facts.notice(row.cause).used_up_for:
        return None
    return start_of_day(day)


def _look_at_notice(work: Work, notice: Notice) -> datetime | None:
    if not work.facts.is_standing(notice):
        return None
    at = held_from(notice, work.calendar) if notice.dispatched_on is None else None
    at = at or alarm_from(notice, work.ruleset, work.calendar)
    return at if at is not None and at > work.now else None
