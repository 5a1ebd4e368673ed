"""The same command once more, for fewer deficiencies or lines: what a refusal in part offers."""

import argparse
import re
import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from workflow.cli.command import Command
from workflow.cli.parser import PROGRAM, command_parser

_PLAIN = re.compile(r"[\w@%+=:,./-]+")
_NAMES = ("deficiencies", "concerns")  # where a command names what it is about


def command_for(command: Command, words: Sequence[str], names: Sequence[str]) -> str:
    """The command as it would be typed with those names alone; "" where it names nothing that can be left out."""
    parser = command_parser(command)
    given = parser.read(words)
    if not any(action.dest in _NAMES for action in parser.own_actions):
        return ""
    in_order = sorted(parser.own_actions, key=lambda action: bool(action.option_strings))
    typed = [part for action in in_order for part in _typed(action, given, ",".join(names))]
    return " ".join(_quoted(word) for word in (PROGRAM, *command.name, *typed))


def _typed(action: argparse.Action, given: argparse.Namespace, names: str) -> Iterator[str]:
    value = getattr(given, action.dest, None)
    if action.dest in _NAMES:
        yield from action.option_strings[:1]
        yield names if action.option_strings else f"{given.case}/{names}"
    elif value is not None and value is not False and value != []:
        yield from action.option_strings[:1]
        if value is not True:
            yield from (_word(one) for one in (value if isinstance(value, list | tuple) else [value]))


def _word(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _quoted(word: str) -> str:
    """For a shell; å, ä and ö need no quotes, whatever `shlex` says."""
    return word if _PLAIN.fullmatch(word) else shlex.quote(word)
