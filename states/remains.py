"""kvarstår – a result decision found that at least one sub-point is not remedied.

Open deadlines: those of a new notice, if the decision was one. The clock proposes when the two-notice
proof holds; a person declares, abstains or gives a new time (a new notice) – reading A47. In-house there is no
contract to breach: a person escalates instead (reading A37).
"""

from states.conditions import (
    a_proposal_waits,
    goes_into_a_notice,
    no_notice_is_live,
    no_proposal_waits,
    prescribed_time_has_passed,
    the_agreement_can_be_breached,
    the_unit_is_in_house,
    two_notices_are_proven,
)
from states.edge import CLOCK, PERSON, PERSON_OR_CLOCK, Edge
from states.page import LADDER, NOTICE_KINDS, StatePage
from states.state import State
from states.trigger import Trigger
from states.unfinished import common_edges

HERE = State.REMAINS
PAGE = StatePage(HERE, "minst en delbrist är inte åtgärdad", NOTICE_KINDS, LADDER)
_CLAUSE = "rapport Sov 609/2022 rad 69–71: två påpekanden och ändå inte åtgärdat inom föreskriven tid"

EDGES = (
    Edge(
        HERE,
        Trigger.REQUEST_PLAN,
        State.ACTION_PLAN_REQUESTED,
        PERSON,
        "rapport Sov 609/2022 rad 66–67",
        (goes_into_a_notice, no_notice_is_live),
    ),
    Edge(
        HERE,
        Trigger.POINT_OUT,
        HERE,
        PERSON,
        "läsning A43: påpekande utan krav på plan",
        (goes_into_a_notice, no_notice_is_live),
    ),
    Edge(
        HERE,
        Trigger.START_RESULT_FOLLOWUP,
        State.RESULT_FOLLOWUP,
        PERSON_OR_CLOCK,
        "rapport Sov 609/2022 rad 60–61; läsning A43",
        (prescribed_time_has_passed,),
    ),
    Edge(
        HERE,
        Trigger.PROPOSE_BREACH,
        HERE,
        CLOCK,
        _CLAUSE,
        (the_agreement_can_be_breached, two_notices_are_proven, no_proposal_waits),
    ),
    Edge(
        HERE,
        Trigger.REGISTER_BREACH,
        State.MATERIAL_BREACH,
        PERSON,
        _CLAUSE,
        (the_agreement_can_be_breached, two_notices_are_proven),
    ),
    Edge(HERE, Trigger.ABSTAIN, HERE, PERSON, "läsning A47: avstå med skäl", (a_proposal_waits,)),
    Edge(
        HERE,
        Trigger.ESCALATE,
        HERE,
        PERSON,
        "läsning A37: i egen regi lyfts frågan till förvaltningschef eller nämnd",
        (the_unit_is_in_house,),
    ),
    *common_edges(HERE),
)
