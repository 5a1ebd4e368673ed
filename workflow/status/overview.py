"""Lists over all cases: the cases themselves, their open dates, and what waits for a person."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from states.deadline_kind import Bound, DeadlineKind
from states.deadlines import is_late
from states.facts import NO_DOCUMENT, CaseHead
from states.own_deadlines import OwnDeadline, own_deadlines
from states.reminders import Role
from states.state import State
from states.tasks import Task, held_since, open_tasks
from states.workdays import Calendar, local_day
from workflow.status import intake
from workflow.status.held import left_behind
from workflow.status.mails import ACCEPTED, UNWRITTEN
from workflow.store.facts import load_facts, stored_ruleset
from workflow.store.people import People
from workflow.store.queries import Word
from workflow.store.reader import Query, Reader
from workflow.store.started import SAY_SO, why_silent

ADMINISTRATOR = "administratör"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the list. `next_due_on` is the nearest day that still awaits an answer."""

    serial: int
    reference: str
    register_number: str
    provider: str
    unit: str
    states: dict[str, int]
    next_due_on: date | None


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """A running date that awaits an answer, or only passes (item "*"). `due_on` None: okänt."""

    due_on: date | None
    serial: int
    unit: str
    deficiency: str
    kind: str
    item: str
    version: int
    overdue: bool
    bound: str  # whose day it is: utföraren or kommunen
    assumed: bool  # the case's days are assumed, not known from its source


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Something that waits for a person. `role` is whose it is, `command` settles it.

    `user` and `name` are who has it now ("" where nobody has the role); `acts_for` whom that person then stands in for.
    """

    role: str
    what: str
    reference: str
    since_on: date
    command: str
    user: str = ""
    name: str = ""
    acts_for: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    uuid: str
    serial: int
    reference: str
    register_number: str
    provider: str
    unit: str


@dataclass(frozen=True, slots=True)
class _StateCount:
    case_uuid: str
    state: str
    number: int


@dataclass(frozen=True, slots=True)
class _NextDue:
    case_uuid: str
    due_on: date


@dataclass(frozen=True, slots=True)
class _Open:
    due_on: date | None
    serial: int
    unit: str
    deficiency: str
    kind: str
    item: str
    version: int
    assumed: bool


@dataclass(frozen=True, slots=True)
class _Responsible:
    reference: str
    user: str


@dataclass(frozen=True, slots=True)
class _TroubledMail:
    id: int
    status: str
    subject: str
    address: str
    settled_at: datetime
    reference: str


@dataclass(frozen=True, slots=True)
class _UnsettledMail:
    id: int
    status: str
    subject: str
    address: str
    settled_at: datetime
    reply: str
    cause_kind: str
    reference: str
    serial: int


@dataclass(frozen=True, slots=True)
class _StoppedMail:
    id: int
    subject: str
    address: str
    settled_at: datetime
    cause_id: str
    planned_at: datetime
    case_uuid: str
    reference: str
    serial: int


_CASES = Query(
    "Every case, by serial.",
    "SELECT uuid, serial, reference, register_number, provider, unit FROM followup_case ORDER BY serial",
    _Case,
)
_STATES = Query(
    "How many deficiencies of each case are in each state.",
    "SELECT case_uuid, state, COUNT(*) FROM deficiency GROUP BY case_uuid, state ORDER BY case_uuid, state",
    _StateCount,
)
_NEXT_DUE = Query(
    "The nearest day of each case that still awaits an answer.",
    "SELECT case_uuid, MIN(due_on) FROM deadline WHERE status = 'löpande' AND answered_on IS NULL "
    "AND due_on IS NOT NULL GROUP BY case_uuid ORDER BY case_uuid",
    _NextDue,
)
_OPEN = Query(
    "The running rows that nothing has answered, the nearest first.",
    "SELECT d.due_on, c.serial, c.unit, d.deficiency, d.kind, d.item, d.version, "
    "c.dates_assumed FROM deadline d JOIN followup_case c ON c.uuid = d.case_uuid "
    "WHERE d.status = 'löpande' AND d.answered_on IS NULL "
    "ORDER BY COALESCE(d.due_on, '9999'), c.serial, d.deficiency, d.item",
    _Open,
)
_UNWRITTEN = Query(
    "Planned mails that could not be composed.",
    "SELECT p.id, p.reason, p.rung, COALESCE(c.unit, ''), p.planned_at, COALESCE(c.reference, '') "  # noqa: S608 – our own word
    "FROM planned_mail p LEFT JOIN followup_case c ON c.uuid = p.case_uuid WHERE p.status = 'planerad' "
    f"AND p.reason LIKE '{UNWRITTEN}%' ORDER BY p.id",
    _TroubledMail,
)
_OPEN_CASES = Query(
    "The cases that have an open deficiency.",
    "SELECT uuid FROM followup_case c WHERE EXISTS (SELECT 1 FROM deficiency d WHERE d.case_uuid = c.uuid "
    "AND d.state NOT IN ('åtgärdad', 'noterad', 'återkallad', 'avslutad')) ORDER BY serial",
    Word,
)
_OLD_CASES = Query(
    "The closed cases of a rule set that were opened so long ago that their unit may be due for its next follow-up.",
    "SELECT uuid FROM followup_case c WHERE c.ruleset = :ruleset AND c.opened_on < :opened_before "
    "AND NOT EXISTS (SELECT 1 FROM deficiency d WHERE d.case_uuid = c.uuid "
    "AND d.state NOT IN ('åtgärdad', 'noterad', 'återkallad')) "
    "AND NOT EXISTS (SELECT 1 FROM followup_case later WHERE later.unit_uuid = c.unit_uuid "
    "AND later.agreement_uuid = c.agreement_uuid AND later.opened_on > c.opened_on) ORDER BY serial",
    Word,
)
_STILL_WAITING = Query(
    "The closed cases in which a question, a meeting or a planned follow-up waits.",
    "SELECT uuid FROM followup_case c WHERE (EXISTS (SELECT 1 FROM question q WHERE q.case_uuid = c.uuid "
    "AND q.state IN ('ställd', 'påmind')) OR EXISTS (SELECT 1 FROM meeting m WHERE m.case_uuid = c.uuid "
    "AND m.held_on IS NULL AND m.cancelled_on IS NULL) OR EXISTS (SELECT 1 FROM milestone s WHERE "
    "s.case_uuid = c.uuid AND s.what = 'uppföljning planerad' AND s.on_day < :today)) "
    "AND NOT EXISTS (SELECT 1 FROM deficiency d WHERE d.case_uuid = c.uuid "
    "AND d.state NOT IN ('åtgärdad', 'noterad', 'återkallad', 'avslutad')) ORDER BY serial",
    Word,
)
_RESPONSIBLE = Query(
    "Who has been named handläggare.",
    "SELECT reference, responsible FROM followup_case WHERE responsible <> '' ORDER BY serial",
    _Responsible,
)
_RULESETS = Query("The rule sets in use.", "SELECT sha256 FROM ruleset_text ORDER BY key, version", Word)
_TROUBLED = Query(
    "Mails that a person has to look at; not those that a person has since handled, replaced or said to have left.",
    "SELECT m.id, m.status, m.subject, m.address, m.settled_at, m.reply, MIN(p.cause_kind), "
    "COALESCE(MIN(c.reference), ''), COALESCE(MIN(c.serial), 0) FROM mail m JOIN planned_mail p ON p.mail_id = m.id "
    "LEFT JOIN followup_case c ON c.uuid = p.case_uuid "
    "WHERE m.status IN ('oklart', 'nekad') AND p.reason NOT LIKE 'avklarat av %' "
    "AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.uuid = p.cause_id AND n.dispatched_on IS NOT NULL) "
    "AND NOT EXISTS (SELECT 1 FROM planned_mail later WHERE later.cause_kind = p.cause_kind "
    "AND later.cause_id = p.cause_id AND later.rung = p.rung AND later.cause_version > p.cause_version) "
    "GROUP BY m.id, m.status, m.subject, m.address, m.settled_at, m.reply ORDER BY m.id",
    _UnsettledMail,
)


_STOPPED = Query(
    "The mails with a notice or a kallelse that a person has stopped, and that no later one has replaced.",
    "SELECT m.id, m.subject, m.address, m.settled_at, p.cause_id, p.planned_at, p.case_uuid, c.reference, c.serial "
    "FROM mail m JOIN planned_mail p ON p.mail_id = m.id JOIN followup_case c ON c.uuid = p.case_uuid "
    "WHERE p.status = 'struken' AND p.cause_kind IN ('notice', 'meeting') AND NOT EXISTS (SELECT 1 FROM planned_mail "
    "later WHERE later.cause_id = p.cause_id AND later.cause_version > p.cause_version) ORDER BY m.id",
    _StoppedMail,
)


def cases(reader: Reader, state: State | None = None) -> list[CaseRow]:
    """Every case, that with the nearest day first; only those with a deficiency in the state, if one is given."""
    states: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for count in reader.all(_STATES):
        states[count.case_uuid][count.state] = count.number
    nearest = {row.case_uuid: row.due_on for row in reader.all(_NEXT_DUE)}
    rows = [
        CaseRow(c.serial, c.reference, c.register_number, c.provider, c.unit, states[c.uuid], nearest.get(c.uuid))
        for c in reader.all(_CASES)
        if state is None or state in states[c.uuid]
    ]
    return sorted(rows, key=lambda row: (row.next_due_on or date.max, row.serial))


def deadlines(reader: Reader, now: datetime, until: date | None = None) -> list[DeadlineLine]:
    """The running dates of all cases, the nearest first; up to and including `until`."""
    today = local_day(now)
    return [
        DeadlineLine(
            row.due_on, row.serial, row.unit, row.deficiency, row.kind, row.item, row.version,
            row.item != NO_DOCUMENT and is_late(row.due_on, today), DeadlineKind(row.kind).about.bound, row.assumed,
        )
        for row in reader.all(_OPEN)
        if until is None or (row.due_on is not None and row.due_on <= until)
    ]  # fmt: skip


def own_days(reader: Reader, now: datetime, calendar: Calendar, until: date | None = None) -> list[DeadlineLine]:
    """The municipality's own open days in the cases that have an open deficiency; up to and including `until`."""
    cases = (load_facts(reader, row.value) for row in reader.all(_OPEN_CASES))
    found = (
        (case.head, own)
        for case in cases
        for own in own_deadlines(case, stored_ruleset(reader, case.head.ruleset), calendar)
    )
    today = local_day(now)
    return [
        _own_line(head, own, overdue=own.is_overdue(today, calendar))
        for head, own in found
        if own.due_on is not None and (until is None or own.due_on <= until)
    ]


