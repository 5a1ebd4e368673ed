"""åtgärdad – every sub-point was found remedied. Final: what returns later begins a chain of its own (reading A24)."""

from states.edge import Edge
from states.page import StatePage
from states.state import State

HERE = State.REMEDIED
PAGE = StatePage(HERE, "varje delbrist är åtgärdad")

EDGES: tuple[Edge, ...] = ()
