"""A deadline that is never remedied gives the same mails whatever befalls the service, and a task that stays.

The matrix is printed by `python -m tests.journeys.matrix`, which says what its rows and columns are.
"""

from functools import partial

import pytest

from tests.journeys.crash import Points
from tests.journeys.matrix import (
    AFTER_DOT,
    BEFORE_BEGUN,
    BEGUN,
    COLUMNS,
    PLACES,
    ROWS,
    SETTLED,
    TOTAL,
    At,
    Cell,
    Killed,
    Tick,
    counted,
    open_tasks,
    play,
)
from tests.journeys.town import LONG
from tests.workflow.world import World


def column(cell: Cell) -> dict[str, Cell]:
    """The same in every row."""
    every = len(ROWS)
    return dict.fromkeys((row for row, _ in ROWS), cell) | {TOTAL: Cell(every * cell.came, every * cell.unclear)}


@pytest.mark.parametrize("tick", [pytest.param(tick, id=name) for name, tick in COLUMNS.items()])
def test_a_deadline_never_remedied_gives_each_mail_once_and_then_a_task_and_silence(world: World, tick: Tick) -> None:
    play(world, tick)

    assert counted(world) == column(Cell(1))
    assert any("Fortfarande obesvarat sedan 2023-06-08" in task for task in open_tasks(world))


# What is seen of a mail whose process dies: what was begun is oklart, and is never tried again by itself.
SEEN = {BEFORE_BEGUN: Cell(1), BEGUN: Cell(0, 1), AFTER_DOT: Cell(1, 1), SETTLED: Cell(1)}


def kill(world: World, place: str) -> None:
    play(world, Killed(partial(At, place)))

    assert counted(world) == column(SEEN[place])
    assert any("Fortfarande obesvarat sedan 2023-06-08" in task for task in open_tasks(world))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("place", PLACES)
def test_a_service_that_is_killed_where_it_sends_gives_each_mail_at_most_once(world: World, place: str) -> None:
    kill(world, place)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("place", PLACES if LONG else [AFTER_DOT])
def test_a_service_that_is_killed_gives_each_mail_at_most_once_on_postgresql_too(world: World, place: str) -> None:
    kill(world, place)


@pytest.mark.parametrize("number", range(20) if LONG else [7])  # make krasch
def test_a_service_that_is_killed_at_every_tick_gives_each_mail_at_most_once(world: World, number: int) -> None:
    play(world, Killed(partial(Points, number), everywhere=True))

    for row, cell in counted(world).items():
        most = len(ROWS) if row == TOTAL else 1
        assert cell.came <= most, row
        assert cell.came + cell.unclear >= most, row
    assert any("Fortfarande obesvarat sedan 2023-06-08" in task for task in open_tasks(world))
