"""Two processes at once, at what no row can be locked for: each takes its turn, and neither fails."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine, text

from tests.journeys.town import wait_for
from tests.workflow.world import ANNA, World, swedish
from workflow.actions.open_case import open_case
from workflow.actions.read_mailbox import mailbox_read
from workflow.demo.stage import template
from workflow.demo.story import CASES, MAILBOX
from workflow.errors import InputError, InputErrors
from workflow.importers.case_file import read_case
from workflow.store.chain import OF_CHAIN, broken
from workflow.store.database import writing
from workflow.store.events import Event, append
from workflow.store.kinds import Kind
from workflow.store.reader import reading


def at_once(engine: Engine, *acts: Callable[[], Any]) -> list[Any]:
    """What each returned, or raised. On PostgreSQL each has read all it reads before any of them can write an event.

    On SQLite the second waits at the beginning of its transaction, which nobody has to arrange.
    """
    with ThreadPoolExecutor(len(acts)) as pool:
        if engine.dialect.name == "sqlite":
            running = [pool.submit(act) for act in acts]
        else:
            with engine.connect() as holding:
                holding.execute(text("LOCK TABLE event_head IN SHARE MODE"))  # it can be read, but not written
                running = [pool.submit(act) for act in acts]
                wait_for(lambda: waiting(engine) == len(acts), "each of them to wait")
        return [act.exception() or act.result() for act in running]


def waiting(engine: Engine) -> int:
    """How many connections to this database wait for a lock."""
    with engine.connect() as look:
        found = look.execute(
            text(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        )
        return int(found.scalar_one())


def opening(world: World, case: str) -> Callable[[], int]:
    text = template("arende.toml").format(**CASES[case])
    file = read_case(world.file(f"arende{case}.toml", text))
    return lambda: open_case(world.context, file, ANNA)


def chains_are_whole(world: World) -> bool:
    with reading(world.url) as reader:
        return list(broken(reader)) == []


def test_two_cases_opened_at_once_get_a_serial_each(world: World) -> None:
    given = at_once(world.context.engine, opening(world, "1"), opening(world, "2"))

    assert sorted(given) == [1, 2]
    assert chains_are_whole(world)


def test_of_two_cases_with_the_same_register_number_at_once_one_is_refused(world: World) -> None:
    given = at_once(world.context.engine, opening(world, "1"), opening(world, "1"))

    (refused,) = (answer for answer in given if answer != 1)
    assert isinstance(refused, InputErrors)
    assert ["finns redan" in problem.what for problem in refused.problems] == [True]


def test_a_mailbox_that_two_say_at_once_that_they_have_read_is_read_to_the_later(world: World) -> None:
    def read(to: str) -> Callable[[], None]:
        return lambda: mailbox_read(world.context, MAILBOX, swedish(to), ANNA)

    given = at_once(world.context.engine, read("2023-05-22 09:00"), read("2023-05-22 08:00"))

    refused = [answer for answer in given if answer is not None]
    assert all(isinstance(answer, InputError) and "redan läst" in answer.what for answer in refused)
    with reading(world.url) as reader:
        assert reader.rows("SELECT read_to FROM mailbox_read") == [("2023-05-22T07:00:00.000000Z",)]
    assert chains_are_whole(world)


def test_two_who_write_in_the_same_register_at_once_get_a_number_each(world: World) -> None:
    def write() -> None:
        now = datetime(2023, 6, 8, 21, 41, tzinfo=UTC)
        with writing(world.context.engine) as connection:
            append(connection, Event("drift", Kind.MEASURED.value, {}, date(2023, 6, 8), now, ANNA, "act"))

    assert at_once(world.context.engine, write, write) == [None, None]
    with reading(world.url) as reader:
        assert [event.number for event in reader.all(OF_CHAIN, chain="drift")] == [1, 2]
