"""How checks are shown: those of the installation, and those of a copy."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workflow.cli.output import Terminal, paragraphs
from workflow.errors import DIFFERENCES, OK

if TYPE_CHECKING:
    from workflow.status.health import Check


def say_checks(checks: "Iterable[Check]", terminal: Terminal) -> int:
    """Say each as it is found, with what is wrong and what to do; the exit code, DIFFERENCES if anything is wrong."""
    code = OK
    for one in checks:
        terminal.say(f"{'FEL' if one.problems else 'ok '}  {one.name}")
        lines = [f"     {problem}" for problem in one.problems]
        lines += [f"     Gör så här: {one.remedy}"] if one.problems else []
        lines += [f"     {one.note}"] if one.note else []
        for line in lines:
            terminal.say(paragraphs(line, terminal.width))
        code = DIFFERENCES if one.problems else code
    return code
