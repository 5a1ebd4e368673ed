import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.incoming.links import instead_of_document


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Planen finns här: https://1drv.ms/w/s!Axyz", "OneDrive"),
        ("https://exempel-my.sharepoint.com/:w:/g/personal/x", "OneDrive"),
        ("<https://exempel.sharepoint.com/:b:/s/kvalitet/Eabc?e=1>", "SharePoint"),
        ("https://exempel.sharepoint.com/sites/k/Shared%20Documents/plan.docx", "SharePoint"),
        ("https://drive.google.com/file/d/1abc/view", "Google Drive"),
        ("https://docs.google.com/document/d/1abc", "Google Drive"),
        ("www.dropbox.com/scl/fi/abc/plan.pdf", "Dropbox"),
        ("Filerna: https://we.tl/t-abc", "WeTransfer"),
        ("https://wetransfer.com/downloads/abc", "WeTransfer"),
        ("https://sprend.com/sv/download?C=abc", "Sprend"),
        ("https://eur01.safelinks.protection.test/?url=https%3A%2F%2F1drv.ms%2Fw%2Fabc&data=x", "OneDrive"),
    ],
)  # fmt: skip
def test_a_link_to_a_file_elsewhere_is_told_with_the_service(text: str, name: str) -> None:
    assert instead_of_document(f"Hej!\n{text}\nHälsningar") == (f"en länk till {name} i stället för en fil",)


@pytest.mark.parametrize(
    "text",
    [
        "Du har fått ett säkert meddelande från Exempelomsorgen.",
        "Ni har mottagit ett krypterat e-postmeddelande",
        "Hämta ditt säkra\nmeddelande här: https://post.exempel.test/abc",
        "Logga in med BankID för att läsa det.",
        "Läs meddelandet\nhttps://post.exempel.test/abc",
        "Vi har skickat planen via säker e-post.",
        "You have received a secure message",
    ],
)
def test_a_notice_of_a_locked_message_is_told(text: str) -> None:
    assert instead_of_document(text) == ("en avisering om ett säkert meddelande, som hämtas någon annanstans",)


@pytest.mark.parametrize(
    "text",
    [
        "Hälsningar\nKim\nwww.exempelomsorgen.example\nhttps://exempelomsorgen.example/om-oss",
        "Vi finns på https://www.dropbox.com och https://exempel.sharepoint.com/",
        "Kan vi skicka via säker e-post?",
        "Bifogar planen. Läs meddelandet noga.",
        "Vi har rutiner för säkra meddelanden mellan skiften.",
        "kim@onedrive.live.com.example",
        "",
    ],
)
def test_a_homepage_or_a_question_is_no_replacement(text: str) -> None:
    assert instead_of_document(text) == ()


@given(st.text())
def test_any_text_gives_an_answer(text: str) -> None:
    assert isinstance(instead_of_document(text), tuple)


@pytest.mark.parametrize(
    "text", ["har fått " * 20_000, "logga in " * 20_000, "a-" * 60_000, "läs meddelandet\n" * 7_000, "%25" * 40_000]
)
def test_a_text_made_to_take_long_does_not(text: str) -> None:
    start = time.process_time()

    instead_of_document(text)

    assert time.process_time() - start < 3
