"""What `ärende visa` tells of the mails so far, and of what comes next by itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workflow.cli.output import Table, Terminal, listed

if TYPE_CHECKING:
    from workflow.status.ahead import Ahead


_STANDS = {"planerad": "planerat", "struken": "struket"}


def tell_ahead(ahead: "Ahead", terminal: Terminal) -> None:
    """Three tables; none where there is nothing."""
    mails = Table("Mejl", "När", "Läge", "Till", "Ämne", right=(0,))
    for mail in ahead.mails:
        subject = f"{mail.subject}\n{mail.late}".strip()
        mails.add(mail.id, mail.composed_at, mail.status, mail.address, subject)
    unsaid = Table("Inte mejlat", "Sedan", "Till", "Vad")
    for line in ahead.unsaid:
        what = f"{line.rung} ({line.number} st)" if line.number > 1 else line.rung
        unsaid.add(_STANDS[line.status], line.planned_at, line.recipient_role, f"{what}\n{line.reason}".strip())
    coming = Table("Härnäst", "Vad som sker av sig självt, om inget kommer in")
    steps = sorted(_steps(ahead))
    for day, what in steps:
        coming.add(day, what)
    for table, has_rows in ((mails, ahead.mails), (unsaid, ahead.unsaid), (coming, steps)):
        if has_rows:
            terminal.say("\n" + table.text(terminal.width))


def _steps(ahead: "Ahead") -> Iterator[tuple[str, str]]:
    for day, codes in ahead.reviews:
        yield day.isoformat(), f"resultatuppföljning inleds för {listed(codes)}"
    for mail in ahead.coming:
        condition = f", {mail.condition}" if mail.condition else ""
        yield mail.on.isoformat(), f"mejl till {mail.role}: {mail.what}{condition}"
