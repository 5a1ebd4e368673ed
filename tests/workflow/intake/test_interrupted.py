"""A round that is broken off anywhere goes on where it was, and what the machine lacks is no fault of a mail."""

import pytest

from tests.workflow.intake.post import Letter, Post, put
from tests.workflow.world import World, swedish
from workflow.demo.story import MAILBOX
from workflow.intake.fetch import keep

CODE = "BV-1-C"


@pytest.fixture
def post(world: World) -> Post:
    world.begin()
    world.at("2023-06-07 10:00")
    return Post(world)


def kept_only(post: Post) -> None:
    """What a process leaves that was killed as soon as it had kept the first mail."""
    (box,) = post.world.context.inboxes
    first = next(iter(box.source.new({})))
    assert keep(post.world.context, MAILBOX, box.source.name, first) is not None


def test_what_was_kept_before_a_crash_is_understood_before_what_came_later(post: Post) -> None:
    raw = Letter("2023-06-07 09:59", subject=CODE).raw()
    put(post.folder, raw, swedish("2023-06-07 09:59"))
    put(post.folder, b"X-Filter: ren\r\n" + raw, swedish("2023-06-07 10:00"))
    kept_only(post)
    post.tick()

    first, second = post.mails()
    assert (first.status, second.status, second.copy_of) == ("sorterat", "kopia", first.uuid)
