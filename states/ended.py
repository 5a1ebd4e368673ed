"""avslutad – the agreement has ended: insolvency, licence revoked, expired, terminated (readings A27, A28). Final."""

from states.edge import Edge
from states.page import StatePage
from states.state import State

HERE = State.ENDED
PAGE = StatePage(HERE, "avtalet har upphört; alla klockor har stannat")

EDGES: tuple[Edge, ...] = ()
