"""What programs send: automatic answers, bounces, receipts, answers to calendars, mailings."""

from tests.corpus.build import boundary, hop
from tests.corpus.files import pdf
from tests.corpus.letter import BRISTVAKT, UPPFOLJNING, Letter, Program
from tests.corpus.letters.people import (
    ANNA,
    BERIT,
    EKONOMI,
    FATIMA,
    INGELA,
    JONAS,
    KARIN,
    LEIF,
    LOVISA,
    MARIANNE,
    NORDLYKTAN,
    PER_OLOF,
    SAMUEL,
    TUULA,
)
from tests.corpus.parts import Part, multipart, text, word
from tests.corpus.world import outgoing, said

_AUTO = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")]
_VACATION = [("Auto-Submitted", "auto-replied"), ("Precedence", "bulk"), ("X-Autoreply", "yes")]

AUTOMATIC = [
    Letter(
        name="081-autosvar-svenska-exchange",
        program=Program.OUTLOOK,
        sender=ANNA,
        at="2025-04-23 07:30:11",
        to=BRISTVAKT,
        envelope_sender="",
        extra=_AUTO,
        subject="Automatiskt svar: Påminnelse [BV-1-C]",
        thread="BV-1-C/2",
        text="Hej!\nJag är på semester till och med den 27 april. Vid brådskande ärenden, ring vår växel.\nAnna Lindqvist",
    ),
    Letter(
        name="082-autosvar-engelska",
        program=Program.OUTLOOK,
        sender=SAMUEL,
        at="2025-04-29 08:45:30",
        to=BRISTVAKT,
        envelope_sender="",
        extra=_AUTO,
        subject="Automatic reply: Påpekande nr 1 – Familjehemspoolens konsulentstöd [BV-104-N]",
        thread="BV-104-N/3",
        text="Thank you for your e-mail. I am out of the office until 5 May with limited access to e-mail.\nFor urgent matters please contact Ingela Brandt.\n\nBest regards\nSamuel Okpara",
    ),
    Letter(
        name="083-autosvar-gmail-semester",
        program=Program.GMAIL,
        sender=NORDLYKTAN,
        at="2025-05-13 07:31:00",
        to=UPPFOLJNING,
        envelope_sender="",
        extra=_VACATION,
        subject="Re: Påminnelse [BV-58-J]",
        thread="BV-58-J/2",
        text="Vi har stängt tisdagar. Telefontid onsdag–fredag 9–12. Gunilla & Amir",
    ),
    Letter(
        name="084-autosvar-föräldraledig-förbi-sista-dag",
        program=Program.EXCHANGE,
        sender=LEIF,
        at="2025-05-09 07:30:20",
        to=BRISTVAKT,
        envelope_sender="",
        extra=[("X-Auto-Response-Suppress", "All"), ("Auto-Submitted", "auto-generated")],
        subject="Frånvarande: Påminnelse [BV-12-H]",
        thread="BV-12-H/2",
        text="Jag är tjänstledig 5 maj–30 juni och läser inte min e-post. Kontakta vår reception.",
    ),
    Letter(
        name="085-autosvar-slutat",
        program=Program.OUTLOOK,
        sender=MARIANNE,
        at="2025-04-02 10:00:00",
        to=BRISTVAKT,
        envelope_sender="",
        extra=_AUTO,
        subject="Automatiskt svar: Påpekande nr 1 – Ekbackens gruppbostad [BV-42-T]",
        thread="BV-42-T/1",
        text="Jag har slutat min tjänst på Ekbacken. Din e-post vidarebefordras inte. Vänd dig till jonas.rehn@ekbacken.example.",
    ),
    Letter(
        name="086-autosvar-ärendesystem",
        program=Program.BARE,
        sender=BERIT,
        at="2025-04-28 14:14:40",
        to=BRISTVAKT,
        extra=[("Auto-Submitted", "auto-replied"), ("X-Loop", "info@tryggasteg.example")],
        subject="[#8841] Vi har tagit emot ditt meddelande: Påpekande nr 1 – Trygga Steg hemtjänst [BV-103-L]",
        thread="BV-103-L/1",
        text="Tack för att du kontaktar Trygga Steg! Vi svarar inom två arbetsdagar. Ditt ärendenummer är 8841.",
    ),
    Letter(
        name="087-autosvar-utan-huvuden",
        program=Program.WEBMAIL,
        sender=TUULA,
        at="2025-05-26 08:06:30",
        to=BRISTVAKT,
        subject="Autosvar Re: Kallelse till möte – Källdammens dagliga verksamhet [BV-117-Y]",
        text="Detta är ett automatiskt svar. Jag är bortrest till den 30 maj. Brådskar det, mejla ekonomi@kalldammen.test. Tuula",
    ),
    Letter(
        name="088-autosvar-tvåspråkigt",
        program=Program.EXCHANGE,
        sender=KARIN,
        at="2025-05-07 07:30:15",
        to=BRISTVAKT,
        envelope_sender="",
        extra=_AUTO,
        subject="Autosvar/Out of office: Påminnelse [BV-21-J] [BV-31-M]",
        thread="BV-21-J/2",
        text="Hej! Jag är på utbildning i dag och åter i morgon.\n\nHi! I am at a training today and back tomorrow.\n\nKarin Strömbäck",
    ),
    Letter(
        name="089-autosvar-från-okänd-utan-ledtråd",
        program=Program.BARE,
        sender=("Kundtjänst", "noreply@omvardgruppen.example"),
        at="2025-03-17 10:41:00",
        to=BRISTVAKT,
        envelope_sender="",
        extra=_VACATION,
        subject="Vi har fått din fråga",
        text="Tack för ditt mejl till OmvårdGruppen. Den här adressen läses inte.",
    ),
    Letter(
        name="090-autosvar-ferie-på-engelska-gmail",
        program=Program.GMAIL,
        sender=LOVISA,
        at="2025-05-02 07:30:40",
        to=BRISTVAKT,
        envelope_sender="",
        extra=_VACATION,
        subject="Out of office Re: Påminnelse [BV-13-K]",
        thread="BV-13-K/2",
        text="I'm on annual leave, back Monday 5 May. For urgent issues call our on-duty assistant coordinator.\n\nLovisa",
    ),
]


