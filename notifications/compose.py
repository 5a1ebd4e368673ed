"""From what is to be said to the bytes that are sent: text and HTML in Swedish, the same bytes for the same input."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.intents import Mailable
from notifications.wire import WIRE

_SUBJECT = "Ämne: "


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside the text. `media_type` as in "application/pdf"."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who, to whom, when. `sender_name` is the municipality; answers go to `reply_to` if that is given."""

    sender: str
    sender_name: str
    recipient: str
    reply_to: str | None
    message_id: str
    date: datetime


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The templates: strict, sandboxed, HTML escaped."""
    return ImmutableSandboxedEnvironment(
        loader=PackageLoader("notifications", "templates"),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html.j2"),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def message_id(uuid: str, domain: str) -> str:
    """The mail's own name, short enough for one header line and the same at every try."""
    return f"<b.{uuid}@{domain}>"


def subject(said: Mailable) -> str:
    """The subject, on one line."""
    return _text(said)[0]


def compose(said: Mailable, envelope: Envelope, attachments: Sequence[Attachment] = ()) -> bytes:
    """The message as it is sent. Raises jinja2.UndefinedError where a template asks for what the mail does not say."""
    line, body = _text(said)
    message = EmailMessage(policy=WIRE)
    message["From"] = _address(envelope.sender_name, envelope.sender)
    message["To"] = envelope.recipient
    if envelope.reply_to:
        message["Reply-To"] = envelope.reply_to
    message["Subject"] = line
    message["Date"] = envelope.date
    message["Message-ID"] = envelope.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, cte="quoted-printable")
    message.add_alternative(_render(said, "html"), subtype="html", cte="quoted-printable")
    for attachment in attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    _fix_boundaries(message, envelope.message_id)
    return message.as_bytes()


def _address(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(name, user, domain)


def _text(said: Mailable) -> tuple[str, str]:
    """The text template's first line is the subject."""
    first, _, rest = _render(said, "txt").partition("\n")
    return " ".join(first.removeprefix(_SUBJECT).split()), rest.strip() + "\n"


def _render(said: Mailable, form: str) -> str:
    values = {field.name: getattr(said, field.name) for field in fields(said)}
    return environment().get_template(f"{said.template}.{form}.j2").render(values)


def _fix_boundaries(message: EmailMessage, seed: str) -> None:
    """Boundaries are random by default; a mail's own id makes them the same every time."""
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary("=_" + hashlib.sha256(f"{seed}{number}".encode()).hexdigest()[:32])
