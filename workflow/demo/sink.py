"""An SMTP server on loopback that keeps what it is given: the demonstration's post office."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from workflow.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as the server took it."""

    recipient: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """The subject."""
        return str(self.message["Subject"])


@dataclass  # no slots: aiosmtpd inspects its handler, which Python 3.11.2 cannot do with a slotted dataclass
class Sink:
    """What has come in, in order. Nothing is de-duplicated."""

    port: int
    mails: list[Received] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 – aiosmtpd's name
        """Take the mail and say so."""
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails += [Received(recipient, message) for recipient in envelope.rcpt_tos]
        return "250 OK"


@contextmanager
def running() -> Iterator[Sink]:
    """The server, while this lasts. Raises ConfigError where the extra is not installed."""
    try:
        from aiosmtpd.controller import Controller
    except ImportError:
        raise ConfigError(
            "demo", "SMTP-servern för demon är inte installerad", "pip install 'bristvakt[demo]'"
        ) from None
    sink = Sink(_free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
