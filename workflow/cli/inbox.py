"""inkorg …: what has come in by mail, what waits, and what a person says of it; epost läs-in from a pipe."""

import argparse
import sys
from typing import TYPE_CHECKING

from workflow.cli.answers import lines
from workflow.cli.output import Table, Terminal, listed, paragraphs, swedish_instant
from workflow.cli.session import actor, reading, tell, writing
from workflow.errors import TEMPORARY

if TYPE_CHECKING:
    from workflow.store.inbox import Concern, Incoming
    from workflow.store.reader import Reader


def waiting(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List what waits, with the best guesses and why."""
    from workflow.store import inbox

    with reading(arguments, terminal) as installation:
        reader = installation.reader
        found = reader.all(inbox.LATEST if arguments.everything else inbox.WAITS)
        guesses = {mail.uuid: reader.all(inbox.CONCERNS_OF, mail=mail.uuid) for mail in found}
    if arguments.json:
        rows = [_as_json(mail, guesses[mail.uuid]) for mail in found]
        terminal.say_json("inkorg", {"mails": rows})
        return 0
    if not found:
        terminal.say("Inga inkomna mejl väntar.")
        return 0
    table = Table("Nr", "Läge", "Kom", "Från", "Vad", right=(0,))
    for mail in found:
        what = [mail.subject or "(inget ämne)", mail.why, *map(_guess, guesses[mail.uuid][:3])]
        table.add(mail.number, mail.status, mail.reached_at, mail.sender or "(okänd)", "\n".join(filter(None, what)))
    terminal.say(table.text(terminal.width))
    return 0


def _guess(concern: "Concern") -> str:
    """One line: the case, how it was chosen, its score and why."""
    why = ", ".join(concern.reasons.splitlines())
    ticked = f", rader {concern.lines}" if concern.lines else ""
    how = f"{concern.how} {concern.score}" if concern.how == "gissning" else concern.how
    left = f"; kvar att se på: {concern.unticked}" if concern.unticked else ""
    return f"→ ärende {concern.serial} [{concern.reference}]{ticked}, {how}{f': {why}' if why else ''}{left}"


def _as_json(mail: "Incoming", concerns: "list[Concern]") -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(mail), "cases": concerns}


def show(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show one mail: what it says, its attachments, what they seem to be, and a plan in them."""
    from workflow.intake.shown import opened

    with reading(arguments, terminal) as installation:
        mail = _found(installation.reader, arguments.number)
        told = opened(installation, mail)
    if arguments.json:
        terminal.say_json("inkommet", told.as_json())
        return 0
    terminal.say(paragraphs("\n".join(told.lines()), terminal.width))
    return 0


def arrival(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Explain hop by hop when a mail reached us."""
    from workflow.intake.shown import arrival_of

    with reading(arguments, terminal) as installation:
        told = arrival_of(installation, _found(installation.reader, arguments.number))
    if arguments.json:
        terminal.say_json("ankomst", told.as_json())
        return 0
    table = Table("Led", "Av", "Från", "Tid", "Vårt", "Varför")
    for number, hop in enumerate(told.hops, 1):
        whom = " ".join(filter(None, (hop.from_name, hop.from_ip)))
        at = swedish_instant(hop.at) if hop.at else "okänd"
        table.add(number, hop.by, whom, at, "ja" if hop.is_ours else "nej", hop.why)
    terminal.say(table.text(terminal.width) if told.hops else "Mejlet bär inga Received-led.")
    terminal.say(paragraphs("\n".join(told.sentences()), terminal.width))
    return 0


def assign(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Say which case the mail concerns and what it answers there."""
    from workflow.actions.bench import assign as act

    place = (arguments.case, lines(arguments.concerns or ()))
    with writing(arguments, terminal) as context:
        serials = act(context, arguments.number, [place], arguments.reason or "", actor(arguments))
    return tell(arguments, terminal, f"Mejl {arguments.number} är registrerat i ärende {serials[0]}.")


def divide(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """The mail concerns several cases."""
    from workflow.actions.bench import assign as act

    with writing(arguments, terminal) as context:
        serials = act(context, arguments.number, arguments.places, arguments.reason or "", actor(arguments))
    return tell(
        arguments, terminal, f"Mejl {arguments.number} är registrerat i ärendena {', '.join(map(str, serials))}."
    )


def put_aside(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """The mail needs nothing more; it is kept."""
    from workflow.actions.bench import put_aside as act

    with writing(arguments, terminal) as context:
        act(context, arguments.number, arguments.reason, actor(arguments))
    return tell(
        arguments, terminal, f"Mejl {arguments.number} är lagt åt sidan. Det ligger kvar och kan tas fram igen."
    )


def take_back(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Take back how a mail was sorted."""
    from workflow.actions.bench import take_back as act

    with writing(arguments, terminal) as context:
        serials = act(context, arguments.number, arguments.reason, actor(arguments))
    void = f" Registreringen i ärende {', '.join(map(str, serials))} gäller inte." if serials else ""
    return tell(arguments, terminal, f"Mejl {arguments.number} väntar igen.{void}")


def confirm(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """The program sorted the mail right."""
    from workflow.actions.bench import confirm as act

    with writing(arguments, terminal) as context:
        left = act(context, arguments.number, arguments.case, lines(arguments.concerns or ()), actor(arguments))
    waits = f" i ärende {arguments.case}; kvar att se på i ärende {listed(map(str, left))}" if left else ""
    return tell(arguments, terminal, f"Sorteringen av mejl {arguments.number} är bekräftad{waits}.")


def read_again(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Let a mail in quarantine be understood anew."""
    from workflow.actions.bench import read_again as act

    with writing(arguments, terminal) as context:
        act(context, arguments.number, actor(arguments))
    return tell(arguments, terminal, f"Mejl {arguments.number} tolkas om vid tjänstens nästa varv.")


def read_in(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Keep one mail from standard input; exit 75 asks the mail server to try again."""
    from workflow.errors import InputError
    from workflow.intake.pipe import read_in as act

    raw = sys.stdin.buffer.read()
    try:
        if not raw.strip():
            raise InputError("epost läs-in", "inget kom på standard in", "skriv: brist epost läs-in < mejl.eml")
        with writing(arguments, terminal) as context:
            mailbox = arguments.mailbox or context.mailboxes[0]
            if mailbox not in context.mailboxes:
                raise InputError("--brevlåda", f"'{mailbox}' finns inte", f"välj en av: {', '.join(context.mailboxes)}")
            number = act(context, mailbox, raw)
    except Exception as error:  # noqa: BLE001 – whatever it is, the mail server keeps the mail and tries again
        known = str(error) if isinstance(getattr(error, "exit_code", None), int) else type(error).__name__
        terminal.warn(f"Mejlet är inte sparat; e-postservern försöker igen senare. {known}")
        return TEMPORARY
    return tell(arguments, terminal, f"Mejlet är sparat som nummer {number}." if number else "Mejlet finns redan.")


def guidance(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """The text to a person who sends personal data openly."""
    if arguments.json:
        terminal.say_json("vägledning", {"text": _GUIDANCE})
        return 0
    terminal.say(_GUIDANCE)
    return 0


_GUIDANCE = """\
Hej,

ert meddelande innehöll personuppgifter, till exempel ett personnummer, i ett vanligt mejl. Skicka inte
personuppgifter öppet. Gör så här i stället:

- Skriv initialer eller en beteckning i stället för namn och personnummer. Vi behöver sällan mer.
- Behövs uppgifterna: skicka dem med kommunens säkra e-post eller med rekommenderat brev.
- Skicka gärna om handlingen utan uppgifterna. Den dag som den första kom in gäller ändå.

Vi sprider inte det ni skickade, men det är en inkommen handling som vi måste spara.
"""


def _found(reader: "Reader", number: int) -> "Incoming":
    from workflow.errors import NotFound
    from workflow.store import inbox

    found = reader.one(inbox.BY_NUMBER, number=number)
    if found is None:
        raise NotFound("inkommet mejl", str(number), "brist inkorg --alla")
    return found
