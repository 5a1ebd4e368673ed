"""What comes in by mail: plans and documents to the function mailbox, and what else a mailbox gets.

The facts are those of rapport Sov 609/2022 with three invented units, two of which share a contact. What came by mail,
and when, is invented; the last days of the notice are the report's own.
"""

import hashlib
import os
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from states.workdays import STOCKHOLM
from workflow.demo import story
from workflow.demo.stage import Municipality, Stage

MX = "mx1.exempelkommunen.example"
_VERA, _VIKTOR = "vera@bjorken.example", "viktor@linden.example"
_NIGHT = {
    "diarienummer": "SOC 2023/103",
    "avtal": "SOC 2019/13 LOV serviceinsatser natt",
    "enhet": "Björken natt",
}
CASES = {"1": story.CASES["1"], "2": story.CASES["1"] | _NIGHT, "3": story.CASES["2"]}


def play(stage: Stage) -> None:
    """Everything that happens, in order."""
    stage.tell("INKORGEN: samma påpekande till tre enheter, och det som utförarna mejlar tillbaka.")
    _notices(stage)
    _returned(stage)
    _plan_at_2341(stage)
    _documents(stage)
    _late_and_strange(stage)


def _notices(stage: Stage) -> None:
    story.decide_first_notice(stage, CASES, at_most=1)
    stage.tick()


def _returned(stage: Stage) -> None:
    stage.at("2023-05-22 10:30")
    stage.tell("Lindens server skickar tillbaka påpekandet, och Vera svarar automatiskt:")
    _bounces(stage, _VIKTOR)
    _comes(stage, "2023-05-22 10:20", _VERA, "Automatiskt svar: Påpekande nr 1", "Jag är åter den 24 maj 2023.", {
        "Auto-Submitted": "auto-replied", "In-Reply-To": _of(stage, "BV-1-C"),
    })  # fmt: skip
    stage.tick()
    stage.brist("inkorg")
    stage.tell("Påpekandet är utan bevisat mottagande. Kontakten byts och samma påpekande går igen, som brev:")
    stage.brist(
        "kontakt", "byt", "Linden service", "--gammal", _VIKTOR, "--namn", "Viola Vikarie",
        "--adress", "viola@linden.example", "--från", "2023-05-22",
    )  # fmt: skip
    stage.brist("påpekande", "omsänt", "3", "--sätt", "brev", "--den", "2023-05-22")
    stage.brist("inkorg", "lägg-åt-sidan", "1", "--skäl", "Påpekandet är sänt som brev")
    stage.at("2023-05-24 09:00")
    stage.tell("Ett svar i tråden bevisar mottagandet:")
    _comes(stage, "2023-05-24 08:12", _VERA, "SV: Påpekande nr 1", "Hej, vi har läst och återkommer med planen.", {
        "In-Reply-To": _of(stage, "BV-1-C"),
    })  # fmt: skip
    stage.tick()
    stage.brist("inkorg", "bekräfta", "3")
    stage.brist("historik", "1")


def _plan_at_2341(stage: Stage) -> None:
    stage.at("2023-06-09 07:30")
    stage.tell("Planen kom 23:41 på sista dagen och hämtas morgonen efter. Den är i tid:")
    plan = {"Åtgärdsplan Björken.txt": "Åtgärdsplan\nD1: ny rutin; klart 2023-08-01; ansvarig Vera\n"}
    _comes(stage, "2023-06-08 23:41", _VERA, "Åtgärdsplan BV-1-C", "Här är planen.", files=plan)
    stage.tick()
    stage.brist("inkorg", "ankomst", "4")
    stage.tell("Att planen är en plan säger en människa; reglerna låter inte mejlet avgöra det:")
    stage.brist("inkorg", "bekräfta", "4", "--avser", "plan")


