"""What is read out of one mail, and what is told about the rest."""

from base64 import b64encode
from datetime import UTC, datetime
from time import process_time

import pytest

from notifications.compose import compose
from notifications.incoming.message import Limits, MailKind, read
from tests.notifications.incoming.raw import DOMAIN, OURS, mail, parts
from tests.notifications.letters import ALL, ENVELOPE

PDF = 'Content-Type: application/pdf; name="plan.pdf"\nContent-Disposition: attachment; filename="plan.pdf"\n\n%PDF'


def test_a_mail_says_who_to_whom_when_and_what() -> None:
    message = read(mail("Hej, här kommer planen.\n"))

    assert (message.sender, message.sender_name) == ("vera@bjorken.example", "Vera Verksam")
    assert message.recipients == (f"egetval@{DOMAIN}",)
    assert message.subject == "Åtgärdsplan"
    assert message.sent_at == datetime(2023, 6, 8, 13, 12, tzinfo=UTC)
    assert message.text == "Hej, här kommer planen.\n"
    assert (message.kind, message.problems) == (MailKind.ANSWER, ())


def test_references_begin_with_what_is_answered_then_the_latest() -> None:
    message = read(mail(more="References: <a@x.example>\n <b@x.example> <c@x.example>\nIn-Reply-To: <b@x.example>\n"))

    assert message.references == ("<b@x.example>", "<c@x.example>", "<a@x.example>")


@pytest.mark.parametrize(
    ("charset", "encoding", "body"),
    [
        ("utf-8", "8bit", "åäö".encode()),
        ("iso-8859-1", "8bit", "åäö".encode("latin-1")),
        ("windows-1252", "quoted-printable", b"=E5=E4=F6"),
        ("utf-8", "base64", b"w6XDpMO2\r\n"),
        ("us-ascii", "8bit", "åäö".encode()),
        ("us-ascii", "8bit", "åäö".encode("cp1252")),
    ],
)
def test_swedish_letters_are_read_however_they_are_written(charset: str, encoding: str, body: bytes) -> None:
    more = f"Content-Transfer-Encoding: {encoding}\n"

    message = read(mail("", content=f"text/plain; charset={charset}", more=more) + body)

    assert message.text == "åäö"
    assert message.problems == ()


def test_a_wrong_charset_is_told_and_the_text_read_as_it_seems_to_be_written() -> None:
    message = read(mail("", content="text/plain; charset=klingonska") + "åäö".encode("cp1252"))

    assert message.text == "åäö"
    assert message.problems == ("texten är inte skriven i den teckenkodning som mejlet anger (klingonska)",)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("=?utf-8?q?=C3=85tg=C3=A4rdsplan?=", "Åtgärdsplan"),
        ("=?iso-8859-1?Q?=C5tg=E4rds?=\n =?iso-8859-1?Q?plan_2?=", "Åtgärdsplan 2"),
        ("=?utf-8?b?w4U=?= =?utf-8?b?dGfD?= =?utf-8?b?pHJk?=", "Åtgärd"),
        ("Åtgärdsplan", "Åtgärdsplan"),
        ("SV: =?x?q?b?= plan", "SV: b plan"),
    ],
    ids=["utf-8", "latin-1 on two lines", "a character cut in two", "bare utf-8", "unknown charset"],
)
def test_a_subject_is_decoded_to_one_line(written: str, read_as: str) -> None:
    assert read(mail(subject=written)).subject == read_as


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("=?utf-8?q?plan=0D=0ABcc=3A_x?=", "plan Bcc: x"),
        ("=?utf-8?b?cGxhbgBu?=", "plan�n"),
        ("plan\u202exslx", "plan�xslx"),
        ("pl\u200ban\u200e", "plan"),
        ("=?utf-8?b?cGxhbhtbMko=?=", "plan�[2J"),
    ],
    ids=["a line break", "NUL", "turned direction", "invisible", "terminal"],
)
def test_what_steers_is_shown_harmlessly(written: str, shown: str) -> None:
    assert read(mail(subject=written)).subject == shown
    assert read(mail(sender=f"{written} <vera@bjorken.example>")).sender_name == shown


def test_a_name_cannot_smuggle_in_an_address() -> None:
    message = read(mail(sender="=?utf-8?q?Eva_=3Ceva=40linden.example=3E=2C?= <okand@annan.example>"))

    assert message.sender == "okand@annan.example"


