"""identifierad – the follow-up has found a deficiency; no notice has named it yet.

Open deadlines: none of its own; those of a notice without a demand for a plan. It goes on when a notice is decided:
with a demand for an action plan (begär-plan), or without (påpeka), in which case its dates run all the same
(reading A43). Before that it may be sent to the provider for a fact-check, or only noted for the next follow-up.
"""

from states.conditions import (
    goes_into_a_notice,
    no_notice_is_decided,
    no_notice_is_live,
    prescribed_time_has_passed,
    ruleset_has_fact_check,
    waits_for_the_next_follow_up,
)
from states.edge import PERSON, PERSON_OR_CLOCK, Edge
from states.page import LADDER, NOTICE_KINDS, StatePage
from states.state import State
from states.trigger import Trigger
from states.unfinished import common_edges

HERE = State.IDENTIFIED
PAGE = StatePage(HERE, "uppföljningen har funnit en brist", NOTICE_KINDS, LADDER + " (påpekande utan plan)")

EDGES = (
    Edge(
        HERE,
        Trigger.SEND_FACT_CHECK,
        State.FACT_CHECK,
        PERSON,
        "Botkyrka, hemtjänst 2022, rad 71–72: sakgranskning; läsning A30",
        (ruleset_has_fact_check, no_notice_is_decided),
    ),
    Edge(
        HERE,
        Trigger.REQUEST_PLAN,
        State.ACTION_PLAN_REQUESTED,
        PERSON,
        "rapport Sov 609/2022 rad 20–23: beslut att åtgärda bristerna och upprätta en åtgärdsplan",
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
        Trigger.NOTE,
        State.NOTED,
        PERSON,
        "läsning A42: en rekommendation påpekas inte; läsning A14: dialog och nästa uppföljningstillfälle",
        (waits_for_the_next_follow_up, no_notice_is_decided),
    ),
    *common_edges(HERE),
)
