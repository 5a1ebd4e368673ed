"""What has come in by mail, as it is asked for: frozen rows and named queries. Loads no ORM."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workflow.store.queries import Number, Word
from workflow.store.reader import Query

CHAIN = "register:inkorg"


class Status(StrEnum):
    """Where a mail that has come in stands."""

    ARRIVED = "inkommet"  # kept, not understood yet
    QUARANTINE = "karantän"
    BENCH = "bänk"  # a person says which case it concerns
    SORTED = "sorterat"  # by the program; a person looks at it
    DONE = "klart"
    ASIDE = "åsido"
    NOTED = "noterat"  # asks nothing of anybody: an auto-reply, a newsletter
    COPY = "kopia"

    @property
    def waits_for_a_person(self) -> bool:
        """Somebody has to say which case it concerns, or to look at what the program says."""
        return self in (Status.QUARANTINE, Status.BENCH, Status.SORTED)


def eml_name(number: int) -> str:
    """What the bytes of an incoming mail are called among the documents."""
    return f"inkommet-{number}.eml"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail that has come in."""

    uuid: str
    number: int
    sha256: str
    size: int
    mailbox: str
    status: Status
    kind: str
    sender: str
    sender_name: str
    subject: str
    message_id: str
    copy_of: str
    network_at: datetime | None
    mailbox_at: datetime | None
    registered_at: datetime
    reached_at: datetime
    away_until: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Concern:
    """A case that a mail concerns, or may concern."""

    mail: str
    case: str
    serial: int
    reference: str
    how: str
    score: int
    reasons: str
    lines: str
    submission: str
    unticked: str  # what nobody has ticked off here, and a person has to look at; "" for nothing


@dataclass(frozen=True, slots=True)
class FileLine:
    """An attachment."""

    position: int
    sha256: str
    name: str
    size: int
    finding: str
    proposal: str


