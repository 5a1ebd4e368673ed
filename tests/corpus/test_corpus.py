"""The corpus is whole, labelled, invented, and in step with what builds it."""

import email
import re
import tomllib
from collections import Counter
from email.message import Message
from email.policy import compat32, default
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest

from tests.corpus import CATEGORIES, FACIT, MAILS, Labelled, load
from tests.corpus.build import all_built
from tests.corpus.letters import LETTERS
from tests.corpus.world import case, outgoing, world
from workflow.actions.reference import reference_code

KINDS = {"svar", "studs", "fördröjd", "leveranskvitto", "autosvar", "kalendersvar", "utskick", "eget"}
FLAGS = {"personnummer", "länk", "kvittens"}
FIELDS = {"kind", "cases", "certain", "network_at", "mailbox_at", "mapp", "lines", "flags"}
REFERENCES = {one["reference"] for one in world()["cases"]}
_HOSTS = (
    re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)"),
    re.compile(r"https?://([\w.-]+)"),
    re.compile(r"\b(?:from|by) ([\w-]+(?:\.[\w-]+)+)"),
    re.compile(r"\bdns; *([\w-]+(?:\.[\w-]+)+)"),
)
_SCHEMAS = ("schemas.openxmlformats.org",)  # names of formats within documents; nobody goes there


def named(mail: Labelled) -> str:
    return mail.name


def each(name: str = "mail") -> pytest.MarkDecorator:
    return pytest.mark.parametrize(name, load(), ids=named)


def test_there_are_at_least_one_hundred_and_twenty_mails() -> None:
    assert len(load()) >= 120


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_category_has_at_least_eight(category: str) -> None:
    assert Counter(mail.category for mail in load())[category] >= 8


def test_the_mails_are_those_that_the_builder_makes() -> None:
    built = all_built(LETTERS)

    assert {path.stem for path in MAILS.glob("*.eml")} == set(built)
    assert [mail.name for mail in load() if mail.raw != built[mail.name]] == []


def test_every_number_is_given_once() -> None:
    assert len({letter.name[:3] for letter in LETTERS}) == len(LETTERS)


def test_every_mail_has_a_label_and_every_label_a_mail() -> None:
    facit = tomllib.loads(FACIT.read_text(encoding="utf-8"))

    assert set(facit) == {letter.name for letter in LETTERS}
    assert {name for name, label in facit.items() if set(label) - {"about", "why"} != FIELDS} == set()


@each()
def test_a_label_says_only_what_there_is_to_say(mail: Labelled) -> None:
    assert mail.kind in KINDS
    assert mail.flags <= FLAGS
    assert mail.folder in {"INBOX", "Skräppost"}
    assert set(mail.cases) <= REFERENCES
    assert set(mail.lines) <= set(mail.cases)
    assert mail.cases or not mail.certain


@each()
def test_a_line_that_is_answered_was_demanded(mail: Labelled) -> None:
    wrong = {
        (reference, code)
        for reference, codes in mail.lines.items()
        for code in codes
        if code not in {line["code"] for line in case(reference)["lines"]}
    }

    assert wrong == set()


@each()
def test_what_is_not_certain_has_its_reason(mail: Labelled) -> None:
    assert mail.certain or not mail.cases or mail.why


@each()
def test_a_machine_answers_something_that_was_sent_before(mail: Labelled) -> None:
    if mail.about:
        assert outgoing(mail.about)["sent_at"] < mail.network_at
        assert set(mail.cases) == set(outgoing(mail.about)["cases"])


@each()
def test_the_mailbox_has_a_mail_no_earlier_than_the_network(mail: Labelled) -> None:
    assert mail.network_at <= mail.mailbox_at


@each()
def test_the_arrival_is_a_time_that_a_server_of_ours_has_written(mail: Labelled) -> None:
    ours = tuple(f"by {host['name']}" for host in world()["hosts"])
    lines = [str(line) for line in email.message_from_bytes(mail.raw).get_all("Received", [])]
    stamped = [line for line in lines if any(" ".join(line.split()).find(name) >= 0 for name in ours)]
    times = {email.utils.parsedate_to_datetime(line.rpartition(";")[2].strip()) for line in stamped}

    assert mail.network_at in times or (not times and mail.network_at == mail.mailbox_at)