def _report(
    name: str, human: str, fields: str, returned: str, *, kind: str = "delivery-status", whole: bool = False
) -> Part:
    """A multipart/report: what people read, what programs read, and what of our mail came back."""
    message = outgoing(returned)
    headers = (
        f"From: Exempelkommunen <{BRISTVAKT}>\nTo: {message['to']}\nSubject: {word(message['subject'])}\n"
        f"Message-ID: {message['message_id']}\nAuto-Submitted: auto-generated\n"
    )
    back = (
        f'{headers}Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n{said(returned)}\n'
        if whole
        else headers
    )
    return multipart(
        "report",
        boundary(name),
        text(human, charset="utf-8", encoding="8bit"),
        Part((("Content-Type", f"message/{kind}"),), fields.encode()),
        Part((("Content-Type", "message/rfc822" if whole else "text/rfc822-headers"),), back.encode()),
        more=f"; report-type={kind}",
    )


def _failed(
    address: str, status: str, said_: str, action: str = "failed", reporter: str = "mx1.exempelkommunen.example"
) -> str:
    return (
        f"Reporting-MTA: dns; {reporter}\nX-Postfix-Queue-ID: 4Xk2Lm1Zz\nX-Postfix-Sender: rfc822; {BRISTVAKT}\nArrival-Date: Mon, 28 Apr 2025 14:14:14 +0200 (CEST)\n\n"
        f"Final-Recipient: rfc822; {address}\nOriginal-Recipient: rfc822;{address}\nAction: {action}\nStatus: {status}\n"
        f"Remote-MTA: dns; smtp.{address.rpartition('@')[2]}\nDiagnostic-Code: smtp; {said_}\n"
    )


def _postfix(address: str, why: str) -> str:
    return (
        "This is the mail system at host mx1.exempelkommunen.example.\n\nI'm sorry to have to inform you that your message could not\n"
        f"be delivered to one or more recipients. It's attached below.\n\n                   The mail system\n\n<{address}>: {why}"
    )


_DAEMON = ("Mail Delivery System", "MAILER-DAEMON@mx1.exempelkommunen.example")


def _own(at: str, token: str) -> list[str]:
    return [f"by mx1.exempelkommunen.example (Postfix)\n\tid {token}; {at} (CEST)"]


