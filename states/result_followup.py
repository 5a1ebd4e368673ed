"""resultatuppföljning – the municipality judges whether the deficiency is remedied "i tillräcklig omfattning".

Open deadlines: none that ends it; documents that are still missing stay visible. Reminders: the ladder's
last rungs. It ends with one result decision for the whole case, by a person.
"""

from states.conditions import every_subpoint_is_remedied, some_subpoint_remains
from states.deadline_kind import DeadlineKind
from states.edge import PERSON, Edge
from states.page import NOTICE_KINDS, StatePage
from states.state import State
from states.trigger import Trigger
from states.unfinished import common_edges

HERE = State.RESULT_FOLLOWUP
PAGE = StatePage(
    HERE,
    "kommunen bedömer om bristen är åtgärdad i tillräcklig omfattning",
    (*NOTICE_KINDS, DeadlineKind.RESULT_DUE),
    "stegens sista, för det som ännu inte har registrerats",
)
_SOURCE = "rapport Sov 609/2022 rad 59–67: åtgärdade i tillräcklig omfattning, eller kvarstår"

EDGES = (
    Edge(HERE, Trigger.DECIDE_REMEDIED, State.REMEDIED, PERSON, _SOURCE, (every_subpoint_is_remedied,)),
    Edge(HERE, Trigger.DECIDE_REMAINS, State.REMAINS, PERSON, _SOURCE, (some_subpoint_remains,)),
    *common_edges(HERE),
)
