"""Redirect: while it is on, every mail goes to one address, and says for whom it was.

`smtp.deliver`, through which alone mails leave, applies it to each of them, so that it is on for all or for none.
"""

from email import message_from_bytes
from email.message import EmailMessage

from notifications.wire import WIRE

_HEADERS = ("To", "Cc", "Bcc", "Reply-To")


def mark(recipient: str) -> str:
    """What stands first in the subject: the tester has to know who would have got it."""
    return f"[omdirigerat från {recipient}]"


def redirected(raw: bytes, recipient: str, to: str) -> bytes:
    """The mail as it goes to `to` instead of the recipient: marked, and answered to nobody else."""
    message = message_from_bytes(raw, policy=WIRE)
    assert isinstance(message, EmailMessage)
    subject = f"{mark(recipient)} {message.get('Subject', '')}".strip()
    for name in (*_HEADERS, "Subject"):
        del message[name]
    message["To"] = to
    message["Reply-To"] = to
    message["Subject"] = subject
    return message.as_bytes()
