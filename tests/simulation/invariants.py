"""What must hold in the municipality: after every step what is cheap to look at, every so often all of it.

The sink counts without removing doubles; what a mail says is looked up when it has come.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from notifications.outbox import Intent
from states.facts import CaseFacts
from states.reminders import Role, RungName, ladder, mailbox_is_read_past
from states.tasks import open_tasks
from states.workdays import local_day
from tests.simulation.faults import message_id
from tests.simulation.town import Town
from tests.workflow.machine import only_the_clock_does_what_is_the_clocks
from workflow.delivery import in_window
from workflow.engine import row_of
from workflow.status.overview import TaskLine, tasks
from workflow.store.chain import StoredEvent, broken
from workflow.store.events import CLOCK
from workflow.store.facts import load_facts, stored_ruleset
from workflow.store.kinds import Kind
from workflow.store.reader import Query, Reader
from workflow.store.replay import differences

_REFERENCE = re.compile(r"BV-\d+-[A-Z]")


@dataclass(frozen=True, slots=True)
class _Mail:
    id: int
    uuid: str
    contact: str
    bundle: str
    status: str
    address: str


@dataclass(frozen=True, slots=True)
class _Part:
    cause_kind: str
    cause_id: str
    cause_version: int
    rung: str
    recipient_role: str
    case_uuid: str
    bundle: str

    @property
    def intent(self) -> Intent:
        return Intent(*(getattr(self, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class _State:
    message_id: str
    status: str


@dataclass(frozen=True, slots=True)
class _Left:
    message_id: str
    mail_status: str
    dispatched_by: str | None


@dataclass(frozen=True, slots=True)
class _Overdue:
    serial: int
    case: str
    cause: str
    deficiency: str
    kind: str
    item: str
    version: int
    due_on: date


@dataclass(frozen=True, slots=True)
class _NotLeft:
    case: str
    notice: str


@dataclass(frozen=True, slots=True)
class _Told:
    number: int


@dataclass(frozen=True, slots=True)
class _Wrong:
    what: str


_NEW_EVENTS = Query(
    "The events after the first so many.",
    "SELECT h.chain, h.number, h.head, h.hash, h.kind, h.effective_on, h.recorded_at, h.actor, h.act_id, "
    "b.salt, b.body FROM event_head h JOIN event_body b ON b.head_hash = h.hash ORDER BY h.id LIMIT 100000 OFFSET :seen",
    StoredEvent,
)
_MAIL = Query(
    "The mail of a Message-ID.",
    "SELECT id, uuid, contact, bundle, status, address FROM mail WHERE message_id = :id",
    _Mail,
)
_PARTS = Query(
    "What a mail says.",
    "SELECT cause_kind, cause_id, cause_version, rung, recipient_role, case_uuid, bundle FROM planned_mail "
    "WHERE mail_id = :mail ORDER BY id",
    _Part,
)
_UNCLEAR = Query(
    "The mails of which nobody knows whether they came.",
    "SELECT message_id, status FROM mail WHERE status = 'oklart' ORDER BY id",
    _State,
)
_NOTICE_MAILS = Query(
    "The covering mails of notices that have been composed, and how the notice left.",
    "SELECT m.message_id, m.status, n.dispatched_by FROM mail m JOIN planned_mail p ON p.mail_id = m.id "
    "JOIN notice n ON n.uuid = p.cause_id WHERE p.cause_kind = 'notice' ORDER BY m.id",
    _Left,
)
_OVERDUE = Query(
    "What has not come by a day that passed long ago.",
    "SELECT c.serial, c.uuid, d.cause, d.deficiency, d.kind, d.item, d.version, d.due_on FROM deadline d "
    "JOIN followup_case c ON c.uuid = d.case_uuid WHERE d.status = 'löpande' AND d.answered_on IS NULL "
    "AND d.item <> '*' AND d.due_on < :before ORDER BY d.id",
    _Overdue,
)
_NOT_LEFT = Query(
    "The notices that were decided long ago and have not left.",
    "SELECT case_uuid, uuid FROM notice WHERE dispatched_on IS NULL AND registered_at < :before ORDER BY id",
    _NotLeft,
)
_INWARD = Query(
    "Whether it was planned to say inwards that a row is still unanswered.",
    "SELECT COUNT(*) FROM planned_mail WHERE cause_kind = 'deadline' AND cause_id = :cause "
    "AND cause_version = :version AND rung = :rung AND recipient_role = :role",
    _Told,
)
_MISPLACED = Query(
    "Planned mails that are neither struck, nor part of a mail, nor waiting; or two of these, unless it was stopped.",
    "SELECT CAST(p.id AS TEXT) || ' ' || p.status FROM planned_mail p LEFT JOIN mail m ON m.id = p.mail_id "
    "WHERE p.status NOT IN ('planerad', 'struken', 'ingår') OR (p.status = 'ingår' AND m.id IS NULL) "
    "OR (p.status = 'planerad' AND p.mail_id IS NOT NULL) "
    "OR (p.status = 'struken' AND m.status <> 'ej avsänd')",
    _Wrong,
)


_WAITING = Query(
    "What waits: planned, or composed and not begun.",
    "SELECT p.cause_kind, p.cause_id, p.cause_version, p.rung, p.recipient_role, p.case_uuid, p.bundle "
    "FROM planned_mail p LEFT JOIN mail m ON m.id = p.mail_id WHERE p.status = 'planerad' OR m.status = 'köad' "
    "ORDER BY p.id",
    _Part,
)

_HELD = {"notice": "Påpekande nr", "meeting": "Kallelsen till mötet"}  # how the task begins that says so


class Invariants:
    """What has been seen so far."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.events = 0
        self.last: dict[str, tuple[int, str]] = {}  # by chain
        self.received = 0
        self.arrived: Counter[str] = Counter()  # by Message-ID
        self.said: Counter[tuple[object, ...]] = Counter()
        self.released: Counter[str] = Counter()  # by cause: how often a person has said that it may leave again
        self.collected: Counter[tuple[str, date]] = Counter()
        self.unclear: dict[str, int] = {}  # Message-ID: how often it had arrived when it became oklart
        self.by_mail: dict[str, str] = {}  # notice: the uuid of the mail that was its dispatch
        self.units_of: dict[str, set[int]] = {}  # by address
        self.references: dict[str, int] = {}  # reference: serial

    # ── after every step ──

    def after_step(self) -> None:
        with self.town.reader() as reader:
            self._events(reader)
            self._letters(reader)

    def _events(self, reader: Reader) -> None:
        for event in reader.all(_NEW_EVENTS, seen=self.events):
            self.events += 1
            self._chained(event)
            if event.chain.startswith("ärende:"):
                only_the_clock_does_what_is_the_clocks(event)
            if event.kind == Kind.CASE_OPENED:
                details = event.content["details"]
                self.references[details["reference"]] = details["serial"]
            if event.kind == Kind.REGISTERED and event.content["register"] == "kontakt":
                fields = event.content["fields"]
                number = int(re.fullmatch(r"kontakt\d+@enhet(\d+)\.example", fields["address"])[1])  # type: ignore[index]
                self.units_of.setdefault(fields["address"], set()).add(number)
            if event.kind == Kind.MAIL_RELEASED:
                self.released.update(event.content["causes"])
            if event.kind == Kind.NOTICE_DISPATCHED and event.content["by"] == "e-post":
                self._dispatched(reader, event)

    def _chained(self, event: StoredEvent) -> None:
        number, before = self.last.get(event.chain, (0, hashlib.sha256(event.chain.encode()).hexdigest()))
        assert event.number == number + 1, f"{event.chain}: {event.number} follows {number}"
        assert f'"previous":"{before}"' in event.head, f"{event.chain} {event.number} does not follow the one before"
        assert hashlib.sha256(event.head.encode()).hexdigest() == event.hash, f"{event.chain} {event.number}: its hash"
        self.last[event.chain] = (event.number, event.hash)

    def _dispatched(self, reader: Reader, event: StoredEvent) -> None:
        """By the server's 250 for the covering mail, and once."""
        notice = event.content["notice"]
        assert event.actor == str(CLOCK), f"{event.actor} has said that a mail left"
        assert notice not in self.by_mail, "a notice has been dispatched twice"
        self.by_mail[notice] = event.content["mail"]
        (row,) = reader.rows(f"SELECT message_id FROM mail WHERE uuid = '{event.content['mail']}'")
        accepted = self.town.server.accepted[row[0]]
        assert accepted == 1, f"a notice was dispatched by a mail that the server took {accepted} times"

    # ── the post ──

    def _letters(self, reader: Reader) -> None:
        new = self.town.server.received[self.received :]
        self.received += len(new)
        for address, raw in new:
            mail = reader.one(_MAIL, id=message_id(raw))
            assert mail is not None, "a mail has come that is not in the outbox"
            assert mail.address == address, f"{mail.address} was written to, at {address}"
            self._letter(reader, mail, raw)
        for state in reader.all(_UNCLEAR):
            before = self.unclear.setdefault(state.message_id, self.arrived[state.message_id])
            assert self.arrived[state.message_id] == before, f"{state.message_id} is oklart and has come again"

    def _letter(self, reader: Reader, mail: _Mail, raw: bytes) -> None:
        self.arrived[message_id(raw)] += 1
        assert self.arrived[message_id(raw)] == 1, f"mail {mail.id} has come {self.arrived[message_id(raw)]} times"
        parts = reader.all(_PARTS, mail=mail.id)
        assert parts, f"mail {mail.id} says nothing that was planned"
        for part in parts:
            identity = (part.cause_kind, part.cause_id, part.cause_version, part.rung, part.recipient_role)
            self.said[identity] += 1
            often, said_so = self.said[identity], self.released[part.cause_id]
            assert often <= 1 + said_so, f"{identity} has been said {often} times"
        if mail.bundle == "samlad":
            self._collected(reader, mail, parts)
        self._addressed(mail, raw)

    def _collected(self, reader: Reader, mail: _Mail, parts: list[_Part]) -> None:
        day = self.town.today
        self.collected[mail.address, day] += 1
        found = self.collected[mail.address, day]
        assert found == 1, f"{mail.address} has got {found} collected mails on {day}"
        assert in_window(self.town.context, self.town.now), f"a reminder to {mail.address} outside the window"
        for part in parts:
            if part.cause_kind == "deadline" and not self.town.is_crossed:
                self._reminder(reader, part)

    def _reminder(self, reader: Reader, part: _Part) -> None:
        """What it reminds of is still awaited, of nothing that is paused, and after the day the mailbox has been read."""
        case = load_facts(reader, part.case_uuid)
        row = row_of(case, part.intent)
        what = f"{part.rung} of {part.cause_id}"
        assert row is not None, f"{what}: there is no such row"
        assert row.awaits_answer, f"{what}: it awaits no answer"
        if part.recipient_role == Role.PROVIDER:
            assert case.pause_on(self.town.today) is None, f"{what}: reminders are paused"
        if part.rung == RungName.AFTER:
            assert mailbox_is_read_past(row, case.mailbox_read_to), f"{what}: nobody has looked in the mailbox"
        rules = stored_ruleset(reader, case.head.ruleset)
        (rung,) = (r for r in ladder(row, rules.ladder, self.town.context.calendar) if r.name == part.rung)
        assert rung.at <= self.town.now, f"{what}: before its day"
        assert rung.until is None or self.town.now < rung.until, f"{what}: after its time"

    def _addressed(self, mail: _Mail, raw: bytes) -> None:
        """A provider hears of the cases of its own unit only."""
        if not mail.contact.startswith("utförare:"):
            return
        letter = message_from_bytes(raw, policy=default)
        assert isinstance(letter, EmailMessage)
        part = letter.get_body(("plain",))
        assert part is not None
        told = set(_REFERENCE.findall(f"{letter['Subject']} {part.get_content()}"))
        assert told, f"'{letter['Subject']}' names no case"
        for reference in sorted(told):
            unit = self.town.cases[self.references[reference]]
            assert unit.number in self.units_of[mail.address], f"{mail.address} is told of {unit.name}, {reference}"

    # ── every day ──

    def after_day(self) -> None:
        with self.town.reader() as reader:
            wrong = reader.all(_MISPLACED)
            assert not wrong, f"planned mails astray: {[row.what for row in wrong]}"
            self._notices(reader)
            self._held(reader)
            self._no_silence(reader)

    def _notices(self, reader: Reader) -> None:
        for left in reader.all(_NOTICE_MAILS):
            if left.mail_status == "avsänd":
                assert left.dispatched_by is not None, f"{left.message_id} was sent, and its notice has not left"

    def _held(self, reader: Reader) -> None:
        """A notice that has not left within a working day is a task, if it stands."""
        for row in reader.all(_NOT_LEFT, before=self.town.now - timedelta(days=2)):
            case = load_facts(reader, row.case)
            notice, calendar = case.notice(row.notice), self.town.context.calendar
            if self.town.today <= calendar.workday_after(local_day(notice.registered_at), 2):
                continue
            rules = stored_ruleset(reader, case.head.ruleset)
            keys = {task.key for task in open_tasks(case, self.town.now, rules, calendar)}
            stands = case.is_standing(notice)
            assert not stands or f"påpekande hålls:{row.notice}" in keys, f"{case.head.serial}: held, and no task"

    def _no_silence(self, reader: Reader) -> None:
        """What is overdue past the last rung is a task, and that was said inwards or is to be said."""
        calendar = self.town.context.calendar
        for row in reader.all(_OVERDUE, before=self.town.today - timedelta(days=5)):
            case = load_facts(reader, row.case)
            rules = stored_ruleset(reader, case.head.ruleset)
            found = next(r for r in case.deadlines if (r.cause, r.deficiency, r.kind, r.item, r.version)
                         == (row.cause, row.deficiency, row.kind, row.item, row.version))  # fmt: skip
            if not found.kind.binds_provider:
                continue
            rung = ladder(found, rules.ladder, calendar)[-1]
            if self.town.now < rung.at:
                continue
            open_ = [task for task in open_tasks(case, self.town.now, rules, calendar) if str(row.due_on) in task.what]
            assert open_, f"{row.serial}: {found.key} is overdue since {row.due_on} and nobody is told"
            if self.town.ticked_on is not None and rung.at <= self.town.ticked_on:
                cause = f"{row.case}/{found.key}"
                told = reader.one(_INWARD, cause=cause, version=row.version, rung=rung.name.value, role=rung.role.value)
                assert told is not None and told.number == 1, (
                    f"{row.serial}: {found.key} is overdue, and no mail planned"
                )

    # ── now and then ──

    def all_of_it(self) -> None:
        with self.town.reader() as reader:
            wrong = [*broken(reader), *differences(reader)]
        assert not wrong, "\n".join(wrong[:5])

    # ── at the end ──

    def at_rest(self) -> None:
        """Everything has left, or was struck, or is a task of somebody's."""
        with self.town.reader() as reader:
            assert not reader.rows("SELECT id FROM mail WHERE status = 'påbörjad'")
            lines = tasks(reader, self.town.now, self.town.context.calendar)
            self._what_waits_is_a_task(reader, lines)
            self._trouble_is_a_task(reader, {line.command for line in lines})

    def _what_waits_is_a_task(self, reader: Reader, lines: list[TaskLine]) -> None:
        """Letters of their own that are held; a reminder that is held is struck by itself before long."""
        for part in reader.all(_WAITING):
            case = load_facts(reader, part.case_uuid)
            if part.cause_kind == "deadline":
                waits = self._is_held(reader, case, part)
            else:
                said = [line.what for line in lines if line.reference == case.head.reference]
                waits = any(what.startswith(_HELD.get(part.cause_kind, f"Mejlet om {part.rung} ")) for what in said)
            assert waits, f"{case.head.serial}: {part.cause_kind} '{part.rung}' to {part.recipient_role} waits: no task"

    def _is_held(self, reader: Reader, case: CaseFacts, part: _Part) -> bool:
        """By a pause, or by a request for more time – and the time for saying it has not passed."""
        row = row_of(case, part.intent)
        assert row is not None
        rules = stored_ruleset(reader, case.head.ruleset)
        (rung,) = (r for r in ladder(row, rules.ladder, self.town.context.calendar) if r.name == part.rung)
        held = case.pause_on(self.town.today) is not None or case.pending_request(row) is not None
        return held and rung.until is not None and self.town.now < rung.until

    def _trouble_is_a_task(self, reader: Reader, commands: set[str]) -> None:
        """A mail that nobody has said to be seen to; of a notice, until it has left."""
        for (mail, status), is_settled in self._troubled(reader):
            shown = any(re.search(rf"(epost klar|--mejl) {mail}\b|^brist expediera", command) for command in commands)
            assert shown or is_settled, f"mail {mail} is {status} and nobody is told"

    def _troubled(self, reader: Reader) -> Iterator[tuple[tuple[int, str], bool]]:
        rows = reader.rows(
            "SELECT m.id, m.status, MAX(CASE WHEN n.dispatched_on IS NULL AND l.id IS NULL AND p.reason NOT LIKE "
            "'avklarat av %' THEN 0 ELSE 1 END) FROM mail m JOIN planned_mail p ON p.mail_id = m.id "
            "LEFT JOIN notice n ON n.uuid = p.cause_id LEFT JOIN planned_mail l ON l.cause_id = p.cause_id "
            "AND l.cause_kind = p.cause_kind AND l.rung = p.rung AND l.cause_version > p.cause_version "
            "WHERE m.status IN ('oklart', 'nekad') GROUP BY m.id, m.status ORDER BY m.id"
        )
        return (((mail, status), bool(left)) for mail, status, left in rows)