BOUNCES = [
    Letter(
        name="091-studs-postfix-okänd-mottagare",
        program=Program.BARE,
        sender=_DAEMON,
        at="2025-04-28 14:14:20",
        to=BRISTVAKT,
        envelope_sender="",
        auth="",
        own_hops=_own("Mon, 28 Apr 2025 14:14:20 +0200", "4Xk2Lm20Zz"),
        hops=[],
        subject="Undelivered Mail Returned to Sender",
        extra=[("Auto-Submitted", "auto-replied")],
        body=_report(
            "091",
            _postfix(
                BERIT[1],
                "host smtp.tryggasteg.example[198.51.100.40] said: 550 5.1.1\n    User unknown (in reply to RCPT TO command)",
            ),
            _failed(BERIT[1], "5.1.1", "550 5.1.1 User unknown"),
            "BV-103-L/1",
            whole=True,
        ),
    ),
    Letter(
        name="092-studs-exchange-svensk",
        program=Program.OUTLOOK,
        sender=("Microsoft Outlook", "postmaster@ekbacken.example"),
        at="2025-04-17 07:31:30",
        to=BRISTVAKT,
        envelope_sender="",
        subject="Kan inte levereras: Påminnelse [BV-42-T]",
        thread="BV-42-T/2",
        extra=[("Auto-Submitted", "auto-replied"), ("X-MS-Exchange-Message-Is-Ndr", "")],
        body=_report(
            "092",
            "Det gick inte att leverera ditt meddelande till jonas.rehn@ekbacken.example.\n\njonas.rehn hittades inte på ekbacken.example.\n\nDiagnostikinformation för administratörer:\n550 5.1.10 RESOLVER.ADR.RecipientNotFound",
            _failed(
                "jonas.rehn@ekbacken.example",
                "5.1.10",
                "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
                reporter="GV1PR05MB1234.swprd05.prod.moln.example",
            ),
            "BV-42-T/2",
        ),
    ),
    Letter(
        name="093-studs-full-brevlåda",
        program=Program.BARE,
        sender=_DAEMON,
        at="2025-05-13 07:31:10",
        to=BRISTVAKT,
        envelope_sender="",
        auth="",
        own_hops=_own("Tue, 13 May 2025 07:31:10 +0200", "4Xt8Qq1Zz"),
        hops=[],
        subject="Undelivered Mail Returned to Sender",
        extra=[("Auto-Submitted", "auto-replied")],
        body=_report(
            "093",
            _postfix(NORDLYKTAN[1], "host mx.frimejl.test[198.51.100.90] said: 552 5.2.2\n    Mailbox full"),
            _failed(NORDLYKTAN[1], "5.2.2", "552 5.2.2 Mailbox full"),
            "BV-58-J/2",
        ),
    ),
    Letter(
        name="094-studs-efter-fem-dagar",
        program=Program.BARE,
        sender=_DAEMON,
        at="2025-05-12 07:35:00",
        to=BRISTVAKT,
        envelope_sender="",
        auth="",
        own_hops=_own("Mon, 12 May 2025 07:35:00 +0200", "4Xs5Ww2Zz"),
        hops=[],
        subject="Undelivered Mail Returned to Sender",
        extra=[("Auto-Submitted", "auto-replied")],
        body=_report(
            "094",
            _postfix(
                "karin.stromback@havsviken.example",
                "connect to smtp.havsviken.example[198.51.100.91]:25:\n    Connection timed out",
            ),
            _failed(
                "karin.stromback@havsviken.example", "4.4.1", "connect to smtp.havsviken.example: Connection timed out"
            ),
            "BV-21-J/2",
        ),
    ),
    Letter(
        name="095-studs-avvisat-som-skräp",
        program=Program.OUTLOOK,
        sender=("Mail Delivery Subsystem", "mailer-daemon@omvardgruppen.example"),
        at="2025-04-14 15:56:10",
        to=BRISTVAKT,
        envelope_sender="",
        subject="Undeliverable: Påpekande nr 1 – Granbackens hemvård [BV-12-H]",
        extra=[("Auto-Submitted", "auto-replied")],
        body=_report(
            "095",
            "Your message to leif.ostergren@omvardgruppen.example was rejected.\n\n550 5.7.1 Message rejected as spam by Content Filtering.",
            _failed(
                LEIF[1],
                "5.7.1",
                "550 5.7.1 Message rejected as spam by Content Filtering.",
                reporter="exch01.omvardgruppen.example",
            ),
            "BV-12-H/1",
        ),
    ),
    Letter(
        name="096-studs-utan-rapport-qmail",
        program=Program.BARE,
        sender=("", "MAILER-DAEMON@kalldammen.test"),
        at="2025-05-05 15:21:00",
        to=BRISTVAKT,
        envelope_sender="",
        subject="failure notice",
        text="Hi. This is the qmail-send program at kalldammen.test.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<ordforande@kalldammen.test>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: {outgoing('BV-117-Y/1')['message_id']}\nFrom: Exempelkommunen <{BRISTVAKT}>\nTo: ordforande@kalldammen.test\nSubject: {word(outgoing('BV-117-Y/1')['subject'])}",
    ),
    Letter(
        name="097-studs-bara-text-svensk-webbhotell",
        program=Program.BARE,
        sender=("Postmästaren", "postmaster@familjehemspoolen.example"),
        at="2025-04-25 10:06:30",
        to=BRISTVAKT,
        envelope_sender="",
        subject="Ditt brev kunde inte lämnas: Påpekande nr 1 – Familjehemspoolens konsulentstöd [BV-104-N]",
        text="Adressen ingela.brandt@familjehemspoolen.example finns inte hos oss.\n\nBrevets id: "
        + outgoing("BV-104-N/1")["message_id"],
    ),
    Letter(
        name="098-studs-utan-originalet",
        program=Program.BARE,
        sender=("Mail Delivery System", "mailer-daemon@havsviken.example"),
        at="2025-05-20 14:03:30",
        to=BRISTVAKT,
        envelope_sender="",
        subject="Returned mail: see transcript for details",
        text="   ----- The following addresses had permanent fatal errors -----\n<karin.stromback@havsviken.example>\n    (reason: 550 5.7.23 relay access denied)\n\nThe original message is not included.",
    ),
    Letter(
        name="099-studs-på-något-vi-inte-skickat",
        program=Program.BARE,
        sender=("Mail Delivery Subsystem", "mailer-daemon@massutskick.test"),
        at="2025-05-18 04:00:00",
        to=BRISTVAKT,
        envelope_sender="",
        auth="none",
        subject="Delivery Status Notification (Failure)",
        text="The following message to <kund881@frimejl.test> was undeliverable.\n\nMessage-ID: <8f1c22@massutskick.test>\nSubject: Billiga klockor\nFrom: bristvakt@exempelkommunen.example",
    ),
    Letter(
        name="100-studs-vidarebefordrad-adress",
        program=Program.BARE,
        sender=("Mail Delivery Subsystem", "MAILER-DAEMON@mellanbygdenassistans.example"),
        at="2025-05-19 09:45:01",
        to=BRISTVAKT,
        envelope_sender="",
        subject="Undelivered Mail Returned to Sender",
        extra=[("Auto-Submitted", "auto-replied")],
        body=_report(
            "100",
            "<lovisa.privat@frimejl.test> (expanded from <lovisa@mellanbygdenassistans.example>): mailbox unavailable",
            _failed(
                "lovisa.privat@frimejl.test",
                "5.2.1",
                "550 5.2.1 mailbox unavailable",
                reporter="smtp.mellanbygdenassistans.example",
            ).replace(
                "Original-Recipient: rfc822;lovisa.privat@frimejl.test",
                "Original-Recipient: rfc822;lovisa@mellanbygdenassistans.example",
            ),
            "BV-13-K/3",
        ),
    ),
]


