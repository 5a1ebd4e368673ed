"""identifierad – the follow-up has found a deficiency; no notice has named it yet.

Open deadlines: none. Reminders: none. It goes on when a notice is decided: with a demand for an
action plan (begär-plan), or without (påpeka), in which case its dates run all the same (reading A43).
"""

from states.conditions import prescribed_time_has_passed
from states.edge import PERSON, PERSON_OR_CLOCK, PERSON_OR_MAIL, Edge
from states.state import State
from states.trigger import Trigger

HERE = State.IDENTIFIED

EDGES = (
    Edge(
        HERE,
        Trigger.REQUEST_PLAN,
        State.ACTION_PLAN_REQUESTED,
        PERSON,
        "rapport Sov 609/2022 rad 20–23: beslut att åtgärda bristerna och upprätta en åtgärdsplan",
    ),
    Edge(HERE, Trigger.POINT_OUT, HERE, PERSON, "läsning A43: påpekande utan krav på plan"),
    Edge(HERE, Trigger.REGISTER, HERE, PERSON_OR_MAIL, "22 § förvaltningslagen (2017:900): inkommen handling"),
    Edge(
        HERE,
        Trigger.START_RESULT_FOLLOWUP,
        State.RESULT_FOLLOWUP,
        PERSON_OR_CLOCK,
        "rapport Sov 609/2022 rad 60–61; läsning A43",
        (prescribed_time_has_passed,),
    ),
)
