"""What actions and ticks need, put together once by `app`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from notifications.settings import Secret, SmtpSettings
from states.ruleset import Ruleset
from states.workdays import Calendar
from workflow.clock import Clock
from workflow.config import UNWATCHED, Watch


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