def _read(name: str, reader: tuple[str, str], mail: str, how: str) -> Part:
    fields = (
        f"Reporting-UA: klient.{reader[1].rpartition('@')[2]}; Outlook 16\nFinal-Recipient: rfc822;{reader[1]}\n"
        f"Original-Message-ID: {outgoing(mail)['message_id']}\nDisposition: {how}\n"
    )
    return multipart(
        "report",
        boundary(name),
        text(
            "Ditt meddelande\n\n   Till: "
            + reader[0]
            + "\n   Ämne: "
            + outgoing(mail)["subject"]
            + "\n\n"
            + ("raderades utan att läsas." if "deleted" in how else "lästes."),
            encoding="8bit",
        ),
        Part((("Content-Type", "message/disposition-notification"),), fields.encode()),
        more="; report-type=disposition-notification",
    )


DELAYED = [
    Letter(
        name="101-fördröjd-eller-leveranskvitto-postfix-fördröjd",
        program=Program.BARE,
        sender=_DAEMON,
        at="2025-05-07 11:35:00",
        to=BRISTVAKT,
        envelope_sender="",
        auth="",
        own_hops=_own("Wed, 07 May 2025 11:35:00 +0200", "4Xr3Aa1Zz"),
        hops=[],
        subject="Delayed Mail (still being retried)",
        extra=[("Auto-Submitted", "auto-replied")],
        body=_report(
            "101",
            "THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nYour message could not be delivered for more than 4 hour(s).\nIt will be retried until it is 5 day(s) old.",
            _failed(
                "karin.stromback@havsviken.example",
                "4.4.1",
                "connect to smtp.havsviken.example: Connection timed out",
                "delayed",
            ),
            "BV-21-J/2",
        ),
    ),
    Letter(
        name="102-fördröjd-eller-leveranskvitto-exchange-fördröjd",
        program=Program.OUTLOOK,
        sender=("Microsoft Outlook", "postmaster@familjehemspoolen.example"),
        at="2025-04-25 14:10:00",
        to=BRISTVAKT,
        envelope_sender="",
        subject="Leveransen är fördröjd: Påpekande nr 1 – Familjehemspoolens konsulentstöd [BV-104-N]",
        extra=[("Auto-Submitted", "auto-replied")],
        body=_report(
            "102",
            "Leveransen till ingela.brandt@familjehemspoolen.example har fördröjts. Du behöver inte skicka om meddelandet.",
            _failed(INGELA[1], "4.4.7", "400 4.4.7 Message delayed", "delayed", "AM9PR05MB7.swprd05.prod.moln.example"),
            "BV-104-N/1",
        ),
    ),
    Letter(
        name="103-fördröjd-eller-leveranskvitto-levererat",
        program=Program.BARE,
        sender=_DAEMON,
        at="2025-03-31 09:02:20",
        to=BRISTVAKT,
        envelope_sender="",
        auth="",
        own_hops=_own("Mon, 31 Mar 2025 09:02:20 +0200", "4XcCc11Zz"),
        hops=[],
        subject="Successful Mail Delivery Report",
        extra=[("Auto-Submitted", "auto-replied")],
        body=_report(
            "103",
            "Your message was successfully delivered to the destination(s)\nlisted below.",
            _failed(ANNA[1], "2.0.0", "250 2.0.0 Ok: queued as 8D2F1", "delivered"),
            "BV-1-C/1",
        ),
    ),
    Letter(
        name="104-fördröjd-eller-leveranskvitto-överlämnat-utan-kvitto",
        program=Program.BARE,
        sender=_DAEMON,
        at="2025-04-22 12:30:08",
        to=BRISTVAKT,
        envelope_sender="",
        auth="",
        own_hops=_own("Tue, 22 Apr 2025 12:30:08 +0200", "4XhEe33Zz"),
        hops=[],
        subject="Successful Mail Delivery Report",
        extra=[("Auto-Submitted", "auto-replied")],
        body=_report(
            "104",
            "Your message was successfully relayed; the remote server does not send notifications.",
            _failed(NORDLYKTAN[1], "2.0.0", "250 OK", "relayed"),
            "BV-58-J/1",
        ),
    ),
    Letter(
        name="105-fördröjd-eller-leveranskvitto-läst",
        program=Program.OUTLOOK,
        sender=INGELA,
        at="2025-04-28 08:05:00",
        to=BRISTVAKT,
        envelope_sender="",
        subject="Läst: Påpekande nr 1 – Familjehemspoolens konsulentstöd [BV-104-N]",
        thread="BV-104-N/1",
        body=_read("105", INGELA, "BV-104-N/1", "manual-action/MDN-sent-manually; displayed"),
    ),
    Letter(
        name="106-fördröjd-eller-leveranskvitto-raderat-oläst",
        program=Program.EXCHANGE,
        sender=LEIF,
        at="2025-05-12 08:01:00",
        to=BRISTVAKT,
        envelope_sender="",
        subject="Ej läst: Påminnelse [BV-12-H]",
        thread="BV-12-H/2",
        body=_read("106", LEIF, "BV-12-H/2", "automatic-action/MDN-sent-automatically; deleted"),
    ),
    Letter(
        name="107-fördröjd-eller-leveranskvitto-läst-thunderbird",
        program=Program.THUNDERBIRD,
        sender=LOVISA,
        at="2025-04-07 11:30:00",
        to=BRISTVAKT,
        envelope_sender="",
        subject="Leveranskvitto (visat) - Påpekande nr 1 – Personlig assistans Mellanbygden [BV-13-K]",
        body=_read("107", LOVISA, "BV-13-K/1", "manual-action/MDN-sent-manually; displayed"),
    ),
    Letter(
        name="108-fördröjd-eller-leveranskvitto-levererat-exchange",
        program=Program.OUTLOOK,
        sender=("Microsoft Outlook", "postmaster@ekbacken.example"),
        at="2025-05-06 09:01:00",
        to=BRISTVAKT,
        envelope_sender="",
        subject="Levererat: Komplettering – Ekbackens gruppbostad [BV-42-T]",
        extra=[("Auto-Submitted", "auto-replied")],
        body=_report(
            "108",
            "Ditt meddelande har levererats till följande mottagare:\n\nJonas Rehn",
            _failed(JONAS[1], "2.0.0", "250 2.0.0 OK", "delivered", "GV1PR05MB99.swprd05.prod.moln.example"),
            "BV-42-T/3",
        ),
    ),
    Letter(
        name="109-fördröjd-eller-leveranskvitto-expanderat",
        program=Program.BARE,
        sender=("Mail Delivery System", "MAILER-DAEMON@tryggasteg.example"),
        at="2025-05-21 07:30:30",
        to=BRISTVAKT,
        envelope_sender="",
        subject="Delivery Status Notification",
        extra=[("Auto-Submitted", "auto-replied")],
        body=_report(
            "109",
            "The message was expanded to a list of recipients; no further notification will be sent.",
            _failed(BERIT[1], "2.1.5", "250 2.1.5 expanded", "expanded", "smtp.tryggasteg.example"),
            "BV-103-L/2",
        ),
    ),
]


