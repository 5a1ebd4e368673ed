"""What must hold whatever people, mails and clocks do: the laws, and a witness who holds every event against them.

The witness keeps a register of her own in memory and folds the events into it one by one. So she can ask of each what
was known just before it – which the register itself, a command later, no longer tells.
"""

import logging
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from states.breach import prove
from states.deadlines import first_review_day, live_notices
from states.decide import decide
from states.edge import Attempt
from states.facts import CaseFacts, Regime, Verdict
from states.lifecycle import EDGES
from states.own_deadlines import own_deadlines
from states.refusal import Refused
from states.ruleset import Ruleset
from states.state import State
from states.tasks import Task, open_tasks
from states.trigger import Cause, Trigger
from states.workdays import Calendar, local_day
from workflow.store.chain import OF_CHAIN, StoredEvent
from workflow.store.corrections import as_counted
from workflow.store.events import CLOCK
from workflow.store.facts import load_facts
from workflow.store.kinds import Kind
from workflow.store.projection import project
from workflow.store.reader import Query, Reader, reading
from workflow.store.replay import clear
from workflow.store.tables import metadata

BY_THE_CLOCK = frozenset({Trigger.START_RESULT_FOLLOWUP, Trigger.PROPOSE_BREACH})
CLOCKS_KINDS = frozenset({Kind.BREACH_PROPOSED, Kind.MAIL_SENT, Kind.MEETING_CALLED})  # recorded by nobody else
EDGE = {(edge.start, edge.trigger): edge for edge in EDGES}
LEADING_ON = (
    Trigger.END_FACT_CHECK,
    Trigger.REQUEST_PLAN,
    Trigger.POINT_OUT,
    Trigger.NOTE,
    Trigger.START_RESULT_FOLLOWUP,
    Trigger.DECIDE_REMEDIED,
    Trigger.DECIDE_REMAINS,
)  # neither taking the finding back nor ending the agreement, and not walking in a circle
ROUNDS = 30  # of a clock or a post that never comes to rest
_NEWER = Query(
    "The events after the first so many.",
    "SELECT h.chain, h.number, h.head, h.hash, h.kind, h.effective_on, h.recorded_at, h.actor, h.act_id, "
    "b.salt, b.body FROM event_head h JOIN event_body b ON b.head_hash = h.hash ORDER BY h.id LIMIT -1 OFFSET :seen",
    StoredEvent,
)


class Watch:
    """Sees that the database has been changed, by whomever and in whatever table."""

    def __init__(self, url: str) -> None:
        self._connection = sqlite3.connect(
            f"{Path(url.removeprefix('sqlite:///')).as_uri()}?mode=ro", uri=True, isolation_level=None
        )

    @property
    def count(self) -> int:
        """Another number after every transaction that has changed something."""
        found: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return found

    def close(self) -> None:
        self._connection.close()


