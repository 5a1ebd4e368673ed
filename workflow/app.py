"""Fills the context that writing commands and the daemon need. Put together once; nothing is decided here."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from notifications.incoming.sources import MaildirSource
from notifications.oauth import OAuthSettings, Tokens
from notifications.settings import Secret
from states.workdays import Calendar
from workflow.actions.people import enter_first_people
from workflow.config import Config, smtp_password
from workflow.config_inboxes import InboxSettings, inbox_password
from workflow.context import Context, Inbox
from workflow.errors import ConfigError
from workflow.installation import opened
from workflow.rulebooks import rulesets
from workflow.store.database import connect


def smtp_secret(config: Config) -> Secret:
    """What the program logs in with at the mail server. Raises ConfigError."""
    oauth = config.smtp.oauth if config.smtp else None
    return _login(smtp_password(config), oauth, f"{config.path}: [epost] inloggning")


def inboxes(config: Config) -> Iterator[Inbox]:
    """Every function mailbox with where its mail is fetched. Raises ConfigError for a password that cannot be read."""
    for one in config.intake.inboxes:
        if one.imap is None:
            yield Inbox(one.mailbox, MaildirSource(one.maildir), one.handled, one.failed, one.maildir)
            continue
        if find_spec("imap_tools") is None:
            raise ConfigError(
                one.place, "IMAP behöver tillägget inkorg", "installera det: pip install 'bristvakt[inkorg]'"
            )
        from notifications.incoming.imap import ImapSource

        source = ImapSource(one.imap, inbox_secret(one), threading.Event())
        yield Inbox(one.mailbox, source, one.handled, one.failed)


def inbox_secret(inbox: InboxSettings) -> Secret:
    """What the program logs in with at the mailbox. Raises ConfigError."""
    return _login(inbox_password(inbox), inbox.imap.oauth if inbox.imap else None, f"{inbox.place} inloggning")


def _login(secret: str | None, oauth: OAuthSettings | None, place: str) -> Secret:
    """The password itself, or what it gets tokens with; `place` is the key that asks for tokens, for messages."""
    if oauth is None or secret is None:
        return secret
    if find_spec("msal") is None:
        raise ConfigError(place, "xoauth2 behöver tillägget m365", "installera det: pip install 'bristvakt[m365]'")
    return Tokens(oauth, secret)


@contextmanager
def context_for(
    config: Config, clock_file: Path | None, *, dry_run: bool = False, sends: bool = False
) -> Iterator[Context]:
    """The context; the engine is let go afterwards. Raises ConfigError or DatabaseNotReady.

    `sends`: the passwords are read too, which only the daemon may need to be able to, and the inboxes are at hand.
    The first time, [personer] fills the register of people; after that the register is what counts.
    """
    with opened(config, clock_file) as installation:
        clock = installation.clock
    engine = connect(config.database_url)
    try:
        context = Context(
            engine=engine,
            url=config.database_url,
            clock=clock,
            calendar=Calendar(config.extra_free_days),
            rulesets=rulesets(config.rules_folder),
            data_folder=config.data_folder,
            municipality=config.municipality,
            sender=config.sender,
            mailboxes=config.mailboxes,
            smtp=config.smtp,
            smtp_password=smtp_secret(config) if sends else None,
            send_delay=config.send_delay,
            dry_run=dry_run,
            watch=config.watch,
            inboxes=tuple(inboxes(config)) if sends else (),
            our_hosts=config.intake.ours,
            authserv_ids=config.intake.authserv_ids,
            intake_seconds=config.intake.seconds,
        )
        if config.people:
            enter_first_people(context, config.people)
        yield context
    finally:
        engine.dispose()