@pytest.mark.parametrize(
    ("written", "address", "name"),
    [
        ("vera@bjorken.example", "vera@bjorken.example", ""),
        ("Vera.Verksam@Bjorken.example (Vera)", "vera.verksam@bjorken.example", "Vera"),
        ('"Verksam, Vera \\"V\\" (chef)" <vera@bjorken.example>', "vera@bjorken.example", 'Verksam, Vera "V" (chef)'),
        ("Vera (chef <x@y.example>) Verksam <vera@bjorken.example>", "vera@bjorken.example", "Vera Verksam"),
        ("eva@linden.example <okand@annan.example>", "okand@annan.example", "eva@linden.example"),
        ('"eva@linden.example" <okand@annan.example>', "okand@annan.example", "eva@linden.example"),
        ("Chefer: Vera <vera@bjorken.example>;", "vera@bjorken.example", "Vera"),
        ("<@a.example:vera@bjorken.example>", "vera@bjorken.example", ""),
        ("Vera utan adress", "", ""),
        ("((((vera@bjorken.example", "", ""),
    ],
)
def test_the_address_of_the_sender_is_the_one_in_brackets(written: str, address: str, name: str) -> None:
    message = read(mail(sender=written))

    assert (message.sender, message.sender_name) == (address, name)


def test_a_name_that_looks_like_another_address_is_told() -> None:
    message = read(mail(sender="eva@linden.example <okand@annan.example>"))

    assert message.problems == (
        "avsändarens namn ser ut som en annan adress än den som mejlet kom från, okand@annan.example",
    )


@pytest.mark.parametrize(
    "raw",
    [
        mail(sender="vera@bjorken.example, eva@linden.example"),
        mail(sender="Vera <vera@bjorken.example> <eva@linden.example>"),
        mail(more="From: eva@linden.example\n"),
    ],
    ids=["a list", "two brackets", "two fields"],
)
def test_of_several_senders_none_is_believed(raw: bytes) -> None:
    message = read(raw)

    assert message.sender == ""
    assert message.problems == ("mejlet har mer än en avsändare: ingen av dem tas för given",)


def test_what_a_server_quotes_is_never_read_as_encoded_words() -> None:
    line = (
        "from =?utf-8?q?x_=28mx1=2Eexempelkommunen=2Eexample?= (x [203.0.113.5]) by mx; Thu, 8 Jun 2023 15:12:00 +0200"
    )

    assert ("Received", line) in read(mail(more=f"Received: {line}\n")).headers


def test_html_becomes_lines_with_links_and_without_scripts() -> None:
    html = (
        "<html><head><style>p {color: red}</style></head><body><!-- dolt --><p>Hej&nbsp;Vera,</p>se <a "
        'href="https://moln.example/x">planen</a><br>1 &lt; 2<script>alert(1)</script><table><tr><td>a</td><td>b</td>'
        "</tr></table></body></html>"
    )

    assert read(mail(html, content="text/html")).text == "Hej Vera,\nse planen (https://moln.example/x)\n1 < 2\na\tb"


def test_of_alternatives_the_plain_one_is_read() -> None:
    message = read(
        parts("Content-Type: text/plain\n\nslätt", "Content-Type: text/html\n\n<p>html</p>", kind="alternative")
    )

    assert (message.text, message.attachments) == ("slätt", ())


def test_an_empty_plain_alternative_gives_way_to_html() -> None:
    message = read(
        parts("Content-Type: text/plain\n\n \n", "Content-Type: text/html\n\n<p>html</p>", kind="alternative")
    )

    assert message.text == "html"


@pytest.mark.parametrize(
    "heading",
    [
        "Från: Uppföljning <egetval@exempelkommunen.example>\nSkickat: den 1 juni 2023 10:12\nTill: Vera\nÄmne: Beslut",
        "-----Ursprungligt meddelande-----\nVad som helst",
        "From: x@y.example\nSent: Thursday\nTo: Vera\nSubject: Beslut",
        "Den tors 1 juni 2023 kl 10:12 skrev Uppföljning <egetval@exempelkommunen.example>:\n\n> Hej",
        "On Thu, Jun 1, 2023 at 10:12 AM Uppföljning <\negetval@exempelkommunen.example> wrote:\n\n> Hej",
        "1 juni 2023 kl. 10:12 skrev Uppföljning <egetval@exempelkommunen.example>:\n\n> Hej",
        "Vidarebefordrat brev:\n\nVad som helst",
        "> Hej\n> på er",
    ],
)
def test_ones_own_words_are_told_from_what_is_quoted(heading: str) -> None:
    assert read(mail(f"Hej, planen kommer.\n/Vera\n\n{heading}\n")).own_text == "Hej, planen kommer.\n/Vera"


