import sys
from dataclasses import replace
from pathlib import Path

import pytest

from notifications.incoming.confined import Ending, Limits, Outcome, run

ROOT = str(Path(__file__).resolve().parents[3])
LIMITS = Limits(memory_bytes=200_000_000, cpu_seconds=2, wall_seconds=10, output_bytes=10_000)


def ran(program: str, limits: Limits = LIMITS, content: bytes = b"bilaga") -> Outcome:
    """The program under the limits that a reader sets for itself."""
    confined = (
        f"import sys; sys.path.insert(0, {ROOT!r})\n"
        "from notifications.incoming.reading.confinement import confine\n"
        f"confine({limits.memory_bytes}, {limits.cpu_seconds})\n"
        "def refused(what):\n"
        "    try:\n"
        "        what()\n"
        "    except OSError as error:\n"
        "        print(type(error).__name__, flush=True)\n"
    )
    return run([sys.executable, "-I", "-B", "-c", confined + program], content, limits)


def test_the_program_reads_the_content_and_answers() -> None:
    assert ran("print(sys.stdin.read())") == Outcome(Ending.DONE, b"bilaga\n")


def test_a_program_that_hangs_is_stopped() -> None:
    outcome = ran("import time; print('x', flush=True); time.sleep(60)", replace(LIMITS, wall_seconds=1))

    assert outcome == Outcome(Ending.OUT_OF_TIME)


def test_a_program_that_says_nothing_more_and_goes_on_is_stopped() -> None:
    outcome = ran("import os, time; os.close(1); time.sleep(60)", replace(LIMITS, wall_seconds=1))

    assert outcome == Outcome(Ending.OUT_OF_TIME)


def test_a_program_that_works_without_end_is_stopped() -> None:
    assert ran("while True: pass", replace(LIMITS, cpu_seconds=1)) == Outcome(Ending.OUT_OF_TIME)


def test_a_program_that_eats_memory_is_refused_it() -> None:
    assert ran("x = bytearray(500_000_000)") == Outcome(Ending.FAILED)


def test_a_program_that_talks_without_end_is_stopped() -> None:
    assert ran("while True: print('x' * 1000)") == Outcome(Ending.TOO_MUCH_OUTPUT)


def test_a_program_that_dies_has_said_nothing() -> None:
    assert ran("print(1, flush=True); raise ValueError") == Outcome(Ending.FAILED)
    assert ran("import signal, os; print(1, flush=True); signal.raise_signal(9)") == Outcome(Ending.DIED)


def test_a_reader_without_its_library_says_so() -> None:
    program = (
        f"import sys; sys.path.insert(0, {ROOT!r}); sys.modules['pypdf'] = None\n"
        "from notifications.incoming.reading.child import main\n"
        "main(500_000_000, 5, 1000, 1000, 'pdf')"
    )

    assert run([sys.executable, "-I", "-B", "-c", program], b"%PDF-1.4", LIMITS) == Outcome(Ending.NOT_INSTALLED)


def test_a_program_that_is_not_there_did_not_start() -> None:
    assert run(["/finns/inte"], b"", LIMITS) == Outcome(Ending.NOT_STARTED)


@pytest.mark.parametrize(
    "forbidden",
    [
        "__import__('socket').socket()",
        "__import__('subprocess').run(['true'])",
        "__import__('os').fork()",
        "__import__('os').system('true')",
        "__import__('os').execv('/bin/true', ['true'])",
        "open('/tmp/x', 'w')",
        "__import__('os').open('/tmp/x', 64 | 1)",
        "open('/etc/passwd')",
        "__import__('os').remove('/tmp/x')",
    ],
)
def test_a_program_that_reads_may_do_nothing_else(forbidden: str) -> None:
    assert ran(f"refused(lambda: {forbidden})") == Outcome(Ending.DONE, b"PermissionError\n")


def test_the_limits_hold_for_libraries_too() -> None:
    limits = ran(
        "import resource as r; print([r.getrlimit(x)[1] for x in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_NPROC)])"
    )

    assert limits.output == b"[200000000, 3, 0, 0]\n"


def test_nothing_of_our_surroundings_is_given_to_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMLIGT", "hemligt")

    assert b"HEMLIGT" not in ran("import os; print(dict(os.environ))").output
