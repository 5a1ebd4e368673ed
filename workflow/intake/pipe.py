"""epost läs-in: one mail from the mail server's own delivery. Kept at once; what it means waits for nobody."""

import hashlib

from notifications.incoming.sources import Found
from workflow.context import Context
from workflow.intake.fetch import keep
from workflow.intake.understand import understand

SOURCE = "pipe"


def read_in(context: Context, mailbox: str, raw: bytes) -> int | None:
    """Keep the mail and understand it; its number, or None where those bytes are known.

    Once it is kept, nothing is lost: what fails then is understood at the daemon's next round.
    """
    key = hashlib.sha256(raw).hexdigest()
    mail = keep(context, mailbox, SOURCE, Found("stdin", 0, 0, key, raw, context.clock.now()))
    if mail is None:
        return None
    understand(context, mail)
    return mail.number
