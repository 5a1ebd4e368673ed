"""Fills the context that writing commands and the daemon need. Put together once; nothing is decided here."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from states.workdays import Calendar
from workflow.actions.people import enter_first_people
from workflow.config import Config, smtp_secret
from workflow.context import Context
from workflow.installation import opened
from workflow.rulebooks import rulesets
from workflow.store.database import connect


@contextmanager
def context_for(
    config: Config, clock_file: Path | None, *, dry_run: bool = False, sends: bool = False
) -> Iterator[Context]:
    """The context; the engine is let go afterwards. Raises ConfigError or DatabaseNotReady.

    `sends`: the SMTP password is read too, which only the daemon may need to be able to. The first time, [personer]
    fills the register of people; after that the register is what counts.
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
        )
        if config.people:
            enter_first_people(context, config.people)
        yield context
    finally:
        engine.dispose()
