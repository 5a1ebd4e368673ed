"""resultatuppföljning – the municipality judges whether the deficiency is remedied "i tillräcklig omfattning".

Open deadlines: none that ends it; documents that are still missing stay visible. Reminders: the ladder's
last rungs. It ends with one result decision for the whole case, by a person.
"""

from states.conditions import every_subpoint_is_remedied, some_subpoint_remains
from states.edge import PERSON, PERSON_OR_MAIL, Edge
from states.state import State
from states.trigger import Trigger

HERE = State.RESULT_FOLLOWUP
_SOURCE = "rapport Sov 609/2022 rad 59–67: åtgärdade i tillräcklig omfattning, eller kvarstår"

EDGES = (
    Edge(HERE, Trigger.REGISTER, HERE, PERSON_OR_MAIL, "22 § förvaltningslagen (2017:900); läsning A7"),
    Edge(HERE, Trigger.DECIDE_REMEDIED, State.REMEDIED, PERSON, _SOURCE, (every_subpoint_is_remedied,)),
    Edge(HERE, Trigger.DECIDE_REMAINS, State.REMAINS, PERSON, _SOURCE, (some_subpoint_remains,)),
)
