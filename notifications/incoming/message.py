"""One mail, from bytes to what it says. Any bytes: what is not understood is told, never raised."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256

from notifications.incoming.mail import Attachment, Bounce, MailKind, Message

__all__ = ["Attachment", "Bounce", "MailKind", "Message", "read"]


def read(raw: bytes, own_domain: str = "") -> Message:
    """The mail, understood as far as it goes."""
    parsed = message_from_bytes(raw, policy=default)
    assert isinstance(parsed, EmailMessage)
    body = parsed.get_body(("plain",))
    text = body.get_content() if body else ""
    digest = sha256(raw).hexdigest()
    return Message(
        sha256=digest,
        size=len(raw),
        identity=digest,
        kind=MailKind.ANSWER,
        message_id=str(parsed["message-id"] or ""),
        sender=parsed["from"].addresses[0].addr_spec.lower() if parsed["from"] else "",
        sender_name="",
        return_path=None,
        recipients=(),
        subject=str(parsed["subject"] or ""),
        sent_at=None,
        references=(),
        text=text,
        own_text=text,
        attachments=(),
        headers=(),
        bounce=None,
        problems=(),
    )
