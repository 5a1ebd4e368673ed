"""What argparse says, in Swedish.

argparse looks its texts up by the names `_` and `ngettext` in its own module, and gettext would
need compiled catalogues and an English locale would undo them. So the two names are lent to a
dictionary while a command line is read. A test takes the English strings out of argparse's own
source: a new Python that says something new fails there.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

SAID_BY_ARGPARSE = {
    "usage: ": "användning: ",
    "positional arguments": "anges i ordning",
    "options": "val",
    "subcommands": "kommandon",
    "show this help message and exit": "visa den här hjälpen",
    "show program's version number and exit": "visa programmets version",
    " (default: %(default)s)": " (annars: %(default)s)",
    "%(heading)s:": "%(heading)s:",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "%(prog)s: warning: %(message)s\n": "%(prog)s: %(message)s\n",
    "the following arguments are required: %s": "det här måste anges: %s",
    "one of the arguments %s is required": "något av det här måste anges: %s",
    "unrecognized arguments: %s": "det här hör inte till kommandot: %s",
    "unexpected option string: %s": "valet %s hör inte hemma här",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s kan betyda %(matches)s",
    "not allowed with argument %s": "går inte tillsammans med %s",
    "ignored explicit argument %r": "tar inget värde, men fick %r",
    "expected one argument": "ett värde saknas",
    "expected at most one argument": "högst ett värde går att ange",
    "expected at least one argument": "minst ett värde måste anges",
    "expected %s argument": "%s värde måste anges",
    "expected %s arguments": "%s värden måste anges",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r går inte; välj bland %(choices)s",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": (
        "%(value)r går inte. Menade du %(closest)r? Välj bland %(choices)s"
    ),
    "invalid %(type)s value: %(value)r": "%(value)r går inte att tyda",
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "kommandot %(parser_name)r finns inte; välj bland %(choices)s"
    ),
    "can't open '%(filename)s': %(error)s": "'%(filename)s' går inte att öppna: %(error)s",
    "command '%(parser_name)s' is deprecated": "kommandot '%(parser_name)s' ska tas bort",
    "option '%(option)s' is deprecated": "valet '%(option)s' ska tas bort",
    "argument '%(argument_name)s' is deprecated": "'%(argument_name)s' ska tas bort",
}


def _one(text: str) -> str:
    return SAID_BY_ARGPARSE.get(text, text)


def _counted(singular: str, plural: str, count: int) -> str:
    return _one(singular if count == 1 else plural)


@contextmanager
def argparse_in_swedish() -> Iterator[None]:
    """While this lasts, argparse speaks Swedish; parsers must be made *and* used inside it.

    Other users of argparse in the same process get their English back afterwards.
    """
    names = vars(argparse)
    english = {name: names[name] for name in ("_", "ngettext")}
    names.update({"_": _one, "ngettext": _counted})
    try:
        yield
    finally:
        names.update(english)
