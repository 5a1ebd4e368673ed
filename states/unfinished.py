"""What may happen in every state that is not final: something comes in, a finding is withdrawn, the agreement ends.

The agreement's end and a withdrawal cancel what is open: all clocks stop (readings A27, A28, A32). What a body has
decided about a serious event can always be registered and is never proposed (reading A36).
"""

from states.conditions import another_subpoint_is_left, the_agreement_can_be_breached
from states.edge import PERSON, PERSON_OR_MAIL, Edge
from states.state import State
from states.trigger import Trigger

_SERIOUS = "läsning A36: två påpekanden är en väg, inte den enda; ett organ har beslutat"


def common_edges(here: State) -> tuple[Edge, ...]:
    """The edges that leave every non-final state, as they leave this one."""
    edges = (
        Edge(here, Trigger.REGISTER, here, PERSON_OR_MAIL, "22 § förvaltningslagen (2017:900): inkommen handling"),
        Edge(here, Trigger.WITHDRAW, State.WITHDRAWN, PERSON, "läsning A32: återkallad gäller från början"),
        Edge(
            here,
            Trigger.WITHDRAW_SUBPOINT,
            here,
            PERSON,
            "läsning A3, A32: en återkallad delbrist räknas inte",
            (another_subpoint_is_left,),
        ),
        Edge(here, Trigger.END_AGREEMENT, State.ENDED, PERSON, "läsning A27, A28: avtalet har upphört"),
    )
    if here is State.MATERIAL_BREACH:
        return edges
    return (
        *edges,
        Edge(
            here,
            Trigger.REGISTER_SERIOUS_EVENT,
            State.MATERIAL_BREACH,
            PERSON,
            _SERIOUS,
            (the_agreement_can_be_breached,),
        ),
    )
