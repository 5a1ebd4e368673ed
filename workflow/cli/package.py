"""ärende paket."""

import argparse
import hashlib
from pathlib import Path

from workflow.cli.output import Terminal, paragraphs
from workflow.cli.session import reading
from workflow.errors import InputError


def write_package(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write the whole case into a zip file that is not there yet."""
    from workflow.actions.package import package

    with reading(arguments, terminal) as installation:
        content = package(installation.reader, installation.config.data_folder, arguments.case)
    target: Path = arguments.out
    try:
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise InputError(str(target), "filen finns redan", "ange ett annat namn med --till") from None
    digest = hashlib.sha256(content).hexdigest()
    if arguments.json:
        terminal.say_json("ärendepaket", {"file": str(target), "sha256": digest, "bytes": len(content)})
        return 0
    terminal.say(paragraphs(f"Ärende {arguments.case} ligger i {target}.\nSHA-256: {digest}", terminal.width))
    return 0
