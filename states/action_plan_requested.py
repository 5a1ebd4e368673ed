"""åtgärdsplan begärd – a notice demands an action plan with activities, schedule and owner.

Open deadlines: those of the notice, or the supplement's own. A plan that comes moves on, late or not; a plan that
never comes blocks nothing (reading A44).
"""

from states.conditions import prescribed_time_has_passed
from states.deadline_kind import DeadlineKind
from states.edge import PERSON_OR_CLOCK, PERSON_OR_MAIL, Edge
from states.page import LADDER, NOTICE_KINDS, StatePage
from states.state import State
from states.trigger import Trigger
from states.unfinished import common_edges

HERE = State.ACTION_PLAN_REQUESTED
PAGE = StatePage(
    HERE,
    "ett påpekande begär en åtgärdsplan, eller en komplettering av den",
    (*NOTICE_KINDS, DeadlineKind.SUPPLEMENT_DUE),
    LADDER,
)

EDGES = (
    Edge(
        HERE,
        Trigger.REGISTER_PLAN,
        State.SUBMITTED,
        PERSON_OR_MAIL,
        "rapport Sov 609/2022 rad 22–23: åtgärdsplanen skickas in; läsning A5: sen eller ej",
    ),
    Edge(
        HERE,
        Trigger.START_RESULT_FOLLOWUP,
        State.RESULT_FOLLOWUP,
        PERSON_OR_CLOCK,
        "rapport Sov 609/2022 rad 60–61; läsning A44: en utebliven plan hindrar inte",
        (prescribed_time_has_passed,),
    ),
    *common_edges(HERE),
)
