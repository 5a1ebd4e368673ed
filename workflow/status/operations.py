"""drift status: how the daemon stands, in one of three degrees that monitoring understands. No ORM.

What a person has been told and has to settle is a warning; what only whoever runs the server can mend – no daemon, no
mail server, a case that cannot be carried out – becomes critical when it has gone on for an hour.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from states.tasks import held_since
from states.workdays import Calendar
from workflow.status.held import GIVES_TIME
from workflow.status.intake import InboxStanding, inboxes
from workflow.status.late import Outage, latest_outage
from workflow.status.mails import UNWRITTEN
from workflow.status.overview import tasks, troubled_mails
from workflow.store.reader import Query, Reader
from workflow.store.started import SAY_SO, is_started

TICK = "tick"
OF_A_DAEMON = "tick:"
SILENT = timedelta(minutes=2)
GONE = timedelta(minutes=15)
SLOW = timedelta(minutes=15)
STUCK = timedelta(hours=1)
RECENT = timedelta(hours=24)


class Degree(IntEnum):
    """The exit code of `drift status`, as monitoring programs read it."""

    OK = 0
    WARNING = 1
    CRITICAL = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to be told: what it is, and what to do."""

    degree: Degree
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Ticking:
    """A daemon, and when it last began a tick. An orderly end takes it away."""

    daemon: str
    ticked_at: datetime


@dataclass(frozen=True, slots=True)
class Unsent:
    """Mail that ought to have left by itself: how many, since when the oldest, of which cases."""

    number: int
    since: datetime | None
    cases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cases that the clock ought to have carried out, and since when the oldest."""

    since: datetime | None
    cases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tasks:
    """What waits for a person."""

    number: int
    oldest_since_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands at an instant. `mails` counts those that a person has to look at, by status.

    Not `may_mail`: nobody has yet said that this installation may send anything.
    """

    at: datetime
    ticked_at: datetime | None
    daemons: tuple[Ticking, ...]
    next_due_at: datetime | None
    waiting: Waiting
    unsent: Unsent
    held: int
    mails: dict[str, int]
    outage: Outage | None
    may_mail: bool
    inboxes: tuple[InboxStanding, ...] = ()

    @property
    def degree(self) -> Degree:
        """The worst of what is found."""
        return max((finding.degree for finding in findings(self)), default=Degree.OK)


@dataclass(frozen=True, slots=True)
class _Due:
    serial: int
    look_again_at: datetime


@dataclass(frozen=True, slots=True)
class _Unsent:
    since: datetime
    cause_kind: str
    planned_at: datetime
    serial: int


@dataclass(frozen=True, slots=True)
class _Setting:
    name: str
    value: datetime


@dataclass(frozen=True, slots=True)
class _Perhaps:
    value: datetime | None


TICKS = Query(
    "When each daemon last began a tick, and when any of them did.",
    "SELECT name, value FROM setting WHERE name = 'tick' OR name LIKE 'tick:%' ORDER BY name",
    _Setting,
)
_NEXT_DUE = Query(
    "When the clock next has something to look at.",
    "SELECT MIN(due) FROM (SELECT MIN(look_again_at) AS due FROM deadline WHERE look_again_at IS NOT NULL "
    "UNION ALL SELECT MIN(look_again_at) AS due FROM notice WHERE look_again_at IS NOT NULL) AS every_kind",
    _Perhaps,
)
_OVERDUE = Query(
    "The cases that the clock ought to have looked at by then, the oldest first.",
    "SELECT c.serial, MIN(d.look_again_at) FROM (SELECT case_uuid, look_again_at FROM deadline "
    "WHERE look_again_at <= :before UNION ALL SELECT case_uuid, look_again_at FROM notice "
    "WHERE look_again_at <= :before) AS d JOIN followup_case c ON c.uuid = d.case_uuid "
    "GROUP BY c.serial ORDER BY 2, 1",
    _Due,
)
_COMPOSED = (
    "SELECT m.composed_at, p.cause_kind, p.planned_at, COALESCE(c.serial, 0) FROM mail m "
    "JOIN planned_mail p ON p.mail_id = m.id LEFT JOIN followup_case c ON c.uuid = p.case_uuid WHERE m.status = "
)
_QUEUED = Query(
    "What is composed, or travels alone and is planned, and has not left, the oldest first; by index.",
    _COMPOSED + "'köad' UNION ALL " + _COMPOSED + "'påbörjad' UNION ALL "  # noqa: S608 – our own words
    "SELECT p.planned_at, p.cause_kind, p.planned_at, COALESCE(c.serial, 0) FROM planned_mail p "
    "LEFT JOIN followup_case c ON c.uuid = p.case_uuid WHERE p.status = 'planerad' AND p.bundle = 'ensam' "
    f"AND p.reason NOT LIKE '{UNWRITTEN}%' ORDER BY 1, 4",
    _Unsent,
)
_HOLDS = {"notice", "meeting", *GIVES_TIME}  # what is not sent late without a person's word