def test_answers_between_quoted_lines_are_ones_own() -> None:
    message = read(
        mail("Den 1 juni 2023 skrev Uppföljning <egetval@x.example>:\n> 3.4?\nKlart i maj.\n> 3.5?\nKlart i juni.")
    )

    assert message.own_text == "Klart i maj.\nKlart i juni."


def test_what_html_quotes_is_not_ones_own() -> None:
    html = "<p>Klart.</p><blockquote>Är det klart?</blockquote>"

    message = read(mail(html, content="text/html"))

    assert (message.text, message.own_text) == ("Klart.\n> Är det klart?", "Klart.")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("filename=plan.pdf", "plan.pdf"),
        ("filename*=utf-8''%C3%A5tg%C3%A4rd.pdf", "åtgärd.pdf"),
        ('filename="=?utf-8?q?=C3=A5tg=C3=A4rd=2Epdf?="', "åtgärd.pdf"),
        ("filename*0=lång; filename*1=t.pdf", "långt.pdf"),
        ('filename="../../etc/plan.pdf"', "plan.pdf"),
        ('filename="C:\\\\mapp\\\\plan.pdf"', "plan.pdf"),
        ('filename="plan\u202efdp.exe"', "plan�fdp.exe"),
        ('filename=""', "utan namn"),
        ('filename=".."', "utan namn"),
        ("filename*0=a; filename*=plan.pdf", "plan.pdf"),
    ],
)
def test_the_name_of_a_file_is_harmless(written: str, name: str) -> None:
    message = read(parts(f"Content-Type: application/pdf\nContent-Disposition: attachment; {written}\n\n%PDF"))

    (attached,) = message.attachments

    assert (attached.name, attached.media_type, attached.content) == (name, "application/pdf", b"%PDF")


def test_a_mail_in_the_mail_is_an_attachment_and_so_is_what_it_brings() -> None:
    inner = parts("Content-Type: text/plain\n\nse bilaga", PDF, subject="Planen").decode()
    inner = inner.replace("gräns", "inre").replace("\r\n", "\n")

    message = read(parts("Content-Type: text/plain\n\nvidare", f"Content-Type: message/rfc822\n\n{inner}"))

    assert [attached.name for attached in message.attachments] == ["Planen.eml", "plan.pdf"]
    assert message.text == "vidare"


def test_winmail_is_kept_as_it_is_and_told() -> None:
    message = read(parts('Content-Type: application/ms-tnef; name="winmail.dat"\n\nx'))

    assert [attached.name for attached in message.attachments] == ["winmail.dat"]
    assert message.problems[0].startswith("winmail.dat är Outlooks eget format")


def test_what_is_encrypted_is_told() -> None:
    message = read(parts("Content-Type: application/pgp-encrypted\n\nVersion: 1", kind="encrypted"))

    assert message.problems == ("mejlet eller en del av det är krypterat: innehållet går inte att läsa här",)


def test_broken_base64_gives_what_could_be_read() -> None:
    message = read(mail("SGVq!!!SGVqX", more="Content-Transfer-Encoding: base64\n"))

    assert message.text.startswith("Hej")
    assert message.problems == ("en del är trasigt kodad (base64): det som gick att läsa är kvar",)


def test_what_we_sent_ourselves_is_known() -> None:
    raw = compose(ALL[0], ENVELOPE)
    ours = raw.replace(ENVELOPE.message_id.encode(), OURS.encode())

    assert read(ours, DOMAIN).kind is MailKind.OWN
    assert read(ours, "").kind is not MailKind.OWN
    assert read(ours, "annan.example").kind is not MailKind.OWN


