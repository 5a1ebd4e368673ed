"""What a provider sends to the function mailbox becomes a registered submission, and is receipted.

The plan of rapport Sov 609/2022 was due on Thursday 2023-06-08 (rad 22–23), the documents on 2023-09-04 (rad 56–57).
"""

import pytest

from states.state import State
from tests.workflow.intake.post import Letter, Post, put
from tests.workflow.world import ANNA, World, swedish, text_of
from workflow.actions.decide_notice import request_plan
from workflow.status.intake import waiting
from workflow.store.kinds import Kind
from workflow.store.reader import reading

CODE = "BV-1-C"


@pytest.fixture
def post(world: World) -> Post:
    world.begin()
    return Post(world)


def submissions(world: World) -> list[dict[str, object]]:
    return [event.content for event in world.events() if event.kind == Kind.SUBMISSION_REGISTERED]


def test_a_document_with_the_reference_code_is_registered_ticked_off_and_receipted(post: Post) -> None:
    world = post.world
    world.at("2023-09-04 16:05")
    post.comes(
        Letter(
            "2023-09-04 16:00", subject=f"Handlingar {CODE}", files={"R5 journaler.txt": b"Granskning av journaler\n"}
        )
    )
    post.tick()

    (told,) = submissions(world)
    assert (told["lines"], told["means"], told["mail"]) == (["R5"], "epost", post.one().uuid)
    assert post.one().status == "sorterat"
    receipt = text_of(world.letters()[-1]).replace("\r\n", "\n")
    assert "Vi tog emot ert meddelande 2023-09-04 kl. 16.00 med 1 fil." in receipt
    assert "Vi har preliminärt sorterat det så här:\n- R5 " in receipt
    assert "Handläggaren bedömer" in receipt


def test_what_came_at_2341_on_the_last_day_is_in_time_though_fetched_the_day_after(post: Post) -> None:
    world = post.world
    world.at("2023-09-05 07:30")
    post.comes(Letter("2023-09-04 23:41", boxed="2023-09-05 00:02", subject=CODE, files={"R5.txt": b"Journaler\n"}))
    post.tick()

    (told,) = submissions(world)
    assert told["counted_on"] == "2023-09-04"
    assert [row["late"] for row in told["answered"]] == [False]  # type: ignore[attr-defined]
    assert post.local(post.one().network_at) == "2023-09-04 23:41"
    assert post.local(post.one().mailbox_at) == "2023-09-05 00:02"


def test_a_plan_by_mail_is_registered_but_moves_nothing_where_the_rule_set_does_not_say_so(post: Post) -> None:
    world = post.world
    world.at("2023-06-07 10:00")
    post.comes(Letter("2023-06-07 09:59", subject=CODE, files={"Åtgärdsplan D1-D6.txt": "Åtgärdsplan\n".encode()}))
    post.tick()

    (told,) = submissions(world)
    assert told["lines"] == ["övrigt"]
    assert {d.state for d in world.case().deficiencies} == {State.ACTION_PLAN_REQUESTED}
    with reading(world.url) as reader:
        (task,) = waiting(reader)
    assert task.what.endswith("ärende 1: en plan väntar på att prickas av")
    assert task.command.startswith("brist inkorg bekräfta 1 --avser RADER")
    receipt = " ".join(text_of(world.letters()[-1]).split())
    assert "senast 2023-06-08: åtgärdsplan för D1, D2, D3, D4, D5, D6" in receipt
    assert "Finns något av detta i ert meddelande prickar en handläggare av det. Då räknas dagen när" in receipt


def test_an_unknown_sender_with_the_right_code_waits_and_is_told_nothing_of_the_case(post: Post) -> None:
    world = post.world
    world.at("2023-06-07 10:00")
    post.comes(Letter("2023-06-07 09:59", subject=CODE, sender="nyfiken@annan.example"))
    post.tick()

    assert submissions(world) == []
    assert post.one().status == "bänk"
    assert "avsändaren är inte kontakt" in post.one().why
    (receipt,) = world.letters("nyfiken@annan.example")
    assert CODE not in str(receipt["Subject"])
    assert CODE not in text_of(receipt)
    assert "Sov 609/2022" not in text_of(receipt)


