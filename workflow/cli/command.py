"""What a command is: its words, its help, what it takes, and where its code lies."""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Kind(StrEnum):
    """What a command does to the register; decides the options that it is given besides its own."""

    SHOWS = "visar"  # none: what the program itself knows, without register and settings
    READS = "läser"  # --json
    WRITES = "skriver"  # --torrkör, --som
    WRITES_IN_CASE = "skriver i ett ärende"  # and --ärendeversion
    RUNS = "kör"  # none: the daemon, the demo


class Command(NamedTuple):
    """One command. `run` names its function as "module:function"; it is imported when it is called.

    `help` is one line, `description` some lines that end in an example as it is typed, indented.
    A named tuple, because `dataclasses` alone takes longer to import than argparse.
    """

    name: tuple[str, ...]
    help: str
    description: str
    arguments: "Callable[[ArgumentParser], None]"
    run: str
    kind: Kind
    also: tuple[str, ...] = ()  # the group whose bare name means this command

    @property
    def spoken(self) -> str:
        """The words as they are typed: "ärende visa"."""
        return " ".join(self.name)

    @property
    def reads(self) -> bool:
        """Whether it leaves everything as it was."""
        return self.kind is Kind.READS


class Section(NamedTuple):
    """Commands that belong together, under the heading that the overview gives them."""

    title: str
    commands: tuple[Command, ...]
