"""Delivery to a real SMTP server: what each of its answers means for the mail."""

import ssl

import pytest

from notifications.settings import Security, SmtpSettings
from notifications.smtp import Letter, Outcome, Result, deliver, greet
from tests.notifications.server import Handler, serving

LETTER = Letter("a", "bristvakt@exempelkommunen.example", "vera@bjorken.example", b"Subject: x\r\n\r\ny\r\n")


def settings(
    port: int, security: Security = "ingen", username: str | None = None, connections: int = 2
) -> SmtpSettings:
    return SmtpSettings("127.0.0.1", port, security, username, None, max_connections=connections, max_per_minute=25)


def sent(
    port: int, *letters: Letter, security: Security = "ingen", password: str | None = None, connections: int = 2
) -> list[Result]:
    results: list[Result] = []
    deliver(
        settings(port, security, "bristvakt" if password else None, connections),
        password,
        letters or (LETTER,),
        before_data=lambda letter: True,
        done=lambda letter, result: results.append(result),
    )
    return results


def outcome(handler: Handler) -> Outcome:
    with serving(handler) as port:
        (result,) = sent(port)
    return result.outcome


def test_a_mail_that_the_server_takes_is_sent() -> None:
    handler = Handler()

    assert outcome(handler) is Outcome.SENT
    assert [recipient for recipient, _ in handler.received] == ["vera@bjorken.example"]


def test_the_servers_own_words_are_kept() -> None:
    with serving(Handler(data="250 taken as 4711")) as port:
        (result,) = sent(port)

    assert result.reply == "250 taken as 4711"


@pytest.mark.parametrize(
    "handler",
    [Handler(data="250 köat"), Handler(data="451 köat"), Handler(data="554 köat"), Handler(rcpt="550 köat")],
    ids=["250", "451", "554", "550 to the recipient"],
)
def test_words_that_are_not_utf_8_can_be_kept(handler: Handler) -> None:
    with serving(handler) as port:
        (result,) = sent(port)

    assert result.reply.encode("utf-8").endswith(b" k?at")


def test_the_servers_words_are_kept_on_one_line_without_control_characters() -> None:
    with serving(Handler(data="250-taken\r\n250 as\t\x1b[31m4711\x00")) as port:
        (result,) = sent(port)

    assert result.reply == "250 taken as ?[31m4711?"


def test_an_answer_that_is_no_answer_leaves_it_unclear_whether_the_mail_was_taken() -> None:
    assert outcome(Handler(data="tack och hej")) is Outcome.UNCLEAR


def test_an_answer_that_is_no_answer_before_the_content_is_the_channels_failure() -> None:
    assert outcome(Handler(rcpt="tack och hej")) is Outcome.CHANNEL


@pytest.mark.parametrize(
    "recipient", ["vera@björken.example", "vera björk@bjorken.example", "vera\x7f@bjorken.example"]
)
@pytest.mark.parametrize("connections", [1, 2])
def test_a_recipient_that_smtp_cannot_name_is_refused_and_the_next_mail_leaves(
    recipient: str, connections: int
) -> None:
    handler = Handler()
    with serving(handler) as port:
        unnamed = Letter("b", LETTER.sender, recipient, LETTER.raw)
        results = sent(port, unnamed, LETTER, connections=connections)

    refused, taken = sorted(results, key=lambda result: result.outcome is Outcome.SENT)
    assert (refused.outcome, taken.outcome) == (Outcome.PERMANENT, Outcome.SENT)
    assert "adressen" in refused.reply
    assert [to for to, _ in handler.received] == [LETTER.recipient]


def test_a_temporary_no_to_the_recipient_is_tried_again() -> None:
    assert outcome(Handler(rcpt="450 greylisted")) is Outcome.TEMPORARY


def test_a_permanent_no_to_the_recipient_is_never_tried_again() -> None:
    assert outcome(Handler(rcpt="550 no such user")) is Outcome.PERMANENT


def test_a_temporary_no_to_the_content_is_tried_again() -> None:
    assert outcome(Handler(data="451 later")) is Outcome.TEMPORARY


def test_a_permanent_no_to_the_content_is_never_tried_again() -> None:
    assert outcome(Handler(data="554 spam")) is Outcome.PERMANENT


def test_silence_after_the_final_dot_is_unclear() -> None:
    assert outcome(Handler(data="drop")) is Outcome.UNCLEAR


def test_a_server_that_is_not_there_is_the_channels_failure() -> None:
    with serving(Handler()) as port:
        pass

    (result,) = sent(port)

    assert result.outcome is Outcome.CHANNEL


