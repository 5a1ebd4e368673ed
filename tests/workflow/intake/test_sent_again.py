"""A notice that came back is sent again by mail: to the next contact in order, and it stays the same notice (A51)."""

import pytest

from states.refusal import Refused
from tests.workflow.intake.post import Letter, Post, noticed
from tests.workflow.world import ANNA, World
from workflow.actions.providers import ContactOrder, add_contact
from workflow.actions.register import registering
from workflow.actions.release import let_leave
from workflow.store.kinds import Kind
from workflow.store.lookup import unit

SECOND = "kvalitet@bjorken.example"


@pytest.fixture
def post(world: World) -> Post:
    return noticed(world)


def returned(post: Post) -> None:
    ours = str(post.world.letters()[-1]["Message-ID"])
    post.world.at("2023-05-22 11:00")
    post.comes(
        Letter(
            "2023-05-22 10:30",
            f"Mottagaren finns inte.\n\n550 5.1.1 user unknown\n\nMessage-ID: {ours}\n",
            "Undelivered Mail Returned to Sender",
            "mailer-daemon@bjorken.example",
            headers={"Return-Path": "<>"},
        )
    )
    post.tick()


def second_contact(world: World) -> None:
    with registering(world.context, ANNA) as registry:
        add_contact(registry, unit(registry.reader, "Björken service"), ContactOrder("Kvalitet", SECOND, position=2))


def test_it_goes_to_the_next_contact_and_gets_another_day_for_its_receipt_only(post: Post) -> None:
    world = post.world
    second_contact(world)
    returned(post)
    before = world.case().notices[0]
    assert str(before.bounced_on) == "2023-05-22"

    let_leave(world.context, "1", 1, "Vera finns inte kvar", ANNA)
    world.tick()

    assert [str(letter["Subject"]) for letter in world.letters(SECOND)] == ["Påpekande nr 1 – Björken service [BV-1-C]"]
    (after,) = world.case().notices
    assert (after.number, after.dispatched_on, str(after.resent_on)) == (1, before.dispatched_on, "2023-05-22")
    assert world.kinds()[Kind.NOTICE_RESENT] == 1
    assert world.kinds()[Kind.NOTICE_DISPATCHED] == 1
    assert [str(row.due_on) for row in world.case().deadlines][:1] == ["2023-06-08"]


def test_with_one_contact_only_it_goes_to_the_same_address_because_a_person_says_so(post: Post) -> None:
    world = post.world
    returned(post)
    let_leave(world.context, "1", 1, "Brevlådan är tömd", ANNA)
    world.tick()

    assert sum(subject.startswith("Påpekande") for subject in world.subjects()) == 2


def test_a_notice_that_has_not_come_back_is_not_sent_again(post: Post) -> None:
    with pytest.raises(Refused):
        let_leave(post.world.context, "1", 1, "för säkerhets skull", ANNA)
