"""What a stranger, a machine or a mistake sends: the bytes are kept, nothing is believed, nothing leaks."""

import hashlib
import io
import logging
import zipfile
from dataclasses import replace
from email.message import EmailMessage

import pytest

from notifications import outbox
from tests.workflow.intake.post import Letter, Post, put
from tests.workflow.world import ANNA, PROVIDER, World, swedish, text_of
from workflow.actions.bench import confirm, read_again
from workflow.actions.sort_mail import RECEIPT
from workflow.documents import archive
from workflow.documents.archive import Document
from workflow.intake import understand
from workflow.intake.fetch import take_in
from workflow.status.intake import waiting
from workflow.store import inbox
from workflow.store.kinds import Kind
from workflow.store.reader import reading

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CODE = "BV-1-C"
NUMBER = "19121212-1212"  # Tolvan Tolvansson, the tax agency's own invented person


@pytest.fixture
def post(world: World) -> Post:
    world.begin()
    world.at("2023-06-07 10:00")
    return Post(world)


def comes(post: Post, raw: bytes) -> inbox.Incoming:
    """Those bytes come in, and are as they came; the latest mail."""
    put(post.folder, raw, swedish("2023-06-07 09:59"))
    post.tick()
    mail = post.mails()[-1]
    kept = archive.read(post.world.folder, Document(mail.sha256, f"inkommet-{mail.number}.eml"))
    assert hashlib.sha256(kept).digest() == hashlib.sha256(raw).digest()
    return mail


def registered(world: World) -> list[dict[str, object]]:
    return [event.content for event in world.events() if event.kind == Kind.SUBMISSION_REGISTERED]


def receipts(world: World, to: str = PROVIDER) -> list[EmailMessage]:
    return [letter for letter in world.letters(to) if str(letter["Subject"]).startswith("Vi tog emot")]


# ── personal data ──


