"""How the tests of the command line call it."""

from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import NamedTuple

import pytest

from workflow.cli.command import Command
from workflow.cli.commands import COMMANDS
from workflow.cli.main import main


class Called(NamedTuple):
    """What a command line led to."""

    code: int
    out: str
    err: str


Brist = Callable[..., Called]


@pytest.fixture
def brist() -> Brist:
    """`brist("ärende", "visa", "1")`: one command line, in this process."""

    def call(*words: str, environ: Mapping[str, str] | None = None, commands: Sequence[Command] = COMMANDS) -> Called:
        out, err = StringIO(), StringIO()
        code = main(words, stdout=out, stderr=err, environ=environ or {}, commands=commands)
        return Called(code, out.getvalue(), err.getvalue())

    return call
