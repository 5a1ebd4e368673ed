"""The help that is not about one command: all commands by section, or those of one group."""

from collections.abc import Sequence

from workflow.cli.command import Command, Section
from workflow.cli.parser import PROGRAM, top_parser

_COLUMN = 28


def overview(sections: Sequence[Section]) -> str:
    """What `brist --hjälp` shows: every command with its line, then the options before a command."""
    parser = top_parser()
    parser.usage = f"{PROGRAM} KOMMANDO …"
    parser.description = (
        "Bristvakt håller reda på brister, påpekanden, frister och avtalsbrott i\n"
        "uppföljningen av vård- och omsorgsavtal.\n\n"
        + "\n\n".join(f"{section.title}:\n{_lines(section.commands)}" for section in sections)
        + "\n\nKommandon och val kan kortas så länge de är entydiga, och å, ä och ö kan\n"
        "skrivas som a och o. Hjälp om ett kommando: brist KOMMANDO --hjälp"
    )
    return parser.format_help()


def about_group(group: tuple[str, ...], commands: Sequence[Command]) -> str:
    """What `brist ärende --hjälp` shows: the commands that begin with those words."""
    inside = [command for command in commands if command.name[: len(group)] == group]
    spoken = " ".join((PROGRAM, *group))
    return f"användning: {spoken} KOMMANDO …\n\nkommandon:\n{_lines(inside)}\n"


def _lines(commands: Sequence[Command]) -> str:
    return "\n".join(f"  {command.spoken}".ljust(_COLUMN) + command.help for command in commands)
