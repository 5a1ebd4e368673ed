"""Logging in to Microsoft 365: a token for the program itself, shown to the mail server as XOAUTH2."""

import base64
import ssl
from collections.abc import Iterator
from dataclasses import replace

import pytest

from notifications.oauth import NoToken, OAuthSettings, Tokens
from notifications.smtp import Letter, Outcome, Result, deliver
from tests.notifications.server import Handler, serving
from tests.notifications.test_smtp import LETTER, settings
from tests.notifications.tokens import Endpoint, giving_out

USER = "bristvakt@exempelkommunen.example"


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


@pytest.fixture
def tokens(endpoint: Endpoint, certificate: ssl.SSLContext) -> Iterator[Tokens]:
    with giving_out(endpoint, certificate) as authority:
        yield Tokens(OAuthSettings(authority, "kommun", "klient-1"), "hemligt")


def sent(port: int, tokens: Tokens, *letters: Letter) -> list[Result]:
    results: list[Result] = []
    deliver(
        replace(settings(port, "starttls", USER, 1), oauth=tokens._settings),
        tokens,
        letters or (LETTER,),
        before_data=lambda letter: True,
        done=lambda letter, result: results.append(result),
    )
    return results


def test_the_token_is_shown_to_the_server_with_the_mailbox(
    certificate: ssl.SSLContext, tokens: Tokens, endpoint: Endpoint
) -> None:
    handler = Handler()
    with serving(handler, certificate, auth=True) as port:
        (result,) = sent(port, tokens)

    assert result.outcome is Outcome.SENT
    assert handler.xoauth2 == [f"user={USER}\x01auth=Bearer token-1\x01\x01"]
    assert endpoint.asked[0]["grant_type"] == "client_credentials"
    assert endpoint.asked[0]["client_id"] == "klient-1"
    assert endpoint.asked[0]["scope"] == "https://outlook.office365.com/.default"
    assert endpoint.asked[0]["client_secret"] == "hemligt"


def test_a_token_is_used_until_it_expires(certificate: ssl.SSLContext, tokens: Tokens, endpoint: Endpoint) -> None:
    with serving(Handler(), certificate, auth=True) as port:
        for _ in range(3):
            sent(port, tokens)

    assert len(endpoint.asked) == 1


def test_a_token_that_has_expired_is_asked_for_anew(
    certificate: ssl.SSLContext, tokens: Tokens, endpoint: Endpoint
) -> None:
    endpoint.expires_in = 1  # msal asks anew five minutes before
    handler = Handler()
    with serving(handler, certificate, auth=True) as port:
        for _ in range(2):
            sent(port, tokens)

    assert [shown.split("Bearer ")[1] for shown in handler.xoauth2] == ["token-1\x01\x01", "token-2\x01\x01"]


def test_a_token_that_the_server_refuses_is_asked_for_anew_once(
    certificate: ssl.SSLContext, tokens: Tokens, endpoint: Endpoint
) -> None:
    handler = Handler(refused_tokens={"token-1"})
    with serving(handler, certificate, auth=True) as port:
        (result,) = sent(port, tokens)

    assert (result.outcome, len(endpoint.asked)) == (Outcome.SENT, 2)


def test_a_login_that_is_refused_with_every_token_is_the_channels_failure(
    certificate: ssl.SSLContext, tokens: Tokens, endpoint: Endpoint
) -> None:
    with serving(Handler(refused_tokens={"token-1", "token-2"}), certificate, auth=True) as port:
        (result,) = sent(port, tokens, LETTER, LETTER)

    assert result.outcome is Outcome.CHANNEL
    assert "535" in result.reply
    assert len(endpoint.asked) == 2


def test_a_token_endpoint_that_says_no_is_the_channels_failure(
    certificate: ssl.SSLContext, tokens: Tokens, endpoint: Endpoint
) -> None:
    endpoint.error = "invalid_client"
    with serving(Handler(), certificate, auth=True) as port:
        (result,) = sent(port, tokens)

    assert result.outcome is Outcome.CHANNEL
    assert "AADSTS7000215" in result.reply


def test_a_token_endpoint_that_is_down_is_the_channels_failure(certificate: ssl.SSLContext, endpoint: Endpoint) -> None:
    with giving_out(endpoint, certificate) as authority:
        pass
    gone = Tokens(OAuthSettings(authority, "kommun", "klient-1"), "hemligt")

    with serving(Handler(), certificate, auth=True) as port:
        (result,) = sent(port, gone)

    assert result.outcome is Outcome.CHANNEL
    assert "hemligt" not in result.reply


def test_once_the_endpoint_is_back_a_token_is_given_out(tokens: Tokens, endpoint: Endpoint) -> None:
    endpoint.error = "temporarily_unavailable"
    with pytest.raises(NoToken):
        tokens.get()
    endpoint.error = ""

    assert tokens.get() == "token-2"


def test_the_form_of_xoauth2_is_that_of_the_documentation() -> None:
    from aiosmtplib.auth import auth_xoauth2_encode

    # "Authenticate an IMAP, POP or SMTP connection using OAuth", Microsoft Learn: the example of the SASL string
    encoded = auth_xoauth2_encode("test@contoso.test", "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA")

    assert (
        base64.b64decode(encoded)
        == b"user=test@contoso.test\x01auth=Bearer EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA\x01\x01"
    )
