"""A mail to be built: what somebody wrote, in which program, and the way it took."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tests.corpus.files import File
from tests.corpus.parts import Part

EGETVAL = "egetval@exempelkommunen.example"
UPPFOLJNING = "uppfoljning@exempelkommunen.example"
BRISTVAKT = "bristvakt@exempelkommunen.example"


class Program(StrEnum):
    """What the mail was written in. EXCHANGE is a server of one's own, OUTLOOK the one in the cloud."""

    OUTLOOK = "outlook"
    EXCHANGE = "exchange"
    GMAIL = "gmail"
    APPLE = "apple"
    IPHONE = "iphone"
    THUNDERBIRD = "thunderbird"
    WEBMAIL = "webmail"
    BARE = "bare"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail. `at` is Swedish time, when our first server took it; `delay` the seconds until the mailbox had it.

    `thread` and `quoted` name what the municipality sent (`BV-1-C/1`). `auth` is what our server found of SPF, DKIM
    and DMARC, empty where it wrote nothing. `hops` are the Received lines below that of our first server, as they
    stand; None gives those of the program. `body` takes the place of `text`.
    """

    name: str
    program: Program
    sender: tuple[str, str]
    at: str
    subject: str
    text: str = ""
    to: str = EGETVAL
    cc: str = ""
    thread: str = ""
    quoted: str = ""
    files: Sequence[File] = ()
    extra: Sequence[tuple[str, str]] = ()
    auth: str = "pass"
    hops: Sequence[str] | None = None
    own_hops: Sequence[str] | None = None
    delay: int = 3
    sent_before: int = 6
    crlf: bool | None = None
    charset: str = ""
    encoding: str = ""
    html_only: bool = False
    message_id: str | None = None
    date: str | None = None
    envelope_sender: str | None = None
    body: Part | None = None
    without: Sequence[str] = ()
    raw: bytes | None = None