def test_at_least_half_are_certain() -> None:
    assert sum(mail.certain for mail in load()) * 2 >= len(load())


def test_at_least_half_of_the_answers_are_certain_and_of_the_rest_too() -> None:
    answers = [mail for mail in load() if mail.kind == "svar"]
    others = [mail for mail in load() if mail.kind not in ("svar", "utskick", "eget")]

    assert sum(mail.certain for mail in answers) * 2 >= len(answers)
    assert sum(mail.certain for mail in others) * 2 >= len(others)


def test_every_kind_and_flag_occurs() -> None:
    assert {mail.kind for mail in load()} == KINDS
    assert {flag for mail in load() for flag in mail.flags} == FLAGS
    assert {mail.folder for mail in load()} == {"INBOX", "Skräppost"}


def test_every_reference_has_the_check_character_that_the_product_gives() -> None:
    assert [one["reference"] for one in world()["cases"]] == [reference_code(one["serial"]) for one in world()["cases"]]


def test_every_outgoing_mail_has_a_name_of_its_own() -> None:
    names = [mail["message_id"] for mail in world()["outgoing"]]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"<b\.[0-9a-f-]{36}@exempelkommunen\.example>", name) for name in names)


@pytest.mark.parametrize("reference", sorted(REFERENCES))
def test_each_case_has_something_that_was_sent(reference: str) -> None:
    assert 2 <= sum(reference in mail["cases"] for mail in world()["outgoing"]) <= 4


def test_no_two_mails_have_the_same_bytes() -> None:
    assert len({mail.raw for mail in load()}) == len(load())


def test_both_ends_of_line_occur() -> None:
    with_cr = sum(b"\r\n" in mail.raw for mail in load())

    assert len(load()) // 4 < with_cr < len(load()) * 3 // 4
    assert all(mail.raw.count(b"\r\n") in (0, mail.raw.count(b"\n")) for mail in load())


def test_the_corpus_is_small() -> None:
    assert sum(len(mail.raw) for mail in load()) < 3_000_000


@each()
def test_every_domain_is_invented(mail: Labelled) -> None:
    found = {host for text in texts(mail.raw) for form in _HOSTS for host in form.findall(text)}
    wrong = {host for host in found if not host.endswith((".example", ".test")) and not re.fullmatch(r"[\d.]+", host)}

    assert wrong - set(_SCHEMAS) == set()


def texts(raw: bytes) -> list[str]:
    """All that can be read of a mail: the bytes, the headers, the decoded parts, and what an archive has in it."""
    message = email.message_from_bytes(raw, policy=compat32)
    parts = [part for part in message.walk() if not part.is_multipart()]
    unbroken = re.sub(rb"=\r?\n", b"", raw)
    return [unbroken.decode("latin-1"), *(text for part in parts for text in _inside(_decoded(part)))]


def _decoded(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _inside(data: bytes) -> list[str]:
    if not is_zipfile(BytesIO(data)):
        return [data.decode("utf-8", "replace")]
    with ZipFile(BytesIO(data)) as archive:
        return [text for name in archive.namelist() for text in [name, *_inside(archive.read(name))]]


@pytest.mark.parametrize("extension", ["docx", "xlsx", "pdf", "odt", "txt", "jpg", "zip", "dat"])
def test_each_kind_of_attachment_occurs(extension: str) -> None:
    names = {
        part.get_filename() or ""
        for mail in load()
        for part in email.message_from_bytes(mail.raw, policy=default).walk()
        if mail.category != "besvärlig" or extension == "dat"
    }

    assert any(name.lower().endswith(f".{extension}") for name in names)


@pytest.mark.parametrize("charset", [b"utf-8", b"iso-8859-1", b"windows-1252"])
@pytest.mark.parametrize("encoding", [b"quoted-printable", b"base64", b"8bit"])
def test_charsets_and_encodings_are_mixed(charset: bytes, encoding: bytes) -> None:
    raws = [mail.raw.lower() for mail in load()]

    assert sum(b'charset="' + charset in raw for raw in raws) >= 5
    assert sum(b"content-transfer-encoding: " + encoding in raw for raw in raws) >= 5