def test_when_the_channel_fails_the_other_mails_are_left_as_they_were() -> None:
    with serving(Handler()) as port:
        pass

    letters = [Letter(str(number), LETTER.sender, LETTER.recipient, LETTER.raw) for number in range(5)]

    assert len(sent(port, *letters)) == 2  # one for each of the two connections


def test_a_refused_mail_does_not_stop_the_next_one() -> None:
    handler = Handler(data="554 spam")
    with serving(handler) as port:
        results = sent(port, LETTER, Letter("b", LETTER.sender, "viktor@linden.example", LETTER.raw))

    assert [result.outcome for result in results] == [Outcome.PERMANENT, Outcome.PERMANENT]


def test_a_mail_is_marked_as_begun_before_its_content_is_given_away() -> None:
    handler = Handler()
    begun: list[int] = []
    with serving(handler) as port:
        deliver(
            settings(port),
            None,
            [LETTER],
            before_data=lambda letter: begun.append(len(handler.received)) is None,
            done=lambda letter, result: None,
        )

    assert begun == [0]


def test_a_mail_that_is_no_longer_ours_is_left_and_the_next_one_leaves() -> None:
    handler, told = Handler(), list[str]()
    other = Letter("b", LETTER.sender, "viktor@linden.example", LETTER.raw)
    with serving(handler) as port:
        deliver(
            settings(port, connections=1),
            None,
            [LETTER, other],
            before_data=lambda letter: letter.key == "b",
            done=lambda letter, result: told.append(letter.key),
        )

    assert [recipient for recipient, _ in handler.received] == ["viktor@linden.example"]
    assert told == ["b"]


def test_a_mail_that_cannot_be_marked_as_begun_is_not_sent() -> None:
    handler = Handler()

    def refuse(letter: Letter) -> bool:
        raise RuntimeError("somebody else has it")

    with serving(handler) as port, pytest.raises(ExceptionGroup):
        deliver(settings(port), None, [LETTER], before_data=refuse, done=lambda letter, result: None)

    assert handler.received == []


def test_with_starttls_the_content_travels_encrypted(certificate: ssl.SSLContext) -> None:
    handler = Handler()
    with serving(handler, certificate) as port:
        (result,) = sent(port, security="starttls")

    assert (result.outcome, handler.was_tls) == (Outcome.SENT, [True])


def test_starttls_never_falls_back_to_plain_text() -> None:
    handler = Handler()
    with serving(handler) as port:
        (result,) = sent(port, security="starttls")

    assert (result.outcome, handler.received) == (Outcome.CHANNEL, [])


def test_a_certificate_that_nobody_vouches_for_stops_the_mail(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    handler = Handler()
    with serving(handler, certificate) as port:
        (result,) = sent(port, security="starttls")

    assert (result.outcome, handler.received) == (Outcome.CHANNEL, [])


def test_the_user_is_logged_in_over_tls(certificate: ssl.SSLContext) -> None:
    handler = Handler()
    with serving(handler, certificate, auth=True) as port:
        (result,) = sent(port, security="starttls", password="hemligt")

    assert (result.outcome, handler.logins) == (Outcome.SENT, ["bristvakt"])


def test_a_wrong_password_is_the_channels_failure_and_no_mails(certificate: ssl.SSLContext) -> None:
    with serving(Handler(), certificate, auth=True) as port:
        (result,) = sent(port, security="starttls", password="fel")

    assert result.outcome is Outcome.CHANNEL


# ── a greeting, without a mail ──


def test_a_server_that_lets_us_in_is_greeted_and_gets_no_mail() -> None:
    sink = Handler()
    with serving(sink) as port:
        assert greet(settings(port), None) == ""
    assert sink.received == []


def test_a_server_that_is_not_there_is_told() -> None:
    with serving(Handler()) as port:
        pass

    assert greet(settings(port), None).startswith("SMTPConnectError")


def test_a_server_that_cannot_encrypt_is_told() -> None:
    with serving(Handler()) as port:
        assert "STARTTLS" in greet(settings(port, "starttls"), None)


def test_a_certificate_that_nobody_vouches_for_is_told(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    with serving(Handler(), certificate) as port:
        assert "certificate" in greet(settings(port, "starttls"), None).lower()


@pytest.mark.parametrize(("password", "said"), [("hemligt", ""), ("fel", "inloggningen nekades: 535")])
def test_the_login_is_tried(certificate: ssl.SSLContext, password: str, said: str) -> None:
    with serving(Handler(), certificate, auth=True) as port:
        found = greet(settings(port, "starttls", "bristvakt"), password)

    assert found[:25] == said