def standing(reader: Reader, now: datetime, calendar: Calendar) -> Standing:
    """How it stands, without what waits for people: that is read from every open case."""
    ticks = {row.name: row.value for row in reader.all(TICKS)}
    next_due = reader.one(_NEXT_DUE)
    overdue = reader.all(_OVERDUE, before=now)
    may_mail = is_started(reader)
    held, unsent = _parted(reader.all(_QUEUED), now, calendar) if may_mail else ([], [])
    return Standing(
        at=now,
        ticked_at=ticks.get(TICK),
        daemons=tuple(
            Ticking(name.removeprefix(OF_A_DAEMON), at) for name, at in ticks.items() if name.startswith(OF_A_DAEMON)
        ),
        next_due_at=next_due.value if next_due else None,
        waiting=Waiting(overdue[0].look_again_at if overdue else None, tuple(row.serial for row in overdue)),
        unsent=Unsent(len(unsent), unsent[0].since if unsent else None, tuple(sorted({row.serial for row in unsent}))),
        held=len(held),
        mails=dict(Counter(troubled_mails(reader))),
        outage=latest_outage(reader),
        may_mail=may_mail,
        inboxes=inboxes(reader),
    )


def waiting_tasks(reader: Reader, now: datetime, calendar: Calendar) -> Tasks:
    """How much waits for people, and since when."""
    found = tasks(reader, now, calendar)
    return Tasks(len(found), min((task.since_on for task in found), default=None))


def _parted(rows: list[_Unsent], now: datetime, calendar: Calendar) -> tuple[list[_Unsent], list[_Unsent]]:
    """What is held until a person says so, and what ought to leave by itself."""
    held = [row for row in rows if row.cause_kind in _HOLDS and now >= held_since(row.planned_at, calendar)]
    return held, [row for row in rows if row not in held]


def findings(found: Standing) -> list[Finding]:
    """What there is to tell, worst first."""
    return sorted(
        (*_daemon(found), *_stuck(found), *_inboxes(found), *_people(found)), key=lambda finding: -finding.degree
    )


def _daemon(found: Standing) -> Iterator[Finding]:
    look = "systemctl status bristvakt; journalctl -u bristvakt"
    if found.ticked_at is None:
        yield Finding(Degree.WARNING, "tjänsten har inte körts än", "systemctl enable --now bristvakt")
        return
    silent = found.at - found.ticked_at
    if silent >= SILENT:
        degree = Degree.CRITICAL if silent >= GONE else Degree.WARNING
        yield Finding(degree, f"tjänsten har inte gjort något på {_long(silent)}", look)
        return
    for daemon in found.daemons:
        if found.at - daemon.ticked_at >= GONE:
            what = f"en av tjänsterna ({daemon.daemon}) tystnade för {_long(found.at - daemon.ticked_at)} sedan"
            yield Finding(Degree.WARNING, what, f"{look} på den maskinen; en annan tjänst gör dess arbete")


def _stuck(found: Standing) -> Iterator[Finding]:
    if found.waiting.since is not None and (age := found.at - found.waiting.since) >= SLOW:
        what = f"ärende {_cases(found.waiting.cases)} har inte kunnat föras vidare på {_long(age)}"
        yield Finding(_after(age), what, "se felet: journalctl -u bristvakt; brist drift kontrollera")
    if not found.may_mail:
        yield Finding(Degree.WARNING, "inga mejl skickas: ingen har sagt att det ska börja", SAY_SO)
    elif found.unsent.since is not None and (age := found.at - found.unsent.since) >= SLOW:
        what = f"{found.unsent.number} mejl har inte lämnat, det äldsta på {_long(age)} (ärende "
        remedy = "brist epost kö visar vad servern svarade; brist drift kontrollera prövar den"
        yield Finding(_after(age), f"{what}{_cases(found.unsent.cases)})", remedy)


def _inboxes(found: Standing) -> Iterator[Finding]:
    """A mailbox that is not read: what comes in is not lost, but nobody is told of it either."""
    for inbox in found.inboxes:
        age = found.at - inbox.read_at if inbox.read_at else STUCK
        if inbox.trouble:
            what = f"brevlådan {inbox.mailbox} kan inte läsas: {inbox.trouble.partition(chr(10))[0]}"
            yield Finding(_after(age), what, "kontrollera [inkorgar]: brist drift kontrollera; se docs/drift/inkorg.md")
        elif age >= GONE:
            what = f"brevlådan {inbox.mailbox} har inte lästs på {_long(age)}"
            yield Finding(_after(age), what, "systemctl status bristvakt; journalctl -u bristvakt")


def _people(found: Standing) -> Iterator[Finding]:
    told = {
        "oklart": "mejl är i läget oklart: ingen vet om det kom fram",
        "nekad": "mejl nekades av mottagarens server",
        "planerad": "mejl gick inte att skriva",
    }
    for status, what in told.items():
        if found.mails.get(status):
            yield Finding(Degree.WARNING, f"{found.mails[status]} {what}", "brist att-göra; brist epost kö")
    if found.held:
        what = f"{found.held} mejl som ger utföraren en tid hålls: det lämnade inte inom en arbetsdag"
        yield Finding(Degree.WARNING, what, "en människa avgör: brist att-göra")
    if found.outage is not None and found.at - found.outage.until < RECENT:
        what = f"tjänsten stod stilla i {_long(found.outage.until - found.outage.since)}, och något förföll under tiden"
        yield Finding(Degree.WARNING, what, "brist drift försenat")


def _after(age: timedelta) -> Degree:
    return Degree.CRITICAL if age >= STUCK else Degree.WARNING


def _cases(serials: tuple[int, ...]) -> str:
    few = ", ".join(str(serial) for serial in serials[:5])
    return few if len(serials) <= 5 else f"{few} och {len(serials) - 5} till"


def _long(span: timedelta) -> str:
    """The span in the unit in which one says it."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minuter" if minutes != 1 else "1 minut"
    return f"{minutes // 60} timmar" if minutes < 48 * 60 else f"{minutes // (24 * 60)} dagar"