def _documents(stage: Stage) -> None:
    stage.at("2023-09-01 10:00")
    stage.tell("Handlingarna kommer i delar, och ett mejl gäller två ärenden:")
    _comes(stage, "2023-08-31 14:02", _VERA, "BV-1-C handlingar 1 av 2", "Del ett.", files={
        "R1.txt": "Rutin\n", "R2.txt": "Rutin\n",
    })  # fmt: skip
    _comes(stage, "2023-08-31 14:09", _VERA, "BV-1-C handlingar 2 av 2", "Del två.", files={
        "R3.txt": "Rutin\n", "R4.txt": "Rutin\n",
    })  # fmt: skip
    _comes(stage, "2023-09-01 09:10", _VERA, "R5 för dag och natt", "Gäller både BV-1-C och BV-2-E.", files={
        "R5 egenkontroll.txt": "Egenkontroll\n",
    })  # fmt: skip
    stage.tick()
    stage.brist("inkorg")
    for number in ("5", "6", "7"):
        stage.brist("inkorg", "bekräfta", number)


def _late_and_strange(stage: Stage) -> None:
    stage.at("2023-09-08 13:00")
    stage.tell("En sen handling, och en okänd avsändare med rätt kod, som inget får veta om ärendet:")
    _comes(stage, "2023-09-08 11:20", _VERA, "BV-2-E", "R1 kommer här.", files={"R1.txt": "Rutin\n"})
    _comes(stage, "2023-09-08 11:40", "konsult@annanbyra.example", "BV-3-G", "Jag skickar för Lindens räkning.", files={
        "R1.txt": "Rutin\n",
    })  # fmt: skip
    stage.tick()
    stage.brist("inkorg")
    stage.brist("inkorg", "bekräfta", "8")
    stage.brist(
        "inkorg",
        "fördela",
        "9",
        "--ärende",
        "3",
        "--avser",
        "R1",
        "--skäl",
        "Viola bekräftar per telefon att byrån företräder dem",
    )
    stage.tell("Om det som kom räcker säger en människa, rad för rad:")
    stage.brist("bedöm-rad", "1", "--avser", "R1,R2,R4", "--utfall", "räcker")
    stage.brist(
        "bedöm-rad", "1", "--avser", "R3", "--utfall", "räcker-inte", "--skäl", "Egenkontrollen saknar sommaren"
    )
    stage.brist("checklista", "1")
    stage.brist("drift", "kontrollera")


def _of(stage: Stage, reference: str) -> str:
    """The Message-ID of our first mail about the case: mails leave over several connections, in no order."""
    return next(str(mail.message["Message-ID"]) for _, mail in stage.mails if f"[{reference}]" in mail.subject)


def _comes(
    stage: Stage, when: str, sender: str, subject: str, text: str,
    headers: dict[str, str] | None = None, files: dict[str, str] | None = None,
) -> None:  # fmt: skip
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, story.MAILBOX, subject
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    for name, content in (files or {}).items():
        message.add_attachment(content, filename=name)
    stage.incoming += 1
    message["Message-ID"] = f"<{stage.incoming}@utforare.example>"
    message["Date"] = _at(when)
    _put(stage, when, message.as_bytes(), f"{sender}: {subject}")


_BOUNCE = """\
Return-Path: <>
From: MAILER-DAEMON@linden.example
To: {mailbox}
Subject: Undelivered Mail Returned to Sender
Message-ID: <retur@linden.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_retur"

--=_retur
Content-Type: text/plain

<{address}>: user unknown

--=_retur
Content-Type: message/delivery-status

Reporting-MTA: dns; linden.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--=_retur
Content-Type: text/rfc822-headers

Message-ID: {about}

--=_retur--
"""


def _bounces(stage: Stage, address: str) -> None:
    """The server that could not deliver reports it (RFC 3464)."""
    text = _BOUNCE.format(mailbox=story.MAILBOX, address=address, about=_of(stage, "BV-3-G"))
    _put(stage, "2023-05-22 10:10", text.encode(), f"MAILER-DAEMON: {address} kunde inte nås")


