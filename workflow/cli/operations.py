"""daemon, drift kontrollera, konfig visa."""

import argparse
from typing import TYPE_CHECKING

from workflow.cli.checks import say_checks
from workflow.cli.output import Table, Terminal, paragraphs
from workflow.cli.session import reading
from workflow.errors import DIFFERENCES, OK
from workflow.installation import configured

if TYPE_CHECKING:
    from workflow.config import Config
    from workflow.status.health import Check


def daemon(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Run the daemon."""
    from workflow.app import context_for
    from workflow.daemon import run
    from workflow.errors import ConfigError
    from workflow.installation import trial_id
    from workflow.status.health import foreign_packages

    for problem in foreign_packages():
        raise ConfigError("installationen", problem, "installera bristvakt i en egen miljö (python3 -m venv)")
    config = configured(arguments.config, terminal.environ)
    if not config.data_folder.is_dir():
        remedy = "montera skivan, återställ senaste kopian, eller gör en ny: brist databas skapa"
        raise ConfigError(f"{config.path}: [data] mapp", f"{config.data_folder} finns inte", remedy)
    with context_for(config, arguments.clock, sends=True) as context:
        return run(context, once=arguments.once, is_trial=trial_id(config.data_folder) is not None)


def check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Check that everything exists and hangs together."""
    from workflow.documents.archive import Document, damaged, unnamed
    from workflow.status.health import Check, checks, named_documents

    with reading(arguments, terminal) as installation:
        config, reader = installation.config, installation.reader
        found = list(checks(config, reader, installation.clock.now()))
        kept = [Document(*one) for one in sorted(named_documents(reader))]
    problems = tuple(damaged(config.data_folder, kept))
    orphans = unnamed(config.data_folder, (one.sha256 for one in kept))
    note = f"filer som ingen händelse nämner: {len(orphans)}, bland dem {orphans[0]}" if orphans else ""
    found.append(Check("handlingar", problems, "återställ mappen handlingar ur senaste kopian", note))
    if arguments.with_mail_server:
        found.append(_mail_server(config))
        found += _inboxes(config)
    if arguments.json:
        differs = any(one.problems for one in found)
        terminal.say_json("kontroll", {"differences": differs, "checks": found})
        return DIFFERENCES if differs else OK
    code = say_checks(found, terminal)
    terminal.say("Allt hänger ihop." if code == OK else "Kontrollen fann skillnader.")
    return code


def _mail_server(config: "Config") -> "Check":
    """Whether the server is there and lets us in; no mail is sent."""
    from workflow.app import smtp_secret
    from workflow.errors import ConfigError
    from workflow.status.health import Check

    if config.smtp is None:
        note = "ingen e-postserver är inställd: mejl läggs i mappen utkorg och är ej avsända"
        return Check("e-postserver", (), "", note)
    from notifications.smtp import greet

    try:
        wrong = greet(config.smtp, smtp_secret(config))
    except ConfigError:
        return Check("e-postserver", (), "", "prövades inte: lösenordet går inte att läsa, se hemligheter")
    where = f"{config.smtp.server}:{config.smtp.port} ({config.smtp.security})"
    remedy = "kontrollera [epost] server, port, sakerhet, anvandare och losenordsfil, och brandväggen"
    return Check("e-postserver", (f"{where}: {wrong}",) if wrong else (), remedy)


def _inboxes(config: "Config") -> "list[Check]":
    """Whether each mailbox is there and lets us in; nothing is fetched."""
    from importlib.util import find_spec

    from workflow.app import inbox_secret
    from workflow.errors import ConfigError
    from workflow.status.health import Check

    found = []
    for one in config.intake.inboxes:
        if one.imap is None:
            continue
        remedy = f"kontrollera {one.place.rpartition(': ')[2]} server, port, sakerhet, anvandare och losenordsfil"
        if find_spec("imap_tools") is None:
            missing = "IMAP behöver tillägget inkorg"
            found.append(Check(f"inkorg {one.mailbox}", (missing,), "pip install 'bristvakt[inkorg]'"))
            continue
        from notifications.incoming.imap import greet

        try:
            wrong = greet(one.imap, inbox_secret(one))
        except ConfigError as error:
            wrong = str(error)
        found.append(Check(f"inkorg {one.mailbox}", (wrong,) if wrong else (), remedy))
    return found


def show_config(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the settings, secrets masked."""
    from workflow.config import shown

    config = configured(arguments.config, terminal.environ)
    rows = list(shown(config))
    if arguments.json:
        values = [{"name": name, "value": value, "source": source} for name, value, source in rows]
        terminal.say_json("konfig", {"file": str(config.path), "settings": values})
        return OK
    terminal.say(paragraphs(f"Filen: {config.path}", terminal.width))
    table = Table("Nyckel", "Värde", "Från")
    for row in rows:
        table.add(*row)
    terminal.say(table.text(terminal.width))
    return OK
