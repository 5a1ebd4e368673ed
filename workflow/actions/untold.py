"""What has waited for a person since an earlier day is told to the controller in the list of the day, once a mail."""

from sqlalchemy import Connection

from notifications import outbox
from states.reminders import Role
from states.workdays import local_day, start_of_day
from workflow.actions.sort_mail import OF_NO_CASE, WAITING
from workflow.context import Context
from workflow.store import inbox
from workflow.store.database import taking_turns, writing
from workflow.store.inbox import CHAIN, Incoming, Status
from workflow.store.reader import Reader


def tell_of_waiting(context: Context) -> None:
    """Plan it, on a working day: it leaves with the list of that day (lifecycle, "Mails")."""
    with context.engine.connect() as look:
        if not _untold(context, look):
            return
    with writing(context.engine) as connection:
        plan_untold(context, connection)


def plan_untold(context: Context, connection: Connection) -> None:
    """The same in the caller's transaction. What was planned before and struck is a version of its own."""
    taking_turns(connection, CHAIN)
    reader = Reader(connection.connection.dbapi_connection)
    for mail in _untold(context, connection):
        version = 1 + len(reader.all(inbox.TOLD_OF, mail=mail.uuid))
        case = _case_of(reader, mail)
        intent = outbox.Intent(WAITING, mail.uuid, version, "inkorgen", Role.CONTROLLER, case, "samlad")
        outbox.plan(connection, intent, context.clock.now())


def _untold(context: Context, connection: Connection) -> list[Incoming]:
    """The mails that nobody has been told of; on a free day none."""
    day = local_day(context.clock.now())
    if not context.calendar.is_workday(day):
        return []
    reader = Reader(connection.connection.dbapi_connection)
    return reader.all(inbox.UNTOLD, before=start_of_day(day), in_vain=inbox.NOT_ANY_MORE)


def _case_of(reader: Reader, mail: Incoming) -> str:
    """The case that it has been sorted to, where something is left to look at; of a guess nothing is written in any."""
    concerns = reader.all(inbox.CONCERNS_OF, mail=mail.uuid) if mail.status is Status.SORTED else []
    left = [one.case for one in concerns if one.unticked]
    return min(left or [one.case for one in concerns], default=OF_NO_CASE)
