"""återkallad – the finding was wrong. Its notices are void from the start; nothing is erased (reading A32). Final."""

from states.edge import Edge
from states.page import StatePage
from states.state import State

HERE = State.WITHDRAWN
PAGE = StatePage(HERE, "bristen är återkallad; dess påpekanden gäller inte från början")

EDGES: tuple[Edge, ...] = ()