@dataclass(frozen=True, slots=True)
class CursorRow:
    """How far a folder has been fetched."""

    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class OurMail:
    """A mail of ours, and a case that it is about. `left_at` is None where that is not known."""

    message_id: str
    case: str
    mail_id: int
    cause_kind: str
    cause_id: str
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailNumber:
    """An incoming mail, and the number that people know it by."""

    uuid: str
    number: int


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A case and its register number."""

    case: str
    register_number: str


_INCOMING = (
    "SELECT uuid, number, sha256, size, mailbox, status, kind, sender, sender_name, subject, message_id, copy_of, "
    "network_at, mailbox_at, registered_at, reached_at, away_until, why FROM incoming_mail "
)
BY_NUMBER = Query("The incoming mail of a number.", _INCOMING + "WHERE number = :number", Incoming)
BY_UUID = Query("The incoming mail of a uuid.", _INCOMING + "WHERE uuid = :mail", Incoming)
BY_SHA256 = Query("The incoming mail of those bytes.", _INCOMING + "WHERE sha256 = :sha256", Incoming)
BY_IDENTITY = Query(
    "The first incoming mail that says the same, another rendering of it.",
    _INCOMING + "WHERE identity = :identity AND uuid <> :mail AND status <> 'kopia' ORDER BY number",
    Incoming,
)
WAITS = Query(
    "The incoming mails that wait for a person or to be understood, the oldest first.",
    _INCOMING + "WHERE status IN ('inkommet', 'karantän', 'bänk', 'sorterat') ORDER BY number",
    Incoming,
)
NOT_ANY_MORE = "mejlet väntar inte längre på någon"  # why a list that nobody was sent does not tell of it
TOLD_OF = Query(
    "How often it has been planned to tell of an incoming mail.",
    "SELECT cause_version FROM planned_mail WHERE cause_kind = 'incoming mail' AND cause_id = :mail",
    Number,
)
UNTOLD = Query(
    "The incoming mails that have waited for a person since before that instant, and that nobody has been told of.",
    _INCOMING  # noqa: S608 – our own words
    + "WHERE status IN ('karantän', 'bänk', 'sorterat') AND registered_at < :before AND NOT EXISTS "
    "(SELECT 1 FROM planned_mail p WHERE p.cause_kind = 'incoming mail' AND p.cause_id = incoming_mail.uuid "
    "AND NOT (p.status = 'struken' AND p.reason = :in_vain)) ORDER BY number",
    Incoming,
)
LATEST = Query("The latest incoming mails.", _INCOMING + "ORDER BY number DESC LIMIT 200", Incoming)
UNREAD = Query(
    "The incoming mails that have been kept and not understood.",
    _INCOMING + "WHERE status = 'inkommet' ORDER BY number",
    Incoming,
)
HIGHEST = Query("The highest number given so far.", "SELECT COALESCE(MAX(number), 0) FROM incoming_mail", Number)
AT_PLACE = Query(
    "The incoming mail that was found in a place.",
    "SELECT mail FROM incoming_place WHERE source = :source AND place = :place",
    Word,
)
CONCERNS_OF = Query(
    "Which cases a mail concerns or may concern, the likeliest first.",
    "SELECT i.mail, i.of_case, c.serial, c.reference, i.how, i.score, i.reasons, i.lines, i.submission, "
    "COALESCE(i.unticked, '') "
    "FROM incoming_case i JOIN followup_case c ON c.uuid = i.of_case WHERE i.mail = :mail "
    "ORDER BY i.score DESC, c.serial",
    Concern,
)
FILES_OF = Query(
    "The attachments of a mail.",
    "SELECT position, sha256, name, size, finding, proposal FROM incoming_file WHERE mail = :mail ORDER BY position",
    FileLine,
)
DECIDED_FOR = Query(
    "To which cases a person has assigned mails from an address.",
    "SELECT DISTINCT i.of_case FROM incoming_case i JOIN incoming_mail m ON m.uuid = i.mail "
    "WHERE m.sender = :sender AND i.how = 'människa' ORDER BY 1",
    Word,
)
REGISTER_NUMBERS = Query(
    "Every case with its register number.",
    "SELECT uuid, register_number FROM followup_case ORDER BY serial",
    CaseNumber,
)
CASE_BY_REFERENCE = Query(
    "The case of a reference code.", "SELECT uuid FROM followup_case WHERE reference = :code", Word
)
NUMBERS_OF_CASE = Query(
    "The numbers of the mails that concern a case.",
    "SELECT m.uuid, m.number FROM incoming_mail m JOIN incoming_case i ON i.mail = m.uuid WHERE i.of_case = :case",
    MailNumber,
)
WAITS_FOR_CASE = Query(
    "Whether a person's mail that may concern the case waits to be sorted, or to be looked at because something in it "
    "is not ticked; what machines send stops nothing. What is not understood may concern any case of its mailbox.",
    "SELECT m.number FROM incoming_mail m WHERE m.status IN ('inkommet', 'karantän', 'bänk', 'sorterat') AND ("
    "(m.status IN ('inkommet', 'karantän') AND m.mailbox = :mailbox) "
    "OR (m.kind IN ('', 'svar') AND EXISTS (SELECT 1 FROM incoming_case i WHERE i.mail = m.uuid AND i.of_case = :case "
    "AND (m.status = 'bänk' OR i.unticked IS NOT NULL)))) ORDER BY m.number",
    Number,
)
CURSORS = Query(
    "How far each folder of a source has been fetched.",
    "SELECT folder, uidvalidity, uid FROM intake_cursor WHERE source = :source",
    CursorRow,
)
OURS = Query(
    "The mail of ours with that Message-ID, and the cases that it is about.",
    "SELECT m.message_id, p.case_uuid, m.id, p.cause_kind, p.cause_id, m.settled_at FROM mail m "
    "JOIN planned_mail p ON p.mail_id = m.id WHERE m.message_id = :message_id ORDER BY p.id",
    OurMail,
)
CASES_OF_SENDER = Query(
    "The cases whose unit is reached at that address on a day.",
    "SELECT f.uuid FROM contact c JOIN followup_case f ON f.unit_uuid = c.unit "
    "WHERE LOWER(c.address) = :address AND (c.valid_from IS NULL OR c.valid_from <= :day) "
    "AND (c.valid_to IS NULL OR c.valid_to >= :day) ORDER BY f.serial",
    Word,
)
RECEIPTS_TODAY = Query(
    "How many receipts an address has been planned since an instant.",
    "SELECT COUNT(*) FROM planned_mail p JOIN incoming_mail i ON i.uuid = p.cause_id "
    "WHERE p.cause_kind = 'mail receipt' AND p.status <> 'struken' AND i.sender = :sender AND p.planned_at >= :since",
    Number,
)
