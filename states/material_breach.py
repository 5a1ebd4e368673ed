"""väsentligt avtalsbrott – an authorised body has decided so; the program never does (reading A35).

Open deadlines: none that leads on. It can be cured, and the contract goes on (reading A47); or the contract ends.
"""

from states.conditions import every_subpoint_is_remedied
from states.edge import PERSON, Edge
from states.page import NOTICE_KINDS, StatePage
from states.state import State
from states.trigger import Trigger
from states.unfinished import common_edges

HERE = State.MATERIAL_BREACH
PAGE = StatePage(HERE, "ett behörigt organ har beslutat att avtalet är väsentligt brutet", NOTICE_KINDS)

EDGES = (
    Edge(
        HERE,
        Trigger.DECIDE_REMEDIED,
        State.REMEDIED,
        PERSON,
        "läsning A47: avhjälpt, avtalet fortsätter",
        (every_subpoint_is_remedied,),
    ),
    *common_edges(HERE),
)
