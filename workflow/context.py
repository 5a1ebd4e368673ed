"""What actions and ticks need, put together once by `app`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from notifications.incoming.arrival import Ours
from notifications.incoming.sources import Source
from notifications.settings import Secret, SmtpSettings
from states.ruleset import Ruleset
from states.workdays import Calendar
from workflow.clock import Clock
from workflow.config import UNWATCHED, Watch

NO_HOSTS: Final = Ours(())


@dataclass(frozen=True, slots=True)
class Inbox:
    """A function mailbox and where its mail is fetched; `handled` and `failed` are the folders it is moved to.

    `unmoved` remembers what could not be moved: after a second try it stays where it lies, registered.
    """

    mailbox: str
    source: Source
    handled: str = "Behandlat"
    failed: str = "Fel"
    maildir: Path | None = None
    unmoved: set[str] = field(default_factory=set, compare=False)

    @property
    def is_there(self) -> bool:
        """A Maildir that nobody has made is no inbox: it says nothing of what has come in."""
        return self.maildir is None or self.maildir.is_dir()

    @property
    def has_unread(self) -> bool:
        """A Maildir where something lies; of a server it is not asked."""
        return self.maildir is not None and any(
            any(folder.iterdir()) for folder in (self.maildir / "new", self.maildir / "cur") if folder.is_dir()
        )


@dataclass(frozen=True, slots=True)
class Context:
    """The installation: where it is kept, what it knows, how it mails. `dry_run`: everything is undone at the end."""

    engine: Engine
    url: str
    clock: Clock
    calendar: Calendar
    rulesets: Mapping[str, tuple[Ruleset, str]]  # by key: the rule set and its text
    data_folder: Path
    municipality: str
    sender: str
    mailboxes: tuple[str, ...]  # the function mailboxes' addresses
    smtp: SmtpSettings | None
    smtp_password: Secret = None  # or, for XOAUTH2, what gives out tokens
    send_delay: timedelta = timedelta()  # between writing a mail and its first try
    dry_run: bool = False
    watch: Watch = UNWATCHED
    inboxes: tuple[Inbox, ...] = ()  # those that are fetched; none for a command
    our_hosts: Ours = NO_HOSTS
    authserv_ids: tuple[str, ...] = ()
    intake_seconds: int = 60
