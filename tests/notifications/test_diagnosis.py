"""epost prov against real servers: where it stops, and what to do about it."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from notifications.diagnosis import remedy
from notifications.oauth import OAuthSettings, Tokens
from notifications.settings import Secret, SmtpSettings
from notifications.smtp import Letter, Step, Walked, walk
from notifications.trial import trial_mail
from tests.notifications.certificates import server_context
from tests.notifications.server import Handler, serving
from tests.notifications.test_smtp import settings
from tests.notifications.tokens import Endpoint, giving_out

SENDER, RECIPIENT = "bristvakt@exempelkommunen.example", "anna@exempelkommunen.example"


def walked(used: SmtpSettings, secret: Secret = None, seconds: float = 5) -> list[Walked]:
    raw = trial_mail("Exempelkommunen", SENDER, RECIPIENT, datetime(2026, 1, 2, tzinfo=UTC))
    return walk(used, secret, Letter("prov", SENDER, RECIPIENT, raw), seconds)


def stopped(used: SmtpSettings, secret: Secret = None, seconds: float = 5) -> tuple[Step, str]:
    """At which step it stops, and what one is told to do."""
    last = walked(used, secret, seconds)[-1]
    assert last.error is not None, last
    return last.step, remedy(used, last)


def test_a_mail_that_the_server_takes_goes_all_the_way(certificate: ssl.SSLContext) -> None:
    handler = Handler()
    with serving(handler, certificate, auth=True) as port:
        way = walked(settings(port, "starttls", "bristvakt"), "hemligt")

    assert [step.step for step in way] == list(Step)
    assert all(step.error is None for step in way)
    assert way[2].said == "TLSv1.3; certifikatet gäller 127.0.0.1 till och med 2100-01-01"
    ((recipient, content),) = handler.received
    message = message_from_bytes(content, policy=default)
    assert (recipient, message["Subject"]) == (RECIPIENT, "Provmejl från Bristvakt – inget att göra")


def test_a_server_that_speaks_tls_from_the_start_is_reached_with_tls(certificate: ssl.SSLContext) -> None:
    with serving(Handler(), certificate, at_once=True) as port:
        way = walked(settings(port, "tls"))

    assert [step.error for step in way] == [None] * 6


def test_a_name_that_nobody_knows_is_told_first() -> None:
    step, what = stopped(replace(settings(25), server="finns-inte.test"))

    assert step is Step.NAME
    assert "finns-inte.test finns inte: kontrollera [epost] server" in what


def test_a_port_on_which_nobody_answers() -> None:
    with serving(Handler()) as port:
        pass
    step, what = stopped(settings(port))

    assert step is Step.CONNECTION
    assert f"ingen tar emot på port {port}" in what


def test_starttls_on_the_port_of_tls(certificate: ssl.SSLContext) -> None:
    with serving(Handler(), certificate, at_once=True) as port:
        step, what = stopped(settings(port, "starttls"), seconds=0.3)

    assert step is Step.CONNECTION
    assert "ska [epost] sakerhet vara tls" in what


def test_tls_on_the_port_of_starttls(certificate: ssl.SSLContext) -> None:
    with serving(Handler(), certificate) as port:
        step, what = stopped(settings(port, "tls"))

    assert step is Step.ENCRYPTION
    assert "sätt [epost] sakerhet till starttls" in what


def test_a_server_without_starttls() -> None:
    with serving(Handler()) as port:
        step, what = stopped(settings(port, "starttls"))

    assert step is Step.ENCRYPTION
    assert "erbjuder inte STARTTLS" in what


@contextmanager
def showing(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, until: int, *, trusted: bool) -> Iterator[int]:
    context = server_context(folder, name, until)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(folder / "cert.pem"))
    with serving(Handler(), context) as port:
        yield port


@pytest.mark.parametrize(
    ("name", "until", "trusted", "said"),
    [("127.0.0.1", 2021, True, "har gått ut"), ("127.0.0.2", 2100, True, "ett namn och inte en IP-adress"),
     ("127.0.0.1", 2100, False, "utfärdat sitt certifikat själv")],
    ids=["expired", "another name", "nobody vouches for it"],
)  # fmt: skip
def test_a_certificate_that_does_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, until: int, trusted: bool, said: str
) -> None:
    with showing(tmp_path, monkeypatch, name, until, trusted=trusted) as port:
        step, what = stopped(settings(port, "starttls"))

    assert step is Step.ENCRYPTION
    assert said in what


def test_a_certificate_for_another_name_than_the_one_that_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with showing(tmp_path, monkeypatch, "smtp.exempelkommunen.example", 2100, trusted=True) as port:
        step, what = stopped(replace(settings(port, "starttls"), server="localhost"))

    assert step is Step.ENCRYPTION
    assert "ett annat namn" in what


def test_a_wrong_password(certificate: ssl.SSLContext) -> None:
    with serving(Handler(), certificate, auth=True) as port:
        step, what = stopped(settings(port, "starttls", "bristvakt"), "fel")

    assert step is Step.LOGIN
    assert "fel användare eller lösenord" in what


def test_a_server_that_has_no_login() -> None:
    with serving(Handler()) as port:
        step, what = stopped(settings(port, "ingen", "bristvakt"), "hemligt")

    assert step is Step.LOGIN
    assert "erbjuder ingen inloggning" in what


def test_a_client_secret_that_is_wrong_and_a_mailbox_that_it_may_not_use(certificate: ssl.SSLContext) -> None:
    endpoint = Endpoint(error="invalid_client")
    with (
        giving_out(endpoint, certificate) as authority,
        serving(Handler(refused_tokens={"token-2", "token-3"}), certificate, auth=True) as port,
    ):
        oauth = OAuthSettings(authority, "kommun", "klient-1")
        used = replace(settings(port, "starttls", SENDER), oauth=oauth)
        wrong_secret = stopped(used, Tokens(oauth, "fel"))
        endpoint.error = ""
        not_allowed = stopped(used, Tokens(oauth, "hemligt"))

    assert (wrong_secret[0], not_allowed[0]) == (Step.LOGIN, Step.LOGIN)
    assert "klienthemligheten i [epost] losenordsfil är fel" in wrong_secret[1]
    assert "SMTP.SendAsApp" in not_allowed[1]


@pytest.mark.parametrize(
    ("handler", "at", "said"),
    [
        (Handler(mail="530 5.7.0 Authentication required"), Step.SENDER, "kräver inloggning"),
        (Handler(mail="553 5.7.1 Sender address rejected: not owned by user"), Step.SENDER, "[kommun] avsandare"),
        (Handler(mail="421 4.3.2 busy"), Step.SENDER, "just nu"),
        (Handler(rcpt="554 5.7.1 Relay access denied"), Step.RECIPIENT, "skickar inte vidare"),
        (Handler(rcpt="550 5.7.1 Unable to relay"), Step.RECIPIENT, "skickar inte vidare"),
        (Handler(rcpt="550 5.1.1 User unknown"), Step.RECIPIENT, "kontrollera adressen"),
        (Handler(rcpt="450 4.7.1 Greylisted, try again"), Step.RECIPIENT, "grå lista"),
        (Handler(data="554 5.7.1 spam"), Step.CONTENT, "SPF, DKIM och DMARC"),
        (Handler(data="552 5.3.4 too big"), Step.CONTENT, "större än"),
        (Handler(data="451 later"), Step.CONTENT, "tillfälligt nej"),
        (Handler(data="drop"), Step.CONTENT, "ingen vet om det kom fram"),
    ],
    ids=["login wanted", "not the sender", "busy", "relay", "relay at Exchange", "unknown", "greylist", "spam", "size", "later", "silence"],
)  # fmt: skip
def test_what_the_server_says_no_to(handler: Handler, at: Step, said: str) -> None:
    with serving(handler) as port:
        step, what = stopped(settings(port))

    assert step is at
    assert said in what


def test_the_redirect_applies_to_the_trial_mail_too() -> None:
    handler = Handler()
    with serving(handler) as port:
        walked(replace(settings(port), redirect_to="prov@exempelkommunen.example"))

    assert [recipient for recipient, _ in handler.received] == ["prov@exempelkommunen.example"]


def test_every_step_has_a_remedy() -> None:
    for step in Step:
        assert remedy(settings(587, "starttls"), Walked(step, "x", 999, ValueError()))
