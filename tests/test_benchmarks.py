"""The benchmarks measure the program as it is: what they set up still works."""

from pathlib import Path

from benchmarks.town import Sqlite, engine_on, town
from states.state import State
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
