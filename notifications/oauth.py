"""Access tokens for XOAUTH2, by client credentials. The only importer of msal, which is read when one is needed.

msal keeps a token until it expires, by the machine's own time.
"""

import threading
from dataclasses import dataclass
from typing import Any

SCOPE = "https://outlook.office365.com/.default"
_SECONDS = 30
_REMEDIES = {
    "AADSTS7000215": "klienthemligheten i [{section}] losenordsfil är fel: värdet ska stå där, inte hemlighetens id",
    "AADSTS7000222": "klienthemligheten har gått ut: skapa en ny i Entra och lägg den i [{section}] losenordsfil",
    "AADSTS700016": "klientorganisationen känner inte programmet: kontrollera [{section}] klient_id",
    "AADSTS90002": "klientorganisationen finns inte: kontrollera [{section}] klientorganisation",
}
_OTHERWISE = "inloggningsservern nås inte eller säger nej: kontrollera [{section}] inloggningsserver och nätet"


@dataclass(frozen=True, slots=True)
class OAuthSettings:
    """Where tokens are given out, and to whom: the authority, the tenant within it, and the client."""

    authority: str
    tenant: str
    client_id: str


class NoToken(Exception):
    """No token was given out; the text says why, in the endpoint's own words."""


def token_remedy(said: str, section: str) -> str:
    """What to do when no token was given out, in Swedish; `section` is the part of the configuration that asks."""
    known = (what for code, what in _REMEDIES.items() if code in said)
    return next(known, _OTHERWISE).format(section=section)


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
