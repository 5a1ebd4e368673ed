"""inskickad – an action plan has come.

Open deadlines: those of the notice, but for the plan's. The municipality may ask for a supplement (plan_due stays
kept, reading A45) and, where the rule set wants it, approve the plan – which moves nothing.
"""

from states.conditions import plan_wants_approval, prescribed_time_has_passed
from states.edge import PERSON, PERSON_OR_CLOCK, Edge
from states.page import LADDER, NOTICE_KINDS, StatePage
from states.state import State
from states.trigger import Trigger
from states.unfinished import common_edges

HERE = State.SUBMITTED
PAGE = StatePage(HERE, "en åtgärdsplan har kommit in", NOTICE_KINDS[1:], LADDER)

EDGES = (
    Edge(
        HERE,
        Trigger.REQUEST_SUPPLEMENT,
        State.ACTION_PLAN_REQUESTED,
        PERSON,
        "läsning A45: en komplettering har egen dag och är inget påpekande",
    ),
    Edge(
        HERE,
        Trigger.ACCEPT_PLAN,
        HERE,
        PERSON,
        "Botkyrka, hemtjänst 2022, rad 641–652: planen ska godkännas",
        (plan_wants_approval,),
    ),
    Edge(
        HERE,
        Trigger.START_RESULT_FOLLOWUP,
        State.RESULT_FOLLOWUP,
        PERSON_OR_CLOCK,
        "rapport Sov 609/2022 rad 60–61",
        (prescribed_time_has_passed,),
    ),
    *common_edges(HERE),
)
