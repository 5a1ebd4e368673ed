"""Completion by the tab key, through the protocol that a shell speaks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import workflow

ROOT = Path(workflow.__file__).parent.parent


def completed(line: str, folder: Path) -> list[str]:
    """What the shell would offer after the line."""
    answer = folder / "answer"
    environ = {
        **os.environ,
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "PYTHONUTF8": "1",
    }
    code = "from workflow.cli.main import run; run()"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environ, check=False, timeout=30)
    return answer.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("brist ären", ["ärende"]),
        ("brist aren", ["arende"]),
        ("brist begar-p", ["begar-plan"]),
        ("brist ärende ", ["ny", "mall", "lista", "visa", "genomgånget", "paket", "tilldela"]),
        ("brist arende v", ["visa"]),
        ("brist begär-plan 1 --plan", ["--plan-för"]),
        ("brist expediera 1 --sätt b", ["brev", "bud"]),
        ("brist epost ", ["kö", "visa", "stoppa", "sänd", "klar", "prov", "läs-in"]),
    ],
)
def test_what_has_been_begun_is_completed(line: str, offered: list[str], tmp_path: Path) -> None:
    assert completed(line, tmp_path) == offered
