# PYTHON_ARGCOMPLETE_OK
"""Where `brist` begins: find the command, read its options, import its code, call it, answer with a number.

Nothing heavy is imported here: `brist --hjälp` needs no database, and a command that only reads
needs no ORM.
"""

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, TextIO

from workflow.cli.command import Command, Kind
from workflow.cli.commands import COMMANDS, SECTIONS
from workflow.cli.guide import about_group, overview
from workflow.cli.output import OutputClosed, Terminal, output_closed, paragraphs, width_of
from workflow.cli.parser import (
    PROGRAM,
    Found,
    HelpWanted,
    UsageError,
    command_parser,
    find_command,
    names_after,
    top_parser,
)
from workflow.cli.swedish import argparse_in_swedish
from workflow.errors import OK, UNEXPECTED, understood

_SELDOM = 50_000  # objects more than have gone, before the next look; Python's own number is 700
EXIT_INTERRUPTED = 130  # 128 + SIGINT
EXIT_OUTPUT_CLOSED = 141  # 128 + SIGPIPE
SHOW_TRACEBACK = "BRIST_FELSOK"  # a shell cannot set a variable whose name has an ö

# Every command that writes answers after its transaction: an answer that is lost undoes nothing.
_DONE_ALL_THE_SAME = "Ett kommando som skriver har ändå gjort det: se efter innan du ger det igen."

Handler = Callable[[argparse.Namespace, Terminal], int]


def run() -> NoReturn:
    """The console script: the process's own arguments, streams and exit code.

    Nearly all that one command makes is the code that it reads, which lives as long as it does: to look through that
    for what nobody holds any more took a fifth of the command's time, most of it on the way out.
    """
    gc.set_threshold(_SELDOM)
    if "_ARGCOMPLETE" in os.environ:
        from workflow.cli.completion import complete

        complete(COMMANDS)
    stdout, stderr = (_usable(stream) for stream in (sys.stdout, sys.stderr))
    code = main(sys.argv[1:], stdout=stdout, stderr=stderr, environ=os.environ)
    for stream in (stdout, stderr):
        _flushed(stream)
    gc.freeze()
    sys.exit(code)


def _usable(stream: TextIO | None) -> TextIO:
    """The stream, writing what its terminal lacks as codes; the null device for one that is closed (`>&-`)."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


def _flushed(stream: TextIO) -> None:
    """Python flushes once more on its way out, and changes the exit code if it cannot: let it write nowhere."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def main(
    argv: Sequence[str],
    *,
    stdout: TextIO,
    stderr: TextIO,
    environ: Mapping[str, str],
    commands: Sequence[Command] = COMMANDS,
) -> int:
    """Carry out one command line. Returns the exit code; raises nothing that a user should not see."""
    terminal = Terminal(stdout, stderr, environ, width_of(environ))
    try:
        code = _answer(argv, terminal, commands)
        _flush(stdout)
    except OutputClosed as closed:
        if closed.why:
            told = f"Svaret gick inte att skriva ut: {closed.why}.\n{_DONE_ALL_THE_SAME}"
            terminal.warn(paragraphs(told, terminal.width))
        return EXIT_OUTPUT_CLOSED
    return code


def _flush(stdout: TextIO) -> None:
    try:
        stdout.flush()
    except OSError as error:
        raise output_closed(error) from None


def _answer(argv: Sequence[str], terminal: Terminal, commands: Sequence[Command]) -> int:
    command: Command | None = None
    words: Sequence[str] = ()
    try:
        with argparse_in_swedish():
            found = find_command(argv, commands)
            command = found.command
            if command is None:
                return _without_command(found, terminal, commands)
            words = found.words
            arguments = command_parser(command).read(words)
        return _handler(command)(arguments, terminal)
    except HelpWanted as wanted:
        terminal.say(wanted.text.rstrip("\n"))
        return OK
    except OutputClosed:
        raise
    except KeyboardInterrupt:
        terminal.warn("Avbrutet.")
        return EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the outermost edge: told to the user, with its own exit code
        return _told(error, command, terminal, words)


def _without_command(found: Found, terminal: Terminal, commands: Sequence[Command]) -> int:
    program = " ".join((PROGRAM, *found.group))
    try:
        options = top_parser().read(found.words)
    except HelpWanted:
        terminal.say((about_group(found.group, commands) if found.group else overview(SECTIONS)).rstrip("\n"))
        return OK
    if options.version:
        terminal.say(_version())
        return OK
    if found.group:
        raise UsageError(program, f"ange ett kommando till: {', '.join(names_after(found.group, commands))}.")
    raise UsageError(program, "ange ett kommando, till exempel brist att-göra.")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"Bristvakt {version('bristvakt')}"
    except PackageNotFoundError:
        return "Bristvakt (inte installerat: körs ur källkoden)"


def _handler(command: Command) -> Handler:
    from importlib import import_module

    module, _, function = command.run.partition(":")
    handler: Handler = getattr(import_module(module), function)
    return handler


def _told(error: Exception, command: Command | None, terminal: Terminal, words: Sequence[str]) -> int:
    """Say on the error stream what went wrong. Errors that the program knows bear their own exit code."""
    code = getattr(error, "exit_code", None)
    if isinstance(code, int):
        terminal.warn(paragraphs(str(error), terminal.width))
        _tell_what_can(error, command, terminal, words)
        return code
    known = understood(error)
    if known is not None:
        is_undone = getattr(known, "is_undone", True)
        terminal.warn(paragraphs(f"{known}\n{_what_was_done(command, is_undone=is_undone)}", terminal.width))
        return known.exit_code
    terminal.warn(paragraphs(_unexpected(error, command), terminal.width))
    if terminal.environ.get(SHOW_TRACEBACK):
        import traceback

        terminal.warn("".join(traceback.format_exception(error)))
    return UNEXPECTED


def _tell_what_can(error: Exception, command: Command | None, terminal: Terminal, words: Sequence[str]) -> None:
    """The command for what may be done, unbroken so that it can be copied."""
    possible: tuple[str, ...] = getattr(error, "possible", ())
    if command is None or not possible:
        return
    from workflow.cli.again import command_for

    if again := command_for(command, words, possible):
        terminal.warn(f"Gör det som går:\n{again}")


def _unexpected(error: Exception, command: Command | None) -> str:
    words = "" if command is not None and command.kind is Kind.RUNS else f": {error}"  # a log bears no names
    return (
        f"Oväntat fel: {type(error).__name__}{words} ({_place(error)})\n"
        f"{_what_was_done(command)}\n"
        f"Sätt {SHOW_TRACEBACK}=1 och kör igen för att se hela felet."
    )


def _place(error: Exception) -> str:
    """Module and line of the innermost call, without the paths of the machine."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')} rad {trace.tb_lineno}" if trace else "okänd plats"


def _what_was_done(command: Command | None, *, is_undone: bool = False) -> str:
    """What can truly be said: a command that writes does it in one transaction, whole or not at all."""
    if command is not None and command.kind is Kind.RUNS:
        return "Det som hann bli klart är gjort; resten tas om vid nästa start."
    if is_undone or command is None or command.kind in (Kind.READS, Kind.SHOWS):
        return "Ingenting är gjort."
    if command.kind is Kind.WRITES_IN_CASE:
        return "Kommandot gör allt eller inget; troligen är inget gjort. Se efter med brist historik NR."
    return "Kommandot gör allt eller inget; troligen är inget gjort."
