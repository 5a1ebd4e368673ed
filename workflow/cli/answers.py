"""registrera, anstånd bevilja, brevlåda läst."""

import argparse
from collections.abc import Iterable
from dataclasses import replace

from workflow.cli.confirm import is_confirmed
from workflow.cli.output import Terminal, listed, swedish_instant
from workflow.cli.session import actor, carried_out, tell, writing
from workflow.cli.values import Concern


def register(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register a submission."""
    from workflow.actions.register_submission import Submission, UnconfirmedDay
    from workflow.actions.register_submission import register as act

    submission = Submission(
        lines=lines(arguments.concerns),
        reached_at=arguments.arrived_at,
        means=arguments.means,
        documents=tuple(arguments.documents),
        note=arguments.note or "",
        counted_on=arguments.counted_on,
    )
    try:
        work = carried_out(arguments, terminal, act, submission)
    except UnconfirmedDay as unconfirmed:
        presumed = unconfirmed.presumed
        if not is_confirmed(f"Räknas som inkommet {presumed.day} ({presumed.paragraph})?", terminal):
            raise
        work = carried_out(arguments, terminal, act, replace(submission, counted_on=presumed.day))
    (event,) = (event for event in work.recorded if "answered" in event.body)
    late = sorted({row["item"] for row in event.body["answered"] if row["late"]})
    timing = f" Sent: {', '.join(late)}." if late else " I tid." if event.body["answered"] else ""
    day = event.body["counted_on"]
    counted = "" if day == swedish_instant(arguments.arrived_at)[:10] else f" och räknas som inkommet {day}"
    sentence = (
        f"Registrerat i ärende {arguments.case}, inkommet {swedish_instant(arguments.arrived_at)}{counted}.{timing}"
    )
    return tell(arguments, terminal, sentence, work)


def grant_extension(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Grant an extension."""
    from workflow.actions.grant_extension import Extension
    from workflow.actions.grant_extension import grant_extension as act

    asked = lines(arguments.concerns)
    extension = Extension(asked, arguments.until_day, arguments.reason)
    work = carried_out(arguments, terminal, act, extension)
    sentence = f"Anstånd till {arguments.until_day} för {listed(asked)} i ärende {arguments.case}."
    return tell(arguments, terminal, sentence, work)


def ask_for_extension(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Register that an extension has been asked for."""
    from workflow.actions.extension_request import ask_for_extension as act

    asked = lines(arguments.concerns)
    work = carried_out(arguments, terminal, act, asked, arguments.on_day)
    return tell(arguments, terminal, f"Anstånd begärt för {listed(asked)} i ärende {arguments.case}.", work)


def refuse_extension(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Refuse an extension."""
    from workflow.actions.extension_request import refuse_extension as act

    asked = lines(arguments.concerns)
    work = carried_out(arguments, terminal, act, asked, arguments.reason)
    return tell(arguments, terminal, f"Anståndet för {listed(asked)} är avslaget; dagarna gäller som förut.", work)


def mailbox_read(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Say to when a mailbox is read."""
    from workflow.actions.read_mailbox import mailbox_read as act
    from workflow.errors import InputError

    with writing(arguments, terminal) as context:
        mailbox = arguments.mailbox or context.mailboxes[0]
        if arguments.mailbox is None and len(context.mailboxes) > 1:
            raise InputError(
                "BREVLÅDA", "behövs när det finns fler än en", f"välj en av: {', '.join(context.mailboxes)}"
            )
        act(context, mailbox, arguments.read_until, actor(arguments))
    return tell(arguments, terminal, f"{mailbox} är läst till {swedish_instant(arguments.read_until)}.")


def lines(concerns: Iterable[Concern]) -> tuple[str, ...]:
    """As the actions name them: "plan:D1", "plan" for every plan, "R2"."""
    return tuple(concern.line for concern in concerns)
