"""Where mail is fetched from."""

from dataclasses import dataclass

from notifications.oauth import OAuthSettings
from notifications.settings import Security


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """A mailbox. `security` "ingen" is only for loopback; "starttls" never falls back to plain text.

    Read are `folders` (at least one), the folder that the server itself calls junk, and those of the names in `junk`
    that there are; capitals do not matter. `handled` and `failed` are made where they are missing, and never read.
    `oauth`: the user is logged in by XOAUTH2, and the secret is the client's.
    """

    server: str
    port: int
    security: Security
    user: str
    folders: tuple[str, ...] = ("INBOX",)
    junk: tuple[str, ...] = ("Skräppost", "Junk", "Junk Email", "Junk E-mail", "Spam")
    handled: str = "Behandlat"
    failed: str = "Fel"
    oauth: OAuthSettings | None = None
