"""livscykel."""

import argparse

from workflow.cli.output import Terminal
from workflow.errors import OK


def show(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show what can happen to a deficiency. Reads no configuration and no database: it is the program's own table."""
    from states import drawing

    forms = {
        "text": lambda: drawing.as_text(terminal.width),
        "mermaid": drawing.as_mermaid,
        "svg": drawing.as_svg,
    }
    terminal.say(forms[arguments.format]())
    return OK
