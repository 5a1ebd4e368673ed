"""epost kö, visa, stoppa, sänd, klar."""

import argparse
from typing import TYPE_CHECKING

from workflow.cli.output import Table, Terminal, paragraphs, swedish_instant
from workflow.cli.session import actor, carried_out, reading, tell, writing
from workflow.store.started import why_silent

if TYPE_CHECKING:
    from workflow.actions.mails import Said
    from workflow.status.mails import PlannedLine


def queue(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the mails that are planned, were struck or have not been sent."""
    from workflow.status import mails
    from workflow.status.health import redirect_note

    with reading(arguments, terminal) as installation:
        planned, composed = mails.waiting(installation.reader)
        struck = mails.struck(installation.reader)
        now = installation.clock.now()
        notes = [note for note in (redirect_note(installation.config), why_silent(installation.reader)) if note]
    if arguments.json:
        terminal.say_json("epostkö", {"planned": planned, "mails": composed, "struck": struck, "notes": notes})
        return 0
    for note in notes:
        terminal.say(paragraphs(f"{note[:1].upper()}{note[1:]}.\n", terminal.width))
    if not planned and not composed:
        terminal.say("Inga mejl väntar.")
    table = Table("ID", "Läge", "Sedan", "Till", "Vad", right=(0,))
    _add(table, "planerat", planned)
    for mail in composed:
        waits = mail.status == "köad" and mail.next_try_at > now
        leaves = f"lämnas tidigast {swedish_instant(mail.next_try_at)}" if waits else ""
        what = "\n".join(filter(None, (mail.subject, mail.reply, leaves)))
        table.add(mail.id, mail.status, mail.composed_at, mail.address, what)
    _add(table, "struket", struck)
    if planned or composed or struck:
        terminal.say(table.text(terminal.width))
    return 0


def _add(table: Table, state: str, lines: "list[PlannedLine]") -> None:
    for line in lines:
        what = f"{line.what}\n{line.reason}".strip()
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


def stop(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Stop a queued mail."""
    from workflow.actions.mails import stop_mail

    with writing(arguments, terminal) as context:
        said = stop_mail(context, arguments.mail, arguments.reason, actor(arguments))
    sentence = f"{_named(said)} går inte iväg."
    if said.is_awaited:
        sentence += f" Det har inte lämnat kommunen; ska det gå ändå: brist epost sänd {said.cases[0]} --skäl TEXT"
    return tell(arguments, terminal, sentence)


def handled(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Ask no more about a mail."""
    from workflow.actions.mails import handle_mail

    with writing(arguments, terminal) as context:
        said = handle_mail(context, arguments.mail, arguments.reason, actor(arguments))
    return tell(arguments, terminal, f"{_named(said)} är avklarat.")


def _named(said: "Said") -> str:
    cases = f"ärende {', '.join(map(str, said.cases))}: " if said.cases else ""
    return f"Mejl {said.mail.id} till {said.mail.address} ({cases}{said.mail.subject})"


def release(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Let a mail leave after all."""
    from workflow.actions.release import let_leave

    work = carried_out(arguments, terminal, let_leave, arguments.mail, arguments.reason)
    sentence = (
        f"Det går iväg nästa gång tjänsten lämnar mejl, om det fortfarande gäller: brist ärende visa {arguments.case}"
    )
    return tell(arguments, terminal, sentence, work)