def test_an_answer_to_the_notices_mail_proves_that_it_was_received(world: World) -> None:
    world.open()
    request_plan(world.context, "1", world.notice(), ANNA)
    world.tick()
    post = Post(world)
    ours = str(world.letters()[-1]["Message-ID"])
    world.at("2023-05-24 09:00")
    post.comes(Letter("2023-05-24 08:30", "Hej, vi återkommer.", headers={"In-Reply-To": ours}))
    post.tick()

    (notice,) = world.case().notices
    assert (str(notice.received_on), notice.received_by) == ("2023-05-24", "svar")


def test_the_same_mail_in_two_places_is_one(post: Post) -> None:
    world = post.world
    world.at("2023-06-07 10:00")
    letter = Letter("2023-06-07 09:59", subject=CODE)
    raw = letter.raw()
    put(post.folder, raw, swedish("2023-06-07 09:59"))
    put(post.folder, raw, swedish("2023-06-07 10:00"))
    post.tick()
    post.tick()

    assert len(post.mails()) == 1
    assert len(submissions(world)) == 1
    assert [subject for subject in world.subjects() if subject.startswith("Vi tog emot")] == [
        "Vi tog emot ert meddelande"
    ]


def test_a_copy_that_a_server_has_rendered_anew_is_linked_and_not_receipted_again(post: Post) -> None:
    world = post.world
    world.at("2023-06-07 10:00")
    raw = Letter("2023-06-07 09:59", subject=CODE).raw()
    put(post.folder, raw, swedish("2023-06-07 09:59"))
    put(post.folder, b"X-Filter: ren\r\n" + raw, swedish("2023-06-07 10:00"))
    post.tick()

    first, second = post.mails()
    assert (second.status, second.copy_of) == ("kopia", first.uuid)
    assert len(submissions(world)) == 1
    assert sum(subject.startswith("Vi tog emot") for subject in world.subjects()) == 1


def test_auto_replies_bounces_lists_and_ourselves_get_no_receipt(post: Post) -> None:
    world = post.world
    world.at("2023-06-07 10:00")
    post.comes(Letter("2023-06-07 09:01", subject="Autosvar: borta", headers={"Auto-Submitted": "auto-replied"}))
    post.comes(Letter("2023-06-07 09:02", subject="Nyheter", headers={"List-Id": "<nyheter.utforaren.example>"}))
    post.comes(Letter("2023-06-07 09:03", sender="bristvakt@exempelkommunen.example"))
    post.comes(Letter("2023-06-07 09:04", sender="mailer-daemon@utforaren.example", headers={"Return-Path": "<>"}))
    post.tick()

    assert not any("Vi tog emot" in str(raw) for _, raw in world.sink.received)
    assert submissions(world) == []


def test_a_sixth_mail_of_the_day_gets_no_receipt_and_why_is_told(post: Post) -> None:
    world = post.world
    world.at("2023-06-07 10:00")
    for minute in range(6):
        post.comes(Letter(f"2023-06-07 09:0{minute}", f"Mejl {minute}", subject=CODE))
    post.tick()

    assert sum(subject.startswith("Vi tog emot") for subject in world.subjects()) == 5
    assert "5 kvittenser till adressen i dag" in world.struck()


def test_a_link_instead_of_the_document_is_registered_and_not_ticked(post: Post) -> None:
    world = post.world
    world.at("2023-09-04 12:00")
    text = "Handlingen R5 finns här: https://utforaren-my.sharepoint.com/:w:/g/personal/abc123"
    post.comes(Letter("2023-09-04 11:00", text, subject=CODE))
    post.tick()

    (told,) = submissions(world)
    assert told["lines"] == ["övrigt"]
    assert "hämta före utgång" in post.one().why
