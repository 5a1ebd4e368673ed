"""Which mails a machine wrote, when an absent person is back, and what is a receipt and nothing else."""

from datetime import date

import pytest

from notifications.incoming.autoreplies import away_until, is_acknowledgement, may_be_answered
from notifications.incoming.message import MailKind, read
from tests.notifications.incoming.raw import DOMAIN, OURS, mail, parts

FILE = 'Content-Type: application/pdf\nContent-Disposition: attachment; filename="plan.pdf"\n\n%PDF'


@pytest.mark.parametrize(
    ("more", "subject"),
    [
        ("Auto-Submitted: auto-replied\n", "Re: Beslut"),
        ("Auto-Submitted: auto-replied (vacation)\n", "Beslut"),
        ("X-Autoreply: yes\n", "Beslut"),
        ("X-Auto-Response-Suppress: All\nPrecedence: bulk\n", "Beslut"),
        ("Precedence: auto_reply\n", "Beslut"),
        (f"Auto-Submitted: auto-generated\nIn-Reply-To: {OURS}\n", "Beslut"),
        ("Return-Path: <>\n", "Tack för ditt mejl"),
        ("", "Automatiskt svar: Beslut"),
        ("", "Autosvar: Beslut"),
        ("", "Automatic reply: Beslut"),
        ("", "Out of Office: Beslut"),
        ("", "Frånvaro: Beslut"),
        ("", "=?utf-8?q?Fr=C3=A5nvaromeddelande?="),
    ],
)
def test_what_was_sent_by_itself_is_an_auto_reply(more: str, subject: str) -> None:
    message = read(mail("Jag är ledig.", more=more, subject=subject), DOMAIN)

    assert message.kind is MailKind.AUTO_REPLY
    assert not may_be_answered(message)


@pytest.mark.parametrize(
    ("more", "subject"),
    [
        ("", "SV: Automatiskt svar: Beslut"),
        ("", "Frånvaro av rutin"),
        ("Auto-Submitted: no\n", "Beslut"),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply\n", "SV: Beslut"),
        ("X-Autoreply: no\n", "SV: Beslut"),
    ],
)
def test_what_a_person_sent_is_not(more: str, subject: str) -> None:
    message = read(mail(more=more, subject=subject))

    assert message.kind is MailKind.ANSWER
    assert may_be_answered(message)


def test_a_file_under_a_subject_like_that_of_an_absence_is_an_answer() -> None:
    assert read(parts(FILE, subject="Frånvaro: rutin")).kind is MailKind.ANSWER


def test_what_a_system_sends_for_a_person_is_an_answer_but_gets_no_receipt() -> None:
    message = read(mail("Ett säkert meddelande väntar.", more="Auto-Submitted: auto-generated\n"))

    assert message.kind is MailKind.ANSWER
    assert not may_be_answered(message)


@pytest.mark.parametrize(
    "more", ["List-Id: <nytt.x.example>\n", "List-Unsubscribe: <mailto:x@x.example>\n", "Precedence: bulk\n"]
)
def test_what_goes_to_many_is_a_list(more: str) -> None:
    assert read(mail(more=more), DOMAIN).kind is MailKind.LIST


def test_an_answer_that_passes_through_a_group_address_is_an_answer() -> None:
    message = read(mail(more=f"List-Id: <info.bjorken.example>\nIn-Reply-To: {OURS}\n"), DOMAIN)

    assert message.kind is MailKind.ANSWER
    assert not may_be_answered(message)


@pytest.mark.parametrize(
    ("method", "kind"), [("REPLY", MailKind.CALENDAR), ("COUNTER", MailKind.CALENDAR), ("REQUEST", MailKind.ANSWER)]
)
def test_who_accepts_an_invitation_answers_the_calendar(method: str, kind: MailKind) -> None:
    in_body = f"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:{method}\nEND:VCALENDAR"
    in_type = f"Content-Type: text/calendar; method={method}\n\nBEGIN:VCALENDAR\nEND:VCALENDAR"

    assert {read(parts(calendar, kind="alternative")).kind for calendar in (in_body, in_type)} == {kind}


