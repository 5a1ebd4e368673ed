"""How the fetching of mail stands, and what of the mail that has come in waits for a person. No ORM."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from states.identity_numbers import personal_numbers
from states.instants import parse_instant
from workflow.store import inbox
from workflow.store.inbox import Concern, Incoming, Status
from workflow.store.reader import Query, Reader

FINISHED = "intag:"  # the setting that says when a mailbox was last fetched to its end without error
FAILED = "intagsfel:"  # and what is the matter, "" for nothing


@dataclass(frozen=True, slots=True)
class InboxStanding:
    """When a function mailbox was last fetched to its end, and what is the matter since ("" for nothing)."""

    mailbox: str
    read_at: datetime | None
    trouble: str

    @property
    def in_short(self) -> str:
        """What is the matter, without what to do about it."""
        return self.trouble.partition("\n")[0].rstrip(".")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that waits for a person: what there is to do, about which case if that is known, and how."""

    what: str
    reference: str
    since: datetime
    command: str


@dataclass(frozen=True, slots=True)
class _Setting:
    name: str
    value: str


_SETTINGS = Query(
    "How the latest rounds over the mailboxes went.",
    "SELECT name, value FROM setting WHERE name LIKE 'intag:%' OR name LIKE 'intagsfel:%' ORDER BY name",
    _Setting,
)


def inboxes(reader: Reader) -> tuple[InboxStanding, ...]:
    """Every mailbox that has been fetched, or tried."""
    found = {row.name: row.value for row in reader.all(_SETTINGS)}
    names = dict.fromkeys(name.partition(":")[2] for name in found)
    return tuple(
        InboxStanding(
            name,
            parse_instant(found[FINISHED + name]) if FINISHED + name in found else None,
            found.get(FAILED + name, ""),
        )
        for name in names
    )


def waiting(reader: Reader) -> Iterator[Waiting]:
    """Each mail that waits for a person, the oldest first."""
    for mail in reader.all(inbox.WAITS):
        if mail.status is not Status.ARRIVED:
            yield task(reader, mail)


def _confirm(concerns: Sequence[Concern]) -> str:
    """What is left may be the answer: then it is ticked off in the same command."""
    left = [one.serial for one in concerns if one.unticked]
    if not left:
        return "brist inkorg bekräfta {0} – eller brist inkorg ångra {0}"
    place = f" --ärende {left[0]}" if len(concerns) > 1 else ""
    confirmed = f"brist inkorg bekräfta {{0}}{place} --avser RADER, utan --avser om inget mer ska prickas av"
    return f"{confirmed} – eller brist inkorg ångra {{0}}"


def task(reader: Reader, mail: Incoming) -> Waiting:
    """What there is to do about a mail that waits for a person."""
    concerns = reader.all(inbox.CONCERNS_OF, mail=mail.uuid)
    references = dict.fromkeys(one.reference for one in concerns if mail.status is Status.SORTED) or (
        dict.fromkeys(one.reference for one in concerns[:1])
    )
    who = f"mejl {mail.number} ({_subject(mail)}) från {mail.sender or 'okänd'}"
    left = [f"ärende {one.serial}: {one.unticked}" for one in concerns if one.unticked]
    why = f": {'; '.join(filter(None, [*left, mail.why]))}" if left or mail.why else ""
    what, command = {
        Status.SORTED: (f"Granska sorteringen av {who}{why}", _confirm(concerns)),
        Status.BENCH: (f"Fördela {who}{why}", "brist inkorg visa {0}; brist inkorg fördela {0} --ärende NR"),
        Status.QUARANTINE: (f"Se på {who}, som inte gick att tolka", "brist inkorg försök-igen {0}"),
    }[mail.status]
    return Waiting(what, " ".join(references), mail.reached_at, command.format(mail.number))


def _subject(mail: Incoming) -> str:
    """As it may stand in a mail to people of ours; a personal number is copied nowhere."""
    return "ämnet har ett personnummer" if personal_numbers(mail.subject) else mail.subject or "inget ämne"
