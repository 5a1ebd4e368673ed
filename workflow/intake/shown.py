"""One mail that has come in, as a person reads it: what it says and brings, when it reached us. Changes nothing."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from notifications.incoming.arrival import Arrival, Hop, arrivals, authentication, explain
from notifications.incoming.message import Message, read
from notifications.incoming.plans import PlanReading, missing_deficiencies, read_plan
from notifications.incoming.texts import texts_of
from states.workdays import STOCKHOLM
from workflow.config import Config
from workflow.documents import archive
from workflow.documents.archive import Document
from workflow.installation import Installation
from workflow.store import inbox, queries
from workflow.store.inbox import Concern, FileLine, Incoming, eml_name

_MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Opened:
    """The mail with its files, the cases it concerns, and the plans that could be read in it."""

    mail: Incoming
    message: Message
    files: tuple[FileLine, ...]
    concerns: tuple[Concern, ...]
    plans: tuple[tuple[str, PlanReading], ...]
    codes: tuple[str, ...]  # the deficiencies of the cases

    def as_json(self) -> dict[str, Any]:
        """What a program asks for."""
        message = self.message
        return {
            "mail": asdict(self.mail),
            "text": message.text,
            "files": self.files,
            "cases": self.concerns,
            "problems": message.problems,
            "plans": [{"file": name, **asdict(plan)} for name, plan in self.plans],
        }

    def lines(self) -> Iterator[str]:
        """For a person, in Swedish."""
        mail = self.mail
        yield f"Mejl {mail.number}: {mail.status} ({mail.kind or 'inte tolkat'})"
        yield f"Från: {mail.sender_name} <{mail.sender}>   Till: {mail.mailbox}"
        yield f"Ämne: {mail.subject}"
        yield f"Kom in: {_local(mail.reached_at)}   Registrerat: {_local(mail.registered_at)}"
        if mail.why:
            yield f"Varför: {mail.why}"
        for concern in self.concerns:
            why = ", ".join(concern.reasons.splitlines())
            yield f"Ärende {concern.serial} [{concern.reference}], {concern.how} {concern.score}: {why}"
            if concern.lines:
                yield f"  rader: {concern.lines}"
            if concern.unticked:
                yield f"  kvar att se på: {concern.unticked}"
        for file in self.files:
            yield f"Bilaga {file.position}: {file.name} ({file.size} byte)"
            yield from (f"  {text}" for text in (file.proposal, file.finding) if text)
        for name, plan in self.plans:
            yield from _plan(name, plan, self.codes)
        yield ""
        shown = self.message.text.splitlines()
        yield from shown[:_MOST_LINES]
        if len(shown) > _MOST_LINES:
            yield "…"


def _plan(name: str, plan: PlanReading, codes: tuple[str, ...]) -> Iterator[str]:
    yield f"Plan i {name}:"
    for row in plan.rows:
        cells = (
            ("åtgärd", row.activity),
            ("tid", row.schedule),
            ("ansvarig", row.responsible),
            ("brist", row.deficiency),
        )
        told = "; ".join(f"{label}: {cell.text} [{cell.place}]" for label, cell in cells if cell)
        yield f"  {told}"
    for row in plan.without_date:
        yield f"  utan tid: {row.activity.text if row.activity else '?'}"
    for row in plan.without_owner:
        yield f"  utan ansvarig: {row.activity.text if row.activity else '?'}"
    if missing := missing_deficiencies(plan, codes):
        yield f"  brister utan åtgärd: {', '.join(missing)}"


def opened(installation: Installation, mail: Incoming) -> Opened:
    """The mail, read again from its bytes. Raises InputError if they are not what they were."""
    reader = installation.reader
    message = _read(installation.config, mail)
    concerns = tuple(reader.all(inbox.CONCERNS_OF, mail=mail.uuid))
    texts = texts_of(message.attachments)
    found = [(text.name, read_plan(text)) for text in texts] + [("mejlets text", read_plan(message.own_text))]
    codes = (deficiency.code for one in concerns for deficiency in reader.all(queries.DEFICIENCIES, case=one.case))
    files = tuple(reader.all(inbox.FILES_OF, mail=mail.uuid))
    plans = tuple((name, plan) for name, plan in found if plan.rows)
    return Opened(mail, message, files, concerns, plans, tuple(dict.fromkeys(codes)))


def _read(config: Config, mail: Incoming) -> Message:
    raw = archive.read(config.data_folder, Document(mail.sha256, eml_name(mail.number)))
    return read(raw, config.sender.rpartition("@")[2])


@dataclass(frozen=True, slots=True)
class Explained:
    """Every hop, and which instant counts."""

    mail: Incoming
    hops: tuple[Hop, ...]
    arrival: Arrival
    spf: str
    dkim: str
    dmarc: str

    def as_json(self) -> dict[str, Any]:
        """What a program asks for."""
        said = {"spf": self.spf, "dkim": self.dkim, "dmarc": self.dmarc}
        return {"number": self.mail.number, "hops": [asdict(hop) for hop in self.hops], **asdict(self.arrival), **said}

    def sentences(self) -> Iterator[str]:
        """The three instants, and which one lateness is counted by (22 § förvaltningslagen (2017:900))."""
        arrival = self.arrival
        yield f"Nådde vårt nät: {_told(arrival.network_at)}"
        yield f"Låg i brevlådan: {_told(arrival.mailbox_at)}"
        yield f"Registrerades: {_told(arrival.registered_at)}"
        yield f"Räknas som inkommet: {_local(self.mail.reached_at)} – {arrival.why}"
        yield (
            "En handling har kommit in den dag den når myndigheten (22 § förvaltningslagen), också i skräpposten "
            "(NJA 2024 s. 3)."
        )
        said = ", ".join(f"{name} {value}" for name, value in self._said() if value)
        yield f"Egna servrars intyg om avsändaren: {said or 'inget'}"

    def _said(self) -> tuple[tuple[str, str], ...]:
        return (("spf", self.spf), ("dkim", self.dkim), ("dmarc", self.dmarc))


def arrival_of(installation: Installation, mail: Incoming) -> Explained:
    """How the mail came, hop by hop, from its own bytes."""
    config = installation.config
    headers, ours = _read(config, mail).headers, config.intake.ours
    found = arrivals(headers, ours, mailbox_at=mail.mailbox_at, registered_at=mail.registered_at)
    said = authentication(headers, config.intake.authserv_ids, ours)
    hops = explain(headers, ours, mail.mailbox_at or mail.registered_at)
    return Explained(mail, hops, found, said.spf, said.dkim, said.dmarc)


def _local(at: datetime) -> str:
    return f"{at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M:%S}"


def _told(at: datetime | None) -> str:
    return _local(at) if at else "okänt"
