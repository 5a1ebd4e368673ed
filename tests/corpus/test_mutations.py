"""The second set is the first with other clothes on."""

import email
import re
from collections import Counter
from email.message import Message
from email.policy import compat32, default

import pytest

from tests.corpus import Labelled, load
from tests.corpus.mutations import MACHINES, WAYS, mutated, rendered_anew

SEED = 1
ORIGINALS = {mail.name: mail for mail in load()}
MUTATED = list(mutated(SEED))
_LABEL = (
    "category",
    "kind",
    "cases",
    "certain",
    "network_at",
    "mailbox_at",
    "folder",
    "lines",
    "flags",
    "about",
    "why",
)


def original(mail: Labelled) -> Labelled:
    return ORIGINALS[mail.name.partition("+")[0]]


def parsed(mail: Labelled) -> Message:
    return email.message_from_bytes(mail.raw.replace(b"\r\n", b"\n"), policy=compat32)


def way_taken(mail: Labelled) -> list[tuple[str, str]]:
    kept = {"return-path", "delivered-to", "received", "authentication-results"}
    return [(name, value) for name, value in parsed(mail).items() if name.lower() in kept]


def identity(mail: Labelled) -> list[list[str] | None]:
    return [parsed(mail).get_all(name) for name in ("From", "Message-ID", "Date", "In-Reply-To", "References")]


def files(mail: Labelled) -> Counter[bytes]:
    parts = [part for part in parsed(mail).walk() if part.get_content_disposition() or part.get_filename() is not None]
    return Counter(part.get_payload(decode=True) or b"" for part in parts if not part.is_multipart())


def decoded(part: Message) -> str:
    data = part.get_payload(decode=True) or b""
    try:
        return data.decode(str(part.get_content_charset("utf-8")))
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252")


def shown(mail: Labelled) -> str:
    """Everything that a reader sees: the subject and the texts."""
    message = email.message_from_bytes(mail.raw, policy=default)
    parts = [part for part in message.walk() if part.get_content_maintype() == "text" and part.get_filename() is None]
    return "\n".join([str(message.get("Subject", "")), *(_seen(part) for part in parts)])


def _seen(part: Message) -> str:
    words = decoded(part)
    return (
        re.sub(r"(?s)<style>.*?</style>|<[^>]*>|&nbsp;", "", words) if part.get_content_subtype() == "html" else words
    )


def letters(text: str) -> str:
    """Without blanks, marks and capitals."""
    return re.sub(r"[\W_]", "", text).lower()


def ways(mail: Labelled) -> set[str]:
    return set(mail.name.partition("+")[2].split("-")[1:])


def test_each_mail_is_mutated() -> None:
    assert {original(mail).name for mail in MUTATED} == set(ORIGINALS)


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert list(mutated(SEED)) == MUTATED


def test_another_seed_gives_another_set() -> None:
    assert {mail.raw for mail in mutated(2)} != {mail.raw for mail in MUTATED}


def test_every_way_is_taken() -> None:
    assert {way for mail in MUTATED for way in ways(mail)} == set(WAYS)


def test_no_mail_is_left_as_it_was() -> None:
    assert [mail.name for mail in MUTATED if mail.raw == original(mail).raw] == []


@pytest.mark.parametrize("field", _LABEL)
def test_the_label_is_kept(field: str) -> None:
    assert [mail.name for mail in MUTATED if getattr(mail, field) != getattr(original(mail), field)] == []


def test_the_way_that_the_mail_took_is_kept() -> None:
    assert [mail.name for mail in MUTATED if way_taken(mail) != way_taken(original(mail))] == []


def test_who_wrote_when_in_answer_to_what_is_kept() -> None:
    assert [mail.name for mail in MUTATED if identity(mail) != identity(original(mail))] == []


def test_what_is_attached_is_kept() -> None:
    assert [mail.name for mail in MUTATED if files(mail) != files(original(mail))] == []


def test_every_code_is_there_still_however_it_is_typed() -> None:
    lost = [
        (mail.name, code)
        for mail in MUTATED
        for code in re.findall(r"BV-\d+-[A-Z]", shown(original(mail)))
        if letters(code) not in letters(shown(mail))
    ]

    assert lost == []


def test_what_adds_no_words_keeps_the_words() -> None:
    plain = {"radbrott", "blanksteg", "kodning", "ordning", "återgiven", "filnamn", "kod", "citat"}
    changed = [
        mail.name for mail in MUTATED if ways(mail) <= plain and letters(shown(mail)) != letters(shown(original(mail)))
    ]

    assert changed == []


def test_a_machines_words_are_not_rewritten() -> None:
    assert [mail.name for mail in MUTATED if mail.kind != "svar" and not ways(mail) <= set(MACHINES)] == []


@pytest.mark.parametrize("mail", load(), ids=lambda mail: mail.name)
def test_a_mail_that_is_rendered_anew_is_the_same_mail_in_other_bytes(mail: Labelled) -> None:
    again = rendered_anew(mail)

    assert again.raw != mail.raw
    assert identity(again) == identity(mail)
    assert files(again) == files(mail)
    assert letters(shown(again)) == letters(shown(mail))
