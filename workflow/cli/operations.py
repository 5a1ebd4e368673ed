"""daemon, drift kontrollera, konfig visa."""

import argparse

from workflow.cli.output import Table, Terminal, paragraphs
from workflow.cli.session import reading
from workflow.errors import DIFFERENCES, OK
from workflow.installation import configured


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
    from workflow.documents.archive import Document, damaged
    from workflow.status.health import Check, checks, named_documents

    with reading(arguments, terminal) as installation:
        config, reader = installation.config, installation.reader
        found = list(checks(config, reader, installation.clock.now()))
        kept = [Document(*one) for one in sorted(named_documents(reader))]
    problems = tuple(damaged(config.data_folder, kept))
    found.append(Check("handlingar", problems, "återställ mappen handlingar ur senaste kopian"))
    code = DIFFERENCES if any(one.problems for one in found) else OK
    if arguments.json:
        terminal.say_json("kontroll", {"differences": code == DIFFERENCES, "checks": found})
        return code
    for one in found:
        terminal.say(f"{'FEL' if one.problems else 'ok '}  {one.name}")
        lines = [f"     {problem}" for problem in one.problems]
        lines += [f"     Gör så här: {one.remedy}"] if one.problems else []
        lines += [f"     {one.note}"] if one.note else []
        for line in lines:
            terminal.say(paragraphs(line, terminal.width))
    terminal.say("Allt hänger ihop." if code == OK else "Kontrollen fann skillnader.")
    return code


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
