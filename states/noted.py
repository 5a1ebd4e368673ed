"""noterad – a recommendation, or a remark that is looked at next time. Final here: it never enters a notice.

Open deadlines: none; it comes up again at the next follow-up (reading A42).
"""

from states.deadline_kind import DeadlineKind
from states.edge import Edge
from states.page import StatePage
from states.state import State

HERE = State.NOTED
PAGE = StatePage(HERE, "en rekommendation eller anmärkning, att ta upp nästa gång", (DeadlineKind.NEXT_OCCASION,))

EDGES: tuple[Edge, ...] = ()
