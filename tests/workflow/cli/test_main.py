"""What a command line answers: exit codes, errors, what is imported, a reader that goes away."""

import sqlite3
import subprocess
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import workflow
from states.refusal import Reason, Refused
from workflow.cli import arguments
from workflow.cli.command import Command, Kind
from workflow.cli.commands import COMMANDS
from workflow.cli.output import Terminal
from workflow.errors import NotFound

if TYPE_CHECKING:
    from tests.workflow.cli.conftest import Brist

ROOT = Path(workflow.__file__).parent.parent
HEAVY = "sqlalchemy sqlmodel pydantic jinja2 asyncio apscheduler transitions aiosmtplib alembic argcomplete".split()


def answers(given: Namespace, terminal: Terminal) -> int:
    """A command that says what it was given."""
    terminal.say(f"ärende {given.case}")
    return 8


def refuses(given: Namespace, terminal: Terminal) -> int:
    """A command that a rule stops."""
    reason = Reason("tiden löper till 2023-09-04", "A49", "vänta")
    raise Refused("1/D3", "inled-resultatuppföljning", (reason,), "Örebro extern 2023-1")


def finds_nothing(given: Namespace, terminal: Terminal) -> int:
    """A command whose case does not exist."""
    raise NotFound("ärende", given.case, "brist ärende lista")


def fails(given: Namespace, terminal: Terminal) -> int:
    """A command with a fault in it."""
    raise KeyError("x")


def is_interrupted(given: Namespace, terminal: Terminal) -> int:
    """A command during which the user presses Ctrl-C."""
    raise KeyboardInterrupt


def is_locked_out(given: Namespace, terminal: Terminal) -> int:
    """A command that wants to write while another program does."""
    path = Path(given.case)
    with closing(sqlite3.connect(path)) as other, closing(sqlite3.connect(path, timeout=0)) as own:
        other.execute("BEGIN EXCLUSIVE")
        own.execute("BEGIN IMMEDIATE")
    return 0


def is_locked_out_through_the_orm(given: Namespace, terminal: Terminal) -> int:
    """The same, as a command that writes meets it."""
    from sqlalchemy import create_engine

    engine = create_engine(f"sqlite:///{given.case}", connect_args={"timeout": 0, "isolation_level": None})
    with closing(sqlite3.connect(given.case)) as other, engine.connect() as own:
        other.execute("BEGIN EXCLUSIVE")
        own.exec_driver_sql("BEGIN IMMEDIATE")
    return 0


def finds_the_database_full(given: Namespace, terminal: Terminal) -> int:
    """A command whose database cannot grow."""
    with closing(sqlite3.connect(given.case)) as own:
        own.execute("PRAGMA max_page_count = 1")
        own.execute("CREATE TABLE t (x)")
    return 0


def finds_the_disk_full(given: Namespace, terminal: Terminal) -> int:
    """A command whose file finds no room."""
    with Path("/dev/full").open("wb", buffering=0) as file:
        file.write(b"x")
    return 0


def may_not_read(given: Namespace, terminal: Terminal) -> int:
    """A command that meets a folder of somebody else's."""
    raise PermissionError(13, "Permission denied", "/srv/bristvakt/data")


def finds_no_database(given: Namespace, terminal: Terminal) -> int:
    """A command whose database has been overwritten."""
    Path(given.case).write_text("Det här är en anteckning, ingen databas. " * 30, encoding="utf-8")
    with closing(sqlite3.connect(given.case)) as own:
        own.execute("SELECT 1 FROM setting")
    return 0


def table(function: str, kind: Kind = Kind.READS) -> Sequence[Command]:
    """One command, whose code is a function of this file."""
    name = ("pröva",)
    return [Command(name, "", "", arguments.case, f"{__name__}:{function}", kind)]


def test_the_commands_number_is_the_exit_code(brist: "Brist") -> None:
    answer = brist("pröva", "1", commands=table("answers"))

    assert answer == (8, "ärende 1\n", "")


def test_a_refusal_says_why_and_ends_with_3(brist: "Brist") -> None:
    answer = brist("pröva", "1", commands=table("refuses"))

    assert answer.code == 3
    assert answer.out == ""
    assert "1/D3: 'inled-resultatuppföljning' går inte. Ingenting är gjort." in answer.err
    assert "Varför: tiden löper till 2023-09-04" in answer.err


def test_a_case_that_does_not_exist_ends_with_5(brist: "Brist") -> None:
    answer = brist("pröva", "7", commands=table("finds_nothing"))

    assert answer.code == 5
    assert answer.err == "Det finns inget ärende '7'.\nSe vilka som finns: brist ärende lista\n"


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("ärende", "inget ärende"),
        ("påpekande", "inget påpekande"),
        ("mejl", "inget mejl"),
        ("brist", "ingen brist"),
        ("delbrist", "ingen delbrist"),
        ("regeluppsättning", "ingen regeluppsättning"),
    ],
)
def test_what_is_not_found_is_named_with_the_gender_of_its_word(what: str, says: str) -> None:
    assert str(NotFound(what, "7", "brist")).startswith(f"Det finns {says} '7'.\n")


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (Kind.READS, "Ingenting är gjort."),
        (Kind.SHOWS, "Ingenting är gjort."),
        (Kind.WRITES, "Kommandot gör allt eller inget"),
        (Kind.WRITES_IN_CASE, "Se efter med"),
        (Kind.RUNS, "Det som hann bli klart är gjort"),
    ],
)
def test_an_unexpected_error_says_what_was_done_and_shows_no_traceback(brist: "Brist", kind: Kind, says: str) -> None:
    answer = brist("pröva", "1", commands=table("fails", kind))

    assert answer.code == 1
    told = "KeyError" if kind is Kind.RUNS else "KeyError: 'x'"  # what the daemon says comes into a log
    assert f"Oväntat fel: {told} (" in answer.err
    assert says in answer.err
    assert "Traceback" not in answer.err
    assert str(ROOT) not in answer.err
    assert all(len(line) <= 80 for line in answer.err.splitlines())


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("is_locked_out", "databasen: den är låst"),
        ("is_locked_out_through_the_orm", "databasen: den är låst"),
        ("finds_the_database_full", "skivan är full"),
        ("finds_the_disk_full", "skivan är full"),
        ("may_not_read", "/srv/bristvakt/data: rättigheterna räcker inte"),
    ],
)
def test_what_may_pass_is_a_temporary_error_that_says_what_to_do(
    brist: "Brist", tmp_path: Path, function: str, said: str
) -> None:
    answer = brist("pröva", str(tmp_path / "b.sqlite"), commands=table(function, Kind.WRITES))

    assert answer.code == 75
    assert said in answer.err
    assert "Gör så här:" in answer.err
    assert answer.err.endswith("Ingenting är gjort.\n")
    assert "SQL" not in answer.err