def _own_line(head: CaseHead, own: OwnDeadline, *, overdue: bool) -> DeadlineLine:
    codes, bound = ",".join(own.deficiencies), Bound.MUNICIPALITY
    about = (own.due_on, head.serial, head.unit, codes, own.kind, NO_DOCUMENT, 1)
    return DeadlineLine(*about, overdue, bound, head.dates_assumed)


def tasks(reader: Reader, now: datetime, calendar: Calendar, user: str | None = None) -> list[TaskLine]:
    """What waits for a person, decisions first, then by how long it has waited; only that user's, if one is given."""
    today = local_day(now)
    waiting = reader.all(_STILL_WAITING, today=today)
    found = dict.fromkeys((*reader.all(_OPEN_CASES), *_due_for_the_next(reader, today), *waiting))
    lines = [line for row in found for line in _of_case(reader, row.value, now, calendar)]
    lines += [_look_at_mail(mail) for mail in reader.all(_TROUBLED)]
    lines += [_look_at_planned(mail) for mail in reader.all(_UNWRITTEN)]
    lines += [_line(reference, task) for reference, task in left_behind(reader, now, calendar)]
    lines += _stopped(reader, now, calendar)
    lines += _incoming(reader, today)
    lines += [TaskLine(ADMINISTRATOR, why.partition(":")[0], "", today, SAY_SO) for why in [why_silent(reader)] if why]
    given = [line for line in _given(reader, lines, today) if user is None or line.user == user]
    return sorted(given, key=lambda line: (line.role != Role.DECIDER, line.since_on, line.reference))


