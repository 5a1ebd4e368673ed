"""The mail that only tries the way: of no case, and nothing counts it."""

from datetime import datetime
from email.message import EmailMessage
from uuid import uuid4

from notifications.compose import message_id
from notifications.wire import WIRE

SUBJECT = "Provmejl från Bristvakt – inget att göra"


def trial_mail(municipality: str, sender: str, recipient: str, now: datetime) -> bytes:
    """A marked mail that says what it is."""
    message = EmailMessage(policy=WIRE)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = SUBJECT
    message["Date"] = now
    message["Message-ID"] = message_id(f"prov.{uuid4()}", sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"Det här är ett provmejl från {municipality}. Det visar att e-posten fungerar.\n"
        "Det hör inte till något ärende, och du behöver inte göra något.\n",
        cte="quoted-printable",
    )
    return message.as_bytes()
