"""How mail leaves: an SMTP server and how the way to it is protected."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from notifications.oauth import OAuthSettings, Tokens

Secret = str | Tokens | None  # a password, or what gives out tokens
Security = Literal["starttls", "tls", "ingen"]


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """`security` "ingen" is only for loopback; "starttls" never falls back to plain text.

    `oauth`: the user is logged in by XOAUTH2, and what the password file holds is the client's secret.
    `redirect_to`: every mail goes there instead of to its recipient, and none of them counts as sent.
    """

    server: str
    port: int
    security: Security
    username: str | None
    password_file: Path | None
    max_connections: int
    max_per_minute: int
    redirect_to: str | None = None
    oauth: OAuthSettings | None = None


def is_loopback(host: str) -> bool:
    """The host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