def troubled_mails(reader: Reader) -> list[str]:
    """The status of each mail that a person has to look at: oklart, nekad, or planerad where it cannot be composed."""
    unwritten = ["planerad" for _ in reader.all(_UNWRITTEN)]
    return [mail.status for mail in reader.all(_TROUBLED)] + unwritten


def _given(reader: Reader, lines: list[TaskLine], today: date) -> Iterator[TaskLine]:
    """Each task with who has it today: the case's own handläggare, or who has the role, or the substitute."""
    people = People(reader, today)
    responsible = {row.reference: row.user for row in reader.all(_RESPONSIBLE)}
    for line in lines:
        person = people.named(line.role, responsible.get(line.reference, ""))
        if person is None:
            yield line
            continue
        acting = people.acting_for(person)
        yield replace(line, user=acting.user, name=acting.name, acts_for=person.name if acting != person else "")


def _due_for_the_next(reader: Reader, today: date) -> Iterator[Word]:
    """Some cases more than are due, none less: a month has at least 28 days."""
    for row in reader.all(_RULESETS):
        months = stored_ruleset(reader, row.value).cycle_months
        if months is not None:
            opened_before = today - timedelta(days=28 * months)
            yield from reader.all(_OLD_CASES, ruleset=row.value, opened_before=opened_before)


