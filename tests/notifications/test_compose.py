"""What the mails say, and that they say it the same way every time."""

from dataclasses import fields
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, get_args

import pytest
from jinja2 import UndefinedError, meta, nodes

from notifications.compose import Attachment, compose, environment, subject
from notifications.intents import Mailable
from notifications.wire import WIRE
from tests.notifications.letters import ALL, CASE, DIGEST, ENVELOPE, NOTICE, REMINDER

KINDS = [type(said).__name__ for said in ALL]


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def body(said: Mailable, form: str) -> str:
    part = parsed(compose(said, ENVELOPE)).get_body((form,))
    assert part is not None
    return str(part.get_content())


def test_every_kind_of_mail_is_tried_here() -> None:
    assert {type(said) for said in ALL} == set(get_args(Mailable))


@pytest.mark.parametrize("said", ALL, ids=KINDS)
@pytest.mark.parametrize("form", ["txt", "html"])
def test_a_template_uses_only_what_its_mail_declares(said: Any, form: str) -> None:
    source = environment().loader.get_source(environment(), f"{said.template}.{form}.j2")[0]  # type: ignore[union-attr]

    tree = environment().parse(source)
    macros = {str(name) for node in tree.find_all(nodes.FromImport) for name in node.names}

    assert meta.find_undeclared_variables(tree) - macros <= {field.name for field in fields(said)}


@pytest.mark.parametrize("said", ALL, ids=KINDS)
def test_every_mail_bears_the_reference_code_in_subject_and_body(said: Any) -> None:
    assert CASE.reference in subject(said)
    assert CASE.reference in body(said, "plain")
    assert CASE.reference in body(said, "html")


@pytest.mark.parametrize("said", ALL, ids=KINDS)
def test_the_same_mail_gives_the_same_bytes_at_every_try(said: Any) -> None:
    attached = [Attachment("påpekande.pdf", "application/pdf", b"%PDF")]

    assert compose(said, ENVELOPE, attached) == compose(said, ENVELOPE, attached)


def test_the_covering_mail_names_requirements_documents_dates_and_where_to_send() -> None:
    text = body(NOTICE, "plain")

    for said in ("SOC 2023/101", "3.4 Samverkan", "2023-06-08", "R1 Uppdaterad rutin", "2023-09-04", CASE.mailbox):
        assert said in text


def test_the_document_goes_with_its_notice_under_its_own_name() -> None:
    message = parsed(compose(NOTICE, ENVELOPE, [Attachment("påpekande nr 1.pdf", "application/pdf", b"%PDF-1.7")]))

    (attached,) = message.iter_attachments()

    assert (attached.get_filename(), attached.get_content()) == ("påpekande nr 1.pdf", b"%PDF-1.7")


def test_dates_that_are_assumed_are_marked_so() -> None:
    assert "antagna" in body(NOTICE, "plain")


def test_a_provider_is_told_that_we_have_not_registered_never_that_it_has_not_come() -> None:
    assert "Vi har inte registrerat" in body(REMINDER, "plain")


def test_an_answer_goes_to_the_function_mailbox() -> None:
    assert parsed(compose(NOTICE, ENVELOPE))["Reply-To"] == CASE.mailbox


def test_an_out_of_office_reply_is_not_invited() -> None:
    assert parsed(compose(NOTICE, ENVELOPE))["Auto-Submitted"] == "auto-generated"


def test_what_awaits_a_decision_says_so_in_the_subject() -> None:
    assert subject(DIGEST).startswith("Kräver beslut")


def test_html_escapes_what_people_have_written() -> None:
    assert "Björken &lt;service&gt;" in body(NOTICE, "html")


def test_a_line_end_in_a_name_cannot_become_a_header() -> None:
    from dataclasses import replace

    said = replace(NOTICE, case=replace(CASE, unit="Björken\nBcc: alla@bjorken.example"))

    assert parsed(compose(said, ENVELOPE))["Bcc"] is None


def test_a_template_that_asks_for_more_than_the_mail_says_fails() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ saknas }}").render()


def test_no_line_is_longer_than_a_mail_server_must_take() -> None:
    assert max(len(line) for line in compose(NOTICE, ENVELOPE).split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    "line",
    ["för Påminnelse Södra – om Ön Västra Södra Påpekande [BV-1-C]",
     "[omdirigerat från vera@bjorken.example] Besked om anstånd – Björken <service> [BV-1-C]",
     "Enheten och – Ön på hemtjänst om Enheten Påpekande Påminnelse Västra i [BV-1-C]", "Paminnelse - utan prickar " * 5],
    ids=["long", "redirected", "dash", "ascii"],
)  # fmt: skip
def test_a_long_subject_keeps_its_spaces(line: str) -> None:
    message = EmailMessage(policy=WIRE)
    message["Subject"] = line.strip()
    raw = message.as_bytes()

    assert parsed(raw)["Subject"] == line.strip()
    assert max(len(row) for row in raw.split(b"\r\n")) <= 78
