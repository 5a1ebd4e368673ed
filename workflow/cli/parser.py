"""How a command line is read: which command is meant, then its options by argparse.

The command is found before any parser is made, so that only one is. Commands and options may be
shortened as long as they are unique, and spelled with å/ä/ö or in ASCII.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, NoReturn

from workflow.cli import values
from workflow.cli.command import Command, Kind
from workflow.cli.output import WIDTH, listed
from workflow.cli.spelling import meant, nearest, plain
from workflow.errors import USAGE, BristvaktError

PROGRAM = "brist"
_USAGE = "användning: "


class UsageError(BristvaktError):
    """A command line that cannot be read. `usage` says how it is written; nothing has been done."""

    exit_code = USAGE

    def __init__(self, program: str, message: str, usage: str = "") -> None:
        """`program` is the command as far as it is known: "brist ärende"."""
        super().__init__(program, message, usage)
        self.program = program
        self.message = message
        self.usage = usage

    def __str__(self) -> str:
        """How it is written, what is wrong, and where more help is."""
        help_line = f"Mer hjälp: {self.program} --hjälp"
        return f"{self.usage}{self.program}: {self.message.rstrip()}\n{help_line}"


class HelpWanted(Exception):
    """`--hjälp` was among the options; `text` is the help."""

    def __init__(self, text: str) -> None:
        """The help of the command that was asked about."""
        super().__init__(text)
        self.text = text


class _Help(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        raise HelpWanted(parser.format_help())


class Parser(argparse.ArgumentParser):
    """argparse that raises instead of printing and leaving, and that reads every spelling of an option."""

    def __init__(self, program: str, description: str | None = None) -> None:
        """`program` is what the user types up to here."""
        super().__init__(
            prog=program,
            description=description,
            formatter_class=_formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.color = False  # Python 3.14 would colour its help
        self.add_argument(
            "-h",
            "--hjälp",
            "--help",
            action=_Help,
            nargs=0,
            dest=argparse.SUPPRESS,
            default=argparse.SUPPRESS,
            help="visa den här hjälpen",
        )

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(self.prog, message, self.format_usage())

    def read(self, words: Iterable[str]) -> argparse.Namespace:
        """The values that the words give. Raises UsageError, or HelpWanted."""
        return self.parse_args(list(self._in_full(words)))

    def _in_full(self, words: Iterable[str]) -> Iterator[str]:
        waiting = iter(words)
        for word in waiting:
            if word == "--":
                yield word
                yield from waiting
            else:
                yield self.option_in_full(word)

    def option_in_full(self, word: str) -> str:
        """`--satt=post` gives `--sätt=post`; what is no long option is given back as it is."""
        typed, equals, value = word.partition("=")
        if not typed.startswith("--") or " " in typed or word == "--":
            return word
        known = [option for option in self._option_string_actions if option.startswith("--")]
        found = meant(typed, known)
        if len({id(self._option_string_actions[option]) for option in found}) > 1:
            self.error(f"{typed} kan betyda {listed(found, 'eller')}")
        if not found:
            near = nearest(typed, known)
            self.error(f"valet {typed} finns inte." + (f" Menade du {near}?" if near else ""))
        return found[0] + equals + value

    def takes_value(self, word: str) -> bool:
        """Whether the word is an option whose value is the next word."""
        action = self._option_string_actions.get(word)
        return action is not None and action.nargs != 0

    @property
    def own_actions(self) -> Sequence[argparse.Action]:
        """Everything that can be given but help, in the order in which it was declared."""
        return [action for action in self._actions if not isinstance(action, _Help)]


def _formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=26, width=WIDTH)


def global_options(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """The options that may stand before or after the command: `config`, `clock`."""
    parser.add_argument(
        "--config",
        metavar="FIL",
        type=values.file,
        help="inställningarna (annars BRIST_CONFIG, /etc/bristvakt/config.toml, ./config.toml)",
    )
    parser.add_argument(
        "--klocka",
        dest="clock",
        metavar="FIL",
        type=values.file,
        help="läs tiden ur en fil; bara i provmappar",
    )


def top_parser() -> Parser:
    """Reads what stands before the command."""
    parser = Parser(PROGRAM)
    parser.add_argument("--version", action="store_true", help="visa programmets version")
    global_options(parser)
    return parser


def command_parser(command: Command) -> Parser:
    """Reads what stands after the command, and what stood before it."""
    parser = Parser(f"{PROGRAM} {command.spoken}", command.description)
    declare(command, parser)
    parser.usage = _usage(parser).replace("%", "%%")
    global_options(parser.add_argument_group("gemensamma val"))
    return parser


def declare(command: Command, parser: argparse.ArgumentParser) -> None:
    """Give the parser what the command takes, and what every command of its kind takes."""
    command.arguments(parser)
    _options_by_kind(parser, command.kind)


def _options_by_kind(parser: argparse.ArgumentParser, kind: Kind) -> None:
    if kind is Kind.READS:
        parser.add_argument("--json", action="store_true", help="skriv JSON i stället för text")
    if kind in (Kind.WRITES, Kind.WRITES_IN_CASE):
        parser.add_argument(
            "--torrkör",
            dest="dry_run",
            action="store_true",
            help="visa vad som skulle hända, utan att göra det",
        )
        parser.add_argument(
            "--som", dest="acting_as", metavar="PERSON", type=values.text, help="den som det registreras på"
        )
    if kind is Kind.WRITES_IN_CASE:
        parser.add_argument(
            "--ärendeversion",
            dest="case_version",
            metavar="N",
            type=values.version,
            help="neka om ärendet har ändrats sedan denna version",
        )


def _usage(parser: Parser) -> str:
    """One usage text: what stands in order first, since options with several values come after it.

    argparse writes it the other way round, and differently from one Python to the next.
    """
    in_order = sorted(parser.own_actions, key=lambda action: bool(action.option_strings))
    parts = [written(action) if action.required else f"[{written(action)}]" for action in in_order]
    lines = [_USAGE + parser.prog]
    for part in parts:
        if len(lines[-1]) + 1 + len(part) > WIDTH:
            lines.append(" " * (len(_USAGE) + 3))
        lines[-1] += f" {part}"
    return "\n".join(lines).removeprefix(_USAGE)


def written(action: argparse.Action) -> str:
    """How one thing is given: "--handling FIL …"."""
    value = "" if action.nargs == 0 else str(action.metavar)
    several = "…" if action.nargs == "+" else ""
    return " ".join(part for part in (*action.option_strings[:1], value, several) if part)


class Found(NamedTuple):
    """The command that was meant, and the words that it has to read.

    `command` is None when the words stop before one is reached; `group` is how far they came.
    """

    command: Command | None
    group: tuple[str, ...]
    words: tuple[str, ...]


def find_command(argv: Sequence[str], commands: Sequence[Command]) -> Found:
    """Which command the words begin with; options may stand before it. Raises UsageError."""
    parser = top_parser()
    by_name = {command.name: command for command in commands}
    group: tuple[str, ...] = ()
    before: list[str] = []
    waiting = iter(argv)
    for word in waiting:
        if word.startswith("-"):
            option = parser.option_in_full(word)
            before += [option, *(_next(waiting) if parser.takes_value(option) else ())]
            continue
        group += (_next_word(word, group, commands),)
        if group in by_name:
            return Found(by_name[group], group, (*before, *waiting))
    bare = {command.also: command for command in commands if command.also}
    return Found(bare.get(group), group, tuple(before))


def _next(words: Iterator[str]) -> tuple[str, ...]:
    word = next(words, None)
    return () if word is None else (word,)


def names_after(group: tuple[str, ...], commands: Iterable[Command]) -> list[str]:
    """The words that may follow, each once, in order."""
    depth = len(group)
    return list(dict.fromkeys(command.name[depth] for command in commands if command.name[:depth] == group))


def _next_word(typed: str, group: tuple[str, ...], commands: Sequence[Command]) -> str:
    names = names_after(group, commands)
    found = meant(typed, names)
    if len(found) == 1:
        return found[0]
    program = " ".join((PROGRAM, *group))
    if found:
        raise UsageError(program, f"'{typed}' kan betyda {listed(found, 'eller')}")
    raise UsageError(program, f"kommandot '{typed}' finns inte." + _suggestion(typed, group, commands))


def _suggestion(typed: str, group: tuple[str, ...], commands: Sequence[Command]) -> str:
    """A command whose second word is what was typed, else the word that looks most like it."""
    inside = [command.spoken for command in commands if plain(typed).casefold() in map(plain, command.name)]
    if inside:
        return f" Menade du {listed([f'{PROGRAM} {spoken}' for spoken in inside], 'eller')}?"
    near = nearest(typed, names_after(group, commands))
    return f" Menade du {' '.join((PROGRAM, *group, near))}?" if near else ""
