"""The table of edges: coherent, sourced, and refused where it is not."""

import importlib
from dataclasses import replace
from pathlib import Path

import pytest

import states
from states.edge import PERSON, Edge
from states.lifecycle import EDGES, IncoherentLifecycle, refuse_incoherent
from states.state import State
from states.trigger import Cause, Trigger


def test_every_edge_names_its_source() -> None:
    assert [edge for edge in EDGES if not edge.source.strip()] == []


@pytest.mark.parametrize("state", State, ids=lambda state: state.name)
def test_every_state_has_a_file_that_tells_what_it_means(state: State) -> None:
    text = importlib.import_module(f"states.{state.name.lower()}").__doc__ or ""

    assert text.startswith(state.value)


def test_the_clock_alone_never_leads_to_a_breach() -> None:
    assert [e for e in EDGES if e.end is State.MATERIAL_BREACH and e.start is not e.end and e.causes != PERSON] == []


def test_the_clock_causes_nothing_but_a_review_and_a_proposal() -> None:
    assert {e.trigger for e in EDGES if Cause.CLOCK in e.causes} == {
        Trigger.START_RESULT_FOLLOWUP,
        Trigger.PROPOSE_BREACH,
    }


def test_an_unreachable_state_is_refused() -> None:
    with pytest.raises(IncoherentLifecycle, match="unreachable"):
        refuse_incoherent(tuple(e for e in EDGES if e.end is not State.SUBMITTED))


def test_two_edges_on_one_trigger_are_refused() -> None:
    with pytest.raises(IncoherentLifecycle, match="two edges"):
        refuse_incoherent((*EDGES, EDGES[0]))


def test_an_edge_without_a_source_is_refused() -> None:
    with pytest.raises(IncoherentLifecycle, match="without source"):
        refuse_incoherent((replace(EDGES[0], source=" "), *EDGES[1:]))


def test_a_dead_end_that_is_not_final_is_refused() -> None:
    with pytest.raises(IncoherentLifecycle, match="dead ends"):
        refuse_incoherent(tuple(e for e in EDGES if e.start is not State.MATERIAL_BREACH or e.end is e.start))


def test_a_way_out_of_a_final_state_is_refused() -> None:
    out = Edge(State.REMEDIED, Trigger.REQUEST_PLAN, State.ACTION_PLAN_REQUESTED, PERSON, "ingen")

    with pytest.raises(IncoherentLifecycle, match="finals"):
        refuse_incoherent((*EDGES, out))


def test_states_know_nothing_of_clock_database_or_mail() -> None:
    folder = Path(str(states.__file__)).parent
    imports = [
        line for file in folder.glob("*.py") for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith(("import ", "from "))
    ]  # fmt: skip
    allowed = ("states", "transitions", "calendar", "collections", "contextlib", "dataclasses", "datetime", "decimal",
               "difflib", "enum", "html", "itertools", "operator", "re", "textwrap", "unicodedata", "xml", "functools", "hashlib",
               "tomllib", "typing", "zoneinfo")  # fmt: skip

    assert [line for line in imports if not line.split()[1].startswith(allowed)] == []
