"""sakgranskning – the provider checks the facts before anything is final; no notice has been decided.

Open deadlines: sakgranskning senast, as printed. No clock of a notice runs (reading A30). It goes back to
identifierad when a person ends it, with the changes recorded; an answer time that has run out is a task.
"""

from states.conditions import no_notice_is_decided, waits_for_the_next_follow_up
from states.deadline_kind import DeadlineKind
from states.edge import PERSON, Edge
from states.page import StatePage
from states.state import State
from states.trigger import Trigger
from states.unfinished import common_edges

HERE = State.FACT_CHECK
PAGE = StatePage(HERE, "utföraren kontrollerar sakuppgifterna innan något är slutligt", (DeadlineKind.FACT_CHECK_DUE,))

EDGES = (
    Edge(
        HERE,
        Trigger.END_FACT_CHECK,
        State.IDENTIFIED,
        PERSON,
        "Botkyrka, hemtjänst 2022, rad 71–72; läsning A30: ändringarna antecknas",
    ),
    Edge(
        HERE,
        Trigger.NOTE,
        State.NOTED,
        PERSON,
        "läsning A42, A14",
        (waits_for_the_next_follow_up, no_notice_is_decided),
    ),
    *common_edges(HERE),
)