def _calendar(
    name: str, who: tuple[str, str], mail: str, answer: str, words: str, method: str = "REPLY", uid: str = ""
) -> Part:
    """An answer to a meeting, as text and as iCalendar."""
    uid = uid or outgoing(mail)["message_id"].strip("<>")
    event = (
        f"BEGIN:VCALENDAR\nPRODID:-//Kalender//SV\nVERSION:2.0\nMETHOD:{method}\nBEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20250520T120000Z\n"
        f"DTSTART:20250604T110000Z\nDTEND:20250604T120000Z\nSUMMARY:Uppföljningsmöte\nORGANIZER:mailto:{BRISTVAKT}\n"
        f"ATTENDEE;PARTSTAT={answer};CN={who[0]}:mailto:{who[1]}\nSEQUENCE:0\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    return multipart(
        "alternative",
        boundary(name),
        text(words, charset="utf-8"),
        text(event, "calendar", "utf-8", "8bit", f"; method={method}"),
    )


def _answer(
    number: str,
    what: str,
    program: Program,
    who: tuple[str, str],
    at: str,
    subject: str,
    mail: str,
    answer: str,
    **more: str,
) -> Letter:
    name = f"{number}-kalendersvar-{what}"
    words, method, uid = more.pop("words", ""), more.pop("method", "REPLY"), more.pop("uid", "")
    return Letter(
        name=name,
        program=program,
        sender=who,
        at=at,
        to=BRISTVAKT,
        subject=subject,
        body=_calendar(name, who, mail, answer, words, method, uid),
        **more,
    )  # type: ignore[arg-type]


