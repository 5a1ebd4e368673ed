"""What a mail that came in turns out to be. Only types: `message.read` makes them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the body. `name` is harmless and without folders, "utan namn" where there is none."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest under which the content is kept."""
        return sha256(self.content).hexdigest()


class MailKind(StrEnum):
    """Who speaks in a mail: a person, or one of the machines that do."""

    ANSWER = "svar"
    BOUNCE = "studs"
    DELAYED = "fördröjd"
    DELIVERED = "leveranskvitto"
    AUTO_REPLY = "autosvar"
    CALENDAR = "kalendersvar"
    LIST = "utskick"
    OWN = "eget"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a mail system says about a mail of ours, whether it bounced, waits or arrived.

    `message_id` is that of our mail and `status` as in "5.1.1", both "" where unknown; `diagnosis` is one line.
    """

    message_id: str
    recipients: tuple[str, ...]
    status: str
    diagnosis: str


@dataclass(frozen=True, slots=True)
class Message:
    """A mail, understood as far as it goes; every text in it can be shown and stored.

    - `identity` is the same for copies that a server rendered anew; `sha256` is that of the bytes.
    - `message_id` is "<…>" or ""; `sender` is in lower case, "" where there is none.
    - `return_path` is "" for <> and None where there is none; `recipients` are To and Cc.
    - `sent_at` is what the sender's machine claims, and proves nothing.
    - `references` begins with In-Reply-To, then References from the last to the first, each once.
    - `text` is the body, `own_text` the body without what is quoted from earlier mails.
    - `attachments` hold a mail in the mail as one, followed by its own.
    - `problems` say in Swedish what was not understood, and what was cut by a limit.
    """

    sha256: str
    size: int
    identity: str
    kind: MailKind
    message_id: str
    sender: str
    sender_name: str
    return_path: str | None
    recipients: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    references: tuple[str, ...]
    text: str
    own_text: str
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]
    bounce: Bounce | None
    problems: tuple[str, ...]
