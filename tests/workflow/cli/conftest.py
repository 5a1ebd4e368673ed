"""How the tests of the command line call it."""

from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from pathlib import Path
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
Trial = Callable[[str], list[str]]


@pytest.fixture
def trial(tmp_path: Path, brist: "Brist") -> "Trial":
    """The options of a trial folder with an empty register, whose clock stands where it is put."""
    config = tmp_path / "config.toml"
    config.write_text(
        '[kommun]\nnamn = "Exempelkommunen"\navsandare = "bristvakt@exempelkommunen.example"\n'
        'brevlador = ["egetval@exempelkommunen.example"]\n[data]\nmapp = "data"\n',
        encoding="utf-8",
    )
    assert brist("--config", str(config), "databas", "skapa", "--prov").code == 0

    def at(instant: str) -> list[str]:
        (tmp_path / "klocka").write_text(instant, encoding="utf-8")
        return ["--config", str(config), "--klocka", str(tmp_path / "klocka")]

    return at


@pytest.fixture
def brist() -> Brist:
    """`brist("ärende", "visa", "1")`: one command line, in this process."""

    def call(*words: str, environ: Mapping[str, str] | None = None, commands: Sequence[Command] = COMMANDS) -> Called:
        out, err = StringIO(), StringIO()
        code = main(words, stdout=out, stderr=err, environ=environ or {}, commands=commands)
        return Called(code, out.getvalue(), err.getvalue())

    return call
