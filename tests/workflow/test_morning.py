"""What one opens in the morning: whose task it is, what falls due for whom, and what comes next by itself."""

from datetime import date

import pytest

from tests.workflow.test_registers import change, enter_doris
from tests.workflow.world import BO, World
from workflow.actions.people import change_person, name_substitute
from workflow.actions.responsible import name_responsible
from workflow.status import overview
from workflow.status.ahead import Ahead, ahead
from workflow.status.overview import TaskLine
from workflow.store.facts import find_case, load_facts
from workflow.store.reader import reading


@pytest.fixture
def morning(world: World) -> World:
    """The morning after 2023-06-08, the last day for the plan (rapport Sov 609/2022 rad 22–23)."""
    change(world, enter_doris)
    world.begin()
    world.at("2023-06-09 07:30")
    world.tick()
    return world


def tasks(world: World, user: str | None = None) -> list[TaskLine]:
    with reading(world.url) as reader:
        return overview.tasks(reader, world.clock.at, world.context.calendar, user)


def comes(world: World) -> Ahead:
    with reading(world.url) as reader:
        case = load_facts(reader, find_case(reader, "1").uuid)
        return ahead(reader, case, world.clock.at, world.context.calendar)


def test_a_task_is_for_who_has_the_role(morning: World) -> None:
    assert [(task.user, task.acts_for) for task in tasks(morning)] == [("disa", "")]


def test_a_task_is_for_the_cases_own_controller(morning: World) -> None:
    name_responsible(morning.context, "1", "doris", BO)

    assert [task.user for task in tasks(morning)] == ["doris"]
    assert tasks(morning, "disa") == []


def test_a_substitute_sees_the_tasks_and_for_whom(morning: World) -> None:
    change(morning, name_substitute, "disa", "doris", date(2023, 6, 9), date(2023, 6, 9))

    assert [(task.name, task.acts_for) for task in tasks(morning, "doris")] == [("Doris Demo", "Disa Demo")]


def test_a_task_that_nobody_has_is_still_shown(morning: World) -> None:
    for user in ("disa", "doris"):
        change(morning, change_person, user, {"valid_to": date(2023, 6, 8)})

    assert [(task.role, task.name) for task in tasks(morning)] == [("avtalscontroller", "")]


def test_what_falls_due_says_for_whom(morning: World) -> None:
    with reading(morning.url) as reader:
        rows = overview.deadlines(reader, morning.clock.at)
        own = overview.own_days(reader, morning.clock.at, morning.context.calendar)

    assert {row.bound for row in rows} == {"utföraren"}
    # rapport Sov 609/2022 rad 5: "minst en gång var tredje år"
    assert [(row.due_on, row.kind, row.bound) for row in own] == [
        (date(2026, 5, 22), "ny uppföljning senast", "kommunen")
    ]


def test_the_case_tells_what_comes_next_by_itself(morning: World) -> None:
    found = comes(morning)

    # rapport Sov 609/2022 rad 60–61: "efter den 4 september 2023"
    assert found.reviews == ((date(2023, 9, 5), ("D1", "D2", "D3", "D4", "D5", "D6")),)
    assert (found.coming[0].on, found.coming[0].role) == (date(2023, 6, 12), "utförare")
    assert [mail.subject.partition(" [")[0].partition(" –")[0] for mail in found.mails] == ["Påpekande nr 1"]


def test_nothing_comes_by_itself_once_everything_has_come(morning: World) -> None:
    morning.register("plan", "R1", "R2", "R3", "R4", "R5", arrived="2023-06-09 07:00")

    assert comes(morning).coming == ()
    assert comes(morning).reviews != ()