def _of_case(reader: Reader, uuid: str, now: datetime, calendar: Calendar) -> list[TaskLine]:
    case = load_facts(reader, uuid)
    found = open_tasks(case, now, stored_ruleset(reader, case.head.ruleset), calendar)
    return [_line(case.head.reference, task) for task in found]


def _line(reference: str, task: Task) -> TaskLine:
    return TaskLine(task.role, task.what, reference, task.since_on, task.command)


def _incoming(reader: Reader, today: date) -> Iterator[TaskLine]:
    """Mail that waits to be sorted, and a mailbox that cannot be read."""
    for mail in intake.waiting(reader):
        yield TaskLine(Role.CONTROLLER, mail.what, mail.reference, local_day(mail.since), mail.command)
    for inbox in intake.inboxes(reader):
        if inbox.trouble:
            since = local_day(inbox.read_at) if inbox.read_at else today
            what = f"Brevlådan {inbox.mailbox} kan inte läsas: {inbox.in_short}"
            yield TaskLine(ADMINISTRATOR, what, "", since, "brist drift status; brist drift kontrollera")


def _stopped(reader: Reader, now: datetime, calendar: Calendar) -> Iterator[TaskLine]:
    """Until it is held like any other notice that has not left: then the case's own task says so."""
    for mail in reader.all(_STOPPED):
        awaited = mail.cause_id in load_facts(reader, mail.case_uuid).not_left()
        if awaited and now < held_since(mail.planned_at, calendar):
            what = (
                "Mejlet stoppades och har inte lämnat kommunen: låt det gå, gör det på annat sätt eller ta tillbaka det"
            )
            told = f"{what} – {mail.subject} till {mail.address}"
            command = f"brist epost sänd {mail.serial} --skäl TEXT – eller brist ärende visa {mail.serial}"
            yield TaskLine(Role.CONTROLLER, told, mail.reference, local_day(mail.settled_at), command)


def _look_at_planned(mail: _TroubledMail) -> TaskLine:
    return TaskLine(
        Role.CONTROLLER,
        f"Ett mejl {mail.status}: {mail.subject}, {mail.address}. Kontrollera handling och adress; felet står i loggen",
        mail.reference,
        local_day(mail.settled_at),
        "brist epost kö",
    )


def _look_at_mail(mail: _UnsettledMail) -> TaskLine:
    """Whether a notice has left is told by `expediera`; any other mail somebody may say to be seen to."""
    day = local_day(mail.settled_at)
    is_notice = mail.cause_kind == "notice"
    dispatched = f"brist expediera {mail.serial} --sätt epost --den {day}"
    again = f"brist epost sänd {mail.serial} --mejl {mail.id} --skäl TEXT" if mail.serial else ""
    settled = dispatched if is_notice else f"brist epost klar {mail.id} --skäl TEXT"
    if mail.status == "nekad":
        what = "Mejlet nekades av mottagarens server: nå mottagaren på annat sätt"
        what += ", eller sänd igen när adressen är rätt" if again else ""
        by_letter = f"brist expediera {mail.serial} --sätt brev --den DATUM"
        command = " – eller ".join(filter(None, [by_letter if is_notice else settled, again]))
    elif not mail.reply.startswith(ACCEPTED):
        what = "Ingen vet om mejlet kom fram: fråga mottagaren"
        command = " – annars: ".join(filter(None, [f"kom det fram: {settled}" if again else settled, again]))
    elif is_notice:
        what = "Servern tog emot mejlet, men det står inte i ärendet: registrera att påpekandet har gått iväg"
        command = settled
    else:
        what = "Servern tog emot mejlet, men det står inte i ärendet: sänd det inte igen, felet står i loggen"
        command = settled
    return TaskLine(Role.CONTROLLER, f"{what} – {mail.subject} till {mail.address}", mail.reference, day, command)