@pytest.mark.parametrize(
    "letter",
    [
        pytest.param(Letter("2023-06-07 09:59", subject=f"{CODE} {NUMBER}"), id="i ämnet"),
        pytest.param(Letter("2023-06-07 09:59", f"Gäller {NUMBER}", subject=CODE), id="i texten"),
        pytest.param(Letter("2023-06-07 09:59", subject=CODE, files={"a.txt": NUMBER.encode()}), id="i en fil"),
        pytest.param(Letter("2023-06-07 09:59", subject=CODE, files={f"{NUMBER}.txt": b"x\n"}), id="i ett filnamn"),
        pytest.param(Letter("2023-06-07 09:59", subject=CODE, sender=f'"{NUMBER}" <{PROVIDER}>'), id="i ett namn"),
    ],
)
def test_a_personal_number_is_flagged_and_copied_into_no_log_and_no_receipt(
    post: Post, letter: Letter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    mail = comes(post, letter.raw())

    assert "brist inkorg vägledning" in mail.why
    assert NUMBER not in mail.why
    (receipt,) = receipts(post.world)
    assert NUMBER not in receipt.as_string() + text_of(receipt) + str(receipt["Subject"]) + str(receipt["To"])
    assert NUMBER not in caplog.text


def test_a_personal_number_in_a_subject_is_not_copied_into_the_task_about_the_mail(post: Post) -> None:
    comes(post, Letter("2023-06-07 09:59", subject=f"Om {NUMBER}", sender="vikarie@bjorken.example").raw())

    with reading(post.world.url) as reader:
        (task,) = waiting(reader)
    assert NUMBER not in task.what


# ── who is told what ──


def test_a_stranger_is_not_made_to_send_what_he_has_written_to_somebody_else(post: Post) -> None:
    comes(post, Letter("2023-06-07 09:59", sender='"Vinn en resa: lur.example" <offer@annan.example>').raw())

    (receipt,) = receipts(post.world, "offer@annan.example")
    assert "lur.example" not in receipt.as_string() + text_of(receipt) + str(receipt["To"])


def test_a_forged_sender_waits_and_gets_no_receipt(post: Post) -> None:
    post.world.context = replace(post.world.context, authserv_ids=("mx1.exempelkommunen.example",))
    raw = Letter("2023-06-07 09:59", subject=CODE).raw()
    said = b"Authentication-Results: mx1.exempelkommunen.example; dmarc=fail header.from=bjorken.example\r\n"

    mail = comes(post, said + raw)

    assert mail.status == "bänk"
    assert "intygar inte" in mail.why
    assert registered(post.world) == []
    assert receipts(post.world) == []


@pytest.mark.parametrize("sender", ["info@straße.example", "info@\u017ftrasse.example", "info@stra\u1e9ee.example"])
def test_a_domain_that_only_resembles_a_contacts_is_no_contacts(world: World, sender: str) -> None:
    world.open("1", adress="info@strasse.example")
    world.at("2023-06-07 10:00")

    mail = comes(Post(world), f"From: {sender}\nSubject: {CODE}\nDate: Wed, 7 Jun 2023 09:59:00 +0200\n\nHej".encode())

    assert mail.status == "bänk"
    assert registered(world) == []


def test_an_acknowledgement_of_a_person_gets_no_receipt_of_its_own(post: Post) -> None:
    ours = str(post.world.letters()[-1]["Message-ID"])

    mail = comes(post, Letter("2023-06-07 09:59", "Tack, mottaget!", headers={"In-Reply-To": ours}).raw())

    assert mail.status == "sorterat"
    assert receipts(post.world) == []


def test_the_explanation_of_a_crossed_reminder_is_sent_where_the_day_has_no_receipt_left(post: Post) -> None:
    world = post.world
    world.at("2023-08-31 07:00")
    for minute in range(5):
        post.comes(Letter(f"2023-08-31 06:0{minute}", f"Fråga {minute}", subject=CODE))
    post.tick()
    for mail in post.mails():
        confirm(world.context, mail.number, None, (), ANNA)
    world.at("2023-08-31 09:00")
    world.tick()
    assert world.subjects()[-1] == "Påminnelse"

    post.comes(Letter("2023-08-31 08:00", "Här är det.", subject=CODE, files={"R5.txt": b"Journaler\n"}))
    post.tick()

    assert len(receipts(world)) == 5
    assert "sägs i kvittensen" not in world.struck()
    assert "R5" in text_of(world.letters()[-1])


def test_a_crossed_reminder_is_explained_in_the_receipt_alone(post: Post) -> None:
    world = post.world
    world.at("2023-08-31 09:00")
    world.tick()

    post.comes(Letter("2023-08-31 08:00", "Här är det.", subject=CODE, files={"R5.txt": b"Journaler\n"}))
    post.tick()

    assert world.subjects()[-2:] == ["Påminnelse", "Vi tog emot ert meddelande"]
    assert "Vår påminnelse den 2023-08-31 gick innan" in text_of(world.letters()[-1])


# ── the same name, another content ──


def test_another_mail_under_the_same_name_is_another_mail(post: Post) -> None:
    first = Letter("2023-06-07 09:58", "Plan ett.", subject=CODE).raw()
    second = first.replace(b"Plan ett.", b"Nu en annan.")

    comes(post, first)
    mail = comes(post, second)

    assert (mail.number, mail.status, mail.copy_of) == (2, "sorterat", "")
    assert len(registered(post.world)) == 2


def test_a_copy_that_came_on_an_earlier_day_waits_for_a_person(post: Post) -> None:
    raw = Letter("2023-06-07 09:59", subject=CODE).raw()
    earlier = raw.replace(b"07 Jun 2023\r\n 09:59:00", b"06 Jun 2023\r\n 23:41:00")

    comes(post, raw)
    mail = comes(post, earlier)

    assert mail.status == "bänk"
    assert "2023-06-06" in mail.why
    assert len(receipts(post.world)) == 1


# ── what is broken, too much, or hides something ──


def bomb() -> bytes:
    """A document that is 200 MB once it is opened."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"<a>" + b" " * 200_000_000)
    return out.getvalue()


def nested(depth: int) -> bytes:
    """A mail in a mail in a mail."""
    inner = b"Subject: innerst\r\n\r\nHej"
    for _ in range(depth):
        inner = b"Content-Type: message/rfc822\r\n\r\n" + inner
    return f"From: {PROVIDER}\r\nSubject: {CODE}\r\nDate: Wed, 7 Jun 2023 09:59:00 +0200\r\n".encode() + inner


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        pytest.param(
            Letter("2023-06-07 09:59", files={"winmail.dat": b"\x78\x9f\x3e\x22"}).raw(), "winmail.dat", id="winmail"
        ),
        pytest.param(nested(60), "innersta lästes inte", id="mejl i mejl"),
        pytest.param(
            b"X-Fyllnad: " + b"a" * 10_000_000 + b"\r\n" + Letter("2023-06-07 09:59").raw(), "", id="huvud på tio MB"
        ),
        pytest.param(b"\xff\xfe\x00" * 1000, "", id="inga ord alls"),
        pytest.param(b"\r\n", "", id="inget"),
        pytest.param(
            Letter(
                "2023-06-07 09:59", headers={"References": " ".join(f"<{n}@x.example>" for n in range(10_000))}
            ).raw(),
            "",
            id="tiotusen hänvisningar",
        ),
    ],
)
def test_what_cannot_be_read_is_kept_and_waits_for_a_person(post: Post, raw: bytes, told: str) -> None:
    mail = comes(post, raw)

    assert mail.status in ("bänk", "karantän")
    assert told in mail.why
    assert registered(post.world) == []


def test_a_file_that_swells_when_it_is_opened_is_kept_and_not_read(post: Post) -> None:
    content = bomb()

    mail = comes(post, Letter("2023-06-07 09:59", subject=CODE, files={"R5.docx": content}).raw())

    with reading(post.world.url) as reader:
        (file,) = reader.all(inbox.FILES_OF, mail=mail.uuid)
    assert file.finding
    assert archive.read(post.world.folder, Document(file.sha256, file.name)) == content


def test_a_header_cannot_be_broken_into_two(post: Post) -> None:
    subject = "=?utf-8?q?Svar_=5BBV-1-C=5D=0D=0ABcc:_alla=40annan.example?="
    raw = Letter("2023-06-07 09:59").raw().replace(b"Subject: Svar", f"Subject: {subject}".encode())

    mail = comes(post, raw)

    assert "\n" not in mail.subject
    assert not any(letter["Bcc"] for letter in post.world.letters())
    assert post.world.letters("alla@annan.example") == []


def test_what_turns_the_writing_or_steers_a_terminal_is_shown_harmlessly(post: Post) -> None:
    mail = comes(post, Letter("2023-06-07 09:59", subject="Plan \u202efdp.exe \x1b[2J".replace("\x1b", "=1b")).raw())

    assert not set("\u202e\x1b") & set(mail.subject)


def test_a_mail_that_cannot_be_understood_is_put_in_quarantine_and_the_next_is_not(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(raw: bytes, domain: str) -> None:
        if b"trasigt" in raw:
            raise RecursionError(NUMBER)
        return real(raw, domain)  # type: ignore[return-value]

    real = understand.read
    monkeypatch.setattr(understand, "read", fails)
    caplog.set_level(logging.DEBUG)
    broken = Letter("2023-06-07 09:58", "trasigt", subject=CODE).raw()
    comes(post, broken)
    comes(post, Letter("2023-06-07 09:59", subject=CODE).raw())
    assert [mail.status for mail in post.mails()] == ["karantän", "sorterat"]
    assert "RecursionError" in caplog.text
    assert NUMBER not in caplog.text

    monkeypatch.undo()
    read_again(post.world.context, 1, ANNA)
    take_in(post.world.context)

    assert [mail.status for mail in post.mails()] == ["sorterat", "sorterat"]
    assert len(registered(post.world)) == 2


@pytest.mark.parametrize(
    "sender",
    [
        "info@straße.example",
        "å@annan.example",
        "a..b@annan.example",
        "a[@annan.example",
        "x@[203.0.113.9]",
        "a@-.example",
    ],
)
def test_a_receipt_to_an_odd_address_is_sent_or_struck_and_never_tried_for_ever(
    post: Post, sender: str, caplog: pytest.LogCaptureFixture
) -> None:
    raw = f"From: {sender}\nSubject: Hej\nDate: Wed, 7 Jun 2023 09:59:00 +0200\n\nHej".encode()

    assert comes(post, raw).status == "bänk"

    with post.world.context.engine.connect() as connection:
        assert not [planned for planned in outbox.waiting(connection) if planned.intent.cause_kind == RECEIPT]
    assert "kunde inte skrivas" not in caplog.text
