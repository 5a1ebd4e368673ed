"""What every command does first and last: open the installation, say who acts, tell what was done."""

import argparse
import os
import pwd
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, TypeVar

from workflow.cli.output import Terminal, paragraphs
from workflow.installation import Installation, configured, opened

if TYPE_CHECKING:
    from workflow.context import Context
    from workflow.engine import Work
    from workflow.store.events import Actor


Outcome = TypeVar("Outcome")


def reading(arguments: argparse.Namespace, terminal: Terminal) -> AbstractContextManager[Installation]:
    """The installation, opened for reading; nothing here loads the ORM."""
    return opened(configured(arguments.config, terminal.environ), arguments.clock)


@contextmanager
def writing(arguments: argparse.Namespace, terminal: Terminal) -> "Iterator[Context]":
    """The context of a command that writes."""
    from workflow.app import context_for

    warn_about_personal_numbers(arguments, terminal)
    config = configured(arguments.config, terminal.environ)
    with context_for(config, arguments.clock, dry_run=arguments.dry_run) as context:
        yield context


def rulebooks_and_mailboxes(arguments: argparse.Namespace, terminal: Terminal) -> tuple[list[str], list[str]]:
    """What a form lets its reader choose among: the keys of the rule sets, and the function mailboxes."""
    from workflow.rulebooks import rulesets

    config = configured(arguments.config, terminal.environ)
    return sorted(rulesets(config.rules_folder)), list(config.mailboxes)


def carried_out(
    arguments: argparse.Namespace, terminal: Terminal, act: Callable[..., Outcome], *values: object, **named: object
) -> Outcome:
    """An action on the case that the command names, by the one who gives the command, if nobody else was first."""
    with writing(arguments, terminal) as context:
        return act(context, arguments.case, *values, actor(arguments), version=arguments.case_version, **named)


def warn_about_personal_numbers(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Free text that looks like it bears a personal number: what has been registered is not taken away."""
    from states.identity_numbers import personal_numbers

    texts = (value for name, value in vars(arguments).items() if isinstance(value, str) and name != "case")
    found = [number for text in texts for number in personal_numbers(text)]
    if found:
        told = (
            f"Obs: texten ser ut att ha ett personnummer ({', '.join(dict.fromkeys(found))}). Det som registreras blir "
            "kvar och är allmän handling. Behövs inte numret: skriv roll eller initialer i stället."
        )
        terminal.warn(paragraphs(told, terminal.width))


def actor(arguments: argparse.Namespace) -> "Actor":
    """Who gives the command, by the operating system, and for whom (`--som`)."""
    from workflow.store.events import Actor

    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        user = f"uid {os.getuid()}"
    return Actor(user, arguments.acting_as or "")


def tell(arguments: argparse.Namespace, terminal: Terminal, sentence: str, work: "Work | None" = None) -> int:
    """One sentence for what was done, then what it moved and which mails it planned."""
    dry = "Torrkörning, ingenting är gjort. Detta skulle hända: " if arguments.dry_run else ""
    lines = [dry + sentence]
    if work is not None:
        lines += [*_moves(work), *_mails(work)]
    terminal.say(paragraphs("\n".join(lines), terminal.width))
    return 0


def _moves(work: "Work") -> Iterator[str]:
    moved: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for event in work.recorded:
        if event.body.get("trigger") and event.body["from"] != event.body["to"]:
            moved[event.body["from"], event.body["to"], event.actor.user].append(event.body["deficiency"])
    for (start, end, user), codes in moved.items():
        by = " (klockan)" if user == "klockan" else ""
        yield f"  {', '.join(codes)}: {start} → {end}{by}"


def _mails(work: "Work") -> Iterator[str]:
    for text in dict.fromkeys(f"{intent.rung} till {intent.recipient_role}" for intent in work.planned):
        yield f"  mejl på kö: {text}"
