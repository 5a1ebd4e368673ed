"""The lifecycle: the files of the states put together to one table of edges, refused at import if incoherent."""

from states import (
    action_plan_requested,
    ended,
    fact_check,
    identified,
    material_breach,
    noted,
    remains,
    remedied,
    result_followup,
    submitted,
    withdrawn,
)
from states.edge import Edge
from states.page import StatePage
from states.state import State
from states.trigger import Trigger

START = State.IDENTIFIED
_FILES = (
    identified,
    fact_check,
    action_plan_requested,
    submitted,
    result_followup,
    remedied,
    remains,
    material_breach,
    noted,
    withdrawn,
    ended,
)
PAGES: tuple[StatePage, ...] = tuple(file.PAGE for file in _FILES)
EDGES: tuple[Edge, ...] = tuple(edge for file in _FILES for edge in file.EDGES)
REVIEWABLE = frozenset(edge.start for edge in EDGES if edge.trigger is Trigger.START_RESULT_FOLLOWUP)


class IncoherentLifecycle(ValueError):
    """The table of edges contradicts itself; the program does not start."""


def refuse_incoherent(edges: tuple[Edge, ...]) -> None:
    """Raise IncoherentLifecycle for an unreachable state, a dead end, a doubled trigger or an edge without source."""
    keys = [(edge.start, edge.trigger) for edge in edges]
    doubled = {key for key in keys if keys.count(key) > 1}
    if doubled:
        raise IncoherentLifecycle(f"two edges on one trigger: {sorted(doubled)}")
    if sourceless := [edge for edge in edges if not edge.source.strip() or not edge.causes]:
        raise IncoherentLifecycle(f"edges without source or cause: {sourceless}")
    if unreachable := set(State) - _reachable(edges):
        raise IncoherentLifecycle(f"unreachable: {sorted(unreachable)}")
    ways_on = {edge.start for edge in edges if edge.end is not edge.start}
    if wrong := [state for state in State if state.is_final == (state in ways_on)]:
        raise IncoherentLifecycle(f"dead ends that are not final, or finals with a way on: {wrong}")


def _reachable(edges: tuple[Edge, ...]) -> set[State]:
    found = {START}
    while new := {edge.end for edge in edges if edge.start in found} - found:
        found |= new
    return found


def refuse_pages(pages: tuple[StatePage, ...]) -> None:
    """Raise IncoherentLifecycle unless every state tells of itself exactly once."""
    told = [page.state for page in pages]
    if sorted(told) != sorted(State):
        raise IncoherentLifecycle(f"states without a page, or with two: {sorted(set(State) ^ set(told))}")


refuse_incoherent(EDGES)
refuse_pages(PAGES)
