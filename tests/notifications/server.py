"""A real SMTP server on loopback that does as it is told: accepts, refuses, or hangs up. It writes latin-1."""

import base64
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


@dataclass
class Handler:
    """What has come in, and what to answer. `"drop"` closes the connection instead of answering."""

    mail: str = "250 OK"
    rcpt: str = "250 OK"
    data: str = "250 OK"
    received: list[tuple[str, bytes]] = field(default_factory=list)
    was_tls: list[bool] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    while_data: Callable[[], object] | None = None  # what happens beside it while it takes a mail
    xoauth2: list[str] = field(default_factory=list)
    refused_tokens: set[str] = field(default_factory=set)
    on_rcpt: Callable[[], object] = lambda: None

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> bytes:
        if self.mail.startswith("250"):
            envelope.mail_from = address
        return self.mail.encode("latin-1")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> bytes:
        self.on_rcpt()
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt.encode("latin-1")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> bytes:
        self.was_tls.append(session.ssl is not None)
        if self.while_data:
            self.while_data()
        if self.data == "drop":
            server.transport.abort()
            return b"250 nobody hears this"
        if self.data.startswith("250"):
            self.received += [(recipient, envelope.content) for recipient in envelope.rcpt_tos]
        return self.data.encode("latin-1")

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password == b"hemligt", handled=False)

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:
        """As Exchange Online does: a no is a challenge first, and 535 after an empty line."""
        shown = base64.b64decode(args[1]).decode()
        self.xoauth2.append(shown)
        if shown.partition("Bearer ")[2].rstrip("\x01") not in self.refused_tokens:
            return AuthResult(success=True, auth_data=shown)
        await server.challenge_auth('{"status":"400"}')
        await server.push("535 5.7.3 Authentication unsuccessful")
        return AuthResult(success=False, handled=True)


@contextmanager
def serving(
    handler: Handler,
    tls: ssl.SSLContext | None = None,
    *,
    auth: bool = False,
    at_once: bool = False,
    by: type[Controller] = Controller,
) -> Iterator[int]:
    """The server's port, while it serves. `at_once`: it speaks TLS from the start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    options: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
    if at_once:
        options = {"ssl_context": tls}
    if auth:
        options |= {"authenticator": handler.authenticate, "auth_required": True}
    controller = by(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
