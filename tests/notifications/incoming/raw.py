"""Raw mails for the tests, as servers and clients write them. Invented throughout."""

OURS = "<b.7f0c8f5e-0c0c-4a51-9d0e-3b1f6a2c9d10@exempelkommunen.example>"
DOMAIN = "exempelkommunen.example"


def mail(
    body: str = "Hej!",
    *,
    subject: str = "Åtgärdsplan",
    sender: str = "Vera Verksam <vera@bjorken.example>",
    more: str = "",
    content: str = "text/plain; charset=utf-8",
    sent: str = "Thu, 08 Jun 2023 15:12:00 +0200",
) -> bytes:
    """A mail of one part."""
    head = f"""\
From: {sender}
To: Uppföljning <egetval@{DOMAIN}>
Subject: {subject}
Date: {sent}
Message-ID: <1@bjorken.example>
{more}Content-Type: {content}

"""
    return (head + body).replace("\n", "\r\n").encode()


def parts(*pieces: str, kind: str = "mixed", more: str = "", subject: str = "Åtgärdsplan") -> bytes:
    """A mail of several parts, each with its own headers."""
    body = "".join(f"--gräns\n{piece}\n" for piece in pieces) + "--gräns--\n"
    return mail(body, content=f'multipart/{kind}; boundary="gräns"', more=more, subject=subject)


_DSN = """\
Return-Path: <>
From: MAILER-DAEMON@mx.bjorken.example (Mail Delivery System)
To: bristvakt@exempelkommunen.example
Subject: {subject}
Auto-Submitted: auto-replied
Date: Thu, 8 Jun 2023 15:12:00 +0200
Message-ID: <dsn1@mx.bjorken.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.bjorken.example.

<vera@bjorken.example>: host mail.bjorken.example[198.51.100.7] said: 550 5.1.1
    User unknown (in reply to RCPT TO command)

--b1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.bjorken.example
Original-Envelope-Id: {envelope}
Arrival-Date: Thu,  8 Jun 2023 15:11:58 +0200 (CEST)

Final-Recipient: rfc822; vera.verksam@inre.bjorken.example
Original-Recipient: rfc822;vera@bjorken.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnosis}

--b1
Content-Type: {third}

{original}
--b1--
"""


def dsn(
    action: str = "failed",
    status: str = "5.1.1",
    *,
    subject: str = "Undelivered Mail Returned to Sender",
    envelope: str = "x",
    diagnosis: str = "550 5.1.1 User unknown",
    third: str = "message/rfc822",
    original: str = f"Message-ID: {OURS}\nSubject: Beslut\n\nBrev",
) -> bytes:
    """A report of delivery as Postfix writes it."""
    return _DSN.format(
        action=action,
        status=status,
        subject=subject,
        envelope=envelope,
        diagnosis=diagnosis,
        third=third,
        original=original,
    ).encode()


QMAIL = f"""\
Return-Path: <>
From: MAILER-DAEMON@post.linden.example
To: bristvakt@exempelkommunen.example
Subject: failure notice
Date: 8 Jun 2023 13:12:00 -0000

Hi. This is the qmail-send program at post.linden.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<eva@linden.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <bristvakt@exempelkommunen.example>
Message-ID: {OURS}
Subject: Beslut
"""

EXIM = f"""\
Return-path: <>
From: Mail Delivery System <Mailer-Daemon@mx.linden.example>
To: bristvakt@exempelkommunen.example
X-Failed-Recipients: eva@linden.example
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender
Date: Thu, 08 Jun 2023 15:12:00 +0200

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  eva@linden.example
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

Message-ID: {OURS}
Subject: Beslut
"""

EXIM_WAITS = f"""\
Return-path: <>
From: Mail Delivery System <Mailer-Daemon@mx.linden.example>
To: bristvakt@exempelkommunen.example
Subject: Warning: message 1q7FXh-0004 delayed 24 hours
Date: Thu, 08 Jun 2023 15:12:00 +0200

This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.linden.example.

The message identifier is:     1q7FXh-0004
Message-ID: {OURS}

The address to which the message has not yet been delivered is:

  eva@linden.example

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals.
"""

EXCHANGE_SWEDISH = f"""\
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@linden.example>
To: bristvakt@exempelkommunen.example
Subject: =?utf-8?q?Det_g=C3=A5r_inte_att_leverera=3A_Beslut?=
In-Reply-To: {OURS}
Content-Type: text/html; charset=utf-8

<html><body><p><b>Meddelandet gick inte att leverera till f&ouml;ljande mottagare:</b></p>
<p><a href="mailto:eva@linden.example">Eva Enhet (eva@linden.example)</a></p>
<p>E-postadressen hittades inte. Status: 5.1.10</p></body></html>
"""

GMAIL = f"""\
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
To: bristvakt@exempelkommunen.example
Subject: Delivery Status Notification (Failure)
References: {OURS}
In-Reply-To: {OURS}
X-Failed-Recipients: eva@linden.example
Auto-Submitted: auto-replied

** Address not found **

Your message wasn't delivered to eva@linden.example because the address
couldn't be found, or is unable to receive mail.

The response was:

550 5.1.1 The email account that you tried to reach does not exist.
"""

POSTFIX_TEXT = f"""\
From: MAILER-DAEMON (Mail Delivery System)
To: bristvakt@exempelkommunen.example
Subject: Undelivered Mail Returned to Sender

This is the mail system at host mx.linden.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<eva@linden.example>: mail for linden.example loops back to myself

Message-ID: {OURS}
"""

NOTES = f"""\
Return-Path: <>
From: Postmaster@linden.example
To: bristvakt@exempelkommunen.example
Subject: DELIVERY FAILURE: User Eva Enhet not listed in Domino Directory
In-Reply-To: {OURS}

Your message

  Subject: Beslut

was not delivered to:

  eva@linden.example

because:

  User Eva Enhet (eva@linden.example) not listed in Domino Directory
"""

READ = f"""\
From: Vera Verksam <vera@bjorken.example>
To: bristvakt@exempelkommunen.example
Subject: =?utf-8?q?L=C3=A4st=3A_Beslut?=
Content-Type: multipart/report; report-type=disposition-notification; boundary="b1"

--b1
Content-Type: text/plain

Ditt meddelande har lästs.
--b1
Content-Type: message/disposition-notification

Final-Recipient: RFC822; vera@bjorken.example
Original-Message-ID: {OURS}
Disposition: manual-action/MDN-sent-manually; displayed

--b1--
"""