def test_a_file_that_is_no_database_is_not_ready_to_be_used(brist: "Brist", tmp_path: Path) -> None:
    answer = brist("pröva", str(tmp_path / "b.sqlite"), commands=table("finds_no_database"))

    assert answer.code == 6
    assert "filen är ingen databas" in answer.err


def test_a_file_where_a_folder_is_meant_is_said_so(brist: "Brist", tmp_path: Path) -> None:
    file = tmp_path / "fil"
    file.touch()

    answer = brist("demo", "--mapp", str(file))

    assert answer.code == 4
    assert f"{file}: det är ingen mapp" in answer.err.replace("\n", " ")


def test_the_traceback_is_shown_when_it_is_asked_for(brist: "Brist") -> None:
    answer = brist("pröva", "1", commands=table("fails"), environ={"BRIST_FELSOK": "1"})

    assert answer.code == 1
    assert "Traceback" in answer.err


def test_ctrl_c_ends_with_130(brist: "Brist") -> None:
    answer = brist("pröva", "1", commands=table("is_interrupted"))

    assert answer == (130, "", "Avbrutet.\n")


def test_the_programs_version_is_shown(brist: "Brist") -> None:
    answer = brist("--version")

    assert answer.code == 0
    assert answer.out.startswith("Bristvakt ")


def call(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A Python process of its own, with `words` as its arguments."""
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("words", [("--help",), ("ärende", "visa", "--help"), ("registrera", "1"), ("xyz",)])
def test_reading_a_command_line_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    code = (
        "import sys\n"
        "from workflow.cli.main import main\n"
        "main(sys.argv[1:], stdout=sys.stderr, stderr=sys.stderr, environ={})\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )

    assert call(code, *words).stdout == "[]\n"


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    # The pipe is closed before the program has written its first line.
    code = (
        "import os, subprocess, sys\n"
        "reading, writing = os.pipe()\n"
        "os.close(reading)\n"
        "command = [sys.executable, '-c', 'from workflow.cli.main import run; run()', '--help']\n"
        "done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE)\n"
        "print(done.returncode, done.stderr)"
    )

    assert call(code).stdout == "141 b''\n"


CONFIG = """
[kommun]
namn = "Exempelkommunen"
avsandare = "bristvakt@exempelkommunen.example"
brevlador = ["egetval@exempelkommunen.example"]
[data]
mapp = "data"
"""


def in_shell(redirected: str, *words: str) -> subprocess.CompletedProcess[str]:
    """`brist` as a shell starts it, its streams redirected."""
    command = f'exec "$0" -m workflow "$@" {redirected}'
    return subprocess.run(["sh", "-c", command, sys.executable, *words], cwd=ROOT, capture_output=True, text=True)


def test_an_answer_that_finds_no_room_does_not_say_that_nothing_was_done(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")

    done = in_shell(">/dev/full", "--config", str(tmp_path / "config.toml"), "databas", "skapa")

    assert (tmp_path / "data" / "bristvakt.sqlite").exists()
    assert done.returncode == 141
    assert "Svaret gick inte att skriva ut: skivan är full." in done.stderr
    assert "Ett kommando som skriver har ändå gjort det" in done.stderr
    assert "inget gjort" not in done.stderr


def test_a_command_without_an_output_does_what_it_should(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")

    done = in_shell(">&-", "--config", str(tmp_path / "config.toml"), "databas", "skapa")

    assert (tmp_path / "data" / "bristvakt.sqlite").exists()
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("redirected", ["2>/dev/full", "2>&-", ">&- 2>&-", ">/dev/full 2>/dev/full"])
def test_an_error_that_nobody_can_read_keeps_its_exit_code(redirected: str, tmp_path: Path) -> None:
    assert in_shell(redirected, "--config", str(tmp_path / "saknas.toml"), "att-göra").returncode == 6


def test_an_argument_that_is_no_utf_8_is_a_usage_error() -> None:
    done = subprocess.run([sys.executable, "-m", "workflow", b"historik", b"\xff"], cwd=ROOT, capture_output=True)

    assert done.returncode == 2
    assert "inte giltig UTF-8" in done.stderr.decode()


def test_a_terminal_that_lacks_a_letter_is_given_its_code_instead() -> None:
    code = "import sys; sys.stdout.reconfigure(encoding='ascii'); from workflow.cli.main import run; run()"

    shown = call(code, "ärende", "--help")

    assert shown.returncode == 0
    assert "anv\\xe4ndning: brist \\xe4rende" in shown.stdout


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.spoken)
def test_every_command_names_code_that_exists(command: Command) -> None:
    module, _, function = command.run.partition(":")

    assert callable(getattr(import_module(module), function))