CALENDAR = [
    _answer(
        "111",
        "accepterat-outlook",
        Program.OUTLOOK,
        ANNA,
        "2025-05-12 10:30:00",
        "Accepterat: Kallelse till möte – Solgläntans vård- och omsorgsboende [BV-1-C]",
        "BV-1-C/3",
        "ACCEPTED",
        thread="BV-1-C/3",
    ),
    _answer(
        "112",
        "avböjt-outlook",
        Program.OUTLOOK,
        PER_OLOF,
        "2025-05-12 12:02:00",
        "Avböjt: Kallelse till möte – Solgläntans vård- och omsorgsboende [BV-1-C]",
        "BV-1-C/3",
        "DECLINED",
        thread="BV-1-C/3",
        words="Är på kurs den dagen.",
    ),
    _answer(
        "113",
        "preliminärt-exchange",
        Program.EXCHANGE,
        KARIN,
        "2025-05-20 14:30:00",
        "Preliminärt: Kallelse till möte – Havsvikens hemtjänst Norr [BV-21-J]",
        "BV-21-J/3",
        "TENTATIVE",
    ),
    _answer(
        "114",
        "accepterat-gmail",
        Program.GMAIL,
        LOVISA,
        "2025-05-19 10:00:00",
        "Accepterad: Kallelse till möte – Personlig assistans Mellanbygden [BV-13-K]",
        "BV-13-K/3",
        "ACCEPTED",
        words="Lovisa Hjertström har accepterat den här inbjudan.",
    ),
    _answer(
        "115",
        "föreslår-ny-tid",
        Program.OUTLOOK,
        TUULA,
        "2025-05-27 18:45:00",
        "Ny tid föreslagen: Kallelse till möte – Källdammens dagliga verksamhet [BV-117-Y]",
        "BV-117-Y/2",
        "TENTATIVE",
        thread="BV-117-Y/2",
        method="COUNTER",
        words="Går det på eftermiddagen i stället?",
    ),
    _answer(
        "116",
        "accepterat-engelska-apple",
        Program.APPLE,
        EKONOMI,
        "2025-05-26 09:00:00",
        "Accepted: Kallelse till möte – Källdammens dagliga verksamhet [BV-117-Y]",
        "BV-117-Y/2",
        "ACCEPTED",
    ),
    _answer(
        "117",
        "avböjt-bara-ämnet",
        Program.WEBMAIL,
        KARIN,
        "2025-05-21 07:15:00",
        "Declined: Kallelse till möte",
        "BV-21-J/3",
        "DECLINED",
    ),
    _answer(
        "118",
        "från-okänd-deltagare",
        Program.OUTLOOK,
        ("Nils Åberg", "nils.aberg@omvardgruppen.example"),
        "2025-05-20 15:00:00",
        "Accepterat: Kallelse till möte – Havsvikens hemtjänst Norr [BV-21-J]",
        "BV-21-J/3",
        "ACCEPTED",
    ),
    _answer(
        "119",
        "egen-inbjudan-utan-ledtråd",
        Program.OUTLOOK,
        FATIMA,
        "2025-05-06 10:20:00",
        "Inbjudan: Öppet hus på Björkhaga",
        "BV-7-R/3",
        "NEEDS-ACTION",
        method="REQUEST",
        uid="oppethus2025@omvardgruppen.example",
        words="Varmt välkomna på öppet hus!",
    ),
]

