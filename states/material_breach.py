"""väsentligt avtalsbrott – an authorised body has decided so; the program never does (reading A35).

Open deadlines: none. It can be cured, and the contract goes on (reading A47).
"""

from states.conditions import every_subpoint_is_remedied
from states.edge import PERSON, PERSON_OR_MAIL, Edge
from states.state import State
from states.trigger import Trigger

HERE = State.MATERIAL_BREACH

EDGES = (
    Edge(HERE, Trigger.REGISTER, HERE, PERSON_OR_MAIL, "22 § förvaltningslagen (2017:900): inkommen handling"),
    Edge(
        HERE,
        Trigger.DECIDE_REMEDIED,
        State.REMEDIED,
        PERSON,
        "läsning A47: avhjälpt, avtalet fortsätter",
        (every_subpoint_is_remedied,),
    ),
)
