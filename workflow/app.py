"""Fills the context that writing commands and the daemon need. Put together once; nothing is decided here."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from states.ruleset import Ruleset, RulesetError, parse
from states.workdays import Calendar
from workflow.config import Config, smtp_password
from workflow.context import Context
from workflow.errors import ConfigError
from workflow.installation import opened
from workflow.store.database import connect


@contextmanager
def context_for(
    config: Config, clock_file: Path | None, *, dry_run: bool = False, sends: bool = False
) -> Iterator[Context]:
    """The context; the engine is let go afterwards. Raises ConfigError or DatabaseNotReady.

    `sends`: the SMTP password is read too, which only the daemon may need to be able to.
    """
    with opened(config, clock_file) as installation:
        clock = installation.clock
    engine = connect(config.database_url)
    try:
        yield Context(
            engine=engine,
            url=config.database_url,
            clock=clock,
            calendar=Calendar(config.extra_free_days),
            rulesets=rulesets(config.rules_folder),
            data_folder=config.data_folder,
            municipality=config.municipality,
            sender=config.sender,
            mailboxes=config.mailboxes,
            people=config.people,
            smtp=config.smtp,
            smtp_password=smtp_password(config) if sends else None,
            dry_run=dry_run,
        )
    finally:
        engine.dispose()


def rulesets(folder: Path | None) -> Mapping[str, tuple[Ruleset, str]]:
    """The rule sets that ship, and those of the municipality's own folder; an own one wins over one that ships.

    Raises ConfigError if the folder or one of its files cannot be used.
    """
    found: dict[str, tuple[Ruleset, str]] = {}
    for file in sorted(files("states.rulesets").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            ruleset = parse(text, file.name)
            found[ruleset.key] = (ruleset, text)
    for path in _own_files(folder):
        try:
            text = path.read_text(encoding="utf-8")
            ruleset = parse(text, str(path))
        except (OSError, UnicodeDecodeError, RulesetError) as error:
            raise ConfigError(
                f"[regler] {path}", f"kan inte användas: {error}", "rätta filen eller ta bort den"
            ) from None
        found[ruleset.key] = (ruleset, text)
    return found


def _own_files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        raise ConfigError("[regler] mapp", f"{folder} finns inte", "skapa mappen eller ta bort nyckeln")
    return sorted(folder.glob("*.toml"))
