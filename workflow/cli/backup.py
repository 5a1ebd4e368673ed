"""drift kopia, drift återläs, databas flytta."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from workflow.cli.checks import say_checks
from workflow.cli.output import Terminal, paragraphs, swedish_instant
from workflow.cli.session import actor, reading, tell
from workflow.errors import DIFFERENCES, OK, ConfigError
from workflow.installation import configured
from workflow.store.started import SAY_SO

if TYPE_CHECKING:
    from workflow.clock import Clock


def take_copy(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Copy the installation into a folder that is not there yet."""
    from workflow.backup.take import take

    with reading(arguments, terminal) as installation:
        config, now = installation.config, installation.clock.now()
    taken = take(config, arguments.out or config.data_folder / "kopior", now)
    code = DIFFERENCES if taken.problems else OK
    if arguments.json:
        terminal.say_json("kopia", asdict(taken) | {"folder": str(taken.folder)})
        return code
    lines = [
        f"Kopian ligger i {taken.folder}.",
        f"{taken.files} filer, {taken.bytes} byte. SHA-256 av manifest.json: {taken.sha256}",
        *(f"OBS: {problem}" for problem in taken.problems),
    ]
    if taken.problems:
        lines.append("Det var så redan före kopian. Gör så här: leta efter handlingen i en äldre kopia")
    terminal.say(paragraphs("\n".join(lines), terminal.width))
    return code


def restore_copy(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Try a copy, or lay it out in the empty place that the configuration gives."""
    from workflow.backup.restore import examined, refuse_filled_place, restore

    if arguments.only_try:
        code = say_checks(examined(arguments.copy), terminal)
        terminal.say("Kopian går att återläsa." if code == OK else "Kopian har fel.")
        return code
    config = configured(arguments.config, terminal.environ)
    if arguments.dry_run:
        refuse_filled_place(config)
        return say_checks(examined(arguments.copy), terminal)
    done = restore(config, arguments.copy, _clock(arguments).now(), actor(arguments))
    code = say_checks(done.checks, terminal)
    taken = swedish_instant(done.manifest.taken_at)
    lines = [f"Kopian från {taken} är återläst till {config.data_folder}. Inga mejl går förrän någon har sagt till."]
    if done.unclear:
        lines.append(f"{done.unclear} mejl var i kön och är nu oklara: ingen vet om de skickades. Se brist att-göra")
    if done.rules:
        lines.append(
            f"{done.rules} egna regeluppsättningar ligger i {arguments.copy}/regler: kopiera dem till [regler] mapp"
        )
    lines.append(f"Gör så här: brist drift kontrollera, och sedan {SAY_SO}")
    terminal.say(paragraphs("\n".join(lines), terminal.width))
    return code


def _clock(arguments: argparse.Namespace) -> "Clock":
    """The travelling clock goes with the copy of a trial folder only."""
    from workflow.backup import manifest
    from workflow.clock import FileClock, SystemClock

    if not arguments.clock:
        return SystemClock()
    if not manifest.read(arguments.copy).is_trial:
        raise ConfigError("--klocka", f"{arguments.copy} är ingen kopia av en provmapp", "ge kommandot utan --klocka")
    return FileClock(arguments.clock)


def move_database(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Everything into another database."""
    from workflow.backup.move import move, refuse_other_place
    from workflow.config import load

    new = load(arguments.into)
    with reading(arguments, terminal) as installation:
        old, now = installation.config, installation.clock.now()
    if arguments.dry_run:
        refuse_other_place(old, new)
        return tell(arguments, terminal, f"allt i databasen flyttas till den som {arguments.into} anger.")
    done = move(old, new, now, actor(arguments))
    equal = f"antal, kontrollsummor och {len(done.chains)} kedjor är lika i båda databaserna"
    lines = [
        f"{done.rows} rader i {len(done.tables)} tabeller är flyttade; {equal}.",
        *(f"  {name}: {held.rows} rader, {held.sha256[:16]}" for name, held in done.tables.items() if held.rows),
        f"Gör så här: använd {arguments.into} i fortsättningen, och starta tjänsten. Den gamla databasen är låst.",
    ]
    return tell(arguments, terminal, "\n".join(lines))
