"""What to do about a mail server that does not take a mail, in Swedish: one remedy for what can be recognised."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass

from notifications.encryption import certificate_remedy
from notifications.oauth import NoToken, token_remedy
from notifications.settings import SmtpSettings
from notifications.smtp import Step, Walked


@dataclass(frozen=True, slots=True)
class _Case:
    """A step that failed, under the settings with which it was taken."""

    settings: SmtpSettings
    walked: Walked

    @property
    def is_temporary(self) -> bool:
        return self.walked.code is not None and self.walked.code // 100 == 4

    def says(self, *words: str) -> bool:
        return any(word in self.walked.said.lower() for word in words)


def remedy(settings: SmtpSettings, walked: Walked) -> str:
    """What to do about the step that failed."""
    return _REMEDIES[walked.step](_Case(settings, walked))


def _name(case: _Case) -> str:
    return f"namnet {case.settings.server} finns inte: kontrollera [epost] server, och att maskinen når sin namnserver"


def _connection(case: _Case) -> str:
    port, error = case.settings.port, case.walked.error
    if case.walked.code is not None:
        return "servern vill inte tala med den här maskinen: be den som sköter servern släppa in dess adress"
    if isinstance(error, ConnectionRefusedError):
        return f"ingen tar emot på port {port}: kontrollera [epost] port (587 för starttls, 465 för tls)"
    if case.settings.security != "tls":
        return (
            f"servern hälsar inte på port {port}: talar den TLS från början (port 465) ska [epost] sakerhet vara tls; "
            "annars stoppar en brandvägg"
        )
    return f"servern svarar inte på port {port}: kontrollera [epost] port, och att ingen brandvägg stoppar"


def _encryption(case: _Case) -> str:
    error = case.walked.error
    if isinstance(error, ssl.SSLCertVerificationError):
        return certificate_remedy(error, "epost")
    if case.settings.security == "tls":
        return (
            f"servern talar inte TLS från början på port {case.settings.port}: sätt [epost] sakerhet till starttls "
            "(port 587), eller port till 465"
        )
    if isinstance(error, ssl.SSLError):
        return (
            "servern och programmet har ingen krypteringsform gemensam: be den som sköter servern om TLS 1.2 eller 1.3"
        )
    return (
        f"servern erbjuder inte STARTTLS på port {case.settings.port}: kontrollera [epost] port (587), eller be den "
        "som sköter servern slå på det. Programmet mejlar aldrig okrypterat"
    )


def _login(case: _Case) -> str:
    if isinstance(case.walked.error, NoToken):
        return token_remedy(case.walked.said, "epost")
    if case.is_temporary:
        return "servern kan inte logga in någon just nu: försök igen om en stund"
    if case.settings.oauth is not None:
        return (
            "servern godtar inte inloggningen: programmet behöver behörigheten SMTP.SendAsApp med administratörens "
            "medgivande, vara infört i Exchange Online, få använda brevlådan i [epost] anvandare, och SMTP AUTH ska "
            "vara tillåtet för den (docs/drift/epost.md)"
        )
    if case.walked.code == 535:
        return (
            "fel användare eller lösenord: kontrollera [epost] anvandare och losenordsfil. Microsoft 365 tar inte emot "
            "lösenord: sätt inloggning till xoauth2"
        )
    return "servern erbjuder ingen inloggning här: kontrollera [epost] port (587) och sakerhet"


def _sender(case: _Case) -> str:
    if case.is_temporary:
        return "servern tar inte emot just nu: försök igen om en stund"
    if case.walked.code == 530:
        return "servern kräver inloggning: ange [epost] anvandare och losenordsfil"
    return "inloggningen får inte mejla från den adressen: ändra [kommun] avsandare, eller be om rätt att sända som den"


def _recipient(case: _Case) -> str:
    if case.is_temporary:
        return "ett tillfälligt nej, ofta en grå lista: försök igen om några minuter. Tjänsten gör det av sig själv"
    if case.says("relay", "5.7.1 unable"):
        return (
            "servern skickar inte vidare till andra domäner för den här maskinen: logga in ([epost] anvandare), eller "
            "be den som sköter servern släppa in maskinens adress"
        )
    if case.walked.code is None:
        return "förbindelsen bröts: försök igen, och visa svaret för den som sköter servern"
    return "mottagarens adress finns inte eller tas inte emot: kontrollera adressen"


def _content(case: _Case) -> str:
    if case.walked.code is None:
        return "förbindelsen bröts medan mejlet lämnades: ingen vet om det kom fram, titta i mottagarens brevlåda"
    if case.is_temporary:
        return "ett tillfälligt nej: försök igen om en stund. Tjänsten gör det av sig själv"
    if case.walked.code == 552:
        return "mejlet är större än servern tar emot"
    return "servern vill inte ha innehållet: ofta skräppostfilter, eller SPF, DKIM och DMARC (docs/drift/epost.md)"


_REMEDIES: dict[Step, Callable[[_Case], str]] = {
    Step.NAME: _name,
    Step.CONNECTION: _connection,
    Step.ENCRYPTION: _encryption,
    Step.LOGIN: _login,
    Step.SENDER: _sender,
    Step.RECIPIENT: _recipient,
    Step.CONTENT: _content,
}
