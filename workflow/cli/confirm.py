"""A question to the one who gives the command, where there is somebody to ask."""

import sys

from workflow.cli.output import Terminal, paragraphs


def is_confirmed(question: str, terminal: Terminal) -> bool:
    """Ask, and whether the answer was yes. Nobody is asked in a pipe or a script: then it is no."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    terminal.warn(paragraphs(f"{question} [ja/nej]", terminal.width))
    return sys.stdin.readline().strip().casefold() in ("j", "ja")