def back(text: str, sent: str = "Mon, 10 Jul 2023 09:00:00 +0200", subject: str = "Autosvar: Beslut") -> date | None:
    return away_until(read(mail(text, subject=subject, sent=sent)))


@pytest.mark.parametrize(
    "text",
    [
        "Jag är åter den 14 augusti.",
        "Jag har semester och är tillbaka måndag 14/8. Hälsningar Vera",
        "Tillbaka i tjänst måndagen den 14 augusti 2023",
        "Åter 2023-08-14.",
        "Åter på kontoret 14 aug.",
        "Jag är borta t.o.m. 2023-08-13.",
        "Semester till och med söndag 13 augusti",
        "Ledig t o m 13/8, åter 14/8.",
        "Ledig t.o.m. fredag 11 augusti. Tillbaka måndag 14 augusti.",
        "I am back on 14 August 2023.",
        "I will be back in the office on Monday, August 14th.",
        "Returning 14th of August.",
        "I am away through 13 August.",
        "Jag är inte tillbaka förrän den 14 augusti.",
        "Åter 14/8-23",
    ],
)
def test_the_day_of_coming_back_is_read(text: str) -> None:
    assert back(text) == date(2023, 8, 14)


@pytest.mark.parametrize(
    "text",
    [
        "Jag är på semester.",
        "Åter efter den 14 augusti.",
        "Åter tidigast 14 augusti.",
        "Jag är tillbaka tisdag 14 augusti.",
        "Vera är åter 14 augusti. Eva är tillbaka 7 augusti.",
        "Jag är borta till 14 augusti.",
        "Back on 8/9.",
        "Tillbaka den 31 juni.",
        "Tillbaka den 1 juli.",
        "Jag är åter ledig den 14 augusti.",
        "Åter vecka 33.",
        "Åter 2024-12-24.",
        "Ring 08-14 00 00.",
        "Ledig t.o.m. 20 augusti. Åter 14 augusti.",
    ],
)
def test_what_is_not_certain_is_not_read(text: str) -> None:
    assert back(text) is None


def test_a_day_without_year_is_the_next_one() -> None:
    assert back("Åter 8 januari.", sent="Wed, 20 Dec 2023 09:00:00 +0100") == date(2024, 1, 8)


def test_without_a_day_of_sending_nothing_is_read() -> None:
    assert back("Åter 14 augusti.", sent="snart") is None


@pytest.mark.parametrize(
    "text",
    [
        "Tack, mottaget!",
        "Hej,\nVi har mottagit påpekandet och återkommer senast den 8 juni.\n\nMed vänlig hälsning\nVera Verksam\nbjorken.example",
        "Mottaget. /Vera",
        "Härmed bekräftas att brevet mottagits.",
        "Well received, thank you.",
    ],
)
def test_a_receipt_by_a_person_is_known(text: str) -> None:
    message = read(mail(f"{text}\n\nFrån: x\nSkickat: y\nTill: z\nÄmne: Beslut\n\nSkicka planen, inte rutinen?"))

    assert message.kind is MailKind.ANSWER
    assert is_acknowledgement(message)


@pytest.mark.parametrize(
    "text",
    [
        "Tack!",
        "Har ni mottagit vår plan?",
        "Mottaget, men vi delar inte bedömningen.",
        "Mottaget. Se https://moln.example/plan",
        "Mottaget. Bifogar planen.",
        "Vi har mottagit brevet. " + "Aktivitet: utbildning i dokumentation för alla medarbetare. " * 4,
        "",
    ],
)
def test_what_says_more_or_less_is_none(text: str) -> None:
    assert not is_acknowledgement(read(mail(text)))


@pytest.mark.parametrize("text", ["Ok tack", "Tack!", "👍", "Tack för påminnelsen, planen är på gång."])
def test_thanks_are_a_receipt_only_in_answer_to_something(text: str) -> None:
    assert is_acknowledgement(read(mail(text, more=f"In-Reply-To: {OURS}\n")))
    assert not is_acknowledgement(read(mail(text)))


def test_a_receipt_with_a_file_is_more_than_a_receipt() -> None:
    assert not is_acknowledgement(read(parts("Content-Type: text/plain\n\nTack, mottaget!", FILE)))
