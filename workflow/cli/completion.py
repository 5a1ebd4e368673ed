"""Completion in the shell, by argcomplete; loaded only while the user presses the tab key.

The completion needs a whole tree of parsers, which reading a command line does not.
"""

import argparse
import os
from collections.abc import Collection, Sequence

from argcomplete.finders import CompletionFinder

from workflow.cli.command import Command
from workflow.cli.parser import PROGRAM, declare, global_options, names_after
from workflow.cli.spelling import begins, composed, plain


def complete(commands: Sequence[Command]) -> None:
    """Answer the shell and leave the process, if the environment says that a shell is asking."""
    typed = composed(os.environ.get("COMP_LINE", "")).split()
    root = argparse.ArgumentParser(PROGRAM, add_help=False)
    _grow(root, (), commands, typed)
    finder = CompletionFinder()
    finder(root, always_complete_options=False, validator=_continues)


def _continues(completion: str, prefix: str) -> bool:
    return begins(prefix, completion)


def _grow(
    parser: argparse.ArgumentParser,
    group: tuple[str, ...],
    commands: Sequence[Command],
    typed: Collection[str],
) -> None:
    by_name = {command.name: command for command in commands}
    parser.add_argument("--hjälp", action="store_true")
    global_options(parser)
    if group in by_name:
        declare(by_name[group], parser)
        return
    branches = parser.add_subparsers()
    for name in names_after(group, commands):
        branch = branches.add_parser(_as_typed(name, typed), help=name, add_help=False)
        _grow(branch, (*group, name), commands, typed)


def _as_typed(name: str, typed: Collection[str]) -> str:
    """The spelling that the user has begun: ASCII is completed to ASCII."""
    began_ascii = any(plain(name).startswith(word) and not name.startswith(word) for word in typed)
    return plain(name) if began_ascii else name
