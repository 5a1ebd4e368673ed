"""The benchmarks measure the program as it is: what they set up still works."""

from pathlib import Path

from benchmarks.crowd import add_pending
from benchmarks.outbox import post, record, refuse_another_mail, server_at
from benchmarks.sink import counting
from benchmarks.tick import fill, ticking
from benchmarks.town import Sqlite, engine_on, town
from states.state import State
from workflow.store.database import writing
from workflow.store.facts import find_case, load_facts
from workflow.store.reader import reading


def test_the_measured_transition_is_the_programs_own(tmp_path: Path) -> None:
    url = Sqlite(tmp_path).url("mall")
    place = town(tmp_path)
    place.fill(url, 1)
    with engine_on(url) as engine:
        place.transit(engine)(1)

    with reading(url) as reader:
        case = load_facts(reader, find_case(reader, "1").uuid)
    assert case.deficiency("D2").state is State.ACTION_PLAN_REQUESTED


def test_a_measured_tick_carries_out_its_own_cases_and_nothing_that_waits(tmp_path: Path) -> None:
    database, place = Sqlite(tmp_path), town(tmp_path)
    fill(database, place, groups=2, size=3)

    with engine_on(database.url("mall")) as engine:
        with writing(engine) as connection:
            add_pending(connection, 40)
        tick = ticking(place, engine)

        assert [tick(0), tick(0), tick(1)] == [3, 0, 3]


def test_the_mails_that_are_measured_leave_and_say_the_same_when_they_are_built_by_hand(tmp_path: Path) -> None:
    database, place = Sqlite(tmp_path), town(tmp_path)
    fill(database, place, groups=1, size=2)

    with counting() as (port, sent), engine_on(database.url("mall")) as engine:
        (mails,) = record(post(place, engine, server_at(port)), range(1)).values()

    assert (sent.came, sent.different, len(mails)) == (2, 2, 2)
    for mail in mails:
        refuse_another_mail(mail)
