"""Access tokens for XOAUTH2, by client credentials. The only importer of msal, which is read when one is needed.

msal keeps a token until it expires, by the machine's own time.
"""

import threading
from dataclasses import dataclass
from typing import Any

SCOPE = "https://outlook.office365.com/.default"
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class OAuthSettings:
    """Where tokens are given out, and to whom: the authority, the tenant within it, and the client."""

    authority: str
    tenant: str
    client_id: str


class NoToken(Exception):
    """No token was given out; the text says why, in the endpoint's own words."""


class Tokens:
    """The tokens of one client, shared by all connections."""

    def __init__(self, settings: OAuthSettings, secret: str) -> None:
        """Nothing is asked for yet."""
        self._settings, self._secret = settings, secret
        self._lock = threading.Lock()
        self._application: Any = None
        self._given = ""

    def get(self, refused: str = "") -> str:
        """A token that is valid now, and another one than that which the server refused. Raises NoToken."""
        with self._lock:
            if refused and refused == self._given:
                self._application = None
            try:
                self._given = self._ask()
            except (OSError, ValueError, RuntimeError) as error:  # requests' errors are OSErrors, msal's ValueErrors
                raise NoToken(f"{type(error).__name__}: {error}") from None
            return self._given

    def _ask(self) -> str:
        if self._application is None:
            self._application = self._made()
        answer = self._application.acquire_token_for_client([SCOPE])
        if "access_token" not in answer:
            raise NoToken(f"{answer.get('error')}: {answer.get('error_description')}")
        return str(answer["access_token"])

    def _made(self) -> Any:
        from msal import ConfidentialClientApplication

        authority = f"{self._settings.authority.rstrip('/')}/{self._settings.tenant}"
        return ConfidentialClientApplication(
            self._settings.client_id,
            client_credential=self._secret,
            authority=authority,
            instance_discovery=False,  # the configuration says where; nobody else is asked whether that is right
            timeout=_SECONDS,
        )
