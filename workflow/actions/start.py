"""drift starta: a person has seen what would leave, and says that mail may leave (ADR 0020)."""

from uuid import uuid4

from notifications import outbox
from states.workdays import local_day
from workflow.actions.untold import plan_untold
from workflow.clockwork import sweep
from workflow.context import Context
from workflow.engine import transaction
from workflow.store.database import taking_turns
from workflow.store.events import Actor, Event, append
from workflow.store.kinds import Kind
from workflow.store.reader import Reader
from workflow.store.settings import put
from workflow.store.started import DRIFT, STARTED_SETTING, YES, is_started


def start(context: Context, actor: Actor, *, strike: bool = False) -> int | None:
    """Mail leaves from now on; returns how many were struck, None where mail left already and nothing is changed.

    `strike`: what waits now is not said – what the clock already owes the cases included. It may have been said before
    by the installation that the copy was taken of.
    """
    now = context.clock.now()
    if strike:
        sweep(context)
    with transaction(context) as connection:
        taking_turns(connection, DRIFT)
        if is_started(Reader(connection.connection.dbapi_connection)):
            return None
        if strike:
            plan_untold(context, connection)
        struck = outbox.strike_waiting(connection, f"struket när mejlen startade, av {actor}") if strike else 0
        act = str(uuid4())
        body = {"act": act, "struck": struck}
        append(connection, Event(DRIFT, Kind.MAIL_STARTED.value, body, local_day(now), now, actor, act))
        put(connection, STARTED_SETTING, YES)
    return struck
