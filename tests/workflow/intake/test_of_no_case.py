"""A mail of ours that belongs to no case – a receipt to somebody unknown – is seen and handled as any other."""

import pytest

from tests.workflow.intake.post import Letter, Post
from tests.workflow.world import ANNA, World
from workflow.actions.mails import handle_mail, stop_mail
from workflow.errors import InputError
from workflow.first_morning import first_morning
from workflow.intake.fetch import take_in
from workflow.status.late import LATE_MAILS
from workflow.status.mails import for_the_log, waiting
from workflow.status.overview import tasks, troubled_mails
from workflow.store.kinds import Kind
from workflow.store.reader import reading

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STRANGER = "nils@annan.example"


@pytest.fixture
def post(world: World) -> Post:
    world.begin()
    found = Post(world)
    world.at("2023-05-25 10:00")
    found.comes(Letter("2023-05-25 09:59", sender=STRANGER))
    return found


def receipt(post: Post) -> int:
    """The id of the receipt that has been composed."""
    with reading(post.world.url) as reader:
        (row,) = reader.rows("SELECT id FROM mail WHERE address = 'nils@annan.example'")
    return int(row[0])


def test_before_it_leaves_it_stands_among_what_is_planned_and_what_would_leave(post: Post) -> None:
    take_in(post.world.context)

    with reading(post.world.url) as reader:
        planned, _ = waiting(reader)
        late = reader.all(LATE_MAILS)
    assert [(line.rung, line.serial, line.reference) for line in planned] == [("kvittens", 0, "")]
    assert [(line.rung, line.serial) for line in late] == [("kvittens", 0)]
    assert [(line.address, line.why) for line in first_morning(post.world.context).leaving] == [(STRANGER, "kvittens")]


@pytest.mark.parametrize(("answer", "status"), [("550 no", "nekad"), ("drop", "oklart")])
def test_one_that_was_refused_or_is_oklart_is_a_task_until_it_is_handled(post: Post, answer: str, status: str) -> None:
    world = post.world
    world.sink.data = answer
    post.tick()
    number = receipt(post)

    with reading(world.url) as reader:
        assert troubled_mails(reader) == [status]
        every = tasks(reader, world.clock.now(), world.context.calendar)
        (task,) = (one for one in every if one.what.endswith(f"till {STRANGER}"))
        assert for_the_log(reader, number) == f"{number} (inget ärende)"
    assert f"brist epost klar {number} --skäl TEXT" in task.command
    assert "epost sänd" not in task.command

    said = handle_mail(world.context, number, "ringt", ANNA)
    assert said.cases == ()
    with reading(world.url) as reader:
        assert troubled_mails(reader) == []
    told = [event for event in world.events() if event.kind == Kind.MAIL_HANDLED]
    assert [(event.chain, event.content["reason"]) for event in told] == [("register:inkorg", "ringt")]


def test_one_in_the_queue_can_be_stopped_and_one_that_has_left_cannot(post: Post) -> None:
    world = post.world
    world.sink.data = "451 later"
    post.tick()
    assert stop_mail(world.context, receipt(post), "fel adress", ANNA).cases == ()
    assert [e.chain for e in world.events() if e.kind == Kind.MAIL_STOPPED] == ["register:inkorg"]

    with pytest.raises(InputError, match="redan ej avsänt"):
        stop_mail(world.context, receipt(post), "fel adress", ANNA)
