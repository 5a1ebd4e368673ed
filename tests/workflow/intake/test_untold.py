"""Mail that waits for a person is told to the controllers in the day's list, the first working day after it came."""

import pytest

from tests.workflow.intake.post import Letter, Post
from tests.workflow.world import ANNA, World, text_of
from workflow.actions.bench import assign, confirm, take_back
from workflow.actions.start import start
from workflow.first_morning import first_morning
from workflow.store.database import writing
from workflow.store.kinds import Kind
from workflow.store.settings import put
from workflow.store.started import STARTED_SETTING

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CODE = "BV-1-C"
STRANGER = "vikarie@bjorken.example"
CONTROLLER = "disa.demo@exempelkommunen.example"


@pytest.fixture
def post(world: World) -> Post:
    world.begin()
    return Post(world)


def lists(post: Post) -> list[str]:
    """What the controller has been sent about incoming mail."""
    texts = [" ".join(text_of(letter).split()) for letter in post.world.letters(CONTROLLER)]
    return [text for text in texts if "inkorg" in text]


def comes(post: Post, on: str = "2023-05-25", sender: str = STRANGER) -> None:
    post.world.at(f"{on} 10:00")
    post.comes(Letter(f"{on} 09:59", f"Skickat {on}.", sender=sender, subject=CODE))
    post.tick()


def test_a_mail_at_the_bench_is_told_the_working_day_after_and_once(post: Post) -> None:
    comes(post)
    post.world.at("2023-05-25 15:00")
    post.tick()
    assert lists(post) == []

    for time in ("2023-05-26 00:10", "2023-05-26 08:00", "2023-05-26 10:00", "2023-05-29 08:00"):
        post.world.at(time)
        post.tick()
    (told,) = lists(post)
    assert f"Fördela mejl 1 ({CODE}) från {STRANGER}" in told
    assert "sedan 2023-05-25" in told
    assert "brist inkorg fördela 1 --ärende NR" in told


def test_what_came_before_a_weekend_is_told_on_monday(post: Post) -> None:
    comes(post, "2023-05-26")
    for day in ("27", "28", "29"):
        assert lists(post) == []
        post.world.at(f"2023-05-{day} 09:00")
        post.tick()

    assert len(lists(post)) == 1
    assert not [event for event in post.world.events() if "late" in event.content]
    assert post.world.struck() == []


def test_a_sorted_mail_that_nobody_has_looked_at_is_told_with_its_case(post: Post) -> None:
    comes(post, sender="vera@bjorken.example")
    post.world.at("2023-05-26 08:00")
    post.tick()

    (told,) = lists(post)
    assert "Granska sorteringen av mejl 1" in told
    assert "ärende 1: inget i mejlet är avprickat" in told
    (sent,) = (event for event in post.world.events() if "incoming mail: inkorgen" in event.content.get("says", ()))
    assert sent.chain.startswith("ärende:")


def test_of_a_guess_nothing_is_written_in_the_case(post: Post) -> None:
    comes(post)
    post.world.at("2023-05-26 08:00")
    post.tick()

    (sent,) = (event for event in post.world.events() if "incoming mail: inkorgen" in event.content.get("says", ()))
    assert (sent.chain, sent.kind) == ("register:inkorg", Kind.MAIL_SENT)


def test_a_mail_that_waits_again_before_anybody_was_told_is_told_after_all(post: Post) -> None:
    comes(post)
    post.world.at("2023-05-26 07:00")
    post.tick()
    assign(post.world.context, 1, [("1", ())], "", ANNA)
    post.world.at("2023-05-26 08:00")
    post.tick()
    assert lists(post) == []

    take_back(post.world.context, 1, "fel ärende", ANNA)
    post.world.at("2023-05-26 08:30")
    post.tick()
    assert len(lists(post)) == 1
    post.world.at("2023-05-29 08:00")
    post.tick()
    assert len(lists(post)) == 1


def test_the_list_of_a_sorted_mail_that_is_taken_back_is_written_in_no_case(post: Post) -> None:
    comes(post, sender="vera@bjorken.example")
    post.world.at("2023-05-26 07:00")
    post.tick()
    take_back(post.world.context, 1, "fel ärende", ANNA)
    for minute in ("00", "01"):  # what was planned in the case is struck, and planned outside it at the next round
        post.world.at(f"2023-05-26 08:{minute}")
        post.tick()

    (told,) = lists(post)
    assert "Fördela mejl 1" in told
    (sent,) = (event for event in post.world.events() if "incoming mail: inkorgen" in event.content.get("says", ()))
    assert sent.chain == "register:inkorg"
    assert sent.content["about"] == [post.one().uuid]


def test_what_waits_is_seen_before_the_mails_start_and_struck_with_the_rest(post: Post) -> None:
    world = post.world
    comes(post)
    with writing(world.context.engine) as connection:
        put(connection, STARTED_SETTING, "nej")
    world.at("2023-05-26 08:00")
    assert CONTROLLER in [mail.address for mail in first_morning(world.context).leaving]

    assert start(world.context, ANNA, strike=True) == 1
    post.tick()
    assert lists(post) == []


@pytest.mark.parametrize("sender", [STRANGER, "vera@bjorken.example"], ids=["fördelat", "bekräftat"])
def test_what_somebody_has_dealt_with_before_the_list_leaves_is_not_in_it(post: Post, sender: str) -> None:
    comes(post, sender=sender)
    post.world.at("2023-05-26 07:00")
    post.tick()
    if sender == STRANGER:
        assign(post.world.context, 1, [("1", ())], "", ANNA)
    else:
        confirm(post.world.context, 1, None, (), ANNA)
    post.world.at("2023-05-26 08:00")
    post.tick()

    assert lists(post) == []
    assert "mejlet väntar inte längre på någon" in post.world.struck()


def test_several_mails_and_the_tasks_of_a_case_are_one_list(post: Post) -> None:
    comes(post)
    comes(post, sender="vera@bjorken.example")
    post.world.at("2023-05-26 08:00")
    post.tick()

    (told,) = lists(post)
    assert "Fördela mejl 1" in told
    assert "Granska sorteringen av mejl 2" in told
