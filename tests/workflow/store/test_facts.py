"""The facts of a case: lists that most cases have nothing in are read where they have something."""

from typing import Any

import pytest
from sqlalchemy import insert

from states.facts import CaseFacts
from tests.workflow.world import World
from workflow.store import projection
from workflow.store.database import writing
from workflow.store.facts import load_facts
from workflow.store.reader import Reader

DAY, INSTANT = "2023-05-22", "2023-05-22T08:00:00.000000Z"
ONE_OF_EACH: dict[str, tuple[Any, dict[str, Any]]] = {
    "findings": (
        projection.FINDINGS,
        {"decision": "x", "subpoint": "D1a", "effective_on": DAY, "verdict": "kvarstår"},
    ),
    "proposals": (projection.PROPOSALS, {"uuid": "x", "deficiency": "D1", "decision": "x", "proposed_on": DAY}),
    "extension_requests": (projection.REQUESTS, {"uuid": "x", "asked_on": DAY, "rows": "x"}),
    "milestones": (projection.MILESTONES, {"what": "möte hållet", "deficiency": "", "on_day": DAY}),
    "questions": (
        projection.QUESTIONS,
        {"number": 1, "deficiency": "", "text": "?", "asked_on": DAY, "state": "ställd", "state_on": DAY},
    ),
    "pauses": (projection.PAUSES, {"uuid": "x", "from_on": DAY, "until_on": DAY, "reason": "x"}),
    "meetings": (projection.MEETINGS, {"uuid": "x", "starts_at": INSTANT, "place": "x", "booked_at": INSTANT}),
}


def filled(case: CaseFacts) -> set[str]:
    return {name for name in ONE_OF_EACH if getattr(case, name)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_the_lists_that_most_cases_have_nothing_in_each_is_read_where_it_has_something(world: World) -> None:
    world.open("1")
    uuid = world.case("1").head.uuid

    found = {}
    for name, (table, row) in ONE_OF_EACH.items():
        with writing(world.context.engine) as connection:
            connection.execute(insert(table), {"case_uuid": uuid, **row})
            found[name] = filled(load_facts(Reader(connection.connection.dbapi_connection), uuid))
            connection.rollback()

    assert found == {name: {name} for name in ONE_OF_EACH}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_for_what_a_notice_is_used_up_is_read_with_it(world: World) -> None:
    world.begin("1")
    case = world.case("1")

    with writing(world.context.engine) as connection:
        row = {"notice_uuid": case.notices[0].uuid, "deficiency": "D1", "decision": "x"}
        connection.execute(insert(projection.USED_UP), row)
        (notice,) = load_facts(Reader(connection.connection.dbapi_connection), case.head.uuid).notices

    assert notice.used_up_for == {"D1"}