def test_a_copy_that_a_server_rendered_anew_has_the_same_identity() -> None:
    first = read(mail("Åtgärd  \nett\n", more="X-Spam: no\n"))
    body = b64encode("Åtgärd\nett\n".encode()).decode()
    again = read(mail(body, more="Content-Transfer-Encoding: base64\n").replace(b"\r\n", b"\n"))

    assert first.identity == again.identity
    assert first.sha256 != again.sha256


def test_another_text_sender_time_or_file_is_another_mail() -> None:
    variants = [
        mail(),
        mail("Hej igen"),
        mail(sender="eva@linden.example"),
        mail(sent="Thu, 08 Jun 2023 15:13:00 +0200"),
        parts(PDF),
        parts(PDF + "2"),
    ]

    assert len({read(raw).identity for raw in variants}) == len(variants)


def test_a_mail_that_nothing_names_is_only_itself() -> None:
    message = read(b"From: vera@bjorken.example\n\nhej")

    assert message.identity == message.sha256
    assert message.problems == ("mejlhuvudet saknar Date", "mejlhuvudet saknar Message-ID")


@pytest.mark.parametrize(
    ("field", "path"),
    [("Return-Path: <>\n", ""), ("", None), ("Return-Path: <Vera@bjorken.example>\n", "vera@bjorken.example")],
)
def test_no_return_path_is_something_else_than_an_empty_one(field: str, path: str | None) -> None:
    assert read(mail(more=field)).return_path == path


LIMITS = Limits(header_bytes=2_000, header_length=500, headers=20, depth=3, parts=5, text=100)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (mail(more="X: y\n" * 500), "mejlhuvudet är större än 2 kB: resten av det lästes inte"),
        (mail(more="X: y\n" * 30), "mejlhuvudet har fler än 20 rader: resten lästes inte"),
        (mail(more=f"X: {'y' * 600}\n"), "en rad i mejlhuvudet är längre än 500 tecken: den lästes till dit"),
        (mail("hej" * 100), "texten är längre än 100 tecken: resten lästes inte"),
        (parts(*[PDF] * 9), "mejlet har fler än 5 delar: resten lästes inte"),
        (
            mail("Content-Type: message/rfc822\n\n" * 9, content="message/rfc822"),
            "delarna ligger i varandra i mer än 3 steg: det innersta lästes inte",
        ),
        (
            mail("x", content="multipart/mixed"),
            "mejlet säger att det har flera delar men de går inte att skilja åt: det lästes som text",
        ),
    ],
    ids=["header", "fields", "field", "text", "parts", "depth", "no boundary"],
)
def test_what_is_cut_by_a_limit_is_told(raw: bytes, told: str) -> None:
    assert told in read(raw, limits=LIMITS).problems


_HEAD = mail("", content="multipart/mixed; boundary=a")
_HTML = mail("", content="text/html")
_MEGABYTES = 10_000_000


@pytest.mark.parametrize(
    "raw",
    [
        mail(more="X: " + "a " * (_MEGABYTES // 2) + "\n"),
        mail(subject="=?utf-8?q?a?= " * (_MEGABYTES // 14)),
        b"a:b\n" * (_MEGABYTES // 4),
        b"\n" * _MEGABYTES,
        _HEAD + b"--a\r\n\r\nx\r\n" * 10_000,
        _HEAD + b"--ab\r\n" * (_MEGABYTES // 6),
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * (_MEGABYTES // 47),
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(100_000)),
        b"Content-Type: message/rfc822\n\n" * (_MEGABYTES // 30),
        _HTML + b"<" * _MEGABYTES,
        _HTML + b"<!--" * (_MEGABYTES // 4),
        _HTML + b'<b a=">"' * (_MEGABYTES // 8),
        _HTML + b"<a href='" * (_MEGABYTES // 9),
        mail("Den 2023 skrev 2023 skrev:\n" * 300_000),
        b"From: " + b"(" * 15_000 + b"\nTo: " + b"a:" * 8_000 + b"\nContent-Type: " + b";" * 15_000 + b"\n\n",
    ],
    ids=[
        "10 MB header", "10 MB subject", "10 MB of fields", "only lines", "10 000 parts", "false boundaries",
        "nested in the same", "nested in each other", "mail in mail", "html <", "html comments", "html quotes",
        "html links", "quoting", "brackets",
    ],
)  # fmt: skip
def test_no_mail_takes_long(raw: bytes) -> None:
    started = process_time()

    read(raw)

    assert process_time() - started < 5