def _put(stage: Stage, when: str, raw: bytes, told: str) -> None:
    """Into the function mailbox's Maildir, with the hop that the municipality's own server has written."""
    reached = _at(when)
    hop = (
        f"Received: from ut.utforare.example (ut.utforare.example [203.0.113.9]) by {MX} with ESMTPS; "
        f"{format_datetime(reached)}\n"
    )
    folder = stage.folder / "data" / "inkorg" / story.MAILBOX
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    path = folder / "new" / f"{reached:%Y%m%d%H%M}.{hashlib.sha256(raw).hexdigest()[:8]}"
    path.write_bytes(hop.encode() + raw)
    os.utime(path, (reached.timestamp(), reached.timestamp()))
    stage.tell(f"  ✉ från {told} ({when})")


def _at(when: str) -> datetime:
    return datetime.fromisoformat(when).replace(tzinfo=STOCKHOLM)


MUNICIPALITY = Municipality(
    folder="inkorgen",
    title="Exempelkommunen, med inkorgen",
    config="config-inkorg.toml",
    roles={
        "disa.demo@exempelkommunen.example": "avtalscontroller",
        _VERA: "Björken",
        _VIKTOR: "Linden",
        "viola@linden.example": "Linden",
        "konsult@annanbyra.example": "okänd",
    },
    stories=(play,),
    deficiencies="""
        1/D1: resultatuppföljning, 1
        1/D2: resultatuppföljning, 1
        1/D3: resultatuppföljning, 1
        1/D4: resultatuppföljning, 1
        1/D5: resultatuppföljning, 1
        1/D6: resultatuppföljning, 1
        2/D1: resultatuppföljning, 1
        2/D2: resultatuppföljning, 1
        2/D3: resultatuppföljning, 1
        2/D4: resultatuppföljning, 1
        2/D5: resultatuppföljning, 1
        2/D6: resultatuppföljning, 1
        3/D1: resultatuppföljning, 1
        3/D2: resultatuppföljning, 1
        3/D3: resultatuppföljning, 1
        3/D4: resultatuppföljning, 1
        3/D5: resultatuppföljning, 1
        3/D6: resultatuppföljning, 1
    """,
    mails="""
        2023-05-22 Björken: Påpekande nr 1
        2023-05-22 Björken: Påpekande nr 1
        2023-05-22 Linden: Påpekande nr 1
        2023-06-09 Björken: Vi tog emot ert meddelande
        2023-09-01 Björken: Vi tog emot ert meddelande
        2023-09-01 Björken: Vi tog emot ert meddelande
        2023-09-01 Björken: Vi tog emot ert meddelande (2 ärenden)
        2023-09-01 Björken: Påminnelse
        2023-09-01 Linden: Påminnelse
        2023-09-01 avtalscontroller: Att göra (2 ärenden)
        2023-09-08 Björken: Vi tog emot ert meddelande
        2023-09-08 Björken: Påminnelse
        2023-09-08 okänd: Vi tog emot ert meddelande
    """,
    tasks="""
        avtalscontroller BV-1-C: Resultatuppföljning pågår för D1, D2, D3, D4, D5, D6
        avtalscontroller BV-2-E: Fortfarande obesvarat sedan 2023-06-08
        avtalscontroller BV-2-E: Påpekande nr 1 är inte bekräftat mottaget
        avtalscontroller BV-2-E: Resultatuppföljning pågår för D1, D2, D3, D4, D5, D6
        avtalscontroller BV-3-G: Fortfarande obesvarat sedan 2023-06-08
        avtalscontroller BV-3-G: Påpekande nr 1 är inte bekräftat mottaget
        avtalscontroller BV-3-G: Resultatuppföljning pågår för D1, D2, D3, D4, D5, D6
    """,
    look=("inkorg lista --alla", "inkorg visa 4", "inkorg ankomst 4", "historik 1"),
)
