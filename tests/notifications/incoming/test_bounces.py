"""What mail systems say about our mails, and that a person's mail is never taken for it."""

import pytest

from notifications.incoming.message import Bounce, MailKind, read
from tests.notifications.incoming import raw
from tests.notifications.incoming.raw import OURS, dsn, mail, parts


def told(text: bytes | str) -> tuple[MailKind, Bounce]:
    message = read(text if isinstance(text, bytes) else text.encode(), raw.DOMAIN)
    assert message.bounce is not None
    return message.kind, message.bounce


def test_a_report_of_failure_names_our_mail_the_recipient_and_the_reason() -> None:
    kind, bounce = told(dsn())

    assert kind is MailKind.BOUNCE
    assert bounce == Bounce(OURS, ("vera@bjorken.example",), "5.1.1", "550 5.1.1 User unknown")


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", MailKind.BOUNCE),
        ("delayed", "4.4.1", MailKind.DELAYED),
        ("delivered", "2.0.0", MailKind.DELIVERED),
        ("relayed", "2.0.0", MailKind.DELIVERED),
        ("expanded (to multi-recipient alias)", "2.0.0", MailKind.DELIVERED),
        ("Failed", "5.0.0", MailKind.BOUNCE),
        ("failed", "4.4.7", MailKind.BOUNCE),
        ("", "4.4.7", MailKind.DELAYED),
    ],
)
def test_the_action_decides_and_without_it_the_status(action: str, status: str, kind: MailKind) -> None:
    assert told(dsn(action, status))[0] is kind


def test_where_one_of_several_failed_it_is_told_as_a_failure_of_that_one() -> None:
    second = "\n\nFinal-Recipient: rfc822; eva@linden.example\nAction: delivered\nStatus: 2.0.0"

    kind, bounce = told(dsn(diagnosis="x" + second))

    assert (kind, bounce.recipients) == (MailKind.BOUNCE, ("vera@bjorken.example",))


@pytest.mark.parametrize(
    "raw",
    [
        dsn(third="text/rfc822-headers", original=f"Message-ID: {OURS}\nSubject: Beslut"),
        dsn(third="message/rfc822", original=f"Subject: Beslut\nMessage-ID: {OURS}\n\nBrev"),
        dsn(third="text/plain", original="", envelope=OURS.replace("<", "+3C").replace(">", "+3E")),
        dsn(third="text/plain", original="").replace(b"MIME-Version", f"In-Reply-To: {OURS}\nMIME-Version".encode()),
        dsn(third="text/plain", original="").replace(b"User unknown (in", f"\n\nMessage-ID: {OURS}\n (in".encode()),
    ],
    ids=["headers only", "the whole mail", "envelope id", "In-Reply-To", "in the text"],
)
def test_our_mail_is_found_wherever_its_id_is_kept(raw: bytes) -> None:
    assert told(raw)[1].message_id == OURS


def test_a_diagnosis_is_one_harmless_line() -> None:
    assert told(dsn(diagnosis="550 nej\n \x1b[2J tack\u202e"))[1].diagnosis == "550 nej �[2J tack�"


@pytest.mark.parametrize(
    ("text", "kind", "recipients", "status"),
    [
        (raw.QMAIL, MailKind.BOUNCE, ("eva@linden.example",), "5.1.1"),
        (raw.EXIM, MailKind.BOUNCE, ("eva@linden.example",), ""),
        (raw.EXIM_WAITS, MailKind.DELAYED, ("eva@linden.example",), ""),
        (raw.EXCHANGE_SWEDISH, MailKind.BOUNCE, ("eva@linden.example",), "5.1.10"),
        (raw.GMAIL, MailKind.BOUNCE, ("eva@linden.example",), "5.1.1"),
        (raw.POSTFIX_TEXT, MailKind.BOUNCE, ("eva@linden.example",), ""),
        (raw.NOTES, MailKind.BOUNCE, ("eva@linden.example",), ""),
        (raw.READ, MailKind.DELIVERED, ("vera@bjorken.example",), ""),
    ],
    ids=["qmail", "Exim", "Exim waits", "Exchange in Swedish", "Gmail", "Postfix", "Notes", "read receipt"],
)
def test_reports_that_keep_to_no_form_are_known(
    text: str, kind: MailKind, recipients: tuple[str, ...], status: str
) -> None:
    found, bounce = told(text)

    assert (found, bounce.message_id, bounce.recipients, bounce.status) == (kind, OURS, recipients, status)


def test_a_machine_that_names_our_mail_in_its_own_words_reports_on_it() -> None:
    kind, bounce = told(mail(f"Brevet {OURS} når inte eva@linden.example.", subject="Fel", more="Return-Path: <>\n"))

    assert (kind, bounce.message_id, bounce.recipients) == (MailKind.BOUNCE, OURS, ("eva@linden.example",))


QUOTED = raw.QMAIL.partition("\n\n")[2]


@pytest.mark.parametrize(
    "text",
    [
        mail(f"Vi fick det här tillbaka:\n\n{QUOTED}", subject="VB: failure notice"),
        mail(QUOTED, subject="Undelivered Mail Returned to Sender"),
        mail(QUOTED, subject="SV: Mail delivery failed", more="Return-Path: <vera@bjorken.example>\n"),
        parts("Content-Type: text/plain\n\nkolla detta", f"Content-Type: message/rfc822\n\n{dsn().decode()}"),
        mail("Hej, jag svarar på frågan om driften.", sender="postmaster@bjorken.example", subject="SV: Beslut"),
    ],
    ids=["quoted", "with its subject", "answered", "forwarded", "a person who is postmaster"],
)
def test_a_person_who_quotes_a_bounce_is_a_person(text: bytes) -> None:
    message = read(text)

    assert (message.kind, message.bounce) == (MailKind.ANSWER, None)


def test_an_absence_reply_without_return_path_is_no_bounce() -> None:
    message = read(mail("Jag är ledig.", subject="Autosvar: Beslut", more="Return-Path: <>\n"))

    assert message.kind is MailKind.AUTO_REPLY
