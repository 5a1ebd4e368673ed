"""What is wrong with a mailbox and what to do about it, in Swedish. `said` are the server's own words."""

import ssl
from dataclasses import dataclass

from notifications.encryption import certificate_remedy
from notifications.incoming.settings import ImapSettings
from notifications.incoming.sources import SourceError
from notifications.oauth import token_remedy

_SECTION = "inkorgar.<namn>"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The mailbox that is told about."""

    settings: ImapSettings

    def _error(self, what: str, remedy: str) -> SourceError:
        settings = self.settings
        return SourceError(f"brevlådan {settings.user} på {settings.server}:{settings.port}", what, remedy)

    def unprotected(self) -> SourceError:
        """Nothing is sent to another machine without encryption."""
        return self._error(
            "förbindelsen skulle gå okrypterad till en annan maskin", f"sätt [{_SECTION}] sakerhet till tls"
        )

    def unreachable(self, error: BaseException, said: str) -> SourceError:
        """It did not come so far as to a login."""
        if isinstance(error, ssl.SSLError):
            return self._unencrypted(error)
        port = self.settings.port
        if isinstance(error, ConnectionRefusedError):
            what = f"ingen tar emot på port {port}"
            remedy = f"kontrollera [{_SECTION}] port (993 för tls, 143 för starttls), och att servern är igång"
        elif isinstance(error, TimeoutError):
            what, remedy = f"servern svarar inte på port {port}", self._about_silence()
        elif isinstance(error, OSError) and not isinstance(error, ConnectionError):
            what = f"servern nås inte: {said}"
            remedy = f"kontrollera [{_SECTION}] server, och att maskinen når sin namnserver och nätet"
        elif self.settings.security == "starttls" and "TLS" in said:
            what = f"servern erbjuder inte STARTTLS på port {port}"
            remedy = f"sätt [{_SECTION}] sakerhet till tls och port till 993. Programmet loggar aldrig in okrypterat"
        else:
            what = f"på port {port} svarar inte en IMAP-server: {said}"
            remedy = f"kontrollera [{_SECTION}] server, port och sakerhet"
        return self._error(what, remedy)

    def _unencrypted(self, error: ssl.SSLError) -> SourceError:
        if isinstance(error, ssl.SSLCertVerificationError):
            return self._error("servern kan inte visa att den är den rätta", certificate_remedy(error, _SECTION))
        return self._error(
            f"krypteringen gick inte på port {self.settings.port}: {error.reason or type(error).__name__}",
            f"talar servern STARTTLS (port 143) ska [{_SECTION}] sakerhet vara starttls; med tls är porten oftast 993",
        )

    def _about_silence(self) -> str:
        if self.settings.security == "tls":
            return f"kontrollera [{_SECTION}] port, och att ingen brandvägg stoppar"
        return f"talar den TLS från början (port 993) ska [{_SECTION}] sakerhet vara tls; annars stoppar en brandvägg"

    def no_token(self, said: str) -> SourceError:
        """The server that gives out logins gave none."""
        return self._error(f"ingen inloggning gavs ut: {said}", token_remedy(said, _SECTION))

    def refused_login(self, said: str) -> SourceError:
        """The server answered, and the answer was no."""
        if "UNAVAILABLE" in said.upper():
            remedy = "servern kan inte logga in någon just nu: vänta, tjänsten försöker igen av sig själv"
        elif self.settings.oauth is not None:
            remedy = (
                "programmet behöver behörigheten IMAP.AccessAsApp med administratörens medgivande, vara infört i "
                f"Exchange Online, och få läsa brevlådan i [{_SECTION}] anvandare (docs/drift/inkorg.md)"
            )
        else:
            remedy = (
                f"är användare eller lösenord fel? Kontrollera [{_SECTION}] anvandare och losenordsfil. Microsoft 365 "
                "tar inte emot lösenord: sätt inloggning till xoauth2"
            )
        return self._error(f"inloggningen nekades: {said}", remedy)

    def refused(self, said: str) -> SourceError:
        """A no to something that the program needs."""
        return self._error(
            f"servern sade nej: {said}",
            f"kontrollera att {self.settings.user} får läsa, flytta och göra mappar, och att brevlådan inte är full",
        )

    def broken(self, said: str) -> SourceError:
        """The connection ended before the answer did."""
        remedy = (
            "ingenting är förlorat, och tjänsten försöker igen av sig själv; händer det varje gång, visa svaret för "
            "den som sköter servern"
        )
        return self._error(f"förbindelsen bröts: {said}", remedy)


def unreadable(folder: str, said: str) -> str:
    """A folder that the user may not read, or that is not there."""
    return (
        f"mappen {folder} gick inte att läsa: {said}. Kontrollera [{_SECTION}] mappar, och att användaren får läsa dem"
    )


def unfetched(uid: int, folder: str, said: str) -> str:
    """A mail that the server does not give."""
    return (
        f"mejl {uid} i mappen {folder} gick inte att hämta: {said}. Öppna det i ett e-postprogram; det prövas igen i "
        "nästa omgång"
    )


def unmoved(uid: int, folder: str) -> str:
    """A mail that stays where it is."""
    return (
        f"mejl {uid} ligger kvar i mappen {folder}: servern kan varken flytta (MOVE) eller ta bort ett enda mejl "
        "(UIDPLUS). Flytta det för hand"
    )
