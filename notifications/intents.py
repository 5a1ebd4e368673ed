"""The mails that exist, and exactly what each of them says: a template may use its own fields and nothing else."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something that is to come in, and the last day (inclusive); None where no day is known.

    `nearness` is the day seen from the sending day ("i morgon"); only for what leaves on the day it is written.
    """

    what: str
    due_on: date | None
    nearness: str = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Which case a mail is about, and where an answer goes. `reference` is in subject and body of every mail."""

    reference: str
    register_number: str
    agreement: str
    unit: str
    mailbox: str
    dates_assumed: bool


@dataclass(frozen=True, slots=True)
class NoticeLetter:
    """The covering mail of a decided påpekande: what it names and demands, by when, where to."""

    template: ClassVar[str] = "notice"
    municipality: str
    recipient: str
    case: CaseLine
    number: int
    requirements: tuple[str, ...]
    plans: tuple[DueLine, ...]
    documents: tuple[DueLine, ...]
    attached: str  # the document's name


@dataclass(frozen=True, slots=True)
class DecisionLetter:
    """The covering mail of a result decision without new dates."""

    template: ClassVar[str] = "decision"
    municipality: str
    recipient: str
    case: CaseLine
    remedied: tuple[str, ...]
    remaining: tuple[str, ...]
    attached: str


@dataclass(frozen=True, slots=True)
class ExtensionLetter:
    """A written extension: the new last day of what it names."""

    template: ClassVar[str] = "extension"
    municipality: str
    recipient: str
    case: CaseLine
    lines: tuple[DueLine, ...]


@dataclass(frozen=True, slots=True)
class ExtensionRefusedLetter:
    """More time has been asked for and not granted: the days stand."""

    template: ClassVar[str] = "extension_refused"
    municipality: str
    recipient: str
    case: CaseLine
    lines: tuple[DueLine, ...]


@dataclass(frozen=True, slots=True)
class SupplementLetter:
    """A plan that came needs to be supplemented, by a day of its own."""

    template: ClassVar[str] = "supplement"
    municipality: str
    recipient: str
    case: CaseLine
    lines: tuple[DueLine, ...]


@dataclass(frozen=True, slots=True)
class FactCheckLetter:
    """The facts are sent to the provider to be checked before anything is final."""

    template: ClassVar[str] = "fact_check"
    municipality: str
    recipient: str
    case: CaseLine
    requirements: tuple[str, ...]
    answer_by: date
    attached: str


@dataclass(frozen=True, slots=True)
class WithdrawalLetter:
    """A finding has been withdrawn: what was pointed out about it is void from the start."""

    template: ClassVar[str] = "withdrawal"
    municipality: str
    recipient: str
    case: CaseLine
    withdrawn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeetingLetter:
    """The kallelse to a meeting: when and where. `replaces` where it takes the place of an earlier one."""

    template: ClassVar[str] = "meeting"
    municipality: str
    recipient: str
    case: CaseLine
    when: str  # "onsdag 2025-03-12 kl. 13.00"
    place: str
    replaces: bool


@dataclass(frozen=True, slots=True)
class MeetingCancelledLetter:
    """A meeting that the provider has been called to will not be held."""

    template: ClassVar[str] = "meeting_cancelled"
    municipality: str
    recipient: str
    case: CaseLine
    when: str


@dataclass(frozen=True, slots=True)
class CrossedLetter:
    """A reminder that crossed with its answer, explained afterwards. `is_whole`: it asked for nothing else."""

    template: ClassVar[str] = "crossed"
    municipality: str
    recipient: str
    case: CaseLine
    reminded_on: tuple[date, ...]
    came_on: date
    came: tuple[str, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class ReminderCase:
    """What is still expected in one case, and what has not been registered though its day has passed."""

    case: CaseLine
    coming: tuple[DueLine, ...]
    missing: tuple[DueLine, ...]


@dataclass(frozen=True, slots=True)
class ProviderReminder:
    """One reminder a day and recipient, the passed days first."""

    template: ClassVar[str] = "reminder"
    municipality: str
    recipient: str
    cases: tuple[ReminderCase, ...]


@dataclass(frozen=True, slots=True)
class ReceivedCase:
    """How a mail that came in has been sorted in one case, and what is still asked for there.

    `reminded_on`: the days of reminders that crossed with it.
    """

    case: CaseLine
    received: tuple[str, ...]
    coming: tuple[DueLine, ...]
    reminded_on: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class MailReceipt:
    """That a mail has come in, and when. Judges nothing; without `cases` it tells nothing of any case."""

    template: ClassVar[str] = "mail_receipt"
    municipality: str
    recipient: str
    mailbox: str
    came: str  # "2023-06-08 kl. 23.41"
    files: int
    cases: tuple[ReceivedCase, ...]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Something for one of the municipality's people to do, and the command that settles it."""

    reference: str
    unit: str
    what: str
    since_on: date
    command: str


@dataclass(frozen=True, slots=True)
class InwardDigest:
    """What waits for a person, worst first. `decision` where something of it needs a decision."""

    template: ClassVar[str] = "digest"
    municipality: str
    recipient: str
    decision: bool
    tasks: tuple[TaskLine, ...]


CaseLetter = (
    NoticeLetter
    | DecisionLetter
    | ExtensionLetter
    | ExtensionRefusedLetter
    | SupplementLetter
    | FactCheckLetter
    | WithdrawalLetter
    | MeetingLetter
    | MeetingCancelledLetter
    | CrossedLetter
)  # one case, travels alone
Mailable = CaseLetter | ProviderReminder | InwardDigest | MailReceipt
