"""drift kontrollera: does everything exist, and does it hang together? Changes nothing.

The replay of the events needs the tables of the register and so loads the ORM, unlike everything else that reads.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import packages_distributions
from typing import Any

from states.workdays import local_day
from workflow.clock import SystemClock
from workflow.config import ROLES, Config, smtp_password
from workflow.errors import ConfigError
from workflow.status.invariants import breaches
from workflow.status.settings import calendar_note, misfits
from workflow.status.surroundings import (
    clock_note,
    clock_problems,
    disk_note,
    disk_problems,
    file_system_problems,
    free_bytes,
)
from workflow.store import queries
from workflow.store.chain import broken, documents_in, undamaged
from workflow.store.kinds import Kind
from workflow.store.people import People
from workflow.store.reader import Query, Reader
from workflow.store.started import why_silent

OURS = ("workflow", "states", "notifications")
NEEDED_ROLES = ROLES[:2]
_QUIET = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `problems` is empty where all is well; a `note` is no difference."""

    name: str
    problems: tuple[str, ...]
    remedy: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _SentMail:
    id: int
    uuid: str
    sha256: str
    raw: Any  # bytes, unless somebody has put a text in their place


_SENT = Query(
    "The mails that have been sent.",
    "SELECT id, uuid, sha256, raw FROM mail WHERE status = 'avsänd' ORDER BY id",
    _SentMail,
)


def checks(config: Config, reader: Reader, now: datetime) -> Iterator[Check]:
    """Every check, in the order in which one would mend what it finds."""
    yield Check("paket", tuple(foreign_packages()), "installera bristvakt i en egen miljö (python3 -m venv)")
    yield from checks_of_register(reader)
    yield Check("personer", tuple(_roles(config, reader, now)), "brist person ny, eller person ändra")
    yield Check("omdirigering", (), "ta bort [epost] omdirigera", redirect_note(config))
    yield Check("hemligheter", tuple(_secrets(config)), "rätta filens rättigheter")
    yield Check("inställningar", tuple(misfits(config, reader)), f"rätta {config.path}")
    yield Check("kalender", (), "", calendar_note(config, reader, local_day(now)))
    yield from _machine(config, reader, now)
    yield Check("mejlen", (), "", why_silent(reader))
    yield Check("studsar", (), "", bounces_note(config))
    yield _daemon(reader, now)


def checks_of_register(reader: Reader) -> Iterator[Check]:
    """What the database tells of itself, without any settings: also a copy's is checked by it."""
    yield Check("händelsekedjor", tuple(broken(reader)), "återställ senaste kopian och spara den här som bevis")
    yield Check(
        "register mot händelser", tuple(_differences(reader)), "återställ senaste kopian; ändra aldrig i tabellerna"
    )
    yield Check("samband", tuple(breaches(reader)), "spara en kopia av mappen och anmäl felet")
    yield Check("avsända mejl", tuple(_mails(reader)), "återställ senaste kopian och spara den här som bevis")


def _machine(config: Config, reader: Reader, now: datetime) -> Iterator[Check]:
    free = free_bytes(config.data_folder)
    is_postgresql = config.database_url.startswith("postgresql")
    clock = clock_problems(reader, now, machine_now=SystemClock().now(), is_postgresql=is_postgresql)
    yield Check("klocka", tuple(clock), "ställ klockan och låt den hållas: timedatectl set-ntp true", clock_note())
    remedy = "frigör plats, eller ge mappen till den användare som tjänsten kör som"
    yield Check("skiva", tuple(disk_problems(config.data_folder, free)), remedy, disk_note(free))
    remedy = "lägg mappen på maskinens egen skiva, eller använd PostgreSQL: [databas] url"
    yield Check("filsystem", tuple(file_system_problems(config)), remedy)


def foreign_packages() -> Iterator[str]:
    """Our top-level names that some other installed package owns too: pip says nothing about that."""
    owners = packages_distributions()
    for name in OURS:
        others = sorted(set(owners.get(name, [])) - {"bristvakt"})
        if others:
            yield f"mappen {name} ägs också av {', '.join(others)}"


def bounces_note(config: Config) -> str:
    """Where our mails come back to, if that is no mailbox that is fetched: a notice in return would not be known."""
    read = {one.mailbox.casefold() for one in config.intake.inboxes}
    if not read or config.sender.casefold() in read:
        return ""
    return (
        f"det som kommer i retur går till {config.sender}: se att det når en brevlåda som läses (docs/drift/epost.md)"
    )


def _differences(reader: Reader) -> Iterator[str]:
    from sqlalchemy.exc import SQLAlchemyError

    from workflow.store.replay import differences

    try:
        yield from differences(reader)
    except (ValueError, TypeError, AttributeError, LookupError, SQLAlchemyError):
        yield "händelserna går inte att spela upp; det som är skadat i dem står under händelsekedjor"


def named_documents(reader: Reader) -> set[tuple[str, str]]:
    """Every document that an undamaged event names: its SHA-256 and its name."""
    return {document for _, content in undamaged(reader) for document in documents_in(content)}


def _mails(reader: Reader) -> Iterator[str]:
    told = {content["mail"]: content["sha256"] for kind, content in undamaged(reader) if kind == Kind.MAIL_SENT}
    sent = reader.all(_SENT)
    for uuid in sorted(set(told) - {mail.uuid for mail in sent}):
        yield f"mejl {uuid} avsändes enligt sin händelse, men finns inte bland de avsända"
    for mail in sent:
        if _sum(mail.raw) != mail.sha256 or told.get(mail.uuid) != mail.sha256:
            yield f"mejl {mail.id} stämmer inte med händelsen om att det avsändes"


def _sum(raw: bytes | str) -> str:
    return hashlib.sha256(raw.encode() if isinstance(raw, str) else raw).hexdigest()


def _roles(config: Config, reader: Reader, now: datetime) -> Iterator[str]:
    """Until something has been written the register is empty, and the configuration is what will fill it."""
    people = People(reader, local_day(now))
    first = {person.role for person in config.people} if people.is_empty else set()
    for role in NEEDED_ROLES:
        if role not in first and people.for_role(role) is None:
            yield f"ingen är {role}: mejl till den rollen blir liggande"


def _secrets(config: Config) -> Iterator[str]:
    try:
        smtp_password(config)
    except ConfigError as error:
        yield str(error)


def redirect_note(config: Config) -> str:
    """That no mail reaches its recipient while the redirect is on; "" while it is off."""
    to = config.smtp.redirect_to if config.smtp else None
    return f"omdirigering är på: alla mejl går till {to}, och inget av dem räknas som avsänt" if to else ""


def _daemon(reader: Reader, now: datetime) -> Check:
    row = reader.one(queries.SETTLED)
    if row is None:
        note = "tjänsten har inte körts än: brist daemon"
    elif now - row.value > _QUIET:
        note = f"tjänsten har inte blivit klar sedan {row.value:%Y-%m-%d %H:%M} UTC: systemctl status bristvakt"
    else:
        note = ""
    return Check("tjänsten", (), "starta tjänsten", note)
