"""Any bytes are a mail: nothing is raised, nothing is lost, everything can be shown and stored."""

import os
import re
from datetime import UTC, datetime
from hashlib import sha256

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.incoming.arrival import Ours, arrivals, authentication, is_suspect
from notifications.incoming.autoreplies import away_until, is_acknowledgement, may_be_answered
from notifications.incoming.message import Limits, read
from tests.notifications.incoming import raw
from tests.notifications.incoming.test_arrival import EDGE, FAIL, FORGED, LMTP, MX

MANY = 20_000 if os.environ.get("BRISTVAKT_LANG") else 150
OURS = Ours.of(["mx1.exempelkommunen.example"], ["192.0.2.0/24"])
AT = datetime(2023, 6, 8, 21, tzinfo=UTC)
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
TRACE = f"Received: {LMTP}\nReceived: {EDGE}\nReceived: {FORGED}\n{FAIL[0]}: {FAIL[1]}\n"
SEEDS = [
    raw.mail("Åter 14 augusti.", more=TRACE, subject="=?utf-8?q?Fr=C3=A5nvaro?="),
    raw.mail("<p>Hej <a href='https://x.example'>x</a><blockquote>y</blockquote>", content="text/html"),
    raw.mail("w6XDpMO2", more="Content-Transfer-Encoding: base64\n"),
    raw.mail("Tack, mottaget!\n\nDen 1 juni 2023 skrev x:\n> hej"),
    raw.parts(
        "Content-Type: text/calendar; method=REPLY\n\nMETHOD:REPLY", "Content-Type: message/rfc822\n\nSubject: x\n\ny"
    ),
    raw.dsn(),
    *(text.encode() for text in (raw.QMAIL, raw.EXIM, raw.EXCHANGE_SWEDISH, raw.GMAIL, raw.NOTES, raw.READ)),
]
PIECES = [
    b"\r\n", b"\n\n", b"\0", b"--b1", b"--", b"=?utf-8?b?", b"?=", b"\xff\xfe", "\u202e".encode(), b"(", b'"', b"<", b">",
    b";", b":", b"\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\n", b"Content-Type: message/rfc822\n\n",
    b"Content-Transfer-Encoding: base64\n", b"charset*0*=utf-7''", b"filename*1*=", b"9" * 5000, b"\xed\xa0\x80", b"<!--",
    b"\nAuthentication-Results: mx1.exempelkommunen.example; dmarc=pass header.from=\"<@\xc3\xb6..\n",
    b"Date: Fri, 32 Foo 99999 99:99:99 +9999\n", b"From: a:b:(((\n", b"To: =?x?q??= <@>\n", b"Received: by by by;\n",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A real mail with pieces cut out and others put in."""
    mail = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        start, length = draw(st.integers(0, len(mail))), draw(st.integers(0, 40))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)))
        mail = mail[:start] + piece + mail[start + length :]
    return mail


def holds(mail: bytes) -> None:
    message = read(mail, raw.DOMAIN, Limits(parts=50))
    lines = (message.subject, message.sender, message.sender_name, message.message_id, *message.references)
    names = (*message.recipients, *message.problems, *(attached.name for attached in message.attachments))
    told = (message.bounce.diagnosis, message.bounce.message_id, *message.bounce.recipients) if message.bounce else ()
    fields = (text for field in message.headers for text in field)

    assert (message.sha256, message.size) == (sha256(mail).hexdigest(), len(mail))
    for text in (*lines, *names, *told, *fields, message.text, message.own_text):
        text.encode()
        assert not STEERING.search(text)
    assert not any("\n" in text for text in (*lines, *names, *told))
    assert not any("/" in attached.name for attached in message.attachments)
    assert message == read(mail, raw.DOMAIN, Limits(parts=50))
    away_until(message), is_acknowledgement(message), may_be_answered(message)
    assert arrivals(message.headers, OURS, mailbox_at=AT, registered_at=AT).earliest.tzinfo is not None
    assert authentication(message.headers, [MX], OURS).is_bad in (True, False)
    assert is_suspect(message.headers, [MX], OURS, message.sender) in (True, False)


@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2_000))
def test_any_bytes_are_read(mail: bytes) -> None:
    holds(mail)


@settings(max_examples=MANY * 2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_any_mail_that_was_damaged_is_read(mail: bytes) -> None:
    holds(mail)


@settings(max_examples=MANY, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_a_stranger_cannot_make_a_stamp_of_ours_earlier(helo: str, below: str) -> None:
    """Whatever he calls himself, and whatever he writes below."""
    words = " ".join(helo.split()) or "x"
    edge = f"from {words} (unknown [203.0.113.5]) by mx1.exempelkommunen.example with ESMTP id 1; Thu, 8 Jun 2023 22:00:00 +0200"
    forged = "by mx1.exempelkommunen.example; Thu, 1 Jun 2023 08:00:00 +0200"
    headers = [("Received", edge), ("Received", below), ("Received", forged)]

    found = arrivals(headers, OURS, mailbox_at=AT, registered_at=AT).network_at

    assert found in (None, datetime(2023, 6, 8, 20, tzinfo=UTC))