_LIST = [
    ("List-Id", "Nyheter <nyheter.massutskick.test>"),
    ("List-Unsubscribe", "<mailto:av@massutskick.test>"),
    ("Precedence", "bulk"),
]

MAILINGS = [
    Letter(
        name="121-utskick-branschtidning",
        program=Program.BARE,
        sender=("Omsorgsnytt", "nyhetsbrev@omsorgsnytt.example"),
        at="2025-05-06 06:00:00",
        extra=_LIST,
        html_only=True,
        subject="Veckans nyheter: så klarar ni nästa uppföljning",
        text="Fem tips om åtgärdsplaner\nLäs mer på vår webb\nAvsluta prenumerationen",
    ),
    Letter(
        name="122-utskick-från-en-utförare",
        program=Program.GMAIL,
        sender=("Solgläntan Omsorg", "info@solglantan.example"),
        at="2025-05-02 15:00:00",
        extra=[("List-Unsubscribe", "<https://solglantan.example/av>")],
        subject="Vårbrev från Solgläntan",
        text="Hej vänner!\nTulpanerna blommar och vi har fått en ny innergård. Varmt välkomna på vårfest den 24 maj.",
    ),
    Letter(
        name="123-utskick-epostlista",
        program=Program.THUNDERBIRD,
        sender=("Kvalitetsnätverket", "kvalitet@listor.test"),
        at="2025-05-14 10:00:00",
        to=UPPFOLJNING,
        extra=[
            ("List-Id", "<kvalitet.listor.test>"),
            ("List-Post", "<mailto:kvalitet@listor.test>"),
            ("Precedence", "list"),
        ],
        subject="[kvalitet] Någon som har en mall för åtgärdsplan?",
        text="Hej alla, hur gör ni i era kommuner? / Rut",
    ),
    Letter(
        name="124-utskick-skräp-klockor",
        program=Program.BARE,
        sender=("Best W4tches", "offer@massutskick.test"),
        at="2025-05-01 02:20:00",
        auth="fail",
        subject="Re: your order BV-7",
        text="Dear customer! Buy one get two. Limited time only.",
    ),
    Letter(
        name="125-utskick-skräp-faktura",
        program=Program.WEBMAIL,
        sender=("Ekonomi", "faktura@betalningar.test"),
        at="2025-05-19 08:20:00",
        to=UPPFOLJNING,
        auth="none",
        subject="Obetald faktura 42-T",
        text="Hej! Din faktura är obetald. Öppna bilagan för att undvika extra avgifter.",
        files=[pdf("Faktura_42T.pdf", "Faktura", "Klicka inte.")],
    ),
    Letter(
        name="126-utskick-konferens",
        program=Program.OUTLOOK,
        sender=("Konferensbolaget", "event@konferensbolaget.example"),
        at="2025-05-08 09:00:00",
        extra=[("List-Unsubscribe", "<https://konferensbolaget.example/av>"), ("Precedence", "bulk")],
        html_only=True,
        subject="Avtalsuppföljning 2025 – sista chansen till tidig bokning",
        text="Två dagar om uppföljning av privata utförare. Boka före 15 maj.",
    ),
    Letter(
        name="127-utskick-myndighet",
        program=Program.EXCHANGE,
        sender=("Tillsynsmyndigheten", "noreply@tillsyn.example"),
        at="2025-05-20 12:00:00",
        to=UPPFOLJNING,
        extra=[("Auto-Submitted", "auto-generated"), ("List-Id", "<prenumeration.tillsyn.example>")],
        subject="Prenumeration: nya beslut om hemtjänst",
        text="Det finns 3 nya beslut som matchar din bevakning: Exempelkommunen, hemtjänst.",
    ),
    Letter(
        name="128-utskick-säljare-med-diarienummer",
        program=Program.GMAIL,
        sender=("Kim på KvalitetsAppen", "kim@kvalitetsappen.example"),
        at="2025-05-22 09:40:00",
        extra=[("List-Unsubscribe", "<mailto:stopp@kvalitetsappen.example>")],
        subject="Läste er rapport Sov 609/2022 – vi kan hjälpa er",
        text="Hej!\n\nJag läste er uppföljning av Solgläntan. Med vår app slipper ni sådana brister. Har du 15 min på torsdag?\n\nKim",
    ),
    Letter(
        name="129-utskick-driftinfo-från-leverantör",
        program=Program.BARE,
        sender=("Drift", "drift@planeringssystem.example"),
        at="2025-05-15 16:00:00",
        extra=[("Precedence", "bulk"), ("Auto-Submitted", "auto-generated")],
        subject="Planerat underhåll 18 maj",
        text="Planeringssystemet är otillgängligt söndag 18 maj kl. 02–04.",
    ),
    Letter(
        name="130-utskick-vårt-eget-tillbaka",
        program=Program.BARE,
        sender=("Exempelkommunen", BRISTVAKT),
        at="2025-05-07 07:30:08",
        auth="",
        hops=[],
        own_hops=[
            hop(
                "bristvakt.exempelkommunen.example ([192.0.2.31])",
                "mail.exempelkommunen.example",
                "2025-05-07 07:30:08",
                "with ESMTPS id 9Q1",
            )
        ],
        message_id=outgoing("BV-21-J/2")["message_id"],
        extra=[("Auto-Submitted", "auto-generated")],
        subject=outgoing("BV-21-J/2")["subject"],
        charset="utf-8",
        text=said("BV-21-J/2"),
    ),
]

LETTERS = [*AUTOMATIC, *BOUNCES, *DELAYED, *CALENDAR, *MAILINGS]
