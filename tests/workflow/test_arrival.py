"""registrera: on which day an answer by post counts, who says so, and answers that come in parts.

The plan of rapport Sov 609/2022 was due on Thursday 2023-06-08 (rad 22–23).
"""

import io
import sys
from datetime import date
from pathlib import Path

import pytest

from states.facts import DeadlineStatus
from states.state import State
from tests.workflow.desk import Desk
from tests.workflow.world import ANNA, World, swedish
from workflow.actions.register_submission import Submission, UnconfirmedDay, register
from workflow.demo.stage import template
from workflow.errors import InputError

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLAN_DUE = date(2023, 6, 8)


@pytest.fixture
def begun(world: World) -> World:
    """The notice has left; it is Friday 9 June, the day after the plan's last day."""
    world.begin()
    world.at("2023-06-09 09:00")
    return world


def arrived(world: World, means: str, counted_on: date | None, *lines: str) -> None:
    submission = Submission(lines or ("plan",), swedish("2023-06-09 08:30"), means, counted_on=counted_on)
    register(world.context, "1", submission, ANNA)


def plan_rows(world: World) -> set[tuple[DeadlineStatus, date | None]]:
    return {(row.status, row.answered_on) for row in world.case().deadlines if row.item == "plan"}


@pytest.mark.parametrize(("means", "paragraph"), [("post", "andra"), ("brevlåda", "tredje")])
def test_a_plan_by_post_is_not_registered_before_a_person_has_confirmed_its_day(
    begun: World, means: str, paragraph: str
) -> None:
    with pytest.raises(UnconfirmedDay, match=f"2023-06-08.*22 § {paragraph} stycket"):
        arrived(begun, means, None)

    assert plan_rows(begun) == {(DeadlineStatus.RUNNING, None)}


def test_a_plan_in_the_letterbox_on_the_morning_after_its_last_day_is_in_time(begun: World) -> None:
    arrived(begun, "brevlåda", PLAN_DUE)

    assert plan_rows(begun) == {(DeadlineStatus.KEPT, PLAN_DUE)}


def test_what_a_person_says_was_not_in_the_first_emptying_counts_that_day(begun: World) -> None:
    arrived(begun, "brevlåda", date(2023, 6, 9))

    assert plan_rows(begun) == {(DeadlineStatus.RUNNING, date(2023, 6, 9))}  # late, and nothing more is awaited


@pytest.mark.parametrize(
    ("means", "day"),
    [("post", date(2023, 6, 7)), ("epost", PLAN_DUE), ("bud", PLAN_DUE)],
    ids=["two days before", "a mail the day before", "a messenger the day before"],
)
def test_no_other_day_can_be_claimed(begun: World, means: str, day: date) -> None:
    with pytest.raises(InputError, match="kan inte vara dagen"):
        arrived(begun, means, day)


def test_an_answer_may_come_in_parts_over_time(begun: World) -> None:
    arrived(begun, "epost", None, "plan:D1", "plan:D2")
    begun.at("2023-08-30 10:00")
    register(begun.context, "1", Submission(("R2", "R5"), swedish("2023-08-30 09:00"), "bud"), ANNA)

    case = begun.case()
    assert {d.code for d in case.deficiencies if d.state is State.SUBMITTED} == {"D1", "D2"}
    assert {row.item for row in case.deadlines if row.answered_on == date(2023, 8, 30)} == {"R2", "R5"}


class Keyboard(io.StringIO):
    """A person who types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "code"), [("ja\n", 0), ("nej\n", 4), ("", 4)])
def test_at_a_terminal_the_day_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, database_url: str
) -> None:
    desk = Desk(tmp_path)
    desk.open()
    notice = desk.file("papekande1.toml", template("papekande1.toml"))
    desk.brist("begär-plan", "1", "--handling", desk.file("beslut.txt", "Beslut\n"), "--påpekande", notice)
    desk.brist("expediera", "1", "--sätt", "brev")
    desk.at("2023-06-09 09:00")
    monkeypatch.setattr(sys, "stdin", Keyboard(answer))

    told = desk.brist("registrera", "1", "--avser", "plan", "--inkom", "2023-06-09 08:30", "--sätt", "post", code=code)

    assert "Räknas som inkommet 2023-06-08 (22 § andra stycket förvaltningslagen (2017:900))?" in desk.warned
    assert ("räknas som inkommet 2023-06-08. I tid." in told) is (code == 0)