class Failures(logging.Handler):
    """What the daemon would only have written in its log."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))


def comes_to_rest(round_: Callable[[], Any]) -> None:
    for _ in range(ROUNDS):
        if not round_():
            return
    raise AssertionError("it never comes to rest")


class Witness:
    """Holds every event against the laws, once, in the order they were written."""

    def __init__(self, url: str, rules: Ruleset, calendar: Calendar) -> None:
        self.url, self.rules, self.calendar = url, rules, calendar
        self.seen = 0
        self.taken: dict[tuple[State, Trigger], int] = defaultdict(int)
        self.named: dict[str, frozenset[str]] = {}  # by notice
        self.left: dict[str, list[str]] = defaultdict(list)  # by case: its notices that have been dispatched
        self.void: dict[str, set[str]] = defaultdict(set)  # by case: its withdrawn sub-points
        self.silenced: list[tuple[str, str]] = []  # reference and deficiency, withdrawn or ended since the last look
        self.spoken_of: list[tuple[str, str]] = []  # those that a correction has brought back
        self._engine = create_engine("sqlite://", poolclass=StaticPool)
        metadata.create_all(self._engine)
        self._connection = self._engine.connect()

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def look(self) -> None:
        """At everything that has been written since last time."""
        with reading(self.url) as reader:
            events = reader.all(_NEWER, seen=self.seen)
        for event in events:
            self.seen += 1
            if event.kind == Kind.CORRECTED:
                self._look_again(event)
            else:
                self._look_at(event)

    def _look_at(self, event: StoredEvent) -> None:
        case = event.content.get("case")
        before = self._facts(case) if case and event.kind != Kind.CASE_OPENED else None
        project(self._connection, event.kind, event.content)
        if before is not None:
            self._hold(event, before, self._facts(case))

    def _look_again(self, correction: StoredEvent) -> None:
        """A correction rewrites what is known: the case as it now counts is held against the laws from its beginning."""
        case = correction.content["case"]
        with reading(self.url) as reader:
            chain = [e for e in reader.all(OF_CHAIN, chain=correction.chain) if e.number <= correction.number]
        clear(self._connection, case)
        self.left[case], self.void[case] = [], set()
        for event in as_counted(chain):
            self._look_at(event)
        after = self._facts(case)
        open_ = [d.code for d in after.deficiencies if d.state not in (State.WITHDRAWN, State.ENDED)]
        self.spoken_of += [(after.head.reference, code) for code in open_]

    def _facts(self, case: str) -> CaseFacts:
        return load_facts(Reader(self._connection.connection.dbapi_connection), case)

    def _hold(self, event: StoredEvent, before: CaseFacts, after: CaseFacts) -> None:
        only_the_clock_does_what_is_the_clocks(event)
        if event.kind == Kind.STATE_TAKEN:
            self._hold_step(event, before)
        what_is_final_stays(event, before, after)
        nothing_in_house_is_a_breach(after)
        self._remember(event, after)
        self._count(event, after)

    def _hold_step(self, event: StoredEvent, before: CaseFacts) -> None:
        code, trigger = event.content["deficiency"], Trigger(event.content["trigger"])
        start, end = before.deficiency(code).state, State(event.content["to"])
        self.taken[start, trigger] += 1
        edge = EDGE.get((start, trigger))
        assert edge is not None, f"{code}: {trigger} leads nowhere from {start}"
        assert edge.end is end, f"{code}: {trigger} from {start} leads to {edge.end}, not {end}"
        cause = Cause.CLOCK if event.actor == str(CLOCK) else Cause.PERSON
        assert cause in edge.causes, f"{code}: {trigger} from {start} is done by {cause}"
        if trigger in (Trigger.REGISTER_BREACH, Trigger.PROPOSE_BREACH):
            assert prove(before, code, self.rules, self.calendar).holds, f"{code}: {trigger} without the proof"
            assert before.head.regime is Regime.EXTERNAL, f"{code}: {trigger} in house"
        if trigger is Trigger.START_RESULT_FOLLOWUP:
            self._hold_review(event, before, code, cause)

    def _hold_review(self, event: StoredEvent, before: CaseFacts, code: str, cause: Cause) -> None:
        assert live_notices(before, code), f"{code}: a review of what nobody has been told"
        if cause is Cause.CLOCK:
            day = first_review_day(before, code, self.rules, self.calendar)
            assert event.effective_on == day, f"{code}: the clock's review is of {event.effective_on}, not of {day}"
            assert event.effective_on <= local_day(event.recorded_at), f"{code}: the clock is before its time"

    def _remember(self, event: StoredEvent, after: CaseFacts) -> None:
        body, case = event.content, after.head.uuid
        match event.kind:
            case Kind.NOTICE_DECIDED:
                self.named[body["notice"]] = frozenset(body["subpoints"])
            case Kind.NOTICE_DISPATCHED:
                self.left[case].append(body["notice"])
            case Kind.WITHDRAWN:
                self.void[case] |= set(body["subpoints"])
            case Kind.STATE_TAKEN if body["to"] in (State.WITHDRAWN, State.ENDED):
                self.silenced.append((after.head.reference, body["deficiency"]))

    def _count(self, event: StoredEvent, after: CaseFacts) -> None:
        """Antal påpekanden: dispatched, and naming something of the deficiency that has not been withdrawn."""
        case = after.head.uuid
        for deficiency in after.deficiencies:
            standing = {p.code for p in after.subpoints_of(deficiency.code)} - self.void[case]
            expected = sum(bool(self.named[notice] & standing) for notice in self.left[case])
            found = after.count_of_notices(deficiency.code)
            assert found == expected, f"{deficiency.code} after {event.kind}: {found} notices counted, not {expected}"
            if deficiency.state is State.WITHDRAWN:
                assert found == 0, f"{deficiency.code} is withdrawn and has {found} notices"


# ── the laws of one event ──


def only_the_clock_does_what_is_the_clocks(event: StoredEvent) -> None:
    """The clock begins reviews, proposes, and tells that its mails have left; nobody else proposes or tells that."""
    trigger = event.content.get("trigger", "")
    if event.actor == str(CLOCK):
        its_own = event.kind in CLOCKS_KINDS or (event.kind == Kind.STATE_TAKEN and trigger in BY_THE_CLOCK)
        by_mail = event.kind == Kind.NOTICE_DISPATCHED and event.content["by"] == "e-post"
        assert its_own or by_mail, f"the clock has recorded {event.kind} {trigger}"
    else:
        assert event.kind not in CLOCKS_KINDS, f"{event.actor} has recorded {event.kind}"
        assert trigger != Trigger.PROPOSE_BREACH, f"{event.actor} has recorded {trigger}"


def what_is_final_stays(event: StoredEvent, before: CaseFacts, after: CaseFacts) -> None:
    """No event changes the state of what is åtgärdad, noterad, återkallad or avslutad."""
    for was, now in zip(before.deficiencies, after.deficiencies, strict=True):
        stays = not was.state.is_final or was.state is now.state
        assert stays, f"{event.kind} takes {was.code} from {was.state} to {now.state}"


def nothing_in_house_is_a_breach(case: CaseFacts) -> None:
    """There is no agreement to breach (reading A37)."""
    if case.head.regime is Regime.IN_HOUSE:
        assert all(d.state is not State.MATERIAL_BREACH for d in case.deficiencies)


# ── the laws of a moment ──


def ways_on(case: CaseFacts, code: str, now: datetime, rules: Ruleset, calendar: Calendar) -> set[str]:
    """What a person may do that brings the deficiency on towards a result.

    A trigger of LEADING_ON that `decide` allows with the best that a person can bring (the provider's consent, all
    sub-points remedied, or all remaining) – or the dispatch of a notice that names it and has not left.
    """
    found: set[str] = {
        trigger.command for trigger in LEADING_ON if _may(case, code, trigger, now=now, rules=rules, calendar=calendar)
    }
    waiting = any(notice.dispatched_on is None for notice in case.notices_of(code))
    return found | ({"expediera"} if waiting else set())


def _may(case: CaseFacts, code: str, trigger: Trigger, *, now: datetime, rules: Ruleset, calendar: Calendar) -> bool:
    for verdict in Verdict:
        verdicts = {point.code: verdict for point in case.standing_subpoints(code)}
        attempt = Attempt(trigger, Cause.PERSON, now, verdicts, consent="ja")
        try:
            decide(case, code, attempt, rules, calendar)
        except Refused:
            continue
        return True
    return False


def what_is_ahead(case: CaseFacts, code: str, now: datetime, rules: Ruleset, calendar: Calendar) -> set[str]:
    """Why the deficiency will not be forgotten, apart from the planned mails that wait.

    An open task that concerns it; a row or a notice of its own that is looked at again; a day of the municipality's own.
    """
    tasks = {f"task {task.key}" for task in open_tasks(case, now, rules, calendar) if _concerns(task, case, code)}
    rows = {f"row {row.key}" for row in case.deadlines_of(code) if row.look_again_at is not None}
    notices = {f"notice {notice.number}" for notice in case.notices_of(code) if notice.look_again_at is not None}
    own = {
        f"own day {own.kind}"
        for own in own_deadlines(case, rules, calendar)
        if code in own.deficiencies or not own.deficiencies
    }
    return tasks | rows | notices | own


def _concerns(task: Task, case: CaseFacts, code: str) -> bool:
    """It names the deficiency, a notice that does, a request for more time with its rows, or a day of its rows."""
    if re.search(rf"\b{code}\b", f"{task.what} {task.command}"):
        return True
    subject = task.key.partition(":")[2]
    notices = {notice.uuid for notice in case.notices_of(code)}
    requests = {r.uuid for r in case.extension_requests if any(f"/{code}/" in row for row in r.rows)}
    days = {str(row.due_on) for row in case.deadlines_of(code)}
    return subject in notices | days or subject.partition(":")[0] in requests


# ── the laws of the post ──

_DUE = re.compile(r"- (?:senast \d{4}-\d\d-\d\d|ingen dag är angiven): (?P<what>.*)")
_REFERENCE = re.compile(r"BV-\d+-[A-Z]")
_ANSWER_BY = "Svara senast "


def deadlines_told(letter: EmailMessage) -> Iterator[tuple[str, str]]:
    """The reference and the deficiency of every day that the letter holds the provider to."""
    part = letter.get_body(("plain",))
    assert part is not None
    lines = str(part.get_content()).splitlines()
    (reference, *others) = _REFERENCE.findall(str(letter["Subject"]))
    asked: list[str] = []
    for line in lines:
        if others and line.startswith("Referens: "):
            reference = line.removeprefix("Referens: ")
        if due := _DUE.fullmatch(line):
            yield from ((reference, code) for code in _codes(due["what"]))
        elif line.startswith("- "):
            asked += _codes(line)
        elif line.startswith(_ANSWER_BY):
            yield from ((reference, code) for code in asked)


def _codes(text: str) -> list[str]:
    return re.findall(r"\bD\d+\b", text)


def told_in_spite_of(
    received: Iterable[tuple[str, bytes]], silent_from: Mapping[tuple[str, str], int], first: int, address: str
) -> list[str]:
    """Every letter to the address that holds it to a day of what had been withdrawn or ended before it was received.

    `silent_from` says, by reference and deficiency, how many letters had been received when that happened; `first`
    is the number of the first of `received`.
    """
    found = []
    for number, (to, raw) in enumerate(received, first):
        letter = message_from_bytes(raw, policy=default)
        assert isinstance(letter, EmailMessage)
        if to == address:
            told = sorted(
                about for about in set(deadlines_told(letter)) if number >= silent_from.get(about, number + 1)
            )
            found += [f"'{letter['Subject']}' tells a day of {reference} {code}" for reference, code in told]
    return found
