"""epost kö, visa."""

import argparse
from typing import TYPE_CHECKING

from workflow.cli.output import Table, Terminal, paragraphs, swedish_instant
from workflow.cli.session import reading
from workflow.store.started import why_silent

if TYPE_CHECKING:
    from workflow.status.mails import PlannedLine


def queue(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the mails that are planned, were struck or have not been sent."""
    from workflow.status import mails

    with reading(arguments, terminal) as installation:
        planned, composed = mails.waiting(installation.reader)
        struck = mails.struck(installation.reader)
        silent = why_silent(installation.reader)
    if arguments.json:
        terminal.say_json("epostkö", {"planned": planned, "mails": composed, "struck": struck, "silent": silent})
        return 0
    if silent:
        terminal.say(paragraphs(f"{silent}\n", terminal.width))
    if not planned and not composed:
        terminal.say("Inga mejl väntar.")
    table = Table("ID", "Läge", "Sedan", "Till", "Vad", right=(0,))
    _add(table, "planerat", planned)
    for mail in composed:
        table.add(mail.id, mail.status, mail.composed_at, mail.address, f"{mail.subject}\n{mail.reply}".strip())
    _add(table, "struket", struck)
    if planned or composed or struck:
        terminal.say(table.text(terminal.width))
    return 0


def _add(table: Table, state: str, lines: "list[PlannedLine]") -> None:
    for line in lines:
        what = f"{line.rung} [{line.reference}]\n{line.reason}".strip()
        table.add("", state, line.planned_at, line.recipient_role, what)


def show(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show one mail."""
    from email import message_from_bytes
    from email.policy import default

    from workflow.errors import NotFound
    from workflow.status.mails import one

    with reading(arguments, terminal) as installation:
        mail = one(installation.reader, arguments.mail)
    if mail is None:
        raise NotFound("mejl", str(arguments.mail), "brist epost kö")
    if arguments.json:
        fields = {name: getattr(mail, name) for name in type(mail).__slots__ if name != "raw"}
        terminal.say_json("mejl", fields | {"raw": mail.raw.decode("utf-8", "surrogateescape")})
        return 0
    message = message_from_bytes(mail.raw, policy=default)
    text = message.get_body(("plain",))
    names = [part.get_filename() or "namnlös" for part in message.iter_attachments()]
    lines = [
        f"Mejl {mail.id}: {mail.status} {swedish_instant(mail.settled_at or mail.composed_at)}",
        f"Till: {mail.address}",
        f"Ämne: {mail.subject}",
        f"Bilagor: {', '.join(names) or 'inga'}",
        f"Svar: {mail.reply or 'inget än'} (försök: {mail.attempts})",
        f"SHA-256: {mail.sha256}",
        "",
        text.get_content().rstrip() if text else "",
    ]
    terminal.say(paragraphs("\n".join(lines), terminal.width))
    return 0
