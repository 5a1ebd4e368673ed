"""inskickad – an action plan has come; no approval of it is needed in this rule set.

Open deadlines: handlingar senast, uppföljning tidigast. Reminders: the ladder, for documents not yet in.
"""

from states.conditions import prescribed_time_has_passed
from states.edge import PERSON_OR_CLOCK, PERSON_OR_MAIL, Edge
from states.state import State
from states.trigger import Trigger

HERE = State.SUBMITTED

EDGES = (
    Edge(HERE, Trigger.REGISTER, HERE, PERSON_OR_MAIL, "22 § förvaltningslagen (2017:900): inkommen handling"),
    Edge(
        HERE,
        Trigger.START_RESULT_FOLLOWUP,
        State.RESULT_FOLLOWUP,
        PERSON_OR_CLOCK,
        "rapport Sov 609/2022 rad 60–61",
        (prescribed_time_has_passed,),
    ),
)
